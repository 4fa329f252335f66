"""Files of so many documents that nobody wants to hold them all: read piece by piece, and only once where they are clean."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from msglint.errors import InputError
from msglint.source import Source, content
from msglint.stream import forbidden

_BLOCK = 1 << 18
_MARKS = ("msglint:", "\n%")
"""Comments for msglint and directives of YAML: where there are any, all of the file must be at hand."""


def opened(path: str, seen: Callable[[bytes], object] | None = None) -> Source:
    """The source that a long file is; InputError says why it cannot be read. `seen` is told each byte that is looked at.

    Where something in it holds for more than one document, it is read as a whole.
    """
    if _may_be_cut(path):
        return LongSource(path, seen)
    data = content(path)
    if seen is not None:
        seen(data)
    return Source.from_bytes(path, data)


class LongSource(Source):
    """A file in UTF-8 that is read in pieces of whole documents, each time it is gone through.

    It keeps the text of the documents of which something is said, so that reports can show it;
    what is asked of any other place makes it read the file as a whole.
    """

    def __init__(self, path: str, seen: Callable[[bytes], object] | None = None) -> None:
        super().__init__(path, "")
        del self.__dict__["text"]
        self.__dict__.update(_kept=[], _seen=seen)

    @cached_property
    def text(self) -> str:
        """All of the file at once."""
        return Source.read(self.name).text

    @property
    def has_comments(self) -> bool:
        """There are no comments for msglint: else the file would be no long source."""
        return False

    def pieces(self) -> Iterator[Source]:
        """The pieces, one after the other; InputError where the file is not any more what it was."""
        offset = rows = 0
        for text in self._texts():
            yield Source(self.name, text, offset=offset, rows=rows)
            offset += len(text)
            rows += text.count("\n") + text.count("\r") - text.count("\r\n")
        self.__dict__["_length"] = offset

    @property
    def length(self) -> int:
        """Characters of the file, when it was gone through."""
        length: int = self.__dict__["_length"]
        return length

    def keep(self, piece: Source, start: int, end: int) -> None:
        """Keeps the text of a document, from one offset in its piece to another."""
        row, column = piece.position(start)
        start -= column - 1
        kept = Source(self.name, piece.text[start:end], offset=piece.offset + start, rows=row - 1)
        self._kept.append(kept)

    def recall(self, offsets: Iterable[int]) -> None:
        """Keeps the documents around some offsets again, as when these were found; those beyond the end are left out."""
        wanted = deque(sorted(offsets))
        for piece in self.pieces():
            end = 0
            while wanted and wanted[0] - piece.offset < len(piece.text):
                at = wanted.popleft() - piece.offset
                if at >= end:
                    start = piece.text.rfind("\n---", 0, at) + 1
                    end = piece.text.find("\n---", at) + 1 or len(piece.text)
                    self.keep(piece, start, end)

    def position(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset."""
        kept = self._around(offset)
        return super().position(offset) if kept is None else kept.position(offset - kept.offset)

    def line(self, row: int) -> str:
        """The text of a line."""
        at = bisect_right(self._kept, row - 1, key=_rows) - 1
        if at >= 0 and row - self._kept[at].rows <= len(self._kept[at].line_starts):
            return self._kept[at].line(row)
        return super().line(row)

    def between(self, start: int, end: int) -> str:
        """The text from one offset to another."""
        kept = self._around(start)
        if kept is None or end > kept.offset + len(kept.text):
            return super().between(start, end)
        return kept.text[start - kept.offset : end - kept.offset]

    @property
    def _kept(self) -> list[Source]:
        """The documents that are kept, in their order."""
        kept: list[Source] = self.__dict__["_kept"]
        return kept

    def _around(self, offset: int) -> Source | None:
        at = bisect_right(self._kept, offset, key=_offset) - 1
        if at >= 0 and offset <= self._kept[at].offset + len(self._kept[at].text):
            return self._kept[at]
        return None

    def _texts(self) -> Iterator[str]:
        held, size = "", _BLOCK
        for text in _decoded(self.name, self.__dict__["_seen"]):
            held += text
            if len(held) >= size:
                cut = _last_start(held)
                if cut:
                    yield held[:cut]
                    held = held[cut:]
                size = max(
                    _BLOCK, 2 * len(held)
                )  # a document longer than a block is not looked through all too often
        yield held


def _rows(source: Source) -> int:
    return source.rows


def _offset(source: Source) -> int:
    return source.offset


def _may_be_cut(path: str) -> bool:
    """Whether a file is text in UTF-8 without anything that holds, or could hold, for more than one document."""
    before = "\n"
    try:
        for text in _decoded(path):
            both = before + text
            if both.startswith("\n\ufeff") or forbidden(text) or any(mark in both for mark in _MARKS):
                return False
            before = text[-len(_MARKS[0]) :]
    except _ChangedError:
        return False
    return True


class _ChangedError(InputError):
    """A file is not the text in UTF-8 that it was taken for."""


def _decoded(path: str, seen: Callable[[bytes], object] | None = None) -> Iterator[str]:
    """The text of a file by blocks."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with open(path, "rb", buffering=0) as file:
            while data := file.read(_BLOCK):
                if seen is not None:
                    seen(data)
                yield decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _ChangedError(f"{path}: it was changed while it was read; run msglint again") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _last_start(text: str) -> int:
    r"""Where the last document of a text starts that has one before it; 0 where there is none.

    >>> _last_start("a: 1\n---\nb: 2\n---\nc"), _last_start("a: 1\n---\n# only a comment\n---\nc"), _last_start("a: 1")
    (14, 5, 0)
    """
    at = text.rfind("\n---")
    while at >= 0:
        before = text.rfind("\n---", 0, at)
        if text[at + 4 : at + 5] in _BLANKS and _is_document(text[before + 1 : at]):
            return at + 1
        at = before
    return 0


_BLANKS = frozenset(" \t\r\n")


def _is_document(stretch: str) -> bool:
    """Whether there is more than a comment behind a marker."""
    lines = (line.strip() for line in stretch.removeprefix("---").splitlines())
    return any(line and line[0] != "#" and line != "..." for line in lines)
