"""The clock of a run as rules see it: each question also says for how long its answer holds."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TICK = timedelta(microseconds=1)

ALWAYS = (-(2**62), 2**62)
"""The span of an answer that no clock changes."""


def ticks(instant: datetime) -> int:
    """Microseconds from 1970 to an instant; exact, and defined for every year."""
    return (instant - _EPOCH) // _TICK


class Clock:
    """An instant, and the span around it in which all that was asked of it is answered the same.

    The span holds the instants `since < instant <= until`, in microseconds from 1970.
    """

    __slots__ = ("_instant", "_now", "since", "until")

    def __init__(self, instant: datetime) -> None:
        self._instant = instant
        self._now: int | None = None  # most messages never ask
        self.since, self.until = ALWAYS

    def read(self) -> datetime:
        """The instant itself: what is made of it may change at any moment."""
        self.since = self.until = self._ticks()
        return self._instant

    def passed(self, instant: datetime) -> bool:
        """Whether an instant has passed."""
        return self._is_after(ticks(instant))

    def is_beyond(self, instant: datetime, ahead: timedelta) -> bool:
        """Whether an instant lies further ahead than a span of time."""
        return not self._is_after(ticks(instant) - ahead // _TICK - 1)

    def whole_since(self, instant: datetime, unit: timedelta) -> int:
        """How many whole units have gone by since an instant; negative when it is to come."""
        start, length = ticks(instant), unit // _TICK
        count = (self._ticks() - start) // length
        self._is_after(start + count * length - 1)
        self._is_after(start + (count + 1) * length - 1)
        return count

    def whole_until(self, instant: datetime, unit: timedelta) -> int:
        """How many whole units there are until an instant; negative when it has passed."""
        end, length = ticks(instant), unit // _TICK
        count = (end - self._ticks()) // length
        self._is_after(end - (count + 1) * length)
        self._is_after(end - count * length)
        return count

    def _is_after(self, tick: int) -> bool:
        if self._ticks() > tick:
            self.since = max(self.since, tick)
            return True
        self.until = min(self.until, tick)
        return False

    def _ticks(self) -> int:
        if self._now is None:
            self._now = ticks(self._instant)
        return self._now
