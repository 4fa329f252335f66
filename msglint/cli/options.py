"""What the words of the command line mean; a word that means nothing is a UsageError."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime, timezone

from msglint.catalog import rule_ids
from msglint.diagnostics import Severity
from msglint.errors import UsageError
from msglint.formats import parse_instant
from msglint.linter import Options
from msglint.near import near
from msglint.report import FORMATS
from msglint.request import APIS


def lint_options(
    api: str | None, now: str | None, select: Iterable[str], ignore: Iterable[str], severity: Iterable[str]
) -> Options:
    """The options of a run from the words of its command line."""
    if api is not None and api not in APIS:
        raise UsageError(f"--api: no API called {api!r}; there are: {', '.join(APIS)}")
    return Options(
        now=datetime.now(timezone.utc) if now is None else instant(now),
        api=api,
        select=frozenset(rules(select, "--select")),
        ignore=frozenset(rules(ignore, "--ignore")),
        severity=tuple(_graded(each) for each in severity),
    )


def instant(word: str) -> datetime:
    """`--now`: an instant with its offset."""
    found = parse_instant(word)
    if found is None:
        raise UsageError(f"--now: {word!r} is no instant with an offset, such as 2026-06-01T00:00:00Z")
    return found


def rules(lists: Iterable[str], option: str) -> list[str]:
    """`--select`, `--ignore`: comma-separated rule ids."""
    return [_rule(name.strip(), option) for each in lists for name in each.split(",") if name.strip()]


def level(word: str, option: str) -> Severity:
    """A severity by its name."""
    try:
        return Severity.of(word)
    except ValueError:
        raise UsageError(f"{option}: {word!r} is no severity; there are: error, warning, info") from None


def known_format(name: str) -> str:
    """The name of an output format."""
    if name not in FORMATS:
        raise UsageError(f"no output format called {name!r}; there are: {', '.join(FORMATS)}")
    return name


def output(word: str) -> tuple[str, str]:
    """`--output`: format and file."""
    name, colon, file = word.partition(":")
    if not colon or not file:
        raise UsageError(f"--output: {word!r} is not NAME:FILE, such as json:report.json")
    return known_format(name), file


def use_color(choice: str) -> bool:
    """`--color` beats NO_COLOR, which beats FORCE_COLOR, which beats what stdout is."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _graded(word: str) -> tuple[str, Severity]:
    name, _, severity = word.partition("=")
    return _rule(name, "--severity"), level(severity, "--severity")


def _rule(name: str, option: str) -> str:
    known = rule_ids()
    if name in known:
        return name
    meant = near(name, known)
    more = f"; did you mean {meant!r}?" if meant else "; `msglint rule` lists them"
    raise UsageError(f"{option}: no rule called {name!r}{more}")
