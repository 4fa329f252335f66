"""An outbox in a SQLite file: one sender at a time, which holds a lock that the system takes back when it dies."""

from __future__ import annotations

import os
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import ColumnElement, Connection, create_engine, event, literal, update
from sqlalchemy.exc import DBAPIError, OperationalError

from msglint.errors import InputError
from msglint.outbox.tables import SENDERS

_WAIT_SECONDS = 60.0
"""How long a command waits for another that is writing at this moment."""


class File:
    """A SQLite file and its lock.

    The lock tells who lives, so leases need no time: they end when another sender has the lock.
    """

    shared = False
    clock: ColumnElement[float] = literal(0.0)
    lease = 1.0

    def __init__(self, path: str) -> None:
        self.name = path
        self._lock = FileLock(f"{os.path.abspath(path)}.lock")
        self.engine = create_engine(f"sqlite:///{os.path.abspath(path)}")
        event.listen(self.engine, "connect", _durable)

    def refusal(self, error: DBAPIError) -> InputError:
        """What SQLite refuses, in a sentence."""
        if not isinstance(error, OperationalError):
            return InputError(f"{self.name}: this is no outbox: {error.orig}")
        if "locked" in str(error.orig):
            return InputError(f"{self.name}: another msglint uses this outbox; wait until it is done")
        if "unable to open" in str(error.orig):
            return InputError(f"{self.name}: cannot be opened: its folder is missing, or may not be written")
        hint = "; make room, and run the same command again" if "disk" in str(error.orig) else ""
        return InputError(f"{self.name}: the outbox cannot be used: {error.orig}{hint}")

    def admit(self, connection: Connection) -> None:
        """Takes the lock: whoever had it before is dead."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise InputError(
                f"{self.name}: another msglint sends from this outbox; wait until it is done"
            ) from None
        except OSError as error:
            where = self._lock.lock_file
            raise InputError(f"{where}: cannot be written: {error.strerror or error}") from None
        connection.execute(update(SENDERS).values(until=self.clock))

    def alone(self, connection: Connection) -> None:
        """SQLite has one writer at a time in any case."""

    def leave(self) -> None:
        """Gives the lock back."""
        self._lock.release()


def _durable(connection: Any, _record: Any) -> None:
    """Readers and one writer at a time, and each commit on the disk when it returns."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {int(_WAIT_SECONDS * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")
