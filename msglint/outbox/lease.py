"""The signs of life of a sender."""

from __future__ import annotations

from threading import Event, Thread

from sqlalchemy.exc import DBAPIError

from msglint.outbox.claims import Claims
from msglint.outbox.database import System


class SignsOfLife:
    """Renews a lease while the sender works, waits for a reply, or sleeps; and finds those whose lease is over.

    A thread with a connection of its own: whatever the sender is at, the lease needs none of its time. Where
    a sender is alone there is nothing to renew.
    """

    def __init__(self, system: System, claims: Claims) -> None:
        self._system = system
        self._claims = claims
        self._over = Event()
        self._thread = Thread(target=self._run, name="lease", daemon=True) if system.shared else None
        if self._thread is not None:
            self._thread.start()

    def end(self) -> None:
        """Gives no more of them."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(5.0)  # a connection that answers nothing must not keep the command from its end

    def _run(self) -> None:
        while not self._over.wait(self._system.lease / 3):
            try:
                with self._system.engine.begin() as connection:
                    self._claims.renew(connection)
                with self._system.engine.begin() as connection:
                    self._claims.recover(connection)
            except DBAPIError:
                continue  # next time, over a new connection; what is started asks for the lease itself
