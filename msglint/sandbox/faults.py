"""What goes wrong on request: which request meets which fault, by rate and seed."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from msglint.errors import UsageError

KINDS = {
    "delay": "the reply comes late",
    "drop": "the connection closes before the request is looked at",
    "drop-after": "accepted, then the connection closes without a reply",
    "half": "accepted, then the connection closes within the reply",
    "429": "not accepted: HTTP 429 with Retry-After",
    "503": "not accepted: HTTP 503 with Retry-After",
    "500": "HTTP 500; accepted or not, by a coin",
    "7020": "not accepted: over the limit",
    "garbage": "accepted, but the reply is no JSON",
}
"""Kind of fault to what the caller meets."""


class Fault(NamedTuple):
    """What befalls a request. `accepted` is the coin of a 500."""

    kind: str
    accepted: bool


class Faults:
    """Draws the fault of each request. The same seed, rates, and order of requests give the same faults."""

    def __init__(self, rates: Mapping[str, float], seed: int = 0) -> None:
        self._random = Random(seed)
        self.rates: dict[str, float] = {}
        self.set(rates)

    def set(self, rates: Mapping[str, float]) -> None:
        """Puts other rates in place of all; UsageError says what is wrong with them."""
        for kind, rate in rates.items():
            if kind not in KINDS:
                raise UsageError(f"no fault {kind!r}; there are: {', '.join(KINDS)}")
            if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
                raise UsageError(f"the rate of fault {kind} must be a number from 0 to 1, such as 0.05")
        if sum(rates.values()) > 1 + 1e-9:
            raise UsageError("the rates of all faults together may not exceed 1")
        self.rates = {kind: float(rates[kind]) for kind in KINDS if rates.get(kind)}

    def draw(self) -> Fault | None:
        """The fault of the next request, or None."""
        place, coin = self._random.random(), self._random.random()
        for kind, rate in self.rates.items():
            if place < rate:
                return Fault(kind, coin < 0.5)
            place -= rate
        return None
