"""The sender with a clock and a platform of the tests' own: what it does in which order, without waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from postgresql import needs_postgresql

from msglint.api.outcomes import Accepted, Later, Outcome
from msglint.batches import batches, units
from msglint.errors import InputError, UsageError
from msglint.limiter import Limiter, batch_size
from msglint.outbox import Outbox, Settled
from msglint.recognition import recognise
from msglint.request import Request
from msglint.sender import Sender
from msglint.source import Source
from msglint.stream import documents

NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)
HOST = "https://api.example.com"


def _request(value: Any) -> Request:
    [document] = documents(Source("message.yaml", json.dumps(value)))
    [request] = recognise(document, NOW).requests
    return request


def _sms(entries: list[dict[str, Any]], **more: Any) -> Request:
    channels = {"sms": {"senderid": "HARBOUR", "text": "Gate 3 is open."}}
    return _request({"deliverychannel": "sms", **more, "destination": entries, "channels": channels})


class World:
    """A time that passes only in sleeps, and a platform that answers as it is told."""

    def __init__(self, answer: Callable[[list[str]], Outcome]) -> None:
        self.now = NOW.timestamp()
        self.slept: list[float] = []
        self.posted: list[str] = []
        self._answer = answer

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        self.posted.append(text)
        return [self._answer(self.posted)] * parts

    def send(
        self, outbox: Outbox, request: Request, tps: int, size: int | None = None, threads: int = 1
    ) -> str:
        outbox.add(batches(request, outbox.fresh(units(request)), size or batch_size(tps)))
        clock = lambda: self.now  # noqa: E731
        sender = Sender(
            outbox, self, Limiter(tps), clock=clock, ticks=clock, sleep=self.sleep, threads=threads
        )
        return sender.run()


def accept(_: list[str]) -> Outcome:
    return Accepted("1001", "Queued", "t-1", None)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an outbox is: each law holds for a file and for a database on a server."""
    if request.param == "sqlite":
        yield str(tmp_path / "outbox.db")
        return
    with request.getfixturevalue("postgresql_server").database() as url:
        yield url


@pytest.fixture
def outbox(place: str) -> Iterator[Outbox]:
    with Outbox(place, HOST) as opened:
        yield opened


def test_the_same_entry_twice_goes_out_twice_and_only_once_a_run(outbox: Outbox) -> None:
    request = _sms([{"msisdn": ["+447700900101"]}] * 2)
    world = World(accept)
    for _ in range(2):
        assert not world.send(outbox, request, tps=10, size=1)
    assert len(world.posted) == 2
    assert outbox.counts() == [("accepted", "1001", "Queued", 2)]


def test_an_outbox_in_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its folder is missing, or may not be written"):
        Outbox(str(tmp_path / "nowhere" / "outbox.db"), HOST)


def test_an_outbox_is_for_one_host(place: str) -> None:
    with Outbox(place, "http://127.0.0.1:8765"):
        pass
    with pytest.raises(UsageError, match=r"is for http://127\.0\.0\.1:8765; name another one with --outbox"):
        Outbox(place, HOST)
    with Outbox(place, "http://127.0.0.1:8765"):
        pass


def test_what_no_database_holds_is_replaced(outbox: Outbox) -> None:
    request = _sms([{"msisdn": ["+447700900101"], "correlationid": "a\0b"}])
    world = World(lambda _: Accepted("1001", "Queued\0\ud800", "t-1\0" + "long" * 2000, None))
    assert not world.send(outbox, request, tps=10)
    assert outbox.counts() == [("accepted", "1001", "Queued\ufffd\ufffd", 1)]


def test_a_late_reply_counts_until_the_unknown_is_queued_again(outbox: Outbox) -> None:
    entries = [{"msisdn": [f"+44770090010{index}"]} for index in range(3)]
    request = _sms(entries)
    outbox.add(batches(request, outbox.fresh(units(request)), 1))
    one, two, three = outbox.claim(5)
    for batch in (one, two):
        assert outbox.start(batch)
    assert outbox.recover() == 2
    assert not outbox.start(three)
    outbox.settle(one, [Settled("queued")])
    assert [(state, count) for state, _, _, count in outbox.counts()] == [("queued", 2), ("unknown", 1)]
    assert outbox.requeue_unknown() == 1
    for late in ("queued", "accepted"):
        outbox.settle(two, [Settled(late)])
        assert [(state, count) for state, _, _, count in outbox.counts()] == [("queued", 3)]
    outbox.recover()
    assert len(outbox.claim(5)) == 3


