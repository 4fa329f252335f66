"""The database of an outbox: opened, its transactions, and what goes wrong with it in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError, OperationalError

from msglint.errors import InputError, UsageError
from msglint.outbox.tables import HOME, TABLES

_WAIT_SECONDS = 60.0
"""How long a command waits for another that is writing at this moment."""


class Database:
    """One connection to an outbox in a SQLite file.

    Many commands may read it, and write short notes, at the same time; only one may send: the one that holds
    the lock of `for_sending`. The system takes the lock back when its holder dies, however that comes.
    """

    def __init__(self, path: str) -> None:
        if "://" in path:
            raise UsageError(f"--outbox: {path.partition('://')[0]}:// is not supported; name a file")
        self.path = path
        self._inside = False
        self._lock = FileLock(f"{os.path.abspath(path)}.lock")
        self._engine = create_engine(f"sqlite:///{os.path.abspath(path)}")
        event.listen(self._engine, "connect", _durable)
        with self.refusals():
            self.connection: Connection = self._engine.connect()
            TABLES.create_all(self.connection)
            self.connection.commit()

    def for_sending(self, base_url: str) -> None:
        """Makes this the one that sends, to this host; UsageError where the outbox is for another one."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise InputError(
                f"{self.path}: another msglint sends from this outbox; wait until it is done"
            ) from None
        except OSError as error:
            raise InputError(
                f"{self._lock.lock_file}: cannot be written: {error.strerror or error}"
            ) from None
        with self.transaction() as connection:
            home = connection.execute(select(HOME.c.base_url)).scalar()
            if home is None:
                connection.execute(insert(HOME).values(base_url=base_url))
        if home not in (None, base_url):
            raise UsageError(f"{self.path}: this outbox is for {home}; name another one with --outbox")

    def close(self) -> None:
        """Closes the connection, and lets others send."""
        self.connection.close()
        self._engine.dispose()
        self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All that is written inside is on disk when this ends, or nothing of it; inside another one, when that ends."""
        if self._inside:
            yield self.connection
            return
        self._inside = True
        with self.refusals():
            try:
                yield self.connection
                self.connection.commit()
            except BaseException:
                self.connection.rollback()
                raise
            finally:
                self._inside = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions: nothing stays locked or old after them."""
        with self.refusals():
            yield self.connection
            if not self._inside:
                self.connection.rollback()

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Says in a sentence what the database refuses."""
        try:
            yield
        except OperationalError as error:
            if "locked" in str(error.orig):
                raise InputError(
                    f"{self.path}: another msglint uses this outbox; wait until it is done"
                ) from None
            raise InputError(f"{self.path}: the outbox cannot be used: {error.orig}") from None
        except DatabaseError as error:
            raise InputError(f"{self.path}: this is no outbox: {error.orig}") from None


def _durable(connection: Any, _record: Any) -> None:
    """Readers and one writer at a time, and each commit on the disk when it returns."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {int(_WAIT_SECONDS * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")
