"""Recipients from a file: `msglint send --recipients FILE`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from msglint.recipients.columns import assign
from msglint.recipients.rows import BadRow, Recipient, Rows
from msglint.recipients.seen import Seen
from msglint.recipients.tables import Table
from msglint.request import Request

__all__ = ["BadRow", "Recipient", "Recipients"]

_BATCH = 1000
_BATCH_CHARACTERS = 1 << 20


class Recipients:
    """The rows of a file as the recipients of a message, in constant memory, as often as asked for.

    Each is checked as the linter would, and each address comes once: who stands in a second row
    as well is a bad row there, whatever its other cells say.
    """

    def __init__(self, path: str, request: Request) -> None:
        self.path = path
        self._table = Table(path)
        self.columns = self._table.columns
        columns = assign(path, self.columns, request)
        self.key = columns.key
        self.used = tuple(name for name, _ in columns.used)
        self.unused = columns.unused
        self._id_column = self.columns[columns.id]
        self._rows = Rows(self.columns, columns, request)

    def __iter__(self) -> Iterator[Recipient | BadRow]:
        batch: list[tuple[Recipient | BadRow, Sequence[str]]] = []
        size = 0
        with closing(Seen()) as seen:
            for row, cells, problem in self._table.rows():
                batch.append((self._rows.check(row, cells, problem), cells))
                size += sum(map(len, cells))
                if len(batch) >= _BATCH or size >= _BATCH_CHARACTERS:
                    yield from self._settled(batch, seen)
                    batch, size = [], 0
            yield from self._settled(batch, seen)

    def _settled(
        self, batch: list[tuple[Recipient | BadRow, Sequence[str]]], seen: Seen
    ) -> Iterator[Recipient | BadRow]:
        """A batch with repetitions found."""
        identity = self._rows.identity
        keys = [(identity(item.address), item.row) for item, _ in batch if isinstance(item, Recipient)]
        repeated = seen.repeated(keys)
        for item, cells in batch:
            if repeated and item.row in repeated and isinstance(item, Recipient):
                message = f"`{item.address}` stands in row {repeated[item.row]} already"
                yield BadRow(item.row, self._id_column, message, tuple(cells))
            else:
                yield item
