"""What was sent, what was not, and of what nobody knows: on disk before the act that follows. Needs the extra `send`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from msglint.batches import Batch, Unit, digest
from msglint.errors import InputError, UsageError

_tables = MetaData()
_batches = Table(
    "batches",
    _tables,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("path", String, nullable=False),
    Column("api", String, nullable=False),
    Column("channel", String),
    Column("body", String, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("not_after", String),
    Column("state", String, nullable=False, index=True),
)
_destinations = Table(
    "destinations",
    _tables,
    Column("key", String(64), primary_key=True),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("code", String, nullable=False, default=""),
    Column("detail", String, nullable=False, default=""),
    Column("transaction_id", String, nullable=False, default=""),
    Index("destinations_of_batch", "batch", "part"),
    sqlite_with_rowid=False,
)


class Queued(NamedTuple):
    """A batch that is ready to leave."""

    number: int
    path: str
    api: str
    channel: str | None
    body: str
    parts: int
    size: int
    """Destinations."""

    not_after: str | None


class Settled(NamedTuple):
    """What became of a part of a batch; state `queued` where it may be sent again."""

    state: str
    code: str = ""
    detail: str = ""
    transaction_id: str = ""


class Outbox:
    """The outbox in one SQLite file, for one sender at a time."""

    def __init__(self, path: str) -> None:
        if "://" in path:
            raise UsageError(f"--outbox: {path.partition('://')[0]}:// is not supported; name a file")
        self.path = path
        self._inside = False
        self._engine = create_engine(f"sqlite:///{os.path.abspath(path)}")
        event.listen(self._engine, "connect", _durable)
        with self._refusals():
            self._connection: Connection = self._engine.connect()
            _tables.create_all(self._connection)
            self._connection.commit()

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()
        self._engine.dispose()

    def recover(self) -> int:
        """Makes `unknown` what a sender that died had under way; says how many destinations that is."""
        with self._transaction() as connection:
            numbers = select(_batches.c.number).where(_batches.c.state == "sending")
            counted = select(func.coalesce(func.sum(_batches.c.size), 0)).where(_batches.c.state == "sending")
            found: int = connection.execute(counted).scalar_one()
            why = "the sender stopped while this request was under way"
            connection.execute(
                update(_destinations)
                .where(_destinations.c.batch.in_(numbers), _destinations.c.state == "queued")
                .values(state="unknown", detail=why)
            )
            connection.execute(update(_batches).where(_batches.c.state == "sending").values(state="unknown"))
            return found

    def fresh(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units that are not in the outbox yet."""
        rest = iter(units)
        while chunk := list(islice(rest, 500)):
            with self._refusals():
                known = self._connection.execute(
                    select(_destinations.c.key).where(_destinations.c.key.in_([unit.key for unit in chunk]))
                )
                there = set(known.scalars())
            yield from (unit for unit in chunk if unit.key not in there)

    def add(self, batches: Iterable[Batch]) -> int:
        """Queues batches of new units; all of them or, when this fails, none. Gives their number."""
        added = 0
        with self._transaction() as connection:
            for batch in batches:
                added += 1
                values = {
                    "id": batch.id,
                    "path": batch.path,
                    "api": batch.api,
                    "channel": batch.channel,
                    "body": batch.text,
                    "parts": len(batch.parts),
                    "size": batch.count,
                    "not_after": batch.not_after,
                    "state": "queued",
                }
                number = connection.execute(insert(_batches).values(values)).inserted_primary_key[0]  # type: ignore[index]
                keys = [(part, key) for part, keys in enumerate(batch.parts) for key in keys]
                share = batch.count // len(keys)
                connection.execute(
                    insert(_destinations),
                    [
                        {"key": key, "batch": number, "part": part, "count": share, "state": "queued"}
                        for part, key in keys
                    ],
                )
        return added

    def queued(self, limit: int, after: int = 0) -> list[Queued]:
        """The next batches that are ready, in the order in which they came."""
        columns = [_batches.c[name] for name in Queued._fields]
        query = select(*columns).where(_batches.c.state == "queued", _batches.c.number > after)
        with self._refusals():
            rows: Sequence[Row[Any]] = self._connection.execute(
                query.order_by(_batches.c.number).limit(limit)
            ).all()
        return [Queued._make(row) for row in rows]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that is written inside is on disk when this ends, by one commit instead of many."""
        with self._transaction():
            yield

    def start(self, batch: Queued) -> None:
        """Writes down that a batch leaves; it is on disk when this returns, or when `together` ends."""
        self._state(batch.number, "sending")

    def settle(self, batch: Queued, parts: list[Settled]) -> None:
        """Writes down what became of each part; parts to be sent again become a batch of their own."""
        again = [index for index, part in enumerate(parts) if part.state == "queued"]
        if len(again) == len(parts):
            self._state(batch.number, "queued")
            return
        with self._transaction() as connection:
            for index, part in enumerate(parts):
                if part.state != "queued":
                    where = (_destinations.c.batch == batch.number, _destinations.c.part == index)
                    connection.execute(update(_destinations).where(*where).values(**part._asdict()))
            states = {part.state for part in parts}
            whole = states.pop() if len(states) == 1 else "mixed"
            connection.execute(update(_batches).where(_batches.c.number == batch.number).values(state=whole))
            if again:
                self._split_off(connection, batch, again)

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Destinations by state, code, and detail."""
        columns = (_destinations.c.state, _destinations.c.code, _destinations.c.detail)
        query = select(*columns, func.sum(_destinations.c.count)).group_by(*columns).order_by(*columns)
        with self._refusals():
            return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def requeue_unknown(self) -> int:
        """Queues again what is unknown, as the user asked for: some of it may arrive twice. Gives destinations."""
        with self._transaction() as connection:
            query = (
                select(_destinations.c.batch, _destinations.c.part, func.sum(_destinations.c.count))
                .where(_destinations.c.state == "unknown")
                .group_by(_destinations.c.batch, _destinations.c.part)
            )
            parts: dict[int, list[int]] = {}
            total = 0
            for number, part, count in connection.execute(query).all():
                parts.setdefault(number, []).append(part)
                total += count
            columns = [_batches.c[name] for name in Queued._fields]
            for number, found in parts.items():
                row = connection.execute(select(*columns).where(_batches.c.number == number)).one()
                self._split_off(connection, Queued._make(row), found)
            return total

    def _split_off(self, connection: Connection, batch: Queued, parts: list[int]) -> None:
        """Queues parts of a batch as a new one."""
        value = json.loads(batch.body)
        body = [value[index] for index in parts] if batch.parts > 1 else value
        body = body[0] if batch.parts > 1 and len(parts) == 1 else body
        where = (_destinations.c.batch == batch.number, _destinations.c.part.in_(parts))
        count = connection.execute(select(func.sum(_destinations.c.count)).where(*where)).scalar_one()
        row = {
            **batch._asdict(),
            "number": None,
            "id": digest(batch.path, value, batch.number, parts),
            "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            "parts": len(parts),
            "size": count,
            "state": "queued",
        }
        del row["number"]
        number = connection.execute(insert(_batches).values(row)).inserted_primary_key[0]  # type: ignore[index]
        for new, old in enumerate(parts):
            moved = update(_destinations).where(
                _destinations.c.batch == batch.number, _destinations.c.part == old
            )
            values = {"batch": number, "part": new, "state": "queued", "code": "", "detail": ""}
            connection.execute(moved.values(values))

    def _state(self, number: int, state: str) -> None:
        """A batch's state; its destinations stay `queued` until their fate is known, which saves a write of each."""
        with self._transaction() as connection:
            connection.execute(update(_batches).where(_batches.c.number == number).values(state=state))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._inside:
            yield self._connection
            return
        self._inside = True
        with self._refusals():
            try:
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise
            finally:
                self._inside = False

    @contextmanager
    def _refusals(self) -> Iterator[None]:
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
    """One sender at a time, and each commit on the disk when it returns."""
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
