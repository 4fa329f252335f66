"""Delivery receipts: taken only when they are on disk, kept once, and matched whatever their order."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from receipt_calls import Sent, as_body, fates, fill, keep, signed, stages, told
from sandbox_calls import until

from msglint.errors import InputError
from msglint.listener.app import MAX_BODY_BYTES, Hook
from msglint.listener.notification import NotAReceiptError, receipts
from msglint.listener.server import listening
from msglint.outbox.arrivals import Arrivals
from msglint.outbox.delivery import delivery
from msglint.outbox.reading import Reading
from msglint.outbox.receipt import Receipt
from msglint.sandbox.receipts import NO_RETRY
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

SECRET = "a hub secret"
NOW = "2026-01-20T18:00:01.000000Z"


def _receipt(**fields: str) -> Receipt:
    plain = {
        "transaction_id": "t1",
        "subtid": "",
        "correlation_id": "",
        "address": "447700900101",
        "status": "Delivered",
        "code": "7500",
        "description": "",
        "at": NOW,
        "received": NOW,
    }
    return Receipt(**plain | fields)


@contextmanager
def _listener(path: Path, secret: str | None = SECRET) -> Iterator[httpx.Client]:
    arrivals = Arrivals(str(path))
    with (
        closing(arrivals),
        listening(Hook(arrivals.add, secret)) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=20) as client,
    ):
        yield client


def _kept(path: Path) -> int:
    with Reading(str(path)) as reading:
        return reading.receipts()


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """A listener and its outbox, which fills up over the tests."""
    path = tmp_path_factory.mktemp("hook") / "outbox.db"
    with _listener(path) as client:
        yield client, path


class TestAnswers:
    """Each answer says whether the platform posts the receipt again."""

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_the_platform_finds_the_url_alive_when_it_is_saved(
        self, method: str, hook: tuple[httpx.Client, Path]
    ) -> None:
        assert hook[0].request(method, "/any/path").status_code == 200

    @pytest.mark.parametrize("kind", ["sha256", "sha512"])
    def test_a_signed_receipt_is_kept(self, kind: str, hook: tuple[httpx.Client, Path]) -> None:
        client, path = hook
        body = as_body(told(f"signed-{kind}", "447700900101"))
        before = _kept(path)
        assert client.post("/hook", content=body, headers=signed(SECRET, body, kind)).status_code == 200
        assert _kept(path) == before + 1

    def test_white_space_around_the_body_may_be_signed_or_not(self, hook: tuple[httpx.Client, Path]) -> None:
        body = as_body(told("blank", "447700900101"))
        for content, over in ((b" " + body + b"\r\n", body), (body + b"\n", body + b"\n")):
            assert hook[0].post("/", content=content, headers=signed(SECRET, over)).status_code == 200

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "sha256=",
            "sha256=zz",
            "sha256=é",
            "sha256=" + "0" * 64,
            "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "md5=d41d8cd98f00b204e9800998ecf8427e",
            "sha256",
        ],
    )
    def test_without_the_right_signature_nothing_is_kept_and_the_platform_tries_again(
        self, header: str | None, hook: tuple[httpx.Client, Path]
    ) -> None:
        client, path = hook
        before = _kept(path)
        headers = [] if header is None else [(b"x-hub-signature", header.encode())]
        reply = client.post("/", content=as_body(told("forged", "447700900101")), headers=headers)
        assert reply.status_code == 401
        assert reply.status_code not in NO_RETRY
        assert _kept(path) == before

    def test_a_signature_of_another_secret_or_body_is_wrong(self, hook: tuple[httpx.Client, Path]) -> None:
        body, other = as_body(told("a", "447700900101")), as_body(told("b", "447700900101"))
        assert hook[0].post("/", content=body, headers=signed("another", body)).status_code == 401
        assert hook[0].post("/", content=body, headers=signed(SECRET, other)).status_code == 401

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"\xff\xfe",
            b"null",
            b"7",
            b"[]",
            b"{}",
            b'"text"',
            b'{"deliveryInfoNotification": []}',
            b'{"deliveryInfoNotification": {"transid": "t", "deliveryInfo": {}}}',
            b'{"deliveryInfoNotification": {"deliveryInfo": {"code": "7500"}}}',
            b'{"deliveryInfoNotification": {"transid": {"a": 1}, "deliveryInfo": {"code": []}}}',
            b'{"deliveryInfoNotification": {"transid": "t", "deliveryInfo": {"code": true}}}',
            b'{"deliveryInfoNotification": {"transid": ' + b"9" * 5000 + b', "deliveryInfo": {"code": 1}}}',
            b"[" * 100_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        ],
        ids=lambda body: body[:60].decode(errors="replace"),
    )
    def test_what_is_no_receipt_is_not_posted_again(
        self, body: bytes, hook: tuple[httpx.Client, Path]
    ) -> None:
        client, path = hook
        before = _kept(path)
        reply = client.post("/", content=body, headers=signed(SECRET, body))
        assert reply.status_code == 400
        assert reply.status_code in NO_RETRY
        assert _kept(path) == before

    def test_a_huge_body_is_refused_while_it_comes(self, hook: tuple[httpx.Client, Path]) -> None:
        reply = hook[0].post("/", content=b" " * (MAX_BODY_BYTES + 1))
        assert reply.status_code == 400
        assert "bytes" in reply.text

    def test_other_methods_are_not_tried_again(self, hook: tuple[httpx.Client, Path]) -> None:
        assert hook[0].put("/").status_code == 405
        assert 405 in NO_RETRY

    def test_a_list_may_hold_other_things_too(self, hook: tuple[httpx.Client, Path]) -> None:
        client, path = hook
        before = _kept(path)
        body = as_body(told("l1", "447700900101"), {"inbound": 1}, told("l2", "447700900102"))
        assert client.post("/", content=body, headers=signed(SECRET, body)).status_code == 200
        assert _kept(path) == before + 2


def test_without_a_secret_signatures_do_not_matter(tmp_path: Path) -> None:
    with _listener(tmp_path / "o.db", secret=None) as client:
        body = as_body(told("t1", "447700900101"))
        assert client.post("/", content=body, headers={"x-hub-signature": "sha256=00"}).status_code == 200


def test_a_busy_outbox_lets_the_platform_post_again(tmp_path: Path) -> None:
    said: list[str] = []

    def busy(_: object) -> None:
        raise InputError("o.db: another msglint uses this outbox; wait until it is done")

    with listening(Hook(busy, complain=said.append)) as url, httpx.Client(trust_env=False) as client:
        for _ in range(3):
            reply = client.post(url, content=as_body(told("t1", "447700900101")))
            assert reply.status_code == 503
            assert reply.status_code not in NO_RETRY
    assert len(said) == 1
    assert "another msglint uses this outbox" in said[0]


def test_a_server_that_comes_back_is_used_again(tmp_path: Path) -> None:
    path = tmp_path / "o.db"
    with closing(Arrivals(str(path))) as arrivals:
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE receipts")
        with pytest.raises(InputError):
            arrivals.add([_receipt()])
        arrivals.add([_receipt()])
    assert _kept(path) == 1


class TestReading:
    """What is read of a notification."""

    def test_the_fields_of_the_sheet(self) -> None:
        body = as_body(told("t1", "447700900101", "Un-Delivered", "7203", correlationid="c1", subtid="s1"))
        assert receipts(body, NOW) == [
            Receipt(
                "t1",
                "s1",
                "c1",
                "447700900101",
                "Un-Delivered",
                "7203",
                "Un-Delivered",
                "2026-01-20T18:00:00.000000Z",
                NOW,
            )
        ]

    def test_case_and_new_fields_do_not_matter(self) -> None:
        body = json.dumps(
            {
                "DELIVERYINFONOTIFICATION": {
                    "TransId": "t1",
                    "new": {"deep": [1]},
                    "deliveryinfo": {"Code": 7500, "DELIVERYSTATUS": "Delivered", "new": None},
                },
                "deliveryTransInfo": "<xml/>",
            }
        ).encode()
        (found,) = receipts(body, NOW)
        assert (found.transaction_id, found.code, found.status, found.at) == ("t1", "7500", "Delivered", "")

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("2026-01-20T18:00:00.000Z", "2026-01-20T18:00:00.000000Z"),
            ("2026-01-20T18:00:00z", "2026-01-20T18:00:00.000000Z"),
            ("2026-01-20T18:00:00+05:30", "2026-01-20T12:30:00.000000Z"),
            ("2026-01-20T18:00:00.123456789+5:30", "2026-01-20T12:30:00.123456Z"),
            ("2026-01-20 18:00:00", "2026-01-20T18:00:00.000000Z"),
            ("2026-01-20T18:00:00", "2026-01-20T18:00:00.000000Z"),
            ("0001-01-01T00:00:00+14:00", ""),
            ("2026-13-20T18:00:00Z", ""),
            ("soon", ""),
            ("", ""),
        ],
    )
    def test_times_are_in_utc(self, text: str, at: str) -> None:
        assert receipts(as_body(told("t1", "447700900101", at=text)), NOW)[0].at == at

    def test_who_clicked_with_what_is_not_kept(self) -> None:
        body = as_body(
            told(
                "t1",
                "447700900101",
                "Clicked",
                "7528",
                description="https://a.example|198.51.100.7",
                info="Mozilla/5.0",
                callbackData="secret of the sender",
            )
        )
        kept = " ".join(receipts(body, NOW)[0])
        assert not re.search("198.51|Mozilla|secret", kept)

    def test_odd_letters_and_lengths_go_into_any_database(self, tmp_path: Path) -> None:
        body = json.dumps(
            told("t\ud800\0" + "x" * 5000, "4477\n00", description="\x1b[31m" + "é" * 5000)
        ).encode()
        found = receipts(body, NOW)
        keep(str(tmp_path / "o.db"), found)
        assert all(field.isprintable() and len(field) <= 1024 for field in found[0])

    @given(st.binary(max_size=200))
    def test_any_bytes_are_refused_in_words(self, body: bytes) -> None:
        with pytest.raises(NotAReceiptError, match="the body is no"):
            receipts(body, NOW)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
            lambda deeper: (
                st.lists(deeper)
                | st.dictionaries(
                    st.sampled_from(
                        ["deliveryInfoNotification", "deliveryInfo", "transid", "code", "timeStamp"]
                    ),
                    deeper,
                )
            ),
        )
    )
    def test_any_json_is_read_or_refused(self, value: object) -> None:
        try:
            found = receipts(json.dumps(value).encode(), NOW)
        except NotAReceiptError:
            return
        assert all(each.transaction_id and each.code for each in found)


class TestStages:
    """What several receipts say together."""

    @pytest.mark.parametrize(
        ("channel", "found", "stage"),
        [
            ("sms", ["Submitted 7501"], "submitted"),
            ("sms", ["Submitted 7501", "Delivered 7500"], "delivered"),
            ("sms", ["Submitted 7501", "Un-Delivered 7203"], "failed"),
            ("sms", ["Submitted 7102"], "submitted"),
            ("sms", ["Clicked 7528"], "clicked"),
            ("sms", ["Clicked 7528", "Delivered 7500"], "delivered"),
            ("sms", ["Something 9999"], "unclear"),
            ("email", ["Delivered 7500", "Bounced 7520"], "failed"),
            ("email", ["Delivered 7500", "Read 7502"], "read"),
            ("voice", ["OFFERED 7407", "ACCEPTED 7408"], "taken by the network"),
            ("voice", ["OFFERED 7407", "ACCEPTED 7408", "ANSWERED 7519", "DROPPED 7409"], "answered"),
            ("voice", ["OFFERED 7407", "ACCEPTED 7408", "DROPPED 7409", "REJECTED 7402"], "failed"),
            ("voice", ["OFFERED 7407", "DROPPED 7409", "Released 7405"], "ended"),
            ("mms", [" 7524"], "read"),
        ],
    )
    def test_the_furthest_counts_and_a_failure_is_final(
        self, channel: str, found: list[str], stage: str
    ) -> None:
        pairs = [each.rpartition(" ") for each in found]
        told = [_receipt(status=status, code=code) for status, _, code in pairs]
        assert delivery(channel, told).stage == stage

    def test_the_sms_in_place_of_an_rcs_message_counts(self) -> None:
        failed = _receipt(status="Failed", code="7307")
        instead = _receipt(transaction_id="t1_fallbackrcs", status="Delivered", code="7500")
        found = delivery("rcs", [failed, instead])
        assert (found.stage, found.by_sms) == ("delivered", True)

    @given(
        st.lists(
            st.builds(
                _receipt,
                status=st.sampled_from(
                    ["Submitted", "Delivered", "Un-Delivered", "Failed", "Clicked", "Read", ""]
                ),
                code=st.sampled_from(["7500", "7501", "7502", "7203", "7528", "9999", ""]),
                at=st.sampled_from(
                    [
                        "",
                        "2026-01-20T18:00:00.000000Z",
                        "2026-01-20T18:00:01.000000Z",
                        "2026-01-21T00:00:00.000000Z",
                    ]
                ),
                description=st.sampled_from(["", "a", "b"]),
            ),
            max_size=6,
        ),
        st.randoms(),
    )
    def test_any_order_and_repetition_says_the_same(
        self, found: list[Receipt], chance: random.Random
    ) -> None:
        shuffled = [*found, *chance.choices(found, k=len(found))] if found else []
        chance.shuffle(shuffled)
        for channel in ("sms", "voice", "email"):
            assert delivery(channel, shuffled) == delivery(channel, found)


class TestMatching:
    """Whose a receipt is."""

    def test_of_one_request_to_many_by_the_address(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "", "t1"), Sent("+447700900102", "", "t1")])
        keep(path, [_receipt(address="447700900102")])
        assert stages(path) == {"+447700900101": "", "+447700900102": "delivered"}

    def test_of_an_array_by_the_id_of_each_request(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "", "u"), Sent("+447700900101", "", "u_1")], array=True)
        keep(path, [_receipt(transaction_id="u_1", address="")])
        assert [each.delivery.stage for each in fates(path)] == ["", "delivered"]

    def test_of_an_array_whose_ids_the_reply_did_not_tell(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "", "u"), Sent("+447700900102", "", "u")])
        keep(path, [_receipt(transaction_id="u_1", address="+447700900102")])
        assert stages(path) == {"+447700900101": "", "+447700900102": "delivered"}

    @pytest.mark.parametrize("state", ["sending", "unknown"])
    def test_before_the_reply_by_correlation_id_and_address(self, state: str, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "c1", "", state), Sent("+447700900102", "c1", "", state)])
        keep(path, [_receipt(transaction_id="t9", correlation_id="c1", address="447700900102")])
        assert stages(path) == {"+447700900101": "", "+447700900102": "delivered"}

    def test_a_receipt_is_of_one_message_when_two_have_the_same_correlation_id(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "c1", "t1")], [Sent("+447700900101", "c1", "t2")])
        keep(path, [_receipt(transaction_id="t2", correlation_id="c1")])
        assert [each.delivery.stage for each in fates(path)] == ["", "delivered"]

    def test_several_addresses_in_one_mail_have_a_receipt_each(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("rae@example.org\nkim@example.org", "", "t1")], channel="email")
        keep(
            path,
            [
                _receipt(address="Rae@example.org"),
                _receipt(address="kim@example.org", status="Failed", code="7520"),
                _receipt(address="copy@example.org", status="Failed", code="7520"),
            ],
        )
        assert stages(path) == {"rae@example.org": "delivered", "kim@example.org": "failed"}

    def test_the_bounce_of_a_copy_is_not_that_of_the_recipient(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("rae@example.org", "", "t1")], channel="email")
        keep(path, [_receipt(address="copy@example.org", status="Failed", code="7520")])
        assert stages(path) == {"rae@example.org": ""}

    def test_a_number_that_the_platform_writes_otherwise(self, tmp_path: Path) -> None:
        path = str(tmp_path / "o.db")
        fill(path, [Sent("+447700900101", "", "t1")])
        keep(path, [_receipt(address="07700900101")])
        assert stages(path) == {"+447700900101": "delivered"}

    @given(order=st.permutations(range(8)), again=st.lists(st.integers(0, 7), max_size=8))
    def test_any_order_and_repetition_ends_the_same(
        self, order: list[int], again: list[int], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("order")
        found = [
            _receipt(status="Submitted", code="7501", at="2026-01-20T18:00:00.000000Z"),
            _receipt(),
            _receipt(status="Clicked", code="7528", at="2026-01-20T18:05:00.000000Z"),
            _receipt(status="Clicked", code="7528", at="2026-01-20T18:09:00.000000Z"),
            _receipt(address="447700900102", status="Un-Delivered", code="7203"),
            _receipt(address="447700900102", status="Submitted", code="7501"),
            _receipt(transaction_id="t7", correlation_id="c3", address="447700900103"),
            _receipt(transaction_id="elsewhere", address="447700900104"),
        ]
        ends = []
        for name, sequence in (("a.db", found), ("b.db", [found[each] for each in [*order, *again]])):
            path = str(folder / name)
            sent = [Sent("+447700900101", "", "t1"), Sent("+447700900102", "", "t1")]
            fill(path, sent, [Sent("+447700900103", "c3", "", "unknown")])
            keep(path, sequence)
            ends.append((fates(path), _kept(folder / name)))
        assert ends[0] == ends[1]
        assert ends[0][1] == 8
        assert [each.delivery.stage for each in ends[0][0]] == ["delivered", "failed", "delivered"]


def _receipts_command(folder: Path, *more: str, secret: str | None = SECRET) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key != "MSGLINT_HUB_SECRET"}
    if secret is not None:
        environment["MSGLINT_HUB_SECRET"] = secret
    return subprocess.Popen(
        [sys.executable, "-m", "msglint", "receipts", "--outbox", str(folder / "outbox.db"), *more],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line.startswith("http://127.0.0.1:"), line
    return line


class TestCommand:
    """`msglint receipts` as a process."""

    def test_ctrl_c_ends_it_with_130(self, tmp_path: Path) -> None:
        process = _receipts_command(tmp_path, "--port", "0")
        url = _url(process)
        body = as_body(told("t1", "447700900101"))
        assert httpx.post(url, content=body, headers=signed(SECRET, body), trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "Traceback" not in err
        assert SECRET not in err
        assert _kept(tmp_path / "outbox.db") == 1

    def test_it_says_once_that_it_checks_no_signatures(self, tmp_path: Path) -> None:
        process = _receipts_command(tmp_path, "--port", "0", secret=None)
        url = _url(process)
        for _ in range(2):
            reply = httpx.post(url, content=as_body(told("t1", "447700900101")), trust_env=False)
            assert reply.status_code == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert err.count("signatures are not checked") == 1

    def test_print_writes_what_is_on_disk(self, tmp_path: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = _receipts_command(tmp_path, "--port", str(port), "--print", secret=None)
        assert process.stderr is not None
        assert "Listening at" in process.stderr.readline()
        url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(url))
        httpx.post(url, content=as_body(told("t1", "447700900101")), trust_env=False)
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        assert (line["transaction_id"], line["status"]) == ("t1", "Delivered")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    def test_a_port_in_use_is_a_sentence(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            process = _receipts_command(tmp_path, "--port", str(taken.getsockname()[1]))
            _, err = process.communicate(timeout=30)
        assert process.returncode == 2
        assert "cannot listen on 127.0.0.1" in err
        assert "Traceback" not in err

    def test_a_secret_in_a_file_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "hub"
        file.write_text(SECRET + "\n", encoding="utf-8")
        file.chmod(0o644)
        process = _receipts_command(tmp_path, "--hub-secret-file", str(file), secret=None)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 2
        assert "chmod 600" in err
        assert SECRET not in err

    def test_a_secret_in_a_file_checks_signatures(self, tmp_path: Path) -> None:
        file = tmp_path / "hub"
        file.write_text(SECRET + "\n", encoding="utf-8")
        file.chmod(0o600)
        process = _receipts_command(tmp_path, "--port", "0", "--hub-secret-file", str(file), secret=None)
        url, body = _url(process), as_body(told("t1", "447700900101"))
        assert httpx.post(url, content=body, trust_env=False).status_code == 401
        assert httpx.post(url, content=body, headers=signed(SECRET, body), trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    def test_what_was_acknowledged_survives_a_kill(self, tmp_path: Path) -> None:
        acknowledged: list[str] = []
        for run in range(3):
            process = _receipts_command(tmp_path, "--port", "0", secret=None)
            url = _url(process)
            threads = [
                threading.Thread(target=_post_until_it_dies, args=(url, f"{run}-{each}", acknowledged))
                for each in range(4)
            ]
            for thread in threads:
                thread.start()
            time.sleep(random.Random(run).uniform(0.2, 0.7))
            process.kill()
            for thread in threads:
                thread.join()
            process.communicate()
        with closing(sqlite3.connect(tmp_path / "outbox.db")) as outbox:
            kept = {row[0] for row in outbox.execute("SELECT transaction_id FROM receipts")}
        assert len(acknowledged) > 20
        assert set(acknowledged) <= kept


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _post_until_it_dies(url: str, name: str, acknowledged: list[str]) -> None:
    with httpx.Client(trust_env=False) as client:
        for number in range(100_000):
            transid = f"{name}-{number}"
            try:
                reply = client.post(url, content=as_body(told(transid, "447700900101")))
            except httpx.HTTPError:
                return
            assert reply.status_code == 200
            acknowledged.append(transid)


def test_an_array_of_requests_is_told_by_the_ids_of_each(tmp_path: Path) -> None:
    path, file, rows = tmp_path / "outbox.db", tmp_path / "message.yaml", tmp_path / "rows.csv"
    numbers = [f"+4477009001{index:02}" for index in range(90, 100)]
    rows.write_text("\n".join(["msisdn,pier", *(f"{each},B" for each in numbers)]), encoding="utf-8")
    with _listener(path) as client, running(Settings(receipts_delay=0.01, hub_secret=SECRET)) as base:
        file.write_text(
            f"# msglint: recipients=external\ndeliverychannel: sms\nnotifyurl: {client.base_url}/hook\n"
            "channels: {sms: {senderid: HARBOUR, text: Pier $(pier).}}\n",
            encoding="utf-8",
        )
        words = ["--base-url", base, "--yes", "--isolated", "--outbox", str(path), "--recipients", str(rows)]
        done = subprocess.run(
            [sys.executable, "-m", "msglint", "send", *words, str(file)],
            env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        until(lambda: _kept(path) == 19, 30)
    found = fates(str(path))
    assert len({each.transaction_id for each in found}) == 10
    assert any(each.transaction_id.endswith("_9") for each in found)
    assert [each.delivery.stage for each in found] == ["delivered"] * 5 + ["failed"] * 5
    assert sum(each.receipts for each in found) == 19


def test_receipts_arrive_while_the_sender_writes_into_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with (
        _listener(path) as client,
        running(Settings(receipts_delay=0.01, receipts_retry=0.1, hub_secret=SECRET)) as base,
    ):
        lines = ["deliverychannel: sms", f"notifyurl: {client.base_url}/hook", "destination:"]
        for index in range(300):
            lines += [f'  - msisdn: ["+4477009{index:05}"]', f"    correlationid: c{index}"]
        lines += ["channels:", "  sms: {senderid: HARBOUR, text: Gate 3 is open.}", ""]
        (tmp_path / "message.yaml").write_text("\n".join(lines), encoding="utf-8")
        words = ["--base-url", base, "--yes", "--isolated", "--outbox", str(path), "--tps", "500"]
        done = subprocess.run(
            [sys.executable, "-m", "msglint", "send", *words, "--batch-size", "5", str(tmp_path / "message.yaml")],
            env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        until(lambda: _kept(path) == 597, 60)
    found = fates(str(path))
    assert len(found) == 300
    for each in found:
        expected = "failed" if each.address[-2:] in ("95", "96", "97", "98", "99") else "delivered"
        assert (each.state, each.delivery.stage) == ("accepted", expected), each
