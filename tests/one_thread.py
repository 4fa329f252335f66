"""Stands in for the sender's threads and for the disk's slowness, so that a test owns order and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine


class Pool:
    """A pool without threads: what is submitted happens at once, or not before the sender waits for it.

    `quick` says which, for each call anew; `before` is called before anything happens.
    """

    def __init__(self, quick: Callable[[], bool], before: Callable[[], None] = lambda: None) -> None:
        self.under_way: list[tuple[Future[Any], Callable[[], Any]]] = []
        self._quick = quick
        self._before = before

    def submit(self, call: Callable[..., Any], *words: Any, **named: Any) -> Future[Any]:
        self._before()
        future: Future[Any] = Future()
        self.under_way.append((future, lambda: call(*words, **named)))
        if self._quick():
            self.finish(len(self.under_way) - 1)
        return future

    def finish(self, index: int = 0) -> None:
        future, call = self.under_way.pop(index)
        future.set_running_or_notify_cancel()
        try:
            future.set_result(call())
        except Exception as error:
            future.set_exception(error)

    def wait(self, futures: Mapping[Future[Any], object], **_: object) -> None:
        self._before()
        if not any(each.done() for each in futures):
            self.finish()

    def shutdown(self, **_: object) -> None:
        assert not self.under_way, "the sender went away while requests were under way"


@contextmanager
def instead_of_threads(pool: Pool) -> Iterator[None]:
    with (
        patch("msglint.sender.ThreadPoolExecutor", lambda *_, **__: pool),
        patch("msglint.sender.wait", pool.wait),
    ):
        yield


@contextmanager
def no_wait_for_the_disk() -> Iterator[None]:
    """What a process wrote is there for the next one as before; only a power cut would lose it."""

    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")

    event.listen(Engine, "engine_connect", hurry)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", hurry)
