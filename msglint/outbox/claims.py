"""Which sender has which requests in hand: none is started by two, and none stays with one that died."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, Update, and_, bindparam, delete, exists, insert, or_, select, update

from msglint.outbox.database import Database
from msglint.outbox.tables import BATCHES, PARTS, SENDERS

_WHY = "the sender stopped while this request was under way"


class Claims:
    """The claims of one sender, which it has as long as its lease runs.

    Each act is one statement that looks and writes at once, so that a sender that slept through the end of its
    lease finds nothing to start that another may have taken.
    """

    def __init__(self, database: Database) -> None:
        self.sender = uuid.uuid4().hex
        self._database = database
        self._until = database.system.clock + database.system.lease
        self._start, self._settle = self._steps()
        with database.transaction() as connection:
            connection.execute(insert(SENDERS).values(id=self.sender, until=self._until))

    def renew(self, connection: Connection) -> None:
        """A sign of life. It also revives a lease that is over: what another has taken stays taken."""
        row = {"id": self.sender, "until": self._until}
        if connection.execute(update(SENDERS).where(SENDERS.c.id == self.sender).values(row)).rowcount == 0:
            connection.execute(insert(SENDERS).values(row))

    def take(self, connection: Connection, limit: int) -> list[Any]:
        """Claims the next queued requests, and those it had claimed and lost sight of; gives their rows in order."""
        nobodys = or_(BATCHES.c.owner.is_(None), BATCHES.c.owner == self.sender)
        free = (
            select(BATCHES.c.number)
            .where(BATCHES.c.state == "queued", nobodys)
            .order_by(BATCHES.c.number)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        mine = BATCHES.c.number.in_(select(free.c.number))
        claim = update(BATCHES).where(mine).values(owner=self.sender)
        return sorted(connection.execute(claim.returning(*BATCHES.c)), key=lambda row: row.number)

    def start(self, connection: Connection, number: int) -> bool:
        """Makes a request `sending`, if it is queued and still this sender's."""
        return connection.execute(self._start, {"which": number}).rowcount == 1

    def settle(self, connection: Connection, number: int, state: str) -> bool:
        """Moves on a request that is this sender's, or unknown since its lease was over before the reply came."""
        return connection.execute(self._settle, {"which": number, "becomes": state}).rowcount == 1

    def recover(self, connection: Connection) -> int:
        """Gives up what senders had in hand whose lease is over; says how many destinations became unknown."""
        over = SENDERS.c.until <= self._database.system.clock
        dead = select(SENDERS.c.id).where(SENDERS.c.id != self.sender, over).with_for_update(skip_locked=True)
        ids = list(connection.execute(dead).scalars())
        found = self._give_up(connection, ids) if ids else 0
        connection.execute(delete(SENDERS).where(SENDERS.c.id.in_(ids)))
        return found

    def release(self, connection: Connection) -> int:
        """The same with what this sender has in hand."""
        return self._give_up(connection, [self.sender])

    def leave(self, connection: Connection) -> None:
        """Ends this sender's lease, with nothing left in its hand."""
        self.release(connection)
        connection.execute(delete(SENDERS).where(SENDERS.c.id == self.sender))

    def _steps(self) -> tuple[Update, Update]:
        """How a request is started and settled: made once, as each request needs both."""
        lives = exists().where(SENDERS.c.id == self.sender, SENDERS.c.until > self._database.system.clock)
        mine, state = BATCHES.c.owner == self.sender, BATCHES.c.state
        one = update(BATCHES).where(BATCHES.c.number == bindparam("which"))
        start = one.where(state == "queued", mine, lives).values(state="sending")
        open_or_late = or_(and_(state.in_(("queued", "sending")), mine), state == "unknown")
        return start, one.where(open_or_late).values(state=bindparam("becomes"), owner=self.sender)

    @staticmethod
    def _give_up(connection: Connection, ids: list[str]) -> int:
        theirs = BATCHES.c.owner.in_(ids)
        lost = update(BATCHES).where(BATCHES.c.state == "sending", theirs).values(state="unknown", owner=None)
        rows = connection.execute(lost.returning(BATCHES.c.number, BATCHES.c.size)).all()
        for number, _ in rows:
            connection.execute(
                update(PARTS)
                .where(PARTS.c.batch == number, PARTS.c.state == "queued")
                .values(state="unknown", detail=_WHY)
            )
        queued = update(BATCHES).where(BATCHES.c.state == "queued", theirs)
        connection.execute(queued.values(owner=None))
        return sum(size for _, size in rows)
