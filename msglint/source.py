"""The text of a file and its lines: the only module that knows rows and columns."""

from __future__ import annotations

import codecs
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from msglint.errors import InputError
from msglint.regexes import regex

_LINE_END = regex(r"\r\n|\r|\n")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


LONG = 4_000_000
"""Bytes from which on a file is read piece by piece, by `msglint.long`; a shorter one takes little memory as a whole."""


def is_long(path: str) -> bool:
    """Whether a file is that long."""
    try:
        return os.stat(path).st_size >= LONG
    except OSError:
        return False  # whoever reads it says why that cannot be


def content(path: str) -> bytes:
    """The bytes of a file; InputError says which and why when that fails."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


@dataclass(frozen=True)
class Source:
    """A named text. Offsets are Unicode code points from 0; a byte order mark is not counted.

    `undecodable` is the offset of the first byte that is no text in the file's encoding (the
    text then holds replacement characters), or None. `offset` and `rows` are the characters and
    the rows of the file before the text, where it is a piece of a long one (see `msglint.long`).
    """

    name: str
    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    undecodable: int | None = None
    offset: int = 0
    rows: int = 0

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Source:
        """Decodes UTF-8, or UTF-16/32 when a byte order mark says so; never raises."""
        bom, encoding = next((pair for pair in _BOMS if data.startswith(pair[0])), (b"", "utf-8"))
        body = data[len(bom) :] if bom else data
        try:
            return cls(name, body.decode(encoding), encoding, bom)
        except UnicodeDecodeError as error:
            good = body[: error.start].decode(encoding, "replace")
            return cls(name, body.decode(encoding, "replace"), encoding, bom, len(good))

    @classmethod
    def read(cls, path: str) -> Source:
        """Reads a file; InputError says which and why when that fails."""
        return cls.from_bytes(path, content(path))

    def encode(self, text: str) -> bytes:
        """`text` as bytes of the same encoding and byte order mark as the file had."""
        return self.bom + text.encode(self.encoding)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character; lines end at LF, CRLF, or CR."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset in the text, both from 1 in the file, the column in code points."""
        row = bisect_right(self.line_starts, offset)
        return self.rows + row, offset - self.line_starts[row - 1] + 1

    def line(self, row: int) -> str:
        """The text of a line without its end; `row` from 1."""
        row -= self.rows
        start = self.line_starts[row - 1]
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def between(self, start: int, end: int) -> str:
        """The text from one offset to another."""
        return self.text[start:end]

    @property
    def length(self) -> int:
        """Characters of the file."""
        return len(self.text)

    @property
    def has_comments(self) -> bool:
        """Whether there may be comments for msglint in it."""
        return "msglint:" in self.text

    def pieces(self) -> Iterator[Source]:
        """Stretches of whole documents that make up the source: it itself, where it is not a long one."""
        yield self

    def keep(self, piece: Source, start: int, end: int) -> None:
        """Keeps a document of which something is to be said, in a piece that will be gone."""

    def recall(self, offsets: Iterable[int]) -> None:
        """Keeps the documents around some offsets again, of which something was said in an earlier run."""
