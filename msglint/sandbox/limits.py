"""The tenant's limit in destinations a second, and burst mode (envelope-v1.md §5). Pure: the clock is an argument."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timezone
from typing import Literal, NamedTuple

BURST_SECONDS_A_DAY = 30 * 60
BURST_SECONDS_A_MONTH = 8 * 3600

BURST_CHANNELS = frozenset(("sms", "mms", "rcs", "voice", "email", "whatsapp"))


class Passage(NamedTuple):
    """What the limit says to a request, and for how many seconds it queues before it is worked off."""

    said: Literal["queued", "burst", "refused"]
    wait: float = 0.0


def burst_limit(tps: int) -> int:
    """Destinations a second in burst mode: half as many again, at most 100 more.

    >>> burst_limit(100), burst_limit(300)
    (150, 400)
    """
    return min(tps + tps // 2, tps + 100)


class Limit:
    """Counts the destinations of the last second; those taken in burst mode queue at the normal rate."""

    def __init__(self, tps: int | None, burst: bool = False) -> None:
        self.tps = tps
        self._burst = burst
        self._recent: deque[tuple[float, int]] = deque()
        self._count = 0
        self._worked_off_at = 0.0
        self._day = self._month = ""
        self._burst_second = -1
        self._of_day = self._of_month = 0

    def ask(self, destinations: int, channels: frozenset[str | None], now: float) -> Passage:
        """Takes a request of so many destinations, or refuses it whole."""
        if self.tps is None:
            return Passage("queued")
        while self._recent and self._recent[0][0] <= now - 1:
            self._count -= self._recent.popleft()[1]
        wanted = self._count + destinations
        said: Literal["queued", "burst"] = "queued"
        if wanted > self.tps:
            if wanted > burst_limit(self.tps) or not self._may_burst(channels, now):
                return Passage("refused")
            said = "burst"
        self._recent.append((now, destinations))
        self._count = wanted
        begin = max(self._worked_off_at, now)
        self._worked_off_at = begin + destinations / self.tps
        return Passage(said, self._worked_off_at - now if said == "burst" else 0.0)

    def _may_burst(self, channels: frozenset[str | None], now: float) -> bool:
        if not self._burst or not channels <= BURST_CHANNELS:
            return False
        today = datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%d")
        if today != self._day:
            if today[:7] != self._month:
                self._month, self._of_month = today[:7], 0
            self._day, self._of_day = today, 0
        if int(now) == self._burst_second:
            return True
        if self._of_day >= BURST_SECONDS_A_DAY or self._of_month >= BURST_SECONDS_A_MONTH:
            return False
        self._burst_second = int(now)
        self._of_day += 1
        self._of_month += 1
        return True
