"""Rows of CSV files (RFC 4180): which delimiter they have, quoted cells, cells of several lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from msglint.errors import InputError
from msglint.recipients.lines import LONGEST, lines, too_long
from msglint.recipients.raw import Raw

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_SAMPLE_ROWS = 20
_SAMPLE_CHARACTERS = 1 << 16
_SEP = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)
"""The line with which Excel is told the delimiter."""


@dataclass(slots=True)
class _Feed:
    """The lines of a file as the csv module asks for them, with what it does not tell of a row."""

    path: str
    number: int = 0
    row: int = 1
    size: int = 0
    nul: bool = False
    pieces: list[str] = field(default_factory=list)

    def start(self) -> None:
        """A new row begins with the next line."""
        self.row, self.size, self.nul = self.number + 1, 0, False
        self.pieces.clear()

    def lines(self) -> Iterator[str]:
        """The lines, one after the other; a row has an end."""
        for line in lines(self.path):
            self.number += 1
            self.size += len(line)
            if self.size > LONGEST:
                raise too_long(self.path, self.row)
            if "\0" in line:
                self.nul = True
            self.pieces.append(line)
            yield line


def rows(path: str) -> Iterator[Raw]:
    """The rows of a file, the header among them, with the line each starts on."""
    delimiter, told = _delimiter(path)
    feed = _Feed(path)
    source = feed.lines()
    if told:
        next(source)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        feed.start()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _malformed(feed, error)
            continue
        if feed.nul:
            yield feed.row, cells, "a NUL character; is the file damaged, or UTF-16 without its mark?"
        elif cells:
            yield feed.row, cells, None


def _malformed(feed: _Feed, error: csv.Error) -> Raw:
    """A row whose quotes are wrong; without its closing quote, one swallows all that follows."""
    reason = str(error)
    if "unexpected end" in reason or "field limit" in reason:
        limit = csv.field_size_limit()
        raise InputError(
            f"{feed.path}:{feed.row}: a quote that opens in this row is not closed, or a cell has more than "
            f"{limit} characters; a quote within a quoted cell is written twice"
        ) from error
    text = "".join(feed.pieces).rstrip("\r\n")
    return feed.row, (text,), "text after a closing quote; a quote within a quoted cell is written twice"


def _delimiter(path: str) -> tuple[str, bool]:
    """The delimiter of a file, and whether its first line does nothing but tell it."""
    sample: list[str] = []
    size = 0
    for line in islice(lines(path), _SAMPLE_LINES):
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    if sample and (told := _SEP.fullmatch(sample[0])):
        return told[1], True
    order = "\t,;|" if path.lower().endswith(".tsv") else _DELIMITERS
    return max(order, key=lambda each: _likelihood(sample, each)), False


def _likelihood(sample: Sequence[str], delimiter: str) -> tuple[float, int, int]:
    """How well rows fit a delimiter: the share as wide as the header, no stray quotes, the width."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(sample, delimiter=delimiter, strict=True):
            if row:
                found.append(row)
            if len(found) == _SAMPLE_ROWS:
                break
    except csv.Error:
        # The sample may end within a quoted cell, or a row be malformed: what came before counts.
        pass
    if not found or len(found[0]) < 2:
        return 0.0, 0, 0
    header = found[0]
    share = sum(len(row) == len(header) for row in found) / len(found)
    return share, -sum('"' in cell for row in found for cell in row), len(header)
