"""Examples and exit codes of the commands of `msglint outbox`."""

from __future__ import annotations

LIST = """\b
Examples:
  msglint outbox list
  msglint outbox list --output-format json

\b
Exit codes:
  0    printed
  2    wrong usage, or an outbox that cannot be used
"""

SHOW = """\b
Examples:
  msglint outbox show +447700900101
  msglint outbox show --state failed --limit 20

\b
Exit codes:
  0    printed
  1    nothing matches
  2    wrong usage, or an outbox that cannot be used
"""

EXPORT = """\b
Examples:
  msglint outbox export > sent.csv
  msglint outbox export --output jsonl -o sent.jsonl

\b
Exit codes:
  0    written
  2    wrong usage, an outbox that cannot be used, or a file that cannot be written
"""

RESUME = """\b
Examples:
  msglint outbox resume --tps 100
  msglint outbox resume --resend-unknown --yes

\b
Exit codes:
  0    all were accepted
  2    wrong usage, an outbox that cannot be used, or a send that stopped early
  4    at least one destination was refused, or its expiry passed
  5    the outcome of at least one is unknown
  130  interrupted, or answered with no
"""
