"""The pace of all senders of an outbox on a server, in destinations a second."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from msglint.limiter import CATCH_UP
from msglint.outbox.database import Database
from msglint.outbox.tables import PACE


class Pace:
    """What `Limiter` does for one sender, in a row of the database and by its clock.

    A connection of its own writes it at once, whatever is not yet written of the rest; a crash of the server
    may forget the last moments of it, so that no disk is waited for.
    """

    def __init__(self, database: Database, tps: float) -> None:
        self._database = database
        self._tps = tps
        self._due = 0.0
        self._clock = database.system.clock
        with database.transaction() as connection:
            database.system.alone(connection)
            if connection.execute(select(PACE.c.id)).first() is None:
                connection.execute(insert(PACE).values(id=1, free_at=0.0))
        self._engine = database.system.engine.execution_options(isolation_level="AUTOCOMMIT")

    def wait(self, count: int, now: float) -> float:
        """Takes the room for so many destinations; the seconds until they may leave."""
        start = func.greatest(PACE.c.free_at, self._clock - CATCH_UP)
        seconds = max(0.0, self._move(start + count / self._tps) - count / self._tps)
        self._due = now + seconds
        return seconds

    def left(self, count: int, now: float) -> None:
        """So many destinations left only now: what they were late, the next are not to be early."""
        if now > self._due + CATCH_UP:
            self._move(func.greatest(PACE.c.free_at, self._clock - CATCH_UP + count / self._tps))

    def hold(self, seconds: float, now: float) -> None:
        """Lets nothing of any sender leave for so long."""
        self._move(func.greatest(PACE.c.free_at, self._clock + seconds))

    def _move(self, free_at: object) -> float:
        """Sets when there is room; gives the seconds until then."""
        no_disk = func.set_config("synchronous_commit", "off", True)
        change = update(PACE).values(free_at=free_at).returning(PACE.c.free_at - self._clock, no_disk)
        with self._database.refusals(), self._engine.connect() as connection:
            left: float = connection.execute(change).one()[0]
            return left
