"""The requests of an outbox and their states, as the sender moves them on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from msglint.batches import Batch, Unit
from msglint.outbox.database import Database
from msglint.outbox.tables import BATCHES, DESTINATIONS
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
    """An outbox for one sender at a time and one host of the API.

    What a sandbox accepted must not count as sent to the platform, nor what is queued for it go there.
    """

    def __init__(self, path: str, base_url: str) -> None:
        self._database = Database(path)
        try:
            self._database.for_sending(base_url)
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def recover(self) -> int:
        """Makes `unknown` what a sender that died had under way; says how many destinations that is."""
        with self._database.transaction() as connection:
            numbers = select(BATCHES.c.number).where(BATCHES.c.state == "sending")
            counted = select(func.coalesce(func.sum(BATCHES.c.size), 0)).where(BATCHES.c.state == "sending")
            found: int = connection.execute(counted).scalar_one()
            why = "the sender stopped while this request was under way"
            connection.execute(
                update(DESTINATIONS)
                .where(DESTINATIONS.c.batch.in_(numbers), DESTINATIONS.c.state == "queued")
                .values(state="unknown", detail=why)
            )
            connection.execute(update(BATCHES).where(BATCHES.c.state == "sending").values(state="unknown"))
            return found

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
                        "state": "queued",
                    }
                    for part, found in enumerate(batch.parts)
                    for unit in found
                ]
                connection.execute(insert(DESTINATIONS), rows)
        return added

    def queued(self, limit: int, after: int = 0) -> list[Queued]:
        """The next batches that are ready, in the order in which they came."""
        columns = [BATCHES.c[name] for name in Queued._fields]
        query = select(*columns).where(BATCHES.c.state == "queued", BATCHES.c.number > after)
        with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query.order_by(BATCHES.c.number).limit(limit)).all()
        return [Queued._make(row) for row in rows]

    def waiting(self) -> int:
        """How many destinations are queued."""
        query = select(func.coalesce(func.sum(BATCHES.c.size), 0)).where(BATCHES.c.state == "queued")
        with self._database.reading() as connection:
            found: int = connection.execute(query).scalar_one()
            return found

    def addresses(self, states: Sequence[str]) -> Iterator[str]:
        """Whom the destinations in some states go to; several that get one thing together on a line each."""
        query = select(DESTINATIONS.c.address).where(DESTINATIONS.c.state.in_(states))
        with self._database.reading() as connection:
            yield from connection.execute(query).scalars()

    def together(self) -> AbstractContextManager[object]:
        """Everything that is written inside is on disk when this ends, by one commit instead of many."""
        return self._database.transaction()

    def start(self, batch: Queued) -> None:
        """Writes down that a batch leaves; it is on disk when this returns, or when `together` ends."""
        self._state(batch.number, "sending")

    def settle(self, batch: Queued, parts: list[Settled]) -> None:
        """Writes down what became of each part; parts to be sent again become a batch of their own."""
        again = [index for index, part in enumerate(parts) if part.state == "queued"]
        if len(again) == len(parts):
            self._state(batch.number, "queued")
            return
        with self._database.transaction() as connection:
            for index, part in enumerate(parts):
                if part.state != "queued":
                    where = (DESTINATIONS.c.batch == batch.number, DESTINATIONS.c.part == index)
                    connection.execute(update(DESTINATIONS).where(*where).values(**part._asdict()))
            states = {part.state for part in parts}
            whole = states.pop() if len(states) == 1 else "mixed"
            connection.execute(update(BATCHES).where(BATCHES.c.number == batch.number).values(state=whole))
            if again:
                self._split_off(connection, batch, again)

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Destinations by state, code, and detail."""
        columns = (DESTINATIONS.c.state, DESTINATIONS.c.code, DESTINATIONS.c.detail)
        query = select(*columns, func.sum(DESTINATIONS.c.count)).group_by(*columns).order_by(*columns)
        with self._database.reading() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]

    def requeue_unknown(self) -> int:
        """Queues again what is unknown, as the user asked for: some of it may arrive twice. Gives destinations."""
        with self._database.transaction() as connection:
            query = (
                select(DESTINATIONS.c.batch, DESTINATIONS.c.part, func.sum(DESTINATIONS.c.count))
                .where(DESTINATIONS.c.state == "unknown")
                .group_by(DESTINATIONS.c.batch, DESTINATIONS.c.part)
            )
            parts: dict[int, list[int]] = {}
            total = 0
            for number, part, count in connection.execute(query).all():
                parts.setdefault(number, []).append(part)
                total += count
            columns = [BATCHES.c[name] for name in Queued._fields]
            for number, found in parts.items():
                row = connection.execute(select(*columns).where(BATCHES.c.number == number)).one()
                self._split_off(connection, Queued._make(row), found)
            return total

    def _split_off(self, connection: Connection, batch: Queued, parts: list[int]) -> None:
        """Queues parts of a batch as a new one."""
        value = json.loads(batch.body)
        body = value if batch.parts == 1 else [value[index] for index in parts]
        if batch.parts > 1 and len(parts) == 1:
            body = body[0]
        where = (DESTINATIONS.c.batch == batch.number, DESTINATIONS.c.part.in_(parts))
        count = connection.execute(select(func.sum(DESTINATIONS.c.count)).where(*where)).scalar_one()
        row = {
            **batch._asdict(),
            "body": compact(body),
            "parts": len(parts),
            "size": count,
            "state": "queued",
        }
        del row["number"]  # it gets its own
        number = connection.execute(insert(BATCHES).values(row)).inserted_primary_key[0]  # type: ignore[index]
        for new, old in enumerate(parts):
            moved = update(DESTINATIONS).where(
                DESTINATIONS.c.batch == batch.number, DESTINATIONS.c.part == old
            )
            values = {"batch": number, "part": new, "state": "queued", "code": "", "detail": ""}
            connection.execute(moved.values(values))

    def _state(self, number: int, state: str) -> None:
        """A batch's state; its destinations stay `queued` until their fate is known, which saves a write of each."""
        with self._database.transaction() as connection:
            connection.execute(update(BATCHES).where(BATCHES.c.number == number).values(state=state))
