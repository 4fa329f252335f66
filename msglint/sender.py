"""Sends what the outbox has queued, at the pace of the limiter, and writes down what became of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Protocol

from msglint.api.outcomes import Accepted, Later, Outcome, Rejected, Unknown
from msglint.errors import MsglintError
from msglint.formats import parse_instant
from msglint.outbox import Outbox, Queued, Settled

_AHEAD = 16
"""Batches that are claimed at once: what one has, no other can send meanwhile."""

_LEAD = 0.02
"""Seconds before its time at which a batch is written down as `sending`: as long as a disk may take, so that
it leaves on time. Who dies in them leaves a batch unknown that never left."""

_SLICE = 0.5
"""Seconds that a reply which came may wait to be written down, and between looks at what others do."""

_TOLD = 5.0
"""Seconds of waiting that are said."""


class Poster(Protocol):
    """What posts a body: `msglint.api.client.Client`."""

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        """The outcome of each part."""


class Pacer(Protocol):
    """What says when something may leave: `Limiter`, or the pace that senders share."""

    def wait(self, count: int, now: float) -> float:
        """Takes the room for so many destinations; the seconds until they may leave."""

    def left(self, count: int, now: float) -> None:
        """Tells when they did leave, which may be later."""

    def hold(self, seconds: float, now: float) -> None:
        """Lets nothing leave for so long."""


class Sender:
    """One run. Clock, ticks, sleep, and poster are arguments, so that tests own the time.

    `clock` gives seconds since 1970, for expiries; `ticks` gives seconds that never jump, for pace and pauses.

    Only the thread that calls `run` touches the outbox; `threads` others wait for replies.
    When the platform wants a request later, all others wait as well; after `attempts` times in a row without
    anything else in between the run ends, and what is queued stays so.
    """

    def __init__(
        self,
        outbox: Outbox,
        poster: Poster,
        limiter: Pacer,
        *,
        clock: Callable[[], float],
        ticks: Callable[[], float],
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
        self._ticks = ticks
        self._sleep = sleep
        self._threads = threads
        self._attempts = attempts
        self._progress = progress
        self._notice = notice
        self._under_way: dict[Future[list[Outcome]], tuple[Queued, float]] = {}
        self._later: list[Queued] = []
        self._not_before = self._ticks()
        self._refusals = 0
        self._waits_for_others = False
        self._stopped = ""

    def run(self) -> str:
        """Sends until nothing is ready, or nothing more can succeed; Ctrl-C waits for what is under way.

        Gives why it stopped before the queue was empty, or nothing.
        """
        pool = ThreadPoolExecutor(self._threads)
        try:
            self._send_all(pool)
        except KeyboardInterrupt:
            self._stopped = "interrupted"
        finally:
            self._await_all()
            pool.shutdown()
        self._outbox.recover()  # an interrupt may have come between a reply and the note of it
        return self._stopped

    def _send_all(self, pool: ThreadPoolExecutor) -> None:
        ahead: list[Queued] = []
        while not self._stopped:
            if not ahead and not self._later:
                ahead = self._outbox.claim(_AHEAD)
            if self._later or ahead:
                self._leave(pool, (self._later or ahead).pop(0))
            elif self._under_way:
                self._collect()  # which may queue parts anew
            elif self._outbox.unfinished():
                self._wait_for_others()
            else:
                return

    def _wait_for_others(self) -> None:
        """The rest is in the hands of other senders: one of them may die, and it comes back."""
        if not self._waits_for_others:
            self._notice("the rest is with other senders of this outbox; waiting for them")
        self._waits_for_others = True
        self._sleep(_SLICE)

    def _leave(self, pool: ThreadPoolExecutor, batch: Queued) -> None:
        while self._under_way and (len(self._under_way) >= self._threads or self._pause() > 0):
            self._collect()  # no reply waits through a pause
        if self._stopped:
            return
        self._sleep(self._pause())
        due = self._ticks()
        if not self._has_expired(batch):
            due += self._limiter.wait(batch.size, due)
            self._rest(due - self._ticks() - _LEAD)
        if self._has_expired(batch):
            why = f"its expiry {batch.not_after} passed in the queue"
            self._outbox.settle(batch, [Settled("expired", detail=why)] * batch.parts)
            return
        with self._together():
            if not self._collect_done() or not self._outbox.start(batch):
                return
        self._sleep(max(0.0, due - self._ticks()))
        self._limiter.left(batch.size, self._ticks())
        future = pool.submit(
            self._poster.post, batch.path, batch.body, api=batch.api, channel=batch.channel, parts=batch.parts
        )
        self._under_way[future] = (batch, self._ticks())

    def _rest(self, seconds: float) -> None:
        """Sleeps; also others may have been told to wait, so it can be long, and replies come meanwhile."""
        end = self._ticks() + seconds
        if seconds > _TOLD:
            self._notice(f"all senders of this outbox wait; going on in {seconds:.0f} s")
        while (left := end - self._ticks()) > 0:
            self._sleep(min(left, _SLICE) if self._under_way else left)
            if left > _SLICE and self._under_way:
                with self._together():
                    self._collect_done()

    def _pause(self) -> float:
        """Seconds until anything may leave."""
        return max(0.0, self._not_before - self._ticks())

    def _has_expired(self, batch: Queued) -> bool:
        end = parse_instant(batch.not_after) if batch.not_after else None
        return end is not None and end.timestamp() <= self._clock()

    def _await_all(self) -> None:
        """Writes down the replies that are still to come; where the outbox was lost, tries once more at the end."""
        try:
            while self._under_way:
                self._collect()
        except MsglintError:
            wait(self._under_way)
            with suppress(MsglintError), self._together():
                self._collect_done()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """As the outbox's; where it fails, the replies are still to be written down."""
        before = dict(self._under_way)
        try:
            with self._outbox.together():
                yield
        except MsglintError:
            self._under_way = before
            raise

    def _collect(self) -> None:
        """Waits for at least one reply, and writes down what it says."""
        wait(self._under_way, return_when=FIRST_COMPLETED)
        with self._together():
            self._collect_done()

    def _collect_done(self) -> bool:
        """Writes down what the replies say that have come; whether the run may go on."""
        for future in [each for each in self._under_way if each.done()]:
            batch, left = self._under_way.pop(future)
            error = future.exception()
            if error is None:
                outcomes = future.result()
            else:  # a bug, but the request may have left
                outcomes = [Unknown(f"msglint failed: {type(error).__name__}")] * batch.parts
            self._settle(batch, left, outcomes)
        return not self._stopped

    def _settle(self, batch: Queued, left: float, outcomes: list[Outcome]) -> None:
        self._outbox.settle(batch, [_settled(each) for each in outcomes])
        later = [each for each in outcomes if isinstance(each, Later)]
        if not later:
            self._refusals = 0
        elif left >= self._not_before:  # the others left before the platform's word was known
            self._wait(later[0])
        if len(later) == len(outcomes):
            self._later.append(batch)
        else:
            self._progress(batch.size)
        for each in outcomes:
            if isinstance(each, Rejected) and each.fatal:
                self._stopped = f"{each.code} {each.meaning}: {each.hint}"

    def _wait(self, later: Later) -> None:
        """Pauses all for as long as the reply says, or twice as long each time in a row, with jitter."""
        self._refusals += 1
        if self._refusals >= self._attempts:
            self._stopped = f"the platform takes no more now ({later.reason}); run the command again later"
            return
        base = later.after if later.after is not None else 0.5 * 2**self._refusals
        pause = base * random.uniform(1.0, 1.5)
        now = self._ticks()
        self._not_before = now + pause
        self._limiter.hold(pause, now)
        self._notice(f"{later.reason}; going on in {pause:.0f} s")


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
