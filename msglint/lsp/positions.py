"""Characters of a source and positions of the protocol: lines from 0, columns in the units agreed upon.

A source's lines are those of the protocol: they end at LF, CRLF, or CR, and nowhere else (not at
U+2028, which some editors and `str.splitlines` take for a line's end).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate

from lsprotocol import types

from msglint.diagnostics import Edit
from msglint.lsp.drift import narrow
from msglint.report.places import Ruler
from msglint.source import Source

_UNITS = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "code points"}


class Positions:
    """The positions of one source in one encoding."""

    def __init__(self, source: Source, encoding: str = "utf-16") -> None:
        self.source = source
        self._encoding = encoding
        self._ruler = Ruler(source, _UNITS[encoding])

    def position(self, offset: int) -> types.Position:
        """Where a character stands."""
        return self.range(offset, offset).start

    def range(self, start: int, end: int) -> types.Range:
        """Where a stretch of characters stands."""
        region = self._ruler.region(start, end)
        return types.Range(
            types.Position(region.row - 1, region.column - 1),
            types.Position(region.end_row - 1, region.end_column - 1),
        )

    def offset(self, position: types.Position) -> int:
        """The character at a position; behind a line's end it is that end, within a character its start."""
        starts = self.source.line_starts
        if position.line >= len(starts):
            return len(self.source.text)
        line = self.source.line(position.line + 1)
        if line.isascii() or self._encoding == "utf-32":
            return starts[position.line] + min(position.character, len(line))
        ends = list(accumulate(_width(character, self._encoding) for character in line))
        return starts[position.line] + bisect_right(ends, position.character)

    def span(self, where: types.Range) -> tuple[int, int]:
        """The characters of a range; one that runs backwards is turned round."""
        start, end = self.offset(where.start), self.offset(where.end)
        return min(start, end), max(start, end)


def _width(character: str, encoding: str) -> int:
    if encoding == "utf-16":
        return 2 if character > "\uffff" else 1
    return len(character.encode("utf-8", "surrogatepass"))


def changed(
    source: Source, change: types.TextDocumentContentChangeEvent, encoding: str
) -> tuple[Source, Edit]:
    """A source after a change of its editor, and the change in characters."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return replace(source, text=change.text), narrow(source.text, change.text)
    start, end = Positions(source, encoding).span(change.range)
    text = source.text[:start] + change.text + source.text[end:]
    if _is_half(change.text) or _is_half(source.text[start - 1 : start] + source.text[end : end + 1]):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return replace(source, text=text), narrow(source.text, text)
    return replace(source, text=text), Edit(start, end, change.text)


def _is_half(text: str) -> bool:
    """Whether a text has a half of a character that takes two units of UTF-16, whose other half may come yet."""
    return not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)
