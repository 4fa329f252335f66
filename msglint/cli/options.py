"""What the words of the command line mean; a word that means nothing is a UsageError."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import NamedTuple

from msglint.diagnostics import Severity
from msglint.errors import UsageError
from msglint.formats import parse_instant
from msglint.report import FORMATS
from msglint.request import APIS
from msglint.settings import Settings

MOST_JOBS = 256


class Grading(NamedTuple):
    """What the command line says of rules: it wins over any configuration."""

    select: frozenset[str]
    levels: dict[str, Severity | None]

    def over(self, settings: Settings) -> Settings:
        """Settings with the command line's own laid over them."""
        if not self.select and not self.levels:
            return settings
        return settings._replace(select=self.select, levels={**settings.levels, **self.levels})


def grading(
    select: Iterable[str], ignore: Iterable[str], severity: Iterable[str], schema_only: bool = False
) -> Grading:
    """`--select` or `--schema-only`, `--ignore`, `--severity`."""
    levels: dict[str, Severity | None] = dict(_graded(each) for each in severity)
    levels |= dict.fromkeys(rules(ignore, "--ignore"))
    chosen = frozenset(rules(select, "--select"))
    if schema_only:
        from msglint.schema.broken import usual_rules

        if chosen:
            raise UsageError("--schema-only chooses the rules itself: give it or --select, not both")
        chosen = usual_rules()
    return Grading(chosen, levels)


def known_api(name: str | None) -> str | None:
    """`--api`: the name of an API."""
    if name is not None and name not in APIS:
        raise UsageError(f"--api: no API called {name!r}; there are: {', '.join(APIS)}")
    return name


def clock(word: str | None) -> datetime:
    """`--now`, or the machine's clock."""
    return datetime.now(timezone.utc) if word is None else instant(word)


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
        from msglint.near import near

        meant = near(name, FORMATS)
        more = f"did you mean {meant!r}?" if meant else f"there are: {', '.join(FORMATS)}"
        raise UsageError(f"no output format called {name!r}; {more}")
    return name


def output(word: str) -> tuple[str, str]:
    """`--output`: format and file."""
    name, colon, file = word.partition(":")
    if not colon or not file:
        raise UsageError(f"--output: {word!r} is not NAME:FILE, such as json:report.json")
    if file == "-":
        raise UsageError(f"--output: writes into files; for stdout there is --output-format {name}")
    return known_format(name), file


def jobs(context: object, parameter: object, word: str) -> int | None:
    """`--jobs`: a number of processes, None for `auto`."""
    if word == "auto":
        return None
    if not word.isascii() or not word.isdigit() or not 1 <= int(word[:4]) <= MOST_JOBS:
        raise UsageError(f"--jobs: {word!r} is neither auto nor a number from 1 to {MOST_JOBS}")
    return int(word[:4])


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
    from msglint.schema.broken import own_rules

    if name in own_rules():
        return name  # without the catalog, which imports every rule of code

    from msglint.catalog import rule_ids
    from msglint.near import near

    known = rule_ids()
    if name in known:
        return name
    meant = near(name, known)
    more = f"; did you mean {meant!r}?" if meant else "; `msglint rule` lists them"
    raise UsageError(f"{option}: no rule called {name!r}{more}")
