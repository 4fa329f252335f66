"""The pace of a send, in destinations a second."""

from __future__ import annotations

CATCH_UP = 0.015
"""Seconds of lateness that are made up for: a sleep that took too long must not slow the run, and one that took
far too long must not be followed by a burst. No second has more than 1.5 % and one request too many."""


class Limiter:
    """Each batch waits until the time of the one before is over.

    `tps` is in destinations a second, times are in seconds of any clock that only goes forward.

    >>> limiter = Limiter(10)
    >>> [round(limiter.wait(5, 100.0), 3) for _ in range(3)]
    [0.0, 0.485, 0.985]
    """

    def __init__(self, tps: float) -> None:
        self._tps = tps
        self._free_at = float("-inf")

    def wait(self, count: int, now: float) -> float:
        """Takes the room for so many destinations; the seconds until they may leave."""
        start = max(self._free_at, now - CATCH_UP)
        self._free_at = start + count / self._tps
        return max(0.0, start - now)

    def left(self, count: int, now: float) -> None:
        """So many destinations left only now: what they were late, the next are not to be early.

        >>> limiter = Limiter(10)
        >>> limiter.wait(5, 100.0)
        0.0
        >>> limiter.left(5, 103.0)
        >>> round(limiter.wait(5, 103.0), 3)
        0.485
        """
        self._free_at = max(self._free_at, now - CATCH_UP + count / self._tps)

    def hold(self, seconds: float, now: float) -> None:
        """Lets nothing leave for so long."""
        self._free_at = max(self._free_at, now + seconds)


def batch_size(tps: float) -> int:
    """Destinations a request: at most 1000 and at most one second's worth, in slices of a hundredth of it.

    Small slices keep the rate even over any second, and an unknown outcome small.

    >>> batch_size(10), batch_size(500), batch_size(20000)
    (10, 100, 200)
    """
    return max(1, int(min(1000, tps, max(100, tps / 100))))