def test_what_has_expired_takes_no_time_from_the_others(outbox: Outbox) -> None:
    entries = [{"msisdn": [f"+4477009{index:05}"]} for index in range(1000)]
    world = World(accept)
    world.send(outbox, _sms(entries, expiry="2020-01-01T00:00:00.000Z"), tps=10)
    assert not world.posted
    assert sum(world.slept) == 0
    assert [(state, count) for state, _, _, count in outbox.counts()] == [("expired", 1000)]


def test_replies_are_written_down_before_a_long_pause(outbox: Outbox) -> None:
    def answer(posted: list[str]) -> Outcome:
        return Later("429", "too many", 3000.0) if len(posted) == 3 else accept(posted)

    noted: list[tuple[int, int]] = []

    class Watched(World):
        def sleep(self, seconds: float) -> None:
            if seconds > 1000:
                done = sum(count for state, _, _, count in outbox.counts() if state == "accepted")
                noted.append((done, len(self.posted)))
            super().sleep(seconds)

    entries = [{"msisdn": [f"+44770090010{index}"]} for index in range(5)]
    Watched(answer).send(outbox, _sms(entries), tps=1000, size=1, threads=4)
    [(done, posted)] = noted
    assert done == posted - 1
    assert outbox.counts() == [("accepted", "1001", "Queued", 5)]


def test_a_platform_that_is_not_there_ends_the_run_after_some_pauses(outbox: Outbox) -> None:
    entries = [{"msisdn": [f"+4477009{index:05}"]} for index in range(1000)]
    world = World(lambda _: Later("", "no connection", None))
    stopped = world.send(outbox, _sms(entries), tps=10, threads=4)
    assert "no connection" in stopped
    assert sum(world.slept) < 60
    assert len(world.posted) < 40
    assert [(state, count) for state, _, _, count in outbox.counts()] == [("queued", 1000)]


def test_an_entry_with_two_id_keys_stays_whole_and_counts_all(outbox: Outbox) -> None:
    entries = [
        {"msisdn": ["+447700900101", "+447700900102"], "customerid": ["c-1"]},
        {"msisdn": ["+447700900103", "+447700900104"]},
    ]
    world = World(accept)
    world.send(outbox, _sms(entries), tps=10)
    [posted] = world.posted
    assert json.loads(posted)["destination"] == entries
    assert [(state, count) for state, _, _, count in outbox.counts()] == [("accepted", 5)]


@pytest.mark.parametrize("entries", ["+447700900101", [], ["+447700900101"], None])
def test_destinations_that_are_none_are_said_to_be(entries: Any) -> None:
    with pytest.raises(InputError, match=r"message\.yaml: `destination` is no list of entries"):
        list(units(_sms(entries)))


@given(
    st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=9), min_size=1, max_size=9), st.integers(1, 12)
)
def test_every_address_goes_out_once_in_order_within_the_limit(numbers: list[list[int]], limit: int) -> None:
    entries = [
        {"msisdn": [f"+4477009001{each:02}" for each in some], "correlationid": f"c{index % 2}"}
        for index, some in enumerate(numbers)
    ]
    request = _sms(entries, callbackData="d")
    told = [(each["correlationid"], address) for each in entries for address in each["msisdn"]]
    made = list(batches(request, units(request), limit))
    sent = []
    for batch in made:
        value = json.loads(batch.text)
        mine = [(each["correlationid"], to) for each in value.pop("destination") for to in each["msisdn"]]
        assert value == {key: each for key, each in request.value.items() if key != "destination"}
        assert len(mine) == batch.count <= limit
        sent += mine
    assert sent == told
    keys = [unit.key for batch in made for part in batch.parts for unit in part]
    assert len(set(keys)) == len(told)
