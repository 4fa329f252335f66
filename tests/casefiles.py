"""The case files of `tests/cases`: every document is a message with its verdict inside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

from msglint.formats import parse_instant

ROOT = Path(__file__).parent
CASES = ROOT / "cases"
DEFAULT_NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)

_MARKER = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_EXPECT = re.compile(r"# expect: (?P<rule>[a-z0-9-]+)(?: (?P<pointer>/\S*|\"\"))?")
_COVERS = re.compile(r"^\s*# covers: (.+)$", re.MULTILINE)
_NOW = re.compile(r"^\s*# now: (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Expected:
    """A finding that a case must have: its row in the file, its rule, perhaps its pointer."""

    row: int
    rule: str
    pointer: str | None = None


@dataclass(frozen=True)
class Case:
    """One document of a case file. `text` starts with as many empty lines as stand before it in the file."""

    file: Path
    index: int
    text: str
    good: bool
    covers: tuple[str, ...] = ()
    expected: tuple[Expected, ...] = ()
    now: datetime = field(default=DEFAULT_NOW)

    @property
    def name(self) -> str:
        return f"{self.file.relative_to(CASES).with_suffix('').as_posix()}[{self.index}]"


def cases_of(file: Path) -> list[Case]:
    """The cases of a file, in order."""
    with file.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    starts = [0, *(match.start() for match in _MARKER.finditer(text)), len(text)]
    found = []
    for index, (start, end) in enumerate(pairwise(starts)):
        part = text[start:end]
        if not any(line.strip() and not line.lstrip().startswith(("#", "---")) for line in part.splitlines()):
            continue
        before = text.count("\n", 0, start)
        found.append(_case(file, index, part, before))
    return found


def _case(file: Path, index: int, part: str, before: int) -> Case:
    expected = []
    for number, line in enumerate(part.split("\n")):
        for match in _EXPECT.finditer(line):
            alone = line.strip().startswith("# expect:")
            pointer = match["pointer"]
            expected.append(
                Expected(
                    before + number + (2 if alone else 1), match["rule"], "" if pointer == '""' else pointer
                )
            )
    now = _NOW.search(part)
    instant = parse_instant(now[1]) if now else None
    return Case(
        file,
        index,
        "\n" * before + part,
        file.name.startswith("good"),
        tuple(word for line in _COVERS.findall(part) for word in line.split()),
        tuple(expected),
        instant or DEFAULT_NOW,
    )


def all_cases() -> list[Case]:
    """Every case of every folder."""
    return [case for file in sorted(CASES.rglob("*.yaml")) for case in cases_of(file)]
