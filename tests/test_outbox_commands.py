"""`msglint outbox list|show|resume|export`: what they show of a send, and what they leave as it is."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from postgresql import Server, needs_postgresql
from receipt_calls import BASE, Sent, fill, keep
from sandbox_calls import until
from test_send import _message

from msglint.cli.outbox import command
from msglint.cli.outbox_export import COLUMNS, safe
from msglint.errors import InputError, MsglintError, UsageError
from msglint.outbox.receipt import Receipt
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

SECRET = "hub-secret-91ac"


def _outbox(folder: Path, *words: str) -> Any:
    """Runs a command on the outbox in a folder, unless the words name another one."""
    words = (words[0], "--outbox", str(folder / "outbox.db"), *words[1:])
    return CliRunner().invoke(command, words, standalone_mode=False, catch_exceptions=False)


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "msglint", *words],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _receipt(transaction_id: str, address: str, status: str, code: str, **more: str) -> Receipt:
    at = more.pop("at", "2026-01-20T18:00:00.000000Z")
    correlation = more.pop("correlation_id", "")
    return Receipt(transaction_id, "", correlation, address, status, code, status, at, at)


def _fill(path: str) -> None:
    """An outbox with a destination in each state, and receipts of some."""
    fill(
        path,
        [
            Sent("+447700900101", "c1", "t1"),
            Sent("+447700900102", "c2", "t1"),
            Sent("+447700900103", "c3", "t1"),
            Sent("+447700900104", "c4", "t1"),
        ],
        [Sent("+447700900105", "c5", "", "unknown", "", "no reply came in time")],
        [Sent("+447700900106", "c6", "", "unknown", "", "no reply came in time")],
        [Sent("+447700900107", "c7", "", "rejected", "7004", "a field has a value that is not allowed: mend it")],
        [Sent("+447700900108", "c8", "", "queued", "", "")],
        [Sent("+447700900109", "c9", "", "sending", "", "")],
        [Sent("+447700900110", "c10", "", "expired", "", "its expiry passed in the queue")],
    )  # fmt: skip
    keep(
        path,
        [
            _receipt("t1", "447700900101", "Submitted", "7501"),
            _receipt("t1", "447700900101", "Delivered", "7500", at="2026-01-20T18:00:02.000000Z"),
            _receipt("t1", "447700900101", "Clicked", "7528", at="2026-01-20T18:05:00.000000Z"),
            _receipt("t1", "447700900102", "Un-Delivered", "7203"),
            _receipt("t1", "447700900103", "Submitted", "7501"),
            _receipt("t6", "447700900106", "Delivered", "7500", correlation_id="c6"),
            _receipt("t8", "447700900999", "Delivered", "7500"),
            _receipt("t9", "447700900999", "Delivered", "7500"),
        ],
    )


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    _fill(str(tmp_path / "outbox.db"))
    return tmp_path


LIST = f"""\
host    {BASE}

api  channel  requests  destinations  queued  sending  accepted  rejected  unknown  expired
v1   sms             7            10       1        1         4         1        2        1

by receipts  delivered  failed  under way  no receipt
sms                  2       1          1           2

2 receipts match nothing in this outbox
"""

SHOW = """\
+447700900101  accepted, delivered 2026-01-20 18:00:02 UTC, clicked 2026-01-20 18:05:00 UTC
    v1 sms, correlation c1, transaction t1
+447700900102  accepted, failed 2026-01-20 18:00:00 UTC: 7203 Unknown subscriber: \
the number is invalid, or is no live mobile number of that network: ported, blocked
    v1 sms, correlation c2, transaction t1
+447700900103  accepted, submitted 2026-01-20 18:00:00 UTC
    v1 sms, correlation c3, transaction t1
+447700900104  accepted, no receipt yet
    v1 sms, correlation c4, transaction t1
+447700900105  unknown: no reply came in time
    v1 sms, correlation c5
+447700900106  unknown: no reply came in time; but delivered 2026-01-20 18:00:00 UTC
    v1 sms, correlation c6
+447700900107  rejected: 7004 a field has a value that is not allowed: mend it
    v1 sms, correlation c7
+447700900108  queued
    v1 sms, correlation c8
