"""`msglint send` against the sandbox: nothing twice, nothing lost, all accounted for."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from msglint.cli import sending
from msglint.cli.send import command
from msglint.limiter import Limiter, batch_size
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

CANARY = "canary-7f3a91c2e5"
RUNS = 200 if os.environ.get("MSGLINT_SOAK") else 6


def _message(folder: Path, count: int, **more: str) -> Path:
    lines = ["deliverychannel: sms", *(f"{key}: {value}" for key, value in more.items()), "destination:"]
    for index in range(count):
        lines += [f'  - msisdn: ["+4477009{index:05}"]', f"    correlationid: c{index}"]
    lines += ["channels:", "  sms: {senderid: HARBOUR, text: Gate 3 is open.}", ""]
    file = folder / "message.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _words(folder: Path, base: str, *more: str) -> list[str]:
    report = f"json:{folder / 'report.json'}"
    return [
        "--base-url",
        base,
        "--yes",
        "--isolated",
        "--outbox",
        str(folder / "outbox.db"),
        "--report",
        report,
        *more,
    ]


def _send(folder: Path, base: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "msglint", "send", *_words(folder, base, *more)],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
        capture_output=True,
        text=True,
        check=False,
    )


def _outcome(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((folder / "report.json").read_text(encoding="utf-8"))["destinations"]
    return found


def _accepted(base: str) -> Counter[str]:
    found = httpx.get(f"{base}/_sandbox/messages?limit=10000").json()
    return Counter(each["correlationid"] for each in found)


def test_the_same_command_again_sends_nothing_again_whatever_the_pace(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 230))
    with running(Settings()) as base:
        assert _send(tmp_path, base, "--tps", "500", file).returncode == 0
        assert _send(tmp_path, base, "--tps", "70", file).returncode == 0
        assert _outcome(tmp_path) == {"accepted": 230}
        assert _accepted(base) == Counter(f"c{index}" for index in range(230))


def test_what_is_unknown_is_left_alone_until_it_is_asked_for(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 60))
    words = ("--tps", "600", "--batch-size", "10", file)
    with running(Settings(faults={"drop-after": 1.0})) as base:
        assert _send(tmp_path, base, *words).returncode == 5
        assert _outcome(tmp_path) == {"unknown": 60}
        httpx.put(f"{base}/_sandbox/faults", json={})
        assert _send(tmp_path, base, *words).returncode == 5
        assert set(_accepted(base).values()) == {1}
        assert _send(tmp_path, base, *words, "--resend-unknown").returncode == 0
        assert set(_accepted(base).values()) == {2}


def test_what_the_platform_wants_later_is_sent_later(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 60))
    with running(Settings(faults={"503": 0.4}, fault_delay=0.1, seed=1)) as base:
        assert _send(tmp_path, base, "--tps", "600", "--batch-size", "10", file).returncode == 0
        assert _accepted(base) == Counter(f"c{index}" for index in range(60))


def test_a_wrong_key_stops_the_run_and_loses_nothing(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 60))
    with running(Settings(key="another-key")) as base:
        done = _send(tmp_path, base, file)
    assert done.returncode == 2
    assert "7001" in done.stderr
    assert _outcome(tmp_path) == {"queued": 60}


@pytest.mark.parametrize("run", range(RUNS))
def test_a_sender_killed_at_any_moment_loses_nothing_and_repeats_nothing(run: int, tmp_path: Path) -> None:
    chance = random.Random(run)
    file = str(_message(tmp_path, 400))
    words = ("--tps", "2000", "--batch-size", "10", file)
    faults = {"503": 0.05, "drop": 0.03, "drop-after": 0.03, "7020": 0.05}
    environment = {**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"}
    with running(Settings(faults=faults, fault_delay=0.05, seed=run)) as base:
        start = [sys.executable, "-m", "msglint", "send", *_words(tmp_path, base, *words)]
        for _ in range(2):
            process = subprocess.Popen(
                start, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.3, 1.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert _send(tmp_path, base, *words).returncode in {0, 5}
        outcome, arrived = _outcome(tmp_path), _accepted(base)
    assert sum(outcome.values()) == 400
    assert set(outcome) <= {"accepted", "unknown"}
    assert set(arrived.values()) == {1}
    assert outcome["accepted"] <= len(arrived) <= outcome["accepted"] + outcome.get("unknown", 0)


def test_a_dry_run_opens_no_socket_and_writes_no_outbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.delenv("MSGLINT_SERVICE_KEY", raising=False)
    words = ["--region", "eu", "--dry-run", "--outbox", str(tmp_path / "o.db"), str(_message(tmp_path, 3))]
    done = CliRunner().invoke(command, words, standalone_mode=False, catch_exceptions=False)
    assert done.return_value == 0
    assert "sent" not in done.output
    assert not (tmp_path / "o.db").exists()


def test_a_message_with_an_error_stops_everything_before_the_first_request(tmp_path: Path) -> None:
    good, bad = str(_message(tmp_path, 3)), tmp_path / "bad.yaml"
    bad.write_text("deliverychannel: sms\ndestination: []\nchannels: {sms: {text: x}}\n", encoding="utf-8")
    with running(Settings()) as base:
        done = _send(tmp_path, base, good, str(bad))
        assert done.returncode == 1
        assert not _accepted(base)
    assert "nothing was sent" in done.stderr


def test_what_expires_in_the_queue_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender's clock is the test's: the expiry passes once the platform has ten, however slow the machine."""
    now = time.time()
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 3600))
    file = str(_message(tmp_path, 100, expiry=f'"{end}"'))
    monkeypatch.setenv("MSGLINT_SERVICE_KEY", "sandbox-key")
    with running(Settings()) as base:
        clock = SimpleNamespace(
            time=lambda: now + (7200 if _accepted(base).total() >= 10 else 0),
            monotonic=time.monotonic,
            sleep=time.sleep,
        )
        monkeypatch.setattr(sending, "time", clock)
        words = _words(tmp_path, base, "--tps", "20", file)
        done = CliRunner().invoke(command, words, standalone_mode=False, catch_exceptions=False)
        assert done.return_value == 4
        outcome = _outcome(tmp_path)
        assert outcome["accepted"] + outcome["expired"] == 100
        assert 10 <= outcome["accepted"] < 50
        assert sum(_accepted(base).values()) == outcome["accepted"]
    assert "passed in the queue" in done.output


