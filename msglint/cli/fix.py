"""`msglint fix`: `check --fix` under its own name."""

from __future__ import annotations

from functools import partial

from msglint.cli.check import GROUPS
from msglint.cli.check import command as check
from msglint.cli.command import Command

_EPILOG = """\b
Examples:
  msglint fix messages/
  msglint fix --unsafe-fixes welcome.yaml
  msglint fix --diff messages/       show it first

\b
Exit codes:
  0    nothing is left (or only findings below --fail-on)
  1    findings that are left, at or above --fail-on; with --diff: there is something to mend
  2    wrong usage, a configuration or file that cannot be used, or a crash of msglint
  3    nothing was checked (--allow-empty makes it 0)
  130  interrupted
"""

assert check.callback is not None

command = Command(
    "fix",
    params=[each for each in check.params if each.name not in ("fix", "watch")],
    callback=partial(check.callback, fix=True, watch=False),
    groups=GROUPS,
    epilog=_EPILOG,
    short_help="Mend what can be mended safely.",
    help="Mend what can be mended safely, and report the rest: the same as `check --fix`.",
)
