"""A file of recipients as a table: its columns by name, and its rows one after the other."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence

from msglint.errors import InputError
from msglint.recipients import delimited, json_lines, sheets
from msglint.recipients.raw import Raw

READERS: dict[str, Callable[[str], Iterator[Raw]]] = {
    ".csv": delimited.rows,
    ".tsv": delimited.rows,
    ".txt": delimited.rows,
    ".jsonl": json_lines.rows,
    ".ndjson": json_lines.rows,
    ".xlsx": sheets.rows,
    ".ods": sheets.rows,
}
"""Suffix of a file to what reads it. The first row of each is the header."""


class Table:
    """The rows of a file, as often as they are asked for."""

    columns: tuple[str, ...]

    def __init__(self, path: str) -> None:
        self.path = path
        self._read = READERS[_suffix(path)]
        self._state = _state(path)
        rows = self._records()
        number, names, problem = next(rows, (0, (), None))
        if not number:
            raise InputError(f"{path}: the file is empty; its first row names the columns")
        if problem is not None:
            raise InputError(f"{path}:{number}: {problem}")
        self._width = len(names)
        self.columns = _columns(path, number, names)
        if next(rows, None) is None:
            raise InputError(f"{path}: there is no recipient below the names of the columns")

    def rows(self) -> Iterator[Raw]:
        """The rows below the header; those of another length, or that cannot be read, with a problem."""
        width, wanted = self._width, len(self.columns)
        rows = self._records()
        next(rows, None)
        for row in rows:
            number, cells, problem = row
            if problem is None and len(cells) != width:
                yield number, cells, _wrong_length(len(cells), width)
            elif problem is None and wanted < width:
                extra = any(cell.strip() for cell in cells[wanted:])
                yield number, cells if extra else cells[:wanted], "a cell without a column" if extra else None
            else:
                yield row
        if _state(self.path) != self._state:
            raise InputError(f"{self.path}: the file was changed while it was read; start over")

    def _records(self) -> Iterator[Raw]:
        """All rows but the blank ones."""
        for row in self._read(self.path):
            cells = row[1]
            if row[2] is not None or (cells and cells[0].strip()) or any(cell.strip() for cell in cells):
                yield row


def _suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in READERS:
        raise InputError(
            f"{path}: recipients come from a file that ends in {', '.join(READERS)}; save it as one"
        )
    return suffix


def _state(path: str) -> tuple[int, int]:
    """Size and time of change of a file that can be read more than once."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise InputError(f"{path}: cannot be read: {reason}") from error
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path}: is no file; recipients are read twice, so a pipe does not do")
    return found.st_size, found.st_mtime_ns


def _columns(path: str, number: int, names: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, trimmed; what spreadsheets leave empty at its end is dropped."""
    trimmed = [name.strip() for name in names]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    seen: dict[str, int] = {}
    for place, name in enumerate(trimmed, 1):
        if not name:
            raise InputError(f"{path}:{number}: column {place} has no name")
        first = seen.setdefault(name.casefold(), place)
        if first != place:
            what = f"columns {first} and {place} are both called `{name}`"
            raise InputError(f"{path}:{number}: {what} (blanks around it and letter case aside)")
    return tuple(trimmed)


def _wrong_length(found: int, wanted: int) -> str:
    cells = "1 cell" if found == 1 else f"{found} cells"
    hint = "; put a cell in quotes that holds the delimiter" if found > wanted else ""
    return f"{cells}, but the header has {wanted}{hint}"
