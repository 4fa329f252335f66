"""`msglint fix`: `check --fix` under its own name."""

from __future__ import annotations

from functools import partial

import click

from msglint.cli.check import command as check

_EPILOG = """\b
Examples:
  msglint fix messages/
  msglint fix --unsafe-fixes welcome.yaml
  msglint fix --diff messages/       show it first

\b
Exit codes: as of `msglint check`, for what is left.
"""

assert check.callback is not None

command = click.Command(
    "fix",
    params=[each for each in check.params if each.name != "fix"],
    callback=partial(check.callback, fix=True),
    epilog=_EPILOG,
    short_help="Mend what can be mended safely.",
    help="Mend what can be mended safely, and report the rest: the same as `check --fix`.",
)
