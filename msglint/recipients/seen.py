"""Which recipients were there already: a table on disk, as millions of them do not fit into memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msglint.errors import InputError

Key = int | str

_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", "cache_size = -16000")


class Seen:
    """Keys of recipients with the row in which each stood first.

    A private database that SQLite keeps in a temporary file of its own and deletes at the end.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in _PRAGMAS:
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("CREATE TABLE seen (key PRIMARY KEY, row INTEGER) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def repeated(self, rows: Sequence[tuple[Key, int]]) -> dict[int, int]:
        """Adds keys with their rows; the rows whose key was there before, with the row it stood in first."""
        with _on_disk():
            added = self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", rows).rowcount
            if added == len(rows):
                return {}
            first = "SELECT row FROM seen WHERE key = ?"
            found = ((row, self._database.execute(first, (key,)).fetchone()[0]) for key, row in rows)
            return {row: before for row, before in found if before != row}

    def close(self) -> None:
        """Gives the disk space back."""
        self._database.close()


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(
            f"repeated recipients cannot be looked for: {error}; is the directory for temporary files full?"
        ) from error
