"""Msglint itself, with more and fewer rules, and with what makes it quick on many files."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from bench.corpus import NOW
from bench.tool import Tool, version_of

WITHOUT_RULES = "msglint without rules"
ALL_RULES = "msglint, preset strict"
"""Msglint itself with fewer and with more rules, which shows what rules cost."""

SECOND_RUN = "msglint, 2nd run"
ONE_CHANGED = "msglint, one file changed"
ALL_CORES = "msglint, all cores"
"""Msglint with what makes it quick on many files: the cache, and processes."""

MANY = 1000
"""Files from which on these have something to show."""

MOST = 50_000
"""Files in the largest corpus, for which the peers would take too long."""

ALONE = ("--no-cache", "--jobs", "1")
"""One process that checks every file."""


def msglint(name: str = "msglint", *more: str, shown: str = "", how: tuple[str, ...] = ALONE) -> Tool:
    """The command of this interpreter's environment, with more options; `shown` are these for readers."""
    start = msglint_command()
    options = ("check", "--output-format", "concise", "--now", NOW, *how)
    words = " ".join((*options, *((shown,) if shown else more)))
    return Tool(
        name,
        lambda corpus, api: [*start, *options, *more, corpus.target],
        version_of([*start, "--version"]),
        f"{'python -m ' if len(start) > 1 else ''}msglint {words} FOLDER",
        complains=1,
        judges=True,
        most=MOST,
    )


def other_rules() -> list[Tool]:
    """Msglint with other rules than those of a default run: without the ones of code, and with all of them."""
    return [
        msglint(WITHOUT_RULES, "--schema-only"),
        msglint(ALL_RULES, "--preset", "strict"),
    ]


def quick() -> list[Tool]:
    """Msglint as it is on many files: with all cores, and when it has seen the files before."""
    again = replace(msglint(SECOND_RUN, how=()), least=MANY, remembers=True)
    return [
        replace(msglint(ALL_CORES, how=("--no-cache",)), least=MANY),
        again,
        replace(again, name=ONE_CHANGED, edits=True),
    ]


def msglint_command() -> list[str]:
    """How msglint is started: its console script, or the module where there is none."""
    script = Path(sys.executable).with_name("msglint")
    if script.exists():
        return [str(script)]
    if find_spec("msglint") is None:
        raise SystemExit("msglint is not installed in this environment: pip install -e .")
    return [sys.executable, "-m", "msglint"]
