"""Writes receipts into the outbox: those that come together in one commit, so that a flood costs few of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from msglint.errors import MsglintError
from msglint.outbox.receipt import Receipt

_WAITING = 10_000
_AT_ONCE = 500


class NotRecordedError(Exception):
    """The receipts are not on disk, or not known to be; the platform had better post them again."""


@dataclass(eq=False)
class _Delivery:
    receipts: Sequence[Receipt]
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Recorder:
    """One thread writes; `complain` is told when that fails, once until it works again."""

    def __init__(self, add: Callable[[Sequence[Receipt]], None], complain: Callable[[str], None]) -> None:
        self._add = add
        self._complain = complain
        self._pending: list[_Delivery] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1)
        self._said = ""

    async def record(self, receipts: Sequence[Receipt], seconds: float) -> None:
        """Returns when the receipts are on disk; NotRecordedError when they are not within so many seconds."""
        if len(self._pending) >= _WAITING:
            raise NotRecordedError
        one = _Delivery(receipts)
        self._pending.append(one)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait_for(asyncio.shield(one.done), seconds)
        except TimeoutError:
            one.done.add_done_callback(lambda done: done.exception())
            raise NotRecordedError from None

    async def close(self) -> None:
        """Writes what is waiting."""
        while self._writing is not None:
            await self._writing
        self._thread.shutdown()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._pending:
                some, self._pending = self._pending[:_AT_ONCE], self._pending[_AT_ONCE:]
                rows = [receipt for each in some for receipt in each.receipts]
                error = await loop.run_in_executor(self._thread, self._attempt, rows)
                for each in some:
                    if each.done.done():
                        continue
                    if error is None:
                        each.done.set_result(None)
                    else:
                        each.done.set_exception(NotRecordedError())
                self._tell(error)
        finally:
            self._writing = None

    def _attempt(self, rows: Sequence[Receipt]) -> str | None:
        """Why the receipts could not be written, None where they are."""
        try:
            self._add(rows)
        except MsglintError as error:
            return str(error)
        except Exception as error:  # the listener goes on: the platform posts them again
            return f"a bug in msglint: {type(error).__name__}: {error}"
        return None

    def _tell(self, error: str | None) -> None:
        if error is not None and error != self._said:
            self._complain(f"{error}; the receipts are refused so that the platform posts them again")
        self._said = error or ""
