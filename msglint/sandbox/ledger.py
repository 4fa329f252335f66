"""All that was accepted, in columns: a million destinations fit. Of the newest requests the bodies too."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msglint.sandbox.judge import Recipient

KEPT_BODIES = 500
"""Of how many of the newest requests the body is kept."""

KEPT_SECONDS = 3600
"""For how many of the latest seconds the destinations accepted in each are counted."""


class Accepted(NamedTuple):
    """An accepted request. `number` counts from 1; `due` is when it leaves the queue of burst mode."""

    number: int
    at: float
    due: float
    api: str
    channel: str
    transid: str
    first: int
    recipients: Sequence[Recipient]
    body: dict[str, Any] | None


class Ledger:
    """Accepted requests and their destinations, numbered from 1 in order; numbers are never used again."""

    def __init__(self) -> None:
        self.requests = 0
        self.destinations = 0
        self.clear()

    def clear(self) -> None:
        """Forgets all messages; the numbers go on."""
        self._requests_before = self.requests
        self._destinations_before = self.destinations
        self._starts = array("Q")
        self._at = array("d")
        self._due = array("d")
        self._transids: list[str] = []
        self._kinds: list[tuple[str, str]] = []
        self._keys: list[str] = []
        self._addresses: list[str] = []
        self._correlations: list[str | None] = []
        self._bodies: deque[dict[str, Any]] = deque(maxlen=KEPT_BODIES)
        self.per_second: Counter[int] = Counter()

    def accept(
        self,
        at: float,
        due: float,
        kind: tuple[str, str],
        transid: str,
        recipients: list[Recipient],
        body: dict[str, Any],
    ) -> int:
        """Writes a request down and returns its number. `kind` is its API and channel."""
        self._starts.append(len(self._addresses))
        self._at.append(at)
        self._due.append(due)
        self._transids.append(transid)
        self._kinds.append(kind)
        for key, address, correlation in recipients:
            self._keys.append(key)
            self._addresses.append(address)
            self._correlations.append(correlation)
        self._bodies.append(body)
        self.requests += 1
        self.destinations += len(recipients)
        self.per_second[int(at)] += len(recipients)
        if len(self.per_second) > 2 * KEPT_SECONDS:
            self.per_second = Counter(dict(sorted(self.per_second.items())[-KEPT_SECONDS:]))
        return self.requests

    def __len__(self) -> int:
        """How many requests it holds."""
        return len(self._transids)

    def request(self, number: int) -> Accepted | None:
        """The request with a number, or None."""
        index = number - self._requests_before - 1
        if not 0 <= index < len(self._transids):
            return None
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._addresses)
        back = len(self._transids) - index
        api, channel = self._kinds[index]
        recipients = tuple(
            Recipient(*each)
            for each in zip(
                self._keys[start:end],
                self._addresses[start:end],
                self._correlations[start:end],
                strict=True,
            )
        )
        return Accepted(
            number,
            self._at[index],
            self._due[index],
            api,
            channel,
            self._transids[index],
            start + self._destinations_before + 1,
            recipients,
            self._bodies[-back] if back <= len(self._bodies) else None,
        )

    def newest(self, limit: int, after: int = 0) -> list[Accepted]:
        """The newest requests whose number is greater than `after`, oldest first, at most so many."""
        first = max(after, self.requests - limit, self._requests_before) + 1
        found = map(self.request, range(first, self.requests + 1))
        return [each for each in found if each is not None]

    def since(self, destination: int, limit: int) -> Iterator[tuple[int, Recipient, Accepted]]:
        """Destinations whose number is greater than `destination`, in order, at most so many."""
        begin = max(destination - self._destinations_before, 0)
        index = bisect_right(self._starts, begin) - 1
        while limit > 0 and 0 <= index < len(self._transids):
            request = self.request(self._requests_before + index + 1)
            if request is None:
                return
            for offset, recipient in enumerate(request.recipients):
                number = request.first + offset
                if number > destination and limit > 0:
                    limit -= 1
                    yield number, recipient, request
            index += 1

    def find(self, transid: str) -> Accepted | None:
        """The request with a transaction id, or None."""
        try:
            index = self._transids.index(transid)
        except ValueError:
            return None
        return self.request(self._requests_before + index + 1)
