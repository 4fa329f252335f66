"""The database of an outbox: opened, its transactions, and what goes wrong with it in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from msglint.errors import MsglintError, UsageError
from msglint.outbox.tables import HOME, TABLES

LEASE = 60.0
"""Seconds after which a sender on a server counts as dead. Three signs of life must fail until then."""


class System(Protocol):
    """What differs between the databases that an outbox may be in."""

    name: str
    """The database as users know it, without a password."""

    engine: Engine

    shared: bool
    """Whether several may send at the same time."""

    clock: ColumnElement[float]
    """The time by which leases run."""

    lease: float
    """How long a sender is taken to live after its last sign of life, by `clock`."""

    def refusal(self, error: DBAPIError) -> MsglintError:
        """What the database refuses, in a sentence."""

    def admit(self, connection: Connection) -> None:
        """Lets a sender in, or says why not; within a transaction."""

    def alone(self, connection: Connection) -> None:
        """Lets nobody else add requests or make tables until the transaction ends."""

    def leave(self) -> None:
        """Lets others in who waited for this one to end."""


def system_of(place: str, lease: float) -> System:
    """The database that a path or URL names."""
    scheme, is_url, _ = place.partition("://")
    if not is_url:
        from msglint.outbox.sqlite import File

        return File(place)
    if scheme == "postgresql":
        from msglint.outbox.postgresql import Server

        return Server(place, lease)
    raise UsageError(
        f"--outbox: {scheme}:// is not supported; name a file, or a database as postgresql://user@host/name"
    )


class Database:
    """One connection to an outbox, made where there is none yet.

    Many commands may read it, and write short notes, at the same time. Who sends asks with `for_sending` first.
    """

    def __init__(self, place: str, lease: float = LEASE) -> None:
        self.system = system_of(place, lease)
        self.name = self.system.name
        self._inside = False
        with self.refusals():
            self.connection: Connection = self.system.engine.connect()
        try:
            with self.transaction() as connection:
                self.system.alone(connection)
                TABLES.create_all(connection)
        except BaseException:
            self.close()
            raise

    def for_sending(self, base_url: str) -> None:
        """Makes this one that sends, to this host; UsageError where the outbox is for another one."""
        with self.transaction() as connection:
            self.system.alone(connection)
            self.system.admit(connection)
            home = connection.execute(select(HOME.c.base_url)).scalar()
            if home is None:
                connection.execute(insert(HOME).values(base_url=base_url))
        if home not in (None, base_url):
            raise UsageError(f"{self.name}: this outbox is for {home}; name another one with --outbox")

    def close(self) -> None:
        """Closes the connection, and lets others send."""
        self.connection.close()
        self.system.engine.dispose()
        self.system.leave()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All that is written inside is on disk when this ends, or nothing of it; inside another one, when that ends."""
        if self._inside:
            yield self.connection
            return
        with self.refusals():
            try:
                self._inside = True  # Ctrl-C may come at any line: never without the end below
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
            try:
                yield self.connection
            finally:
                if not self._inside:
                    self.connection.rollback()

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Says in a sentence what the database refuses."""
        try:
            yield
        except DBAPIError as error:
            raise self.system.refusal(error) from None
