"""Several senders with one outbox in PostgreSQL: nothing twice, nothing lost, one pace, whoever dies or sleeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from postgresql import Server, needs_postgresql, server
from test_sender import HOST, NOW, World, _sms, accept

from msglint.api.outcomes import Later, Outcome
from msglint.batches import batches, units
from msglint.errors import InputError, MsglintError, UsageError
from msglint.limiter import Limiter
from msglint.outbox import Outbox, Settled
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings
from msglint.sender import Sender

pytestmark = needs_postgresql

LEASE = 2.0
CANARY = "canary-4d8e27b91f"


@pytest.fixture
def url(postgresql_server: Server) -> Iterator[str]:
    with postgresql_server.database() as made:
        yield made


def _entries(count: int) -> list[dict[str, Any]]:
    return [{"msisdn": [f"+4477009{index:05}"], "correlationid": f"c{index}"} for index in range(count)]


def _message(folder: Path, count: int) -> str:
    channels = {"sms": {"senderid": "HARBOUR", "text": "Gate 3 is open."}}
    value = {"deliverychannel": "sms", "destination": _entries(count), "channels": channels}
    file = folder / "message.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def _start(url: str, base: str, *words: str, **environment: str) -> subprocess.Popen[str]:
    """A sender in a process of its own."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "msglint",
            "send",
            "--base-url",
            base,
            "--yes",
            "--isolated",
            "--outbox",
            url,
            *words,
        ],
        env={
            **os.environ,
            "MSGLINT_SERVICE_KEY": "sandbox-key",
            "MSGLINT_LEASE_SECONDS": str(LEASE),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _STARTED.append(process)
    return process


_STARTED: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _no_process_stays() -> Iterator[None]:
    """A test that fails must not leave a sender behind, least of all one that was stopped."""
    yield
    while _STARTED:
        with _STARTED.pop() as process:
            process.kill()


def _end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a sender, and all it said."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err


def _ask(url: str, question: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        asked = connection.execute(question.encode())
        return asked.fetchall() if asked.description else []


def _arrived(base: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{base}/_sandbox/messages?limit=10000").json()
    return found


def _until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def _states(url: str) -> dict[str, int]:
    return dict(_ask(url, "SELECT state, sum(size)::int FROM parts GROUP BY state"))


def _once(base: str, count: int) -> None:
    """Each of the message's destinations arrived, and once."""
    arrived = Counter(each["correlationid"] for each in _arrived(base))
    assert arrived == Counter(f"c{index}" for index in range(count))


def _accounted_for(url: str, base: str, count: int) -> None:
    """Nothing arrived twice, and what did not arrive for certain is unknown."""
    arrived = Counter(each["correlationid"] for each in _arrived(base))
    found: dict[str, set[str]] = {"accepted": set(), "unknown": set()}
    for state, name in _ask(
        url, "SELECT state, correlation_id FROM destinations JOIN parts USING (batch, part)"
    ):
        found[state].add(name)
    assert set(arrived.values()) == {1}
    assert found["accepted"] <= set(arrived) <= found["accepted"] | found["unknown"]
    assert sum(map(len, found.values())) == count


def test_two_senders_share_queue_and_pace(url: str, tmp_path: Path) -> None:
    count, tps, size = 900, 300, 10
    words = ("--tps", str(tps), "--batch-size", str(size), _message(tmp_path, count))
    with running(Settings()) as base:
        ends = [_end(each) for each in [_start(url, base, *words) for _ in range(2)]]
        assert [code for code, _ in ends] == [0, 0], ends
        _once(base, count)
        times = sorted(each["at"] for each in _arrived(base))
    assert _states(url) == {"accepted": count}
    assert len(_ask(url, "SELECT DISTINCT owner FROM batches")) == 2
    assert _ask(url, "SELECT count(*) FROM senders") == [(0,)]
    # what arrives within a second left within a little more than that
    most = max(sum(start <= each < start + 1 for each in times[at:]) for at, start in enumerate(times))
    assert most <= tps * 1.1 + 2 * size
    assert times[-1] - times[0] >= (count - 2 * size) / tps * 0.95


def test_what_a_killed_sender_had_under_way_becomes_unknown_after_its_lease(url: str, tmp_path: Path) -> None:
    words = ("--tps", "200", "--batch-size", "5", _message(tmp_path, 300))
    faults = {"delay": 1.0}
    with running(Settings(faults=faults, fault_delay=1.0)) as base:
        killed = _start(url, base, *words)
        _until(lambda: len(_arrived(base)) >= 50)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        httpx.put(f"{base}/_sandbox/faults", json={})
        [(under_way,)] = _ask(url, "SELECT sum(size)::int FROM batches WHERE state = 'sending'")
        assert under_way > 0
        code, said = _end(_start(url, base, *words))
        assert code == 5
        assert "the sender stopped while this request was under way" in said
        _accounted_for(url, base, 300)
    assert _states(url) == {"accepted": 300 - under_way, "unknown": under_way}


def test_a_sender_that_slept_through_its_lease_sends_nothing_that_another_sent(
    url: str, tmp_path: Path
) -> None:
    words = ("--tps", "100", "--batch-size", "5", _message(tmp_path, 300))
    with running(Settings()) as base:
        sleeper = _start(url, base, *words)
        _until(lambda: len(_arrived(base)) >= 30)
        sleeper.send_signal(signal.SIGSTOP)
        other = _start(url, base, *words)
        _until(
            lambda: _ask(
                url,
                "SELECT 1 FROM batches HAVING max(number) = max(number) FILTER (WHERE state = 'accepted')",
            )
        )
        sleeper.send_signal(signal.SIGCONT)
        codes = {_end(each)[0] for each in (sleeper, other)}
        assert codes <= {0, 2, 5}  # 2 where it fell asleep within a transaction, which the server ended
        _accounted_for(url, base, 300)
    assert _states(url)["accepted"] >= 295  # one batch may have been asleep on its way


def test_who_lost_its_claims_starts_nothing(url: str) -> None:
    request = _sms(_entries(6))
    with Outbox(url, HOST) as sleeper, Outbox(url, HOST) as other:
        sleeper.add(batches(request, sleeper.fresh(units(request)), 1))
        one, two, three = sleeper.claim(3)
        assert [each.number for each in other.claim(10)] == [4, 5, 6]
        assert sleeper.start(one)
        _ask(url, f"UPDATE senders SET until = 0 WHERE id = '{sleeper._claims.sender}'")
        assert not sleeper.start(two)
        assert other.recover() == 1
        assert _states(url) == {"queued": 5, "unknown": 1}
        assert [each.number for each in other.claim(1)] == [2]
        with sleeper.together() as connection:
            sleeper._claims.renew(connection)  # type: ignore[arg-type]
        assert not sleeper.start(two)
        assert not sleeper.start(three)
        sleeper.settle(two, [Settled("expired")])
        sleeper.settle(one, [Settled("accepted", "1001")])
        assert _states(url) == {"queued": 5, "accepted": 1}
        assert len(sleeper.claim(10)) == 4


def test_a_sender_that_falls_asleep_within_a_transaction_keeps_nothing_locked(url: str) -> None:
    request = _sms(_entries(1))
    impatient = f"{url}&options=-c%20lock_timeout%3D5s"
    with Outbox(url, HOST, 1.0) as sleeper, Outbox(impatient, HOST) as other:
        sleeper.add(batches(request, sleeper.fresh(units(request)), 1))
        [one] = sleeper.claim(1)
        sleeper._signs.end()

        def start_asleep() -> None:
            with sleeper.together():
                assert sleeper.start(one)
                time.sleep(1.5)
                assert other.recover() == 0
                assert other.claim(1) == [one]

        with pytest.raises(InputError, match="connection to the outbox was lost"):
            start_asleep()
    assert _states(url) == {"queued": 1}


def test_a_sender_waits_for_what_others_have_in_hand_and_takes_it_when_they_die(url: str) -> None:
    request = _sms(_entries(3))
    told: list[str] = []
    with Outbox(url, HOST) as one, Outbox(url, HOST) as other:
        one.add(batches(request, one.fresh(units(request)), 1))
        first, *_ = other.claim(3)
        assert other.start(first)
        world, waits = World(accept), []

        def sleep(seconds: float) -> None:
            world.sleep(seconds)
            if told:
                waits.append(seconds)
            if len(waits) == 5:
                assert not world.posted
                _ask(url, f"UPDATE senders SET until = 0 WHERE id = '{other._claims.sender}'")

        clock = lambda: world.now  # noqa: E731
        limiter = Limiter(10)
        sender = Sender(one, world, limiter, clock=clock, ticks=clock, sleep=sleep, notice=told.append)
        assert not sender.run()
        assert _states(url) == {"accepted": 2, "unknown": 1}
    assert told == ["the rest is with other senders of this outbox; waiting for them"]


def test_two_that_add_the_same_at_once_queue_it_once(url: str) -> None:
    request = _sms(_entries(3000))

    def add(outbox: Outbox) -> int:
        return outbox.add(batches(request, outbox.fresh(units(request)), 10))

    with ThreadPoolExecutor() as pool:
        opened = list(pool.map(lambda _: Outbox(url, HOST), range(4)))
        added = list(pool.map(add, opened))
        for each in opened:
            each.__exit__()
    assert sorted(added) == [0, 0, 0, 3000]
    assert _states(url) == {"queued": 3000}


def test_of_two_hosts_at_once_one_gets_the_outbox(url: str) -> None:
    def open_for(host: str) -> str:
        try:
            with Outbox(url, host):
                return host
        except UsageError as error:
            return str(error)

    with ThreadPoolExecutor() as pool:
        told = list(pool.map(open_for, [f"https://{name}.example.com" for name in "abcd"]))
    [host] = [each for each in told if each.startswith("https")]
    assert all(f"this outbox is for {host};" in each for each in told if each != host)


def test_later_holds_for_all_senders(url: str) -> None:
    request = _sms(_entries(2))

    def answer(posted: list[str]) -> Outcome:
        return Later("429", "too many requests", 20.0) if len(posted) == 1 else accept(posted)

    with Outbox(url, HOST) as one, Outbox(url, HOST) as other:
        one.add(batches(request, one.fresh(units(request)), 1))
        world, held = World(answer), []

        def sleep(seconds: float) -> None:
            world.sleep(seconds)
            if seconds > 10:
                held.append(other.limiter(10).wait(1, 0.0))
                _ask(url, "UPDATE pace SET free_at = 0")

        clock = lambda: world.now  # noqa: E731
        sender = Sender(one, world, one.limiter(10), clock=clock, ticks=clock, sleep=sleep)
        assert not sender.run()
    [seconds] = held
    assert 15 < seconds < 35
    assert _states(url) == {"accepted": 2}
    assert world.now > NOW.timestamp() + 20


def test_a_reply_is_written_down_over_a_new_connection(url: str) -> None:
    """The database drops all its connections while a request is under way."""
    request = _sms(_entries(1))

    def answer(posted: list[str]) -> Outcome:
        _ask(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        return accept(posted)

    with Outbox(url, HOST) as outbox, pytest.raises(InputError, match="connection to the outbox was lost"):
        World(answer).send(outbox, request, tps=10)
    assert _states(url) == {"accepted": 1}


def test_a_server_that_goes_away_stops_the_run_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    with server() as own, own.database() as url, running(Settings()) as base:
        words = ("--tps", "100", "--batch-size", "5", _message(tmp_path, 300))
        process = _start(url, base, *words)
        _until(lambda: len(_arrived(base)) >= 30)
        own.stop()
        code, said = _end(process)
        assert code == 2
        assert "msglint: postgresql://owner@/" in said
        assert "the connection to the outbox was lost; run the command again" in said
        assert "Traceback" not in said
        assert "harbour-secret" not in said
        own.start()
        code, said = _end(_start(url, base, *words))
        assert code in {0, 5}, said
        _accounted_for(url, base, 300)


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://owner:{key}@127.0.0.1:1/x",
        "postgresql://owner:{key}@[::1]:1/x?password={key}",
        "postgresql://owner:{key}@host.invalid/x",
        "postgresql://owner:{key}@/x?host={folder}",
        "postgresql://owner@/x?host={folder}&password={key}",
        "postgresql://owner:pre@{key}@host.invalid/x",
        "postgresql://owner:12/{key}@host.invalid/x",
        "postgresql://owner:a/{key}@host.invalid/x",
        "postgresql://owner:12?{key}@host.invalid/x",
        "postgresql://owner:%zz{key}@host.invalid/x",
        "postgresql://owner:{key}",
        "postgresql://owner:{key}@host.invalid:port/x?{key}=1",
        "mysql://owner:{key}@127.0.0.1/x",
    ],
)
def test_a_password_is_never_shown(place: str, postgresql_server: Server) -> None:
    place = place.format(key=CANARY, folder=postgresql_server.folder)
    with pytest.raises(MsglintError) as caught:
        Outbox(place, HOST)
    assert CANARY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("options", [(), ("--debug",)])
def test_a_password_is_never_shown_by_the_command(
    options: tuple[str, ...], postgresql_server: Server, tmp_path: Path
) -> None:
    words = ["--base-url", HOST, "--yes", "--isolated", "--outbox", postgresql_server.url("x", CANARY)]
    done = subprocess.run(
        [sys.executable, "-m", "msglint", *options, "send", *words, _message(tmp_path, 1)],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 - len(options)
    assert 'password authentication failed for user "owner"' in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_the_password_may_come_from_libpqs_own_places(url: str, tmp_path: Path) -> None:
    bare = url.replace(":harbour-secret@", "@")
    file = tmp_path / "pgpass"
    file.write_text("*:*:*:owner:harbour-secret\n", encoding="utf-8")
    file.chmod(0o600)
    with running(Settings()) as base:
        for environment in ({"PGPASSWORD": "harbour-secret"}, {"PGPASSFILE": str(file)}):
            code, said = _end(_start(bare, base, _message(tmp_path, 2), **environment))
            assert code == 0, said
            assert "harbour-secret" not in said
        _once(base, 2)


def test_the_missing_package_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError('not there')\n", encoding="utf-8")
    process = _start("postgresql://u@h/d", HOST, _message(tmp_path, 1), PYTHONPATH=str(tmp_path))
    code, said = _end(process)
    assert code == 2
    assert "pip install 'msglint[postgresql]'" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("word", ["0", "-3", "nan", "soon", "1e9", "inf"])
def test_a_lease_that_is_none_is_refused(word: str, tmp_path: Path) -> None:
    process = _start("outbox.db", HOST, _message(tmp_path, 1), MSGLINT_LEASE_SECONDS=word)
    code, said = _end(process)
    assert code == 2
    assert f"MSGLINT_LEASE_SECONDS: '{word}' is no number from 1 to 3600" in said