+447700900109  sending: under way, or its sender died and the next one calls it unknown
    v1 sms, correlation c9
+447700900110  expired: its expiry passed in the queue
    v1 sms, correlation c10
"""


def test_list_counts_states_and_deliveries(filled: Path) -> None:
    done = _outbox(filled, "list")
    assert done.stdout == f"outbox  {filled / 'outbox.db'}\n{LIST}"
    value = json.loads(_outbox(filled, "list", "--output-format", "json").stdout)
    assert value == {
        "host": BASE,
        "messages": [
            {
                "api": "v1",
                "channel": "sms",
                "requests": 7,
                "destinations": 10,
                "states": {
                    "queued": 1,
                    "sending": 1,
                    "accepted": 4,
                    "rejected": 1,
                    "unknown": 2,
                    "expired": 1,
                },
                "deliveries": {"delivered": 2, "failed": 1, "under way": 1, "no receipt": 2},
            }
        ],
        "receipts": 8,
        "unmatched": 2,
    }


def test_show_tells_accepted_from_delivered_and_what_can_be_done(filled: Path) -> None:
    done = _outbox(filled, "show")
    assert done.stdout == SHOW
    assert "msglint outbox resume --resend-unknown" in done.stderr
    assert done.return_value == 0


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["+447700900102"], ["02"]),
        (["447700900102"], ["02"]),
        (["+44 7700 900102"], ["02"]),
        (["c7"], ["07"]),
        (["t1"], ["01", "02", "03", "04"]),
        (["t1", "--state", "failed"], ["02"]),
        (["--state", "delivered"], ["01", "06"]),
        (["--state", "under-way"], ["03"]),
        (["--state", "no-receipt"], ["04", "05"]),
        (["--state", "unknown"], ["05", "06"]),
        (["--state", "queued"], ["08"]),
        (["--state", "sending"], ["09"]),
        (["--state", "rejected"], ["07"]),
        (["--state", "expired"], ["10"]),
        (["--limit", "2"], ["01", "02"]),
        (["--limit", "0"], ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]),
    ],
)
def test_show_finds_by_id_and_state(words: list[str], last: list[str], filled: Path) -> None:
    done = _outbox(filled, "show", *words)
    assert re.findall(r"^\+4477009001(..)", done.stdout, re.MULTILINE) == last
    value = json.loads(_outbox(filled, "show", *words, "--output-format", "json").stdout)
    assert [each["address"][-2:] for each in value["destinations"]] == last
    assert value["more"] == ("2" in words)
    assert ("there are more than these 2" in done.stderr) == ("2" in words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["%"], "no destination that has '%' as its address, correlation id, or transaction id is there"),
        (["4477009001"], "no destination that has '4477009001' as its address"),
        (["c1", "--state", "queued"], "no destination that has 'c1' as its address, correlation id, or "
         "transaction id is queued"),
    ],
)  # fmt: skip
def test_show_says_when_nothing_matches(words: list[str], sentence: str, filled: Path) -> None:
    done = _outbox(filled, "show", *words)
    assert done.return_value == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    found = _outbox(filled, "show", *words, "--output-format", "json")
    assert json.loads(found.stdout) == {"destinations": [], "more": False}


@needs_postgresql
def test_an_outbox_in_postgresql_shows_the_same(postgresql_server: Server) -> None:
    with postgresql_server.database() as url:
        with pytest.raises(InputError, match="there is no outbox here"):
            _outbox(Path(), "list", "--outbox", url)
        _fill(url)
        listed = _outbox(Path(), "list", "--outbox", url)
        assert listed.stdout.partition("\n")[2] == LIST
        assert _outbox(Path(), "show", "--outbox", url).stdout == SHOW
        assert _outbox(Path(), "show", "t1", "--state", "failed", "--outbox", url).stdout.count("\n") == 2
        assert _outbox(Path(), "export", "--outbox", url).stdout.count("\n") == 11
        assert "harbour-secret" not in listed.stdout + _outbox(Path(), "show", "none", "--outbox", url).stderr


@pytest.mark.parametrize("words", [["list"], ["show"], ["export"], ["resume", "--yes"]])
def test_a_missing_outbox_is_said_and_not_made(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no outbox here"):
        _outbox(tmp_path, *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["list"], ["show"], ["export"], ["resume", "--yes"]])
@pytest.mark.parametrize("kind", ["text", "empty", "another", "folder"])
def test_what_is_no_outbox_stays_as_it_is(kind: str, words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    match kind:
        case "text":
            file.write_text("no database " * 500, encoding="utf-8")
        case "empty":
            file.touch()
        case "another":
            with closing(sqlite3.connect(file)) as other:
                other.execute("CREATE TABLE bookmarks (url)")
        case _:
            file.mkdir()
    before = None if kind == "folder" else file.read_bytes()
    with pytest.raises(MsglintError, match="this is no outbox"):
        _outbox(tmp_path, *words)
    assert [each.name for each in tmp_path.iterdir()] == ["outbox.db"]
    assert before is None or file.read_bytes() == before


def test_show_does_not_let_others_write_to_the_terminal(tmp_path: Path) -> None:
    fill(
        str(tmp_path / "outbox.db"),
        [Sent("+447700900101", "c\x1b[2J", "t\r1", "rejected", "7004", "\x1b]0;x\x07")],
    )
    done = _outbox(tmp_path, "show")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", done.stdout)


def test_export_has_every_destination(filled: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(_outbox(filled, "export").stdout)))
    lines = _outbox(filled, "export", "--output", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert len(rows) == 10
    assert tuple(rows[0]) == COLUMNS
    assert Counter(row["state"] for row in rows) == {
        "accepted": 4, "unknown": 2, "rejected": 1, "queued": 1, "sending": 1, "expired": 1,
    }  # fmt: skip
    assert (rows[1]["address"], rows[1]["delivery"], rows[1]["delivery_code"]) == (
        "+447700900102",
        "failed",
        "7203",
    )


def test_export_into_a_file_is_whole_and_private(filled: Path) -> None:
    file = filled / "sent.csv"
    done = _outbox(filled, "export", "-o", str(file))
    assert "destinations written: 10" in done.stderr
    assert file.read_text(encoding="utf-8").count("\n") == 11
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="this is the outbox itself"):
        _outbox(filled, "export", "-o", str(filled / "." / "outbox.db"))
    with pytest.raises(InputError, match="there is no folder"):
        _outbox(filled, "export", "-o", str(filled / "none" / "sent.csv"))


@given(st.text())
def test_no_cell_of_an_export_is_a_formula(text: str) -> None:
    for start in ("", "=", "+", "-", "@", "\t", "\r"):
        cell = safe(start + text)
        assert re.fullmatch(r"\+[0-9]+", cell) or cell[:1] not in ("=", "+", "-", "@", "\t", "\r")
        assert cell.removeprefix("'") == (start + text).removeprefix("'")


def test_resume_sends_what_is_queued_without_the_message_files(tmp_path: Path) -> None:
    file = _message(tmp_path, 30)
    words = ["--outbox", str(tmp_path / "outbox.db"), "--yes", "--tps", "600"]
    with running(Settings(faults={"503": 1.0}, fault_delay=0.01)) as base:
        sent = _run("send", *words, "--isolated", "--base-url", base, "--batch-size", "10", str(file))
        assert sent.returncode == 2, sent.stderr
        file.unlink()
        httpx.put(f"{base}/_sandbox/faults", json={"drop-after": 1.0})
        done = _run("outbox", "resume", *words, "--report", f"json:{tmp_path / 'r.json'}")
        assert done.returncode == 5, done.stderr
        assert "30  unknown" in done.stdout
        httpx.put(f"{base}/_sandbox/faults", json={})
        again = _run("outbox", "resume", *words)
        assert again.returncode == 5
        assert len(httpx.get(f"{base}/_sandbox/messages").json()) == 30
        resent = _run("outbox", "resume", *words, "--resend-unknown")
        assert resent.returncode == 0
        assert "30  accepted  1001  Queued" in resent.stdout
        assert len(httpx.get(f"{base}/_sandbox/messages").json()) == 60
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["destinations"] == {"unknown": 30}


def test_resume_asks_and_needs_a_host_and_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(str(tmp_path / "outbox.db"), [Sent("+447700900101", state="queued")])
    monkeypatch.setenv("MSGLINT_SERVICE_KEY", "k")
    with pytest.raises(UsageError, match="give --yes"):
        _outbox(tmp_path, "resume")
    monkeypatch.delenv("MSGLINT_SERVICE_KEY")
    monkeypatch.setattr("msglint.api.credentials._of_keyring", lambda: None)
    with pytest.raises(UsageError, match="no credentials"):
        _outbox(tmp_path, "resume", "--yes")
    (tmp_path / "new").mkdir()
    keep(str(tmp_path / "new" / "outbox.db"), [])
    with pytest.raises(UsageError, match="nothing was ever sent from this outbox"):
        _outbox(tmp_path / "new", "resume", "--yes")


def test_resume_says_which_unknown_ones_would_go_out_twice(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSGLINT_SERVICE_KEY", "k")
    monkeypatch.setattr("msglint.cli.sending.send_queued", lambda *_: "")
    done = _outbox(filled, "resume", "--yes", "--resend-unknown")
    assert (
        "unknown       2, which are sent again; 1 of them did arrive there, by their receipts" in done.stdout
    )


def test_from_the_message_to_the_receipt(tmp_path: Path) -> None:
    environment = {"MSGLINT_HUB_SECRET": SECRET}
    outbox = str(tmp_path / "outbox.db")
    listener = subprocess.Popen(
        [sys.executable, "-m", "msglint", "receipts", "--port", "0", "--outbox", outbox],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert listener.stdout is not None
        hook = listener.stdout.readline().strip()
        with running(Settings(receipts_delay=0.05, hub_secret=SECRET)) as base:
            file = _message(tmp_path, 100, notifyurl=f"{hook}/receipts")
            words = ["--isolated", "--yes", "--base-url", base, "--outbox", outbox, "--tps", "500"]
            sent = _run("send", *words, str(file))
            assert sent.returncode == 0, sent.stderr
            until(lambda: _receipts_in(outbox) == 199, 30)
    finally:
        listener.send_signal(signal.SIGINT)
        _, err = listener.communicate(timeout=30)
    assert listener.returncode == 130
    assert SECRET not in err
    listed = json.loads(_outbox(tmp_path, "list", "--output-format", "json").stdout)
    assert listed["messages"][0]["deliveries"] == {"delivered": 95, "failed": 5}
    assert listed["unmatched"] == 0
    failed = _outbox(tmp_path, "show", "--state", "failed").stdout
    assert re.findall(r"^\S+(..)  accepted, failed [^:]+:\d\d:\d\d UTC: (\d+)", failed, re.MULTILINE) == [
        ("95", "7102"), ("96", "7109"), ("97", "7208"), ("98", "7207"), ("99", "7203"),
    ]  # fmt: skip
    one = _outbox(tmp_path, "show", "+447700900042").stdout
    assert re.match(r"\+447700900042  accepted, delivered \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n", one)


def _receipts_in(path: str) -> int:
    with closing(sqlite3.connect(path)) as outbox:
        found: int = outbox.execute("SELECT count(*) FROM receipts").fetchone()[0]
        return found


def test_looking_never_keeps_a_sender_waiting(tmp_path: Path) -> None:
    file = str(_message(tmp_path, 200))
    words = ["--outbox", str(tmp_path / "outbox.db"), "--yes", "--isolated", "--tps", "100"]
    with running(Settings()) as base:
        sender = subprocess.Popen(
            [sys.executable, "-m", "msglint", "send", *words, "--base-url", base, "--batch-size", "5", file],
            env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        until(
            lambda: (
                (tmp_path / "outbox.db").exists() and len(httpx.get(f"{base}/_sandbox/messages").json()) > 5
            )
        )
        looks = 0
        while sender.poll() is None:
            states = json.loads(_outbox(tmp_path, "list", "--output-format", "json").stdout)["messages"][0][
                "states"
            ]
            assert sum(states.values()) == 200
            looks += 1
            time.sleep(0.05)
        _, err = sender.communicate()
        assert sender.returncode == 0, err
        assert looks > 2
        assert len(httpx.get(f"{base}/_sandbox/messages").json()) == 200
