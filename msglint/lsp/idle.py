"""Garbage is collected while nobody types: between two keystrokes it would take longer than all the rest."""

from __future__ import annotations

import asyncio
import gc

_REST = 1.0
"""Seconds without work after which garbage is collected."""

_MOST = 500_000
"""Objects more than after the last time, at which it is collected at once."""


class Idle:
    """When to collect garbage; until `take_over`, Python decides that itself."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def take_over(self) -> None:
        """Leaves to this object what Python does by itself; what is loaded already stays and is not looked at."""
        gc.collect()
        gc.freeze()
        gc.disable()

    def worked(self) -> None:
        """Notes that something was done: garbage is collected when nothing more follows."""
        if gc.isenabled():
            return
        if self._timer is not None:
            self._timer.cancel()
        if gc.get_count()[0] > _MOST:
            gc.collect()
        else:
            self._timer = asyncio.get_running_loop().call_later(_REST, gc.collect)
