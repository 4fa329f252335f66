"""The pace of a whole run, by a clock of the test's own: never too fast in any second, and not too slow."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_thread import Pool, instead_of_threads, no_wait_for_the_disk
from test_sender import HOST, NOW

from msglint.api.outcomes import Accepted, Later, Outcome
from msglint.batches import Batch, Unit
from msglint.limiter import Limiter, batch_size
from msglint.outbox import Outbox
from msglint.sender import Sender


def _batches(sizes: list[int]) -> Iterator[Batch]:
    """Requests to so many destinations each; what is in them does not matter here."""
    for number, size in enumerate(sizes):
        unit = Unit(f"{number:064}", {}, size, True, f"+4477{number:08}", "")
        yield Batch("/resources/v1/messaging", "v1", "sms", f"{number}", ((unit,),), None)


class Run:
    """A run in which each sleep and each reply takes longer than asked for, by `late`, now and then by far."""

    def __init__(self, seed: int, late: float, far_too_late: float, refused: float) -> None:
        self.now = NOW.timestamp()
        self.left: list[tuple[float, int]] = []
        self._chance = random.Random(seed)
        self._late = late
        self._far = far_too_late
        self._refused = refused
        self._sizes: list[int] = []

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            late = self._far if self._chance.random() < 0.02 else self._late
            self.now += seconds + self._chance.uniform(0, late)

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        self.left.append((self.now, self._sizes[int(text)]))
        if self._chance.random() < self._refused:
            return [Later("HTTP 429", "too many requests", self._chance.choice([0.0, 0.3, 2.0]))]
        return [Accepted("1001", "Queued", "t-1", None)]

    def send(self, tps: int, sizes: list[int]) -> list[tuple[float, int]]:
        self._sizes = sizes
        clock = lambda: self.now  # noqa: E731
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            stack.enter_context(no_wait_for_the_disk())
            outbox = stack.enter_context(Outbox(str(Path(folder, "outbox.db")), HOST))
            outbox.add(_batches(sizes))
            sender = Sender(
                outbox, self, Limiter(tps), clock=clock, ticks=clock, sleep=self.sleep, attempts=1000
            )
            with instead_of_threads(Pool(lambda: True)):
                assert not sender.run()
        return self.left


def _most_in_a_second(left: list[tuple[float, int]]) -> int:
    """Of all seconds, the one in which most left; it begins with one of them."""
    return max(sum(size for at, size in left if start <= at < start + 1 - 1e-6) for start, _ in left)


@given(
    seed=st.integers(0, 2**32),
    tps=st.integers(1, 30_000),
    share=st.floats(0.01, 1.0),
    late=st.sampled_from([0.0, 0.001, 0.01, 0.1]),
    far_too_late=st.sampled_from([0.0, 0.05, 0.9, 3.0]),
    refused=st.sampled_from([0.0, 0.05, 0.5]),
)
def test_in_no_second_leave_more_than_the_limit_two_percent_and_one_request(
    seed: int, tps: int, share: float, late: float, far_too_late: float, refused: float
) -> None:
    largest = max(1, min(1000, int(tps * share)))
    chance = random.Random(seed)
    sizes = [chance.randint(1, largest) if chance.random() < 0.2 else largest for _ in range(150)]
    left = Run(seed, late, far_too_late, refused).send(tps, sizes)
    assert _most_in_a_second(left) <= tps * 1.02 + largest


@given(
    seed=st.integers(0, 2**32), tps=st.integers(1, 30_000), late=st.sampled_from([0.0, 0.001, 0.005, 0.012])
)
def test_quick_replies_give_98_percent_of_the_limit_on_average(seed: int, tps: int, late: float) -> None:
    size = batch_size(tps)
    left = Run(seed, late, late, 0.0).send(tps, [size] * 150)
    took = left[-1][0] - left[0][0]
    before_the_last = sum(each for _, each in left[:-1])
    assert before_the_last >= 0.98 * tps * (took - late)


@pytest.mark.parametrize("tps", [10, 500, 20_000])
def test_a_long_stall_is_not_made_up_for(tps: int) -> None:
    size = batch_size(tps)
    run = Run(1, 0.0, 0.0, 0.0)
    asleep = run.sleep

    def stall(seconds: float) -> None:
        asleep(seconds)
        if len(run.left) == 100:
            run.now += 30.0

    run.sleep = stall  # type: ignore[method-assign]
    left = run.send(tps, [size] * 300)
    assert left[100][0] - left[99][0] >= 30.0
    assert _most_in_a_second(left) <= tps * 1.02 + size
