"""Sends what the outbox has queued, at the pace of the limiter, and writes down what became of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from msglint.api.outcomes import Accepted, Later, Outcome, Rejected, Unknown
from msglint.formats import parse_instant
from msglint.limiter import Limiter
from msglint.outbox import Outbox, Queued, Settled

_AHEAD = 64
_LONGEST_WAIT = 60.0


class Poster(Protocol):
    """What posts a body: `msglint.api.client.Client`."""

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        """The outcome of each part."""


@dataclass(slots=True)
class Sent:
    """How a run ended: `stopped` is why it ended before the queue was empty, if it did."""

    requests: int = 0
    stopped: str = ""


class Sender:
    """One run. Clock (seconds since 1970), sleep, and poster are arguments, so that tests own the time.

    Only the thread that calls `run` touches the outbox; `threads` others wait for replies.
    A batch that the platform wants later is tried `attempts` times, then stays queued.
    """

    def __init__(
        self,
        outbox: Outbox,
        poster: Poster,
        limiter: Limiter,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        threads: int = 16,
        attempts: int = 6,
        progress: Callable[[int], None] = lambda _: None,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._outbox = outbox
        self._poster = poster
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._threads = threads
        self._attempts = attempts
        self._progress = progress
        self._notice = notice
        self._under_way: dict[Future[list[Outcome]], tuple[Queued, int]] = {}
        self._later: list[tuple[float, Queued, int]] = []
        self._sent = Sent()

    def run(self) -> Sent:
        """Sends until nothing is ready, or nothing more can succeed; Ctrl-C waits for what is under way."""
        pool = ThreadPoolExecutor(self._threads)
        try:
            self._send_all(pool)
        except KeyboardInterrupt:
            self._sent.stopped = "interrupted"
        finally:
            while self._under_way:
                self._collect()
            pool.shutdown()
        return self._sent

    def _send_all(self, pool: ThreadPoolExecutor) -> None:
        last = 0
        ahead: list[Queued] = []
        while not self._sent.stopped:
            if not ahead:
                ahead = self._outbox.queued(_AHEAD, last)
                last = ahead[-1].number if ahead else last
            if ahead:
                self._leave(pool, ahead.pop(0), 1)
            elif self._later:
                self._again(pool)
            elif self._under_way:
                self._collect()  # which may queue parts anew
            else:
                return

    def _again(self, pool: ThreadPoolExecutor) -> None:
        """The batch that may leave soonest of those that the platform wanted later."""
        self._later.sort(key=lambda each: each[0])
        due, batch, attempt = self._later.pop(0)
        self._sleep(max(0.0, due - self._clock()))
        self._leave(pool, batch, attempt)

    def _leave(self, pool: ThreadPoolExecutor, batch: Queued, attempt: int) -> None:
        while len(self._under_way) >= self._threads and not self._sent.stopped:
            self._collect()
        if self._sent.stopped:
            return
        pause = self._limiter.wait(batch.size, self._clock())
        if pause > 0:
            self._sleep(pause)
        if self._has_expired(batch):
            why = f"its expiry {batch.not_after} passed in the queue"
            self._outbox.settle(batch, [Settled("expired", detail=why)] * batch.parts)
            return
        with self._outbox.together():
            if not self._collect_done():
                return
            self._outbox.start(batch)
        self._sent.requests += 1
        future = pool.submit(
            self._poster.post, batch.path, batch.body, api=batch.api, channel=batch.channel, parts=batch.parts
        )
        self._under_way[future] = (batch, attempt)

    def _has_expired(self, batch: Queued) -> bool:
        end = parse_instant(batch.not_after) if batch.not_after else None
        return end is not None and end.timestamp() <= self._clock()

    def _collect(self) -> None:
        """Waits for at least one reply, and writes down what it says."""
        wait(self._under_way, return_when=FIRST_COMPLETED)
        with self._outbox.together():
            self._collect_done()

    def _collect_done(self) -> bool:
        """Writes down what the replies say that have come; whether the run may go on."""
        for future in [each for each in self._under_way if each.done()]:
            batch, attempt = self._under_way.pop(future)
            error = future.exception()
            if error is None:
                outcomes = future.result()
            else:  # a bug, but the request may have left
                outcomes = [Unknown(f"msglint failed: {type(error).__name__}")] * batch.parts
            self._settle(batch, attempt, outcomes)
        return not self._sent.stopped

    def _settle(self, batch: Queued, attempt: int, outcomes: list[Outcome]) -> None:
        self._outbox.settle(batch, [_settled(each) for each in outcomes])
        self._progress(batch.size)
        later = [each for each in outcomes if isinstance(each, Later)]
        if later and len(later) == len(outcomes):
            if attempt < self._attempts:
                pause = _pause(later[0], attempt)
                self._later.append((self._clock() + pause, batch, attempt + 1))
                self._notice(f"{later[0].reason}; {batch.size:,} waiting for {pause:.0f} s")
            else:
                self._sent.stopped = (
                    f"the platform takes no more now ({later[0].reason}); run the command again later"
                )
        for each in outcomes:
            if isinstance(each, Rejected) and each.fatal:
                self._sent.stopped = f"{each.code} {each.meaning}: {each.hint}"


def _settled(outcome: Outcome) -> Settled:
    match outcome:
        case Accepted():
            return Settled("accepted", outcome.code, outcome.description, outcome.transaction_id or "")
        case Rejected():
            state = "queued" if outcome.fatal else "rejected"  # the next run may have the right key
            return Settled(state, outcome.code, f"{outcome.meaning}: {outcome.hint}")
        case Later():
            return Settled("queued", outcome.code, outcome.reason)
        case Unknown():
            return Settled("unknown", "", outcome.reason)


def _pause(later: Later, attempt: int) -> float:
    """Seconds until a batch is tried again: what the reply said, or twice as long each time, with jitter."""
    base = later.after if later.after is not None else min(_LONGEST_WAIT, 0.5 * 2**attempt)
    return base * random.uniform(1.0, 1.5)