def test_recipients_of_a_file_get_their_own_texts(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("msisdn,pier\n+447700900101,B\n+447700900102,C\n", encoding="utf-8")
    file = tmp_path / "message.yaml"
    file.write_text(
        "# msglint: recipients=external\ndeliverychannel: sms\n"
        "channels: {sms: {senderid: HARBOUR, text: Pier $(pier).}}\n",
        encoding="utf-8",
    )
    with running(Settings()) as base:
        done = _send(tmp_path, base, "--recipients", str(tmp_path / "rows.csv"), str(file))
        assert done.returncode == 0, done.stderr
        bodies = [each["number"] for each in httpx.get(f"{base}/_sandbox/requests").json()]
        texts = json.dumps([httpx.get(f"{base}/_sandbox/requests/{each}").json() for each in bodies])
    assert "Pier B." in texts
    assert "Pier C." in texts
    assert "$(" not in texts


def test_two_senders_do_not_share_a_file(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 3))
    with running(Settings()) as base:
        assert _send(tmp_path, base, file).returncode == 0
        with closing(sqlite3.connect(tmp_path / "outbox.db")) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            done = _send(tmp_path, base, file)
    assert done.returncode == 2
    assert "another msglint uses this outbox" in done.stderr


def test_the_key_is_in_no_output_and_in_no_file(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 20))
    with running(Settings(key=CANARY, faults={"500": 0.3, "garbage": 0.3}, seed=2)) as base:
        done = subprocess.run(
            [sys.executable, "-m", "msglint", "send", *_words(tmp_path, base, "--batch-size", "2", file)],
            env={**os.environ, "MSGLINT_SERVICE_KEY": CANARY},
            capture_output=True,
            text=True,
            check=False,
        )
    assert sum(_outcome(tmp_path).values()) == 20
    assert CANARY not in done.stdout + done.stderr
    assert all(CANARY.encode() not in each.read_bytes() for each in tmp_path.iterdir())


@given(st.integers(1, 50_000), st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_second_has_more_than_the_limit_and_one_request(tps: int, idle: list[float]) -> None:
    limiter, size, now = Limiter(tps), batch_size(tps), 0.0
    leaving = []
    for pause in idle:
        now += pause if pause > 2.5 else 0.0
        now += limiter.wait(size, now)
        leaving.append(now)
    for start in leaving:
        within = sum(size for at in leaving if start <= at < start + 1 - 1e-6)
        assert within <= tps * 1.015 + size + 1e-6


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "sqlalchemy.py").write_text("raise ImportError('not there')\n", encoding="utf-8")
    file = str(_message(tmp_path, 1))
    done = subprocess.run(
        [sys.executable, "-m", "msglint", "send", *_words(tmp_path, "http://127.0.0.1:1", file)],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "k", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'msglint[send]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_sandbox_took_does_not_count_elsewhere(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 3))
    with running(Settings()) as one, running(Settings()) as other:
        assert _send(tmp_path, one, file).returncode == 0
        done = _send(tmp_path, other, file)
        assert done.returncode == 2
        assert f"this outbox is for {one}" in done.stderr
        assert not _accepted(other)
