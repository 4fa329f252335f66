"""Delivery receipts as they come: kept as they are, each once; what they belong to is found when they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from msglint.errors import MsglintError
from msglint.outbox.database import Database
from msglint.outbox.receipt import Receipt, base_of, name_of
from msglint.outbox.tables import RECEIPTS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


class Arrivals:
    """Writes receipts into an outbox, also while another command sends from it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._database: Database | None = Database(path)
        self.name = self._database.name
        """The outbox as users know it, without a password."""

    def close(self) -> None:
        """Closes the outbox."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def add(self, receipts: Sequence[Receipt]) -> None:
        """Writes receipts down; they are on disk when this returns. One that is there already changes nothing."""
        if not receipts:
            return
        rows = [
            {
                "key": _key(each),
                "base_id": base_of(each.transaction_id),
                "name": name_of(each.correlation_id, each.address),
                **each._asdict(),
            }
            for each in receipts
        ]
        try:
            self._database = self._database or Database(self._path)
            with self._database.transaction() as connection:
                connection.execute(_insert(connection).on_conflict_do_nothing(), rows)
        except MsglintError:
            self.close()  # the next attempt opens it anew: a server may have been away
            raise


def _insert(connection: Connection) -> Any:
    """The standard has no word for `unless it is there`; both databases have the same one."""
    return _DIALECTS[connection.dialect.name].insert(RECEIPTS)


def _key(receipt: Receipt) -> str:
    """All but the time of arrival: texts of any length, which an index of theirs would not take."""
    text = "\0".join(receipt._replace(received=""))
    return hashlib.sha256(text.encode()).hexdigest()
