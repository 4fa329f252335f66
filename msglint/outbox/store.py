"""The requests of an outbox and their states, as the sender moves them on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, select, update

from msglint.batches import Batch, Unit
from msglint.errors import InputError
from msglint.limiter import Limiter
from msglint.outbox.claims import Claims
from msglint.outbox.database import LEASE, Database
from msglint.outbox.lease import SignsOfLife
from msglint.outbox.pace import Pace
from msglint.outbox.tables import BATCHES, DESTINATIONS, PARTS
from msglint.payload import compact


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
    """An outbox as a sender has it, for one host of the API.

    What a sandbox accepted must not count as sent to the platform, nor what is queued for it go there.
    In a file there is one sender at a time; on a server a sender has what it claimed, for as long as its lease of
    so many seconds is renewed.
    """

    def __init__(self, path: str, base_url: str, lease: float = LEASE) -> None:
        self._database = Database(path, lease)
        self.name = self._database.name
        try:
            self._database.for_sending(base_url)
            self._claims = Claims(self._database)
        except BaseException:
            self._database.close()
            raise
        self._signs = SignsOfLife(self._database.system, self._claims)

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *exception: object) -> None:
        self._signs.end()
        try:
            with suppress(InputError), self._database.transaction() as connection:
                self._claims.leave(connection)
        finally:
            self._database.close()

    def limiter(self, tps: float) -> Limiter | Pace:
        """The pace of this sender alone, or of all that send from here."""
        return Pace(self._database, tps) if self._database.system.shared else Limiter(tps)

    def recover(self) -> int:
        """Makes `unknown` what a sender that died had under way; says how many destinations that is.

        An earlier run of this sender counts as one. What they had only claimed goes back to the queue.
        """
        with self._database.transaction() as connection:
            return self._claims.release(connection) + self._claims.recover(connection)

    def fresh(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units that are not in the outbox yet."""
        rest = iter(units)
        while chunk := list(islice(rest, 500)):
            with self._database.reading() as connection:
                known = connection.execute(
                    select(DESTINATIONS.c.key).where(DESTINATIONS.c.key.in_([unit.key for unit in chunk]))
                )
                there = set(known.scalars())
            yield from (unit for unit in chunk if unit.key not in there)

    def add(self, batches: Iterable[Batch]) -> int:
        """Queues batches of new units; all of them or, when this fails, none. Gives their destinations."""
        added = 0
        with self._database.transaction() as connection:
            self._database.system.alone(connection)
            for batch in batches:
                added += batch.count
                values = {
                    "path": batch.path,
                    "api": batch.api,
                    "channel": batch.channel,
                    "body": batch.text,
                    "parts": len(batch.parts),
                    "size": batch.count,
                    "not_after": batch.not_after,
                    "state": "queued",
                }
                number = connection.execute(insert(BATCHES).values(values)).inserted_primary_key[0]  # type: ignore[index]
                rows = [
                    {
                        "key": unit.key,
                        "batch": number,
                        "part": part,
                        "count": unit.count,
                        "address": unit.address,
                        "correlation_id": unit.correlation_id,
                    }
                    for part, found in enumerate(batch.parts)
                    for unit in found
                ]
                sizes = [sum(unit.count for unit in found) for found in batch.parts]
                _insert_parts(connection, number, sizes)
                connection.execute(insert(DESTINATIONS), rows)
        return added

    def claim(self, limit: int) -> list[Queued]:
        """The next batches that are ready, in the order in which they came; they are this sender's from now on.

        Ask when none of those it gave before is still to be started.
        """
        with self._database.transaction() as connection:
            rows = self._claims.take(connection, limit)
            if not rows:
                self._claims.recover(connection)
                rows = self._claims.take(connection, limit)
            return [_queued(row) for row in rows]

    def unfinished(self) -> int:
        """How many destinations are queued or under way, whoever has them."""
        return self._sizes("queued", "sending")

    def waiting(self) -> int:
        """How many destinations are queued."""
        return self._sizes("queued")

    def _sizes(self, *states: str) -> int:
        query = select(func.coalesce(func.sum(BATCHES.c.size), 0)).where(BATCHES.c.state.in_(states))
        with self._database.reading() as connection:
            found: int = connection.execute(query).scalar_one()
            return found

    def addresses(self, states: Sequence[str]) -> Iterator[str]:
        """Whom the destinations in some states go to; several that get one thing together on a line each."""
        theirs = and_(PARTS.c.batch == DESTINATIONS.c.batch, PARTS.c.part == DESTINATIONS.c.part)
        query = select(DESTINATIONS.c.address).join(PARTS, theirs).where(PARTS.c.state.in_(states))
        with self._database.reading() as connection:
            yield from connection.execute(query).scalars()

    def together(self) -> AbstractContextManager[object]:
        """Everything that is written inside is on disk when this ends, by one commit instead of many."""
        return self._database.transaction()

    def start(self, batch: Queued) -> bool:
        """Writes down that a batch leaves; it is on disk when this returns, or when `together` ends.

        False where it may not leave: it is not this sender's any more. Its parts stay `queued` until their fate
        is known.
        """
        with self._database.transaction() as connection:
            return self._claims.start(connection, batch.number)

    def settle(self, batch: Queued, parts: list[Settled]) -> None:
        """Writes down what became of each part; parts to be sent again become a batch of their own.

        A batch that was queued anew meanwhile, because somebody asked for what is unknown, is not touched.
        """
        again = [index for index, part in enumerate(parts) if part.state == "queued"]
        states = {part.state for part in parts}
        whole = states.pop() if len(states) == 1 else "mixed"
        mine = PARTS.c.batch == batch.number
        with self._database.transaction() as connection:
            if not self._claims.settle(connection, batch.number, whole):
                return
            for index, part in enumerate(parts):
                if part.state != "queued":
                    change = update(PARTS).where(mine, PARTS.c.part == index)
                    connection.execute(change.values(part._asdict()))
            if whole == "queued":
                revived = update(PARTS).where(mine, PARTS.c.state == "unknown")
                connection.execute(revived.values(state="queued", detail=""))
            elif again:
                _split_off(connection, batch, again)

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Destinations by state, code, and detail."""
        columns = (PARTS.c.state, PARTS.c.code, PARTS.c.detail)
        query = select(*columns, func.sum(PARTS.c.size)).group_by(*columns).order_by(*columns)
        with self._database.reading() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]

    def requeue_unknown(self) -> int:
        """Queues again what is unknown, as the user asked for: some of it may arrive twice. Gives destinations."""
        unknown = PARTS.c.state == "unknown"
        numbers = select(PARTS.c.batch).where(unknown).distinct().order_by(PARTS.c.batch)
        total = 0
        with self._database.transaction() as connection:
            self._database.system.alone(connection)
            for number in connection.execute(numbers).scalars().all():
                held = select(BATCHES).where(BATCHES.c.number == number).with_for_update()
                batch = _queued(connection.execute(held).one())  # no late reply settles it from here on
                parts = select(PARTS.c.part, PARTS.c.size).where(PARTS.c.batch == number, unknown)
                found = {row[0]: row[1] for row in connection.execute(parts.order_by(PARTS.c.part))}
                if found:
                    _split_off(connection, batch, list(found))
                    total += sum(found.values())
        return total


def _insert_parts(connection: Connection, batch: int, sizes: list[int]) -> None:
    rows = [
        {"batch": batch, "part": part, "size": size, "state": "queued"} for part, size in enumerate(sizes)
    ]
    connection.execute(insert(PARTS), rows)


def _queued(row: Row[Any]) -> Queued:
    return Queued._make(row._mapping[name] for name in Queued._fields)


def _split_off(connection: Connection, batch: Queued, parts: list[int]) -> None:
    """Queues parts of a batch as a new one. The old one goes when nothing is left of it: a late reply finds it gone."""
    value = json.loads(batch.body)
    body = value if batch.parts == 1 else [value[index] for index in parts]
    if batch.parts > 1 and len(parts) == 1:
        body = body[0]
    old = (PARTS.c.batch == batch.number, PARTS.c.part.in_(parts))
    sizes = {row[0]: row[1] for row in connection.execute(select(PARTS.c.part, PARTS.c.size).where(*old))}
    row = {
        **batch._asdict(),
        "body": compact(body),
        "parts": len(parts),
        "size": sum(sizes.values()),
        "state": "queued",
    }
    del row["number"]  # it gets its own
    number = connection.execute(insert(BATCHES).values(row)).inserted_primary_key[0]  # type: ignore[index]
    _insert_parts(connection, number, [sizes[part] for part in parts])
    for new, part in enumerate(parts):
        theirs = (DESTINATIONS.c.batch == batch.number, DESTINATIONS.c.part == part)
        connection.execute(update(DESTINATIONS).where(*theirs).values(batch=number, part=new))
    connection.execute(delete(PARTS).where(*old))
    left = exists().where(PARTS.c.batch == batch.number)
    connection.execute(delete(BATCHES).where(BATCHES.c.number == batch.number, ~left))
