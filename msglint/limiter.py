"""The pace of a send: destinations a second, never more in any second than the tenant's TPS."""

from __future__ import annotations


class Limiter:
    """A bucket that is never fuller than one batch: each batch waits until the one before is paid for.

    `tps` is in destinations a second, times are in seconds of any clock that only goes forward.

    >>> limiter = Limiter(10)
    >>> limiter.wait(5, 100.0), limiter.wait(5, 100.0), limiter.wait(5, 100.0)
    (0.0, 0.5, 1.0)
    """

    def __init__(self, tps: float) -> None:
        self._tps = tps
        self._free_at = float("-inf")

    def wait(self, count: int, now: float) -> float:
        """Takes the room for so many destinations; the seconds until they may leave."""
        start = max(self._free_at, now)
        self._free_at = start + count / self._tps
        return start - now


def batch_size(tps: float) -> int:
    """Destinations a request: at most 1000 and at most one second's worth, in slices of a hundredth of it.

    Small slices keep the rate even over any second, and an unknown outcome small.

    >>> batch_size(10), batch_size(500), batch_size(20000)
    (10, 100, 200)
    """
    return max(1, int(min(1000, tps, max(100, tps / 100))))
