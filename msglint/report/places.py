"""Where a finding stands, as the programs that read a report count it."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from msglint import secrets
from msglint.diagnostics import Diagnostic, Edit
from msglint.source import Source

HOME = "https://github.com/msglint/msglint"
_MORE = {
    "code points": None,
    "utf-16": re.compile("[\U00010000-\U0010ffff]"),
    "utf-8": re.compile("[^\x00-\x7f]"),
}


class Region(NamedTuple):
    """A stretch of a source: rows and columns from 1, the end exclusive."""

    row: int
    column: int
    end_row: int
    end_column: int


class Ruler:
    """Rows and columns of a source, with columns in `code points`, `utf-16` units, or `utf-8` bytes."""

    def __init__(self, source: Source, units: str = "code points") -> None:
        self._source = source
        larger = _MORE[units]
        found = [] if larger is None else list(larger.finditer(source.text))
        self._at = [match.start() for match in found]
        self._more = [0, *accumulate(_size(match[0], units) - 1 for match in found)]

    def region(self, start: int, end: int) -> Region:
        """The stretch from one offset to another."""
        return Region(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        row, column = self._source.position(offset)
        return row, column + self._units_before(offset) - self._units_before(offset - column + 1)

    def _units_before(self, offset: int) -> int:
        """How many units more than characters stand before an offset."""
        return self._more[bisect_left(self._at, offset)]


def _size(character: str, units: str) -> int:
    return len(character.encode("utf-8", "surrogatepass")) if units == "utf-8" else 2


def path(filename: str, root: str | None) -> str:
    """A file's name as seen from the repository's root, with `/`; as it is when it lies elsewhere."""
    name = filename.replace(os.sep, "/")
    if root is None or filename == "<stdin>":
        return name
    try:
        seen = os.path.relpath(filename, root).replace(os.sep, "/")
    except ValueError:  # another drive
        return name
    return name if seen == ".." or seen.startswith("../") else seen


def url(rule: str) -> str:
    """Where a rule is explained."""
    return f"{HOME}/blob/main/docs/rules.md#{rule}"


def said(each: Diagnostic) -> str:
    """What a finding says, its hint included."""
    return f"{each.message}. Hint: {each.hint}" if each.hint else each.message


def fingerprint(each: Diagnostic, source: Source, *more: str) -> str:
    """What a finding is known by: rule, pointer, and text, never its line, which moves with every insertion."""
    parts = (each.rule, *more, str(each.document), each.pointer, source.between(each.start, each.end))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def edits(each: Diagnostic) -> tuple[Edit, ...]:
    """The edits of a finding's fix; none where they would repeat a secret."""
    found = () if each.fix is None else each.fix.edits
    return () if any(secrets.hidden(edit.content) != edit.content for edit in found) else found
