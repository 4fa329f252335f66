"""How large the sheets of a workbook are, found before a library makes room for every cell.

calamine holds a sheet as one rectangle from its first to its last cell. A single cell at
XFD1048576 asks for half a terabyte, which ends the process without a word.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from msglint.errors import InputError

MOST_CELLS = 20_000_000
MOST_BYTES = 1 << 30
_PIECE = 1 << 20
_TAIL = 64

_XLSX_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_XLSX_CELL = re.compile(rb"""\br=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ODS_SPLIT = re.compile(rb"(?=<table:table(?:-row)?[\s>/])")
_ODS_ROWS = re.compile(rb'number-rows-repeated="([0-9]{1,9})"')
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b[^>]*>")
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="([0-9]{1,9})"')


def check_size(path: str) -> None:
    """InputError for a file that is no workbook, or one that would not fit into memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise InputError(f"{path}: the workbook is larger than 1 GiB unpacked; save it as CSV")
            for entry in archive.infolist():
                measure = _measure(entry.filename)
                if measure is not None:
                    _check_area(path, *measure(_pieces(archive, entry)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"{path}: the workbook cannot be read: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _measure(name: str) -> Callable[[Iterator[bytes]], tuple[int, int]] | None:
    if name == "content.xml":
        return _ods_area
    return _xlsx_area if _XLSX_SHEET.fullmatch(name) else None


def _check_area(path: str, height: int, width: int) -> None:
    if height * width > MOST_CELLS:
        raise InputError(
            f"{path}: the sheet reaches over {height} rows and {width} columns, more than fit into memory; "
            "clear the cells that are no part of the table, or save it as CSV"
        )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            yield piece


def _xlsx_area(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The last row and column of a sheet in which a cell stands; each cell names its place."""
    height, letters, rest = 0, {b""}, b""
    for piece in pieces:
        found = _XLSX_CELL.findall(rest + piece)
        letters.update(letter for letter, _ in found)
        height = max(height, max((int(row) for _, row in found[-1:]), default=0))
        rest = piece[-_TAIL:]
    return height, max(map(_column, letters))


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_area(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The largest table's last row and column with a value; equal neighbours are written once, with a count."""
    area = rows = height = width = 0
    largest = 0, 0
    for part in _ods_parts(pieces):
        if not part.startswith(b"<table:table-row"):
            rows = height = width = 0
            continue
        repeated = _ODS_ROWS.search(part[: part.find(b">")])
        rows += int(repeated[1]) if repeated else 1
        end = part.rfind(b"office:value-type")
        if end >= 0:
            cells = [cell[0] for cell in _ODS_CELL.finditer(part) if cell.start() < end]
            counts = (_ODS_COLUMNS.search(cell) for cell in cells)
            height, width = rows, max(width, sum(int(count[1]) if count else 1 for count in counts))
            if height * width > area:
                area, largest = height * width, (height, width)
    return largest


def _ods_parts(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *parts, rest = _ODS_SPLIT.split(rest + piece)
        yield from parts
    yield rest
