"""Ctrl-C that is not lost: an exception raised while native code calls back may not come out of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import TypeVar

Each = TypeVar("Each")


def interruptible(items: Iterable[Each]) -> Iterator[Each]:
    """The same items, with a Ctrl-C that went under raised before the next one."""
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    is_main = threading.current_thread() is threading.main_thread()  # only there signals are handled
    if not (is_usual and is_main):
        yield from items
        return
    seen = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        seen = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        for each in items:
            if seen:
                raise KeyboardInterrupt
            yield each
        if seen:
            raise KeyboardInterrupt
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
