"""Rows of the first sheet of a workbook (XLSX, ODS), read by python-calamine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msglint.errors import InputError, UsageError
from msglint.recipients.raw import Raw, no_text
from msglint.recipients.workbook_size import check_size

_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; from here on the last ones are made up."""


def rows(path: str) -> Iterator[Raw]:
    """The rows of the first sheet, numbered as the sheet shows them.

    calamine holds the whole sheet in memory, so its size is checked before; a sheet has at most
    1 048 576 rows.
    """
    check_size(path)
    for number, row in enumerate(_sheet(path).iter_rows(), 1):
        cells = [cell if type(cell) is str else _text(cell) for cell in row]
        yield number, cells, no_text(cells)


def _sheet(path: str) -> Any:
    try:
        import python_calamine
    except ImportError:
        raise UsageError(
            "recipients in a workbook need one more package: pip install 'msglint[xlsx]'"
        ) from None
    try:
        return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except python_calamine.PasswordError:
        raise InputError(f"{path}: the workbook has a password; save it without one") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path}: the workbook cannot be read: {error}") from error
    except BaseException as error:
        # What Rust code panics with is no Exception, so that it ends a program; here only a file is broken.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"{path}: the workbook cannot be read; it is damaged") from error


def _text(cell: Any) -> str:
    """A cell as text: what the sheet knows, not how it formats it."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float() if abs(cell) >= _EXACT:
            return f"{cell:.14E}"
        case float():
            return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return str(cell)
