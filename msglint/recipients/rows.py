"""A row checked: the recipient it stands for, or why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msglint.recipients.cells import CellError, correlation_id, email, opaque_id, phone_number
from msglint.recipients.columns import Columns
from msglint.recipients.seen import Key
from msglint.request import Request

_PHONES = ("msisdn", "to", "dialedNumber")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to, and what is filled in for them."""

    row: int
    """As the file's user counts: the line on which a row starts, or the row of the sheet."""

    key: str
    address: str
    correlation_id: str | None
    substitutions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that nothing is sent to, with its cells as they were read."""

    row: int
    column: str | None
    message: str
    cells: tuple[str, ...]


class Rows:
    """Checks the rows of a table for one message."""

    def __init__(self, names: Sequence[str], columns: Columns, request: Request) -> None:
        self._names = names
        self._columns = columns
        self._limited = request.api == "v1"
        self._address, self.identity = _kind(columns.key, request.settings.account.regions)

    def check(self, row: int, cells: Sequence[str], problem: str | None) -> Recipient | BadRow:
        """What a row stands for; whether it is a repetition is another question."""
        columns = self._columns
        if problem is not None:
            return BadRow(row, None, problem, tuple(cells))
        at = columns.id
        try:
            address = self._address(cells[at])
            correlation = None
            if columns.correlation is not None:
                at = columns.correlation
                correlation = correlation_id(cells[at], self._limited)
            substitutions = {}
            for name, at in columns.used:
                if (text := cells[at]) and not text.isspace():
                    substitutions[name] = text
                    continue
                if name not in columns.defaults:
                    raise CellError(f"the cell is empty, and nothing else fills `$({name})`")
        except CellError as error:
            return BadRow(row, self._names[at], str(error), tuple(cells))
        return Recipient(row, columns.key, address, correlation, substitutions)


def _kind(key: str, regions: frozenset[str]) -> tuple[Callable[[str], str], Callable[[str], Key]]:
    """How the cells of an id column become addresses, and addresses what two of the same person share."""
    if key in _PHONES:
        return lambda cell: phone_number(cell, regions), lambda address: int(address[1:])
    if key == "email":
        return email, str.lower
    if key == "waid":
        return opaque_id, lambda address: address.removeprefix("+")
    return opaque_id, lambda address: address
