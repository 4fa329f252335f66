"""The sandbox over HTTP: every endpoint, code, and fault as a caller meets it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import jwt
import pytest
from sandbox_calls import (
    AUTHORIZATION,
    CALLS,
    KEY,
    SMS,
    V1,
    V2,
    VOICE,
    call,
    client,
    many,
    sms,
    until,
    v1,
    v2,
    voice,
)

from msglint.errors import UsageError
from msglint.sandbox.server import running, serve
from msglint.sandbox.settings import Settings

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@contextmanager
def sandbox(**settings: Any) -> Iterator[httpx.Client]:
    with running(Settings(**settings)) as base_url, client(base_url) as caller:
        yield caller


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    """A sandbox with default settings; its messages pile up, so tests look at what they sent."""
    with sandbox() as caller:
        yield caller


def one(api: httpx.Client, body: Any) -> dict[str, Any]:
    """The `response` of a v1 call that was refused."""
    reply = api.post(V1, json=body, headers=KEY)
    assert reply.status_code == 200
    response: dict[str, Any] = reply.json()["response"]
    return response


class TestReplies:
    """What an accepted call gets, on each API."""

    def test_v1_accepts_with_an_array(self, api: httpx.Client) -> None:
        for path in (V1, V1 + "/"):
            reply = api.post(path, json=v1(), headers=KEY)
            assert reply.status_code == 200
            (element,) = reply.json()["response"]
            assert UUID.fullmatch(element.pop("transid"))
            assert element == {"code": "1001", "description": "Queued"}

    def test_one_request_to_many_gives_one_element(self, api: httpx.Client) -> None:
        assert len(api.post(V1, json=v1(*many(3)), headers=KEY).json()["response"]) == 1

    def test_v1_refuses_with_an_object(self, api: httpx.Client) -> None:
        response = one(api, v1(destination=[]))
        assert UUID.fullmatch(response["transid"])
        assert response["code"] == "7004"

    def test_an_array_of_requests(self, api: httpx.Client) -> None:
        bodies = [v1(correlationid="a"), {"deliverychannel": "sms"}, v1(), 5]
        elements = api.post(V1, json=bodies, headers=KEY).json()["response"]
        base = elements[0]["transid"]
        assert [each["transid"] for each in elements] == [base, f"{base}_1", f"{base}_2", f"{base}_3"]
        assert [each["code"] for each in elements] == ["1001", "7003", "1001", "7000"]
        assert [each.get("correlationid") for each in elements] == ["a", None, None, None]

    def test_v2(self, api: httpx.Client) -> None:
        reply = api.post(V2, json=v2(correlationId="lot-7"), headers=KEY)
        assert reply.status_code == 201
        told = reply.json()
        assert UUID.fullmatch(told["messageId"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["requestTimestamp"])
        assert told["status"] == "queued"
        assert told["correlationId"] == "lot-7"

    @pytest.mark.parametrize(("path", "body"), [(SMS, sms()), (VOICE, voice()), (CALLS, call())])
    def test_the_v1_apis_of_one_channel(self, api: httpx.Client, path: str, body: dict[str, Any]) -> None:
        reply = api.post(path, json=body | {"correlationId": "x-1"}, headers=AUTHORIZATION)
        assert reply.status_code == 202
        assert reply.json().keys() == {"acceptedTime", "messageId", "correlationId"}
        assert reply.json()["correlationId"] == "x-1"

    def test_other_methods_and_paths(self, api: httpx.Client) -> None:
        assert api.get(V1).status_code == 405
        assert api.post("/v3/messages", json={}, headers=KEY).status_code == 404


class TestCodes:
    """Each code that a body can earn."""

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"\xff\xfe",
            b'{"a": NaN}',
            b'"text"',
            b"[]",
            b"[" * 100_000,
            b'{"deliverychannel": "\\ud800"}',
            b'{"n": ' + b"9" * 10_000 + b"}",
        ],
    )
    def test_7000_what_is_no_request(self, api: httpx.Client, body: bytes) -> None:
        assert api.post(V1, content=body, headers=KEY).json()["response"]["code"] == "7000"
        reply = api.post(V2, content=body, headers=KEY)
        assert (reply.status_code, reply.json()["code"]) == (400, "7000")

    def test_7000_an_array_where_there_is_none(self, api: httpx.Client) -> None:
        assert api.post(V2, json=[v2()], headers=KEY).json()["code"] == "7000"

    def test_7003_what_is_missing(self, api: httpx.Client) -> None:
        body = v1()
        del body["channels"]["sms"]
        assert one(api, body)["code"] == "7003"
        assert one(api, {})["code"] == "7003"
        nameless = v2()
        del nameless["from"]
        reply = api.post(V2, json=nameless, headers=KEY)
        assert reply.status_code == 400
        assert reply.json() == {"code": "7003", "message": "Mandatory parameter(s) missing: from"}

    def test_7003_a_choice_that_is_not_made(self, api: httpx.Client) -> None:
        assert one(api, v1(deliverychannel="voice", channels={"voice": {}}))["code"] == "7003"

    def test_7003_counts_before_7004(self, api: httpx.Client) -> None:
        assert one(api, v1("no number", channels={"sms": {"senderid": "A"}}))["code"] == "7003"

    def test_7004_what_is_wrong(self, api: httpx.Client) -> None:
        assert one(api, v1("no number"))["code"] == "7004"
        reply = api.post(VOICE, json=voice(audio={"type": "FILM"}), headers=AUTHORIZATION)
        assert reply.status_code == 400
        assert reply.json() == {"code": "7004", "message": "Invalid parameters / values: type"}

    def test_7004_a_foreign_notify_url_must_be_https(self, api: httpx.Client) -> None:
        assert (
            api.post(V2, json=v2(notifyUrl="http://hooks.example.com/"), headers=KEY).json()["code"] == "7004"
        )
        assert api.post(V2, json=v2(notifyUrl="http://127.0.0.1:9/"), headers=KEY).status_code == 201

    def test_7005_expired(self, api: httpx.Client) -> None:
        past, coming = "2020-01-01T00:00:00.000Z", "2220-01-01T00:00:00.000Z"
        assert one(api, v1(expiry=past))["code"] == "7005"
        assert api.post(V2, json=v2(expireAt=past), headers=KEY).json()["code"] == "7005"
        assert api.post(SMS, json=sms(expireAt=past), headers=KEY).json()["code"] == "7005"
        assert api.post(V1, json=v1(expiry=coming), headers=KEY).json()["response"][0]["code"] == "1001"

    def test_7007_inactive(self) -> None:
        with sandbox(inactive=True) as api:
            assert one(api, v1())["code"] == "7007"
            assert api.post(V2, json=v2(), headers=KEY).json()["code"] == "7007"
            assert api.get("/_sandbox/stats").json()["destinations"] == 0

    def test_7009_too_many(self, api: httpx.Client) -> None:
        assert one(api, v1(*many(1001)))["code"] == "7009"
        assert api.post(V1, json=v1(*many(1000)), headers=KEY).json()["response"][0]["code"] == "1001"
        entries = [{"msisdn": [address]} for address in many(1001)]
        assert api.post(V2, json=v2(to=entries), headers=KEY).json()["code"] == "7009"

    def test_7020_over_the_limit(self) -> None:
        now = [1000.0]
        with sandbox(tps=10, clock=lambda: now[0]) as api:
            assert one(api, v1(*many(11)))["code"] == "7020"
            assert isinstance(one(api, v1(*many(10))), list)
            reply = api.post(V2, json=v2(), headers=KEY)
            assert (reply.status_code, reply.json()["code"]) == (400, "7020")
            assert api.post(V1, json=[v1(), v1()], headers=KEY).json()["response"]["code"] == "7020"
            now[0] += 1
            assert api.post(V2, json=v2(), headers=KEY).status_code == 201

    def test_burst_mode(self) -> None:
        with sandbox(tps=10, burst=True, clock=lambda: 1000.0) as api:
            api.post(V1, json=v1(*many(10)), headers=KEY)
            (element,) = api.post(V1, json=v1(*many(5)), headers=KEY).json()["response"]
            assert element["description"] == "Queued in burst mode"
            assert one(api, v1())["code"] == "7020"

    def test_a_body_without_end(self, api: httpx.Client) -> None:
        reply = api.post(V1, content=(b" " * 2**20 for _ in range(66)), headers=KEY)
        assert reply.status_code == 413


SECRET = base64.b64encode(b"a secret of the service, 32 bytes or more").decode()


def token(secret: str = SECRET, **claims: Any) -> dict[str, str]:
    claims = {"iss": "S-1", "iat": int(time.time())} | claims
    claims = {name: each for name, each in claims.items() if each is not None}
    signed = jwt.encode(claims, base64.b64decode(secret), algorithm="HS256")
    return {"authorization": f"Bearer {signed}"}


@pytest.fixture(scope="module")
def service() -> Iterator[httpx.Client]:
    with sandbox(key="right", service_id="S-1", service_secret=SECRET) as caller:
        yield caller


class TestAuthentication:
    """Keys and JWTs."""

    def code(self, api: httpx.Client, headers: dict[str, str]) -> str:
        response = api.post(V1, json=v1(), headers=headers).json()["response"]
        return str((response[0] if isinstance(response, list) else response)["code"])

    def test_keys(self, service: httpx.Client) -> None:
        assert self.code(service, {"key": "right"}) == "1001"
        assert self.code(service, {"key": "wrong"}) == "7001"
        assert self.code(service, {}) == "7002"
        assert self.code(service, {"authorization": "right"}) == "7002"

    def test_tokens(self, service: httpx.Client) -> None:
        assert self.code(service, token()) == "1001"
        assert self.code(service, token() | {"key": "wrong"}) == "1001"
        assert self.code(service, token(iss="S-2") | {"key": "right"}) == "7001"
        now = int(time.time())
        for wrong in ({"iat": now - 3601}, {"iat": now + 300}, {"iat": None}, {"iss": None}):
            assert self.code(service, token(**wrong)) == "7001"
        assert self.code(service, token(iat=now - 3500)) == "1001"
        other = base64.b64encode(b"another secret, also of 32 bytes or more").decode()
        assert self.code(service, token(other)) == "7001"

    def test_the_secret_is_decoded_before_it_signs(self, service: httpx.Client) -> None:
        claims = {"iss": "S-1", "iat": int(time.time())}
        signed = jwt.encode(claims, SECRET, algorithm="HS256")
        assert self.code(service, {"authorization": f"Bearer {signed}"}) == "7001"

    @pytest.mark.parametrize("word", ["x", "x.y.z", "\N{SNOWMAN}".encode().decode("latin-1")])
    def test_what_is_no_token(self, service: httpx.Client, word: str) -> None:
        headers = {b"authorization": f"Bearer {word}".encode("latin-1")}
        response = service.post(V1, json=v1(), headers=headers).json()["response"]
        assert response["code"] in ("7001", "7002")

    def test_an_unsigned_token(self, service: httpx.Client) -> None:
        signed = jwt.encode({"iss": "S-1", "iat": int(time.time())}, "", algorithm="none")
        assert self.code(service, {"authorization": f"Bearer {signed}"}) == "7001"

    def test_no_token_without_a_service(self) -> None:
        with sandbox() as api:
            assert self.code(api, token()) == "7001"

    def test_how_the_other_apis_say_it(self, service: httpx.Client) -> None:
        reply = service.post(V2, json=v2(), headers={"key": "wrong"})
        assert (reply.status_code, reply.content) == (401, b"")
        assert service.get(f"{V2}/x").status_code == 401
        for path in (SMS, VOICE, CALLS):
            reply = service.post(path, json={}, headers={"authorization": "wrong"})
            assert (reply.status_code, reply.json()["code"]) == (403, "7001")
            assert service.post(path, json={}).json()["code"] == "7002"
            assert service.post(path, json={}, headers={"authorization": "right"}).json()["code"] == "7003"
            assert service.post(path, json={}, headers=token()).json()["code"] == "7003"
        assert service.post(SMS, json={}, headers={"key": "right"}).json()["code"] == "7003"
        assert service.post(VOICE, json={}, headers={"key": "right"}).json()["code"] == "7002"

    def test_secrets_are_no_part_of_the_settings_text(self) -> None:
        told = repr(Settings(key="canary-1", service_secret="canary-2", hub_secret="canary-3"))
        assert "canary" not in told


class TestState:
    """What `/_sandbox/…` tells."""

    def test_messages_and_stats(self) -> None:
        with sandbox() as api:
            body = v1(destination=[{"msisdn": many(2), "correlationid": "a"}, {"msisdn": ["+15555550101"]}])
            transid = api.post(V1, json=body, headers=KEY).json()["response"][0]["transid"]
            api.post(V2, json=v2(), headers=KEY)
            api.post(V2, json={}, headers=KEY)
            found = api.get("/_sandbox/messages").json()
            assert [(each["id"], each["address"], each["correlationid"]) for each in found] == [
                (1, "+447700900000", "a"),
                (2, "+447700900001", "a"),
                (3, "+15555550101", None),
                (4, "+447700900101", None),
            ]
            assert {each["transid"] for each in found[:3]} == {transid}
            page = api.get("/_sandbox/messages", params={"since": 1, "limit": 2}).json()
            assert [each["id"] for each in page] == [2, 3]
            stats = api.get("/_sandbox/stats").json()
            assert (stats["calls"], stats["requests"], stats["destinations"], stats["refused"]) == (
                3,
                2,
                4,
                1,
            )
            assert sum(each["destinations"] for each in stats["per_second"]) == 4
            assert api.get("/_sandbox/refused").json()[0]["code"] == "7003"
            assert api.get("/_sandbox/messages", params={"since": "x"}).status_code == 400

    def test_forgetting(self) -> None:
        with sandbox() as api:
            api.post(V1, json=v1(*many(3)), headers=KEY)
            assert api.delete("/_sandbox/messages").status_code == 204
            assert api.get("/_sandbox/messages").json() == []
            api.post(V1, json=v1(), headers=KEY)
            assert [each["id"] for each in api.get("/_sandbox/messages").json()] == [4]

    def test_the_status_of_a_message(self) -> None:
        now = [1000.0]
        with sandbox(clock=lambda: now[0], receipts_delay=1) as api:
            to = [{"msisdn": ["+447700900101"], "substitutions": {"gate": "B4"}}]
            body = v2(to=to, content={"type": "text", "text": "Gate $(gate)"}, callbackData="x")
            path = f"{V2}/{api.post(V2, json=body, headers=KEY).json()['messageId']}"
            told = api.get(path, headers=KEY).json()
            assert told["status"] == "Queued"
            assert told["content"]["text"] == "Gate B4"
            assert (told["to"], told["toType"], told["numSegments"]) == ("+447700900101", "msisdn", "1")
            now[0] += 1
            assert api.get(path, headers=KEY).json()["status"] == "Submitted"
            now[0] += 1
            assert api.get(path, headers=KEY).json()["status"] == "Delivered"
            assert api.get(f"{V2}/unknown", headers=KEY).status_code == 404

    def test_events(self) -> None:
        with sandbox() as api, api.stream("GET", "/_sandbox/events") as events:
            api.post(V1, json=v1(), headers=KEY)
            name = ""
            for line in events.iter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data" and name == "accepted":
                    (told,) = json.loads(value)
                    assert told["look"]["blocks"] == [{"is": "text", "text": "Gate 3 is open."}]
                    break

    def test_only_this_machine_may_ask(self, api: httpx.Client) -> None:
        assert api.get("/_sandbox/messages", headers={"host": "rebound.example.com"}).status_code == 403
        assert api.post(V1, json=v1(), headers=KEY | {"origin": "https://example.com"}).status_code == 403
        assert api.get("/", headers={"host": "localhost:1"}).status_code == 200

    def test_it_listens_on_this_machine_only(self) -> None:
        for host in ("0.0.0.0", "192.0.2.1", "example.com", "::"):
            with pytest.raises(UsageError, match="loopback"):
                serve(Settings(), host, 0)

    def test_a_port_that_is_taken(self, api: httpx.Client) -> None:
        with pytest.raises(UsageError, match="cannot listen"):
            serve(Settings(), "127.0.0.1", api.base_url.port or 0)


@pytest.fixture(scope="module")
def faulty() -> Iterator[httpx.Client]:
    with sandbox(fault_delay=0.3) as caller:
        yield caller


DROPPED = (httpx.RemoteProtocolError, httpx.ReadError)
"""A connection that ends, or is reset where not all was read yet: the system decides."""


class TestFaults:
    """Each fault as a caller meets it, and whether the message was accepted all the same."""

    @contextmanager
    def fault(self, api: httpx.Client, kind: str, accepted: int | None) -> Iterator[None]:
        before = api.get("/_sandbox/stats").json()
        assert api.put("/_sandbox/faults", json={kind: 1}).json() == {kind: 1.0}
        try:
            yield
        finally:
            api.put("/_sandbox/faults", json={})
        after = api.get("/_sandbox/stats").json()
        if accepted is not None:
            assert after["destinations"] - before["destinations"] == accepted
        assert after["faults"][kind] == before["faults"].get(kind, 0) + 1

    def test_drop(self, faulty: httpx.Client) -> None:
        with self.fault(faulty, "drop", 0), pytest.raises(DROPPED):
            faulty.post(V1, json=v1(), headers=KEY)

    def test_drop_after(self, faulty: httpx.Client) -> None:
        with self.fault(faulty, "drop-after", 1), pytest.raises(DROPPED):
            faulty.post(V1, json=v1(), headers=KEY)

    def test_half(self, faulty: httpx.Client) -> None:
        with (
            self.fault(faulty, "half", 1),
            pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without"),
        ):
            faulty.post(V1, json=v1(), headers=KEY)

    def test_half_sends_a_half(self, faulty: httpx.Client) -> None:
        got = b""
        with self.fault(faulty, "half", 1), faulty.stream("POST", V1, json=v1(), headers=KEY) as reply:
            with suppress(httpx.RemoteProtocolError):
                for chunk in reply.iter_raw():
                    got += chunk
            assert len(got) == int(reply.headers["content-length"]) // 2
        assert got.startswith(b'{"response": [')

    @pytest.mark.parametrize("kind", ["429", "503"])
    def test_later(self, faulty: httpx.Client, kind: str) -> None:
        with self.fault(faulty, kind, 0):
            reply = faulty.post(V1, json=v1(), headers=KEY)
        assert reply.status_code == int(kind)
        assert int(reply.headers["retry-after"]) >= 1

    def test_7020(self, faulty: httpx.Client) -> None:
        with self.fault(faulty, "7020", 0):
            assert one(faulty, v1())["code"] == "7020"

    def test_garbage(self, faulty: httpx.Client) -> None:
        with self.fault(faulty, "garbage", 1):
            reply = faulty.post(V1, json=v1(), headers=KEY)
        assert reply.status_code == 200
        with pytest.raises(ValueError, match="Expecting"):
            reply.json()

    def test_delay(self, faulty: httpx.Client) -> None:
        start = time.monotonic()
        with self.fault(faulty, "delay", 1):
            assert faulty.post(V1, json=v1(), headers=KEY).json()["response"][0]["code"] == "1001"
        assert time.monotonic() - start >= 0.3

    def test_500_is_accepted_or_not(self) -> None:
        with sandbox(faults={"500": 1}) as api:
            for _ in range(20):
                assert api.post(V2, json=v2(), headers=KEY).status_code == 500
            reply = api.post(SMS, json=sms(), headers=KEY)
            assert (reply.status_code, reply.json()["code"]) == (500, "7006")
            assert 0 < api.get("/_sandbox/stats").json()["destinations"] < 21

    def test_the_same_seed_gives_the_same_faults(self) -> None:
        def met() -> list[int]:
            with sandbox(faults={"429": 0.3, "500": 0.2}, seed=7) as api:
                return [api.post(V1, json=v1(), headers=KEY).status_code for _ in range(40)]

        first = met()
        assert set(first) == {200, 429, 500}
        assert first == met()

    def test_wrong_rates(self, faulty: httpx.Client) -> None:
        wrong: tuple[Any, ...] = ({"x": 1}, {"drop": 2}, {"drop": "a"}, {"drop": 0.6, "429": 0.6}, [], 5)
        for rates in wrong:
            reply = faulty.put("/_sandbox/faults", json=rates)
            assert reply.status_code == 400
            assert reply.json()["error"]
        assert faulty.put("/_sandbox/faults", content=b"{").status_code == 400
        assert faulty.get("/_sandbox/faults").json() == {}


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        hook: Hook = self.server.hook  # type: ignore[attr-defined]
        hook.got.append((dict(self.headers), body))
        self.send_response(hook.answers.pop(0) if hook.answers else 200)
        self.send_header("location", f"{hook.url}elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Hook:
    """An endpoint for receipts; `answers` are the statuses it gives before it gives 200."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self._server = HTTPServer(("127.0.0.1", 0), _Hook)
        self._server.hook = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Hook:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def receipts(self) -> list[dict[str, Any]]:
        return [json.loads(body)["deliveryInfoNotification"] for _, body in self.got]

    def said(self) -> list[tuple[str, str]]:
        infos = [each["deliveryInfo"] for each in self.receipts()]
        return [(each["deliveryStatus"], each["code"]) for each in infos]


class TestReceipts:
    """Delivery receipts as an endpoint gets them."""

    def test_shape_and_signature(self) -> None:
        with Hook() as hook, sandbox(receipts_delay=0.02, hub_secret="hub") as api:
            body = v1("+447700900101", notifyurl=hook.url, callbackData="lot=7", correlationid="c-1")
            transid = api.post(V1, json=body, headers=KEY).json()["response"][0]["transid"]
            until(lambda: len(hook.got) == 2)
        first, second = hook.receipts()
        assert first["deliveryInfo"].keys() == {
            "timeStamp",
            "Description",
            "code",
            "deliveryChannel",
            "additionalInfo",
            "destination",
            "destinationType",
            "deliveryStatus",
        }
        assert hook.said() == [("Submitted", "7501"), ("Delivered", "7500")]
        assert second["deliveryInfo"]["messageCount"] == "1"
        assert second["deliveryInfo"]["destination"] == "+447700900101"
        assert second["transid"] == transid
        assert (second["callbackData"], second["correlationid"]) == ("lot=7", "c-1")
        for headers, raw in hook.got:
            signature = hmac.new(b"hub", raw, hashlib.sha256).hexdigest()
            assert headers["x-hub-signature"] == f"sha256={signature}"
            assert headers["x-wx-gtrid"]

    def test_every_destination_and_its_end(self) -> None:
        with Hook() as hook, sandbox(receipts_delay=0) as api:
            body = v2("+447700900101", "+447700900199", "+447700900195", notifyUrl=hook.url)
            api.post(V2, json=body, headers=KEY)
            until(lambda: len(hook.got) == 5)
        assert sorted(hook.said()) == [
            ("Delivered", "7500"),
            ("Failed", "7102"),
            ("Submitted", "7501"),
            ("Submitted", "7501"),
            ("Un-Delivered", "7203"),
        ]
        assert all("x-hub-signature" not in headers for headers, _ in hook.got)

    def test_requested_receipts(self) -> None:
        with Hook() as hook, sandbox(receipts_delay=0) as api:
            body = v2("+447700900101", "+447700900199", notifyUrl=hook.url, requestedReceipts=["FAILED"])
            api.post(V2, json=body, headers=KEY)
            until(lambda: len(hook.got) == 1)
            api.post(V2, json=body | {"requestedReceipts": ["sent"]}, headers=KEY)
            until(lambda: len(hook.got) == 3)
        assert hook.said() == [("Un-Delivered", "7203"), ("Submitted", "7501"), ("Submitted", "7501")]

    def test_a_call(self) -> None:
        with Hook() as hook, sandbox(receipts_delay=0) as api:
            api.post(VOICE, json=voice(callbackUrl=hook.url), headers=AUTHORIZATION)
            until(lambda: len(hook.got) == 5)
        assert {status for status, _ in hook.said()} == {
            "OFFERED",
            "ACCEPTED",
            "ANSWERED",
            "DROPPED",
            "Released",
        }

    def test_it_is_posted_again(self) -> None:
        with Hook(500, 429) as hook, sandbox(receipts_delay=0, receipts_retry=0.02) as api:
            body = v2(notifyUrl=hook.url, requestedReceipts=["DELIVERED"])
            api.post(V2, json=body, headers=KEY)
            until(lambda: len(hook.got) == 3)
            until(lambda: api.get("/_sandbox/stats").json()["receipts"]["posted"] == 1)
        assert len({body for _, body in hook.got}) <= 3
        assert hook.said() == [("Delivered", "7500")] * 3

    def test_three_times_and_no_more(self) -> None:
        with Hook(*[503] * 9) as hook, sandbox(receipts_delay=0, receipts_retry=0) as api:
            api.post(V2, json=v2(notifyUrl=hook.url, requestedReceipts=["DELIVERED"]), headers=KEY)
            until(lambda: api.get("/_sandbox/stats").json()["receipts"]["failed"] == 1)
        assert len(hook.got) == 4

    @pytest.mark.parametrize("status", [202, 302, 400, 404, 505])
    def test_not_after_these_answers(self, status: int) -> None:
        with Hook(status) as hook, sandbox(receipts_delay=0, receipts_retry=0) as api:
            api.post(V2, json=v2(notifyUrl=hook.url, requestedReceipts=["DELIVERED"]), headers=KEY)
            until(lambda: api.get("/_sandbox/stats").json()["receipts"]["failed"] == 1)
        assert len(hook.got) == 1

    def test_nothing_else_is_contacted(self) -> None:
        with sandbox(receipts_delay=0) as api:
            for url in ("https://hooks.example.com/x", "https://127.0.0.1.example.com/"):
                assert api.post(V2, json=v2(notifyUrl=url), headers=KEY).status_code == 201
            told = api.get("/_sandbox/stats").json()["receipts"]
        assert told == {"posted": 0, "failed": 0, "elsewhere": 2}


def test_it_ends_while_a_page_listens() -> None:
    with ExitStack() as page:
        with running(Settings()) as base_url:
            caller = page.enter_context(client(base_url))
            events = page.enter_context(caller.stream("GET", "/_sandbox/events")).iter_lines()
            assert next(events).startswith("event: ")
            start = time.monotonic()
        assert time.monotonic() - start < 2


@contextmanager
def command(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`msglint sandbox` as a process, and the first line it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", "msglint", "sandbox", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


class TestCommand:
    """`msglint sandbox`."""

    def test_it_says_where_and_how_and_ends_by_an_interrupt(self) -> None:
        with command("--tps", "5", "--fault", "429=0") as (process, base_url):
            with client(base_url) as api:
                assert isinstance(one(api, v1(*many(5))), list)
                assert one(api, v1())["code"] == "7020"
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=10)
            assert process.returncode == 130
        assert f"msglint send --base-url {base_url}" in told
        assert "export MSGLINT_SERVICE_KEY=sandbox-key" in told
        assert "Traceback" not in told

    def test_an_own_key_is_not_shown(self) -> None:
        with command(MSGLINT_SANDBOX_KEY="canary-77") as (process, base_url):
            with client(base_url) as api:
                assert api.post(V2, json=v2(), headers={"key": "canary-77"}).status_code == 201
            process.send_signal(signal.SIGINT)
            out, told = process.communicate(timeout=10)
        assert "canary" not in out + told

    def test_tokens(self) -> None:
        told = ("--service-id", "S-1", "--service-secret-env", "SECRET_OF_SERVICE")
        with command(*told, SECRET_OF_SERVICE=SECRET) as (_, base_url), client(base_url) as api:
            assert api.post(V2, json=v2(), headers=token()).status_code == 201

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--host", "0.0.0.0"], "this machine only"),
            (["--fault", "drop"], "KIND=RATE"),
            (["--fault", "x=1"], "no fault 'x'"),
            (["--fault", "drop=7"], "from 0 to 1"),
            (["--service-id", "S-1"], "belong together"),
            (["--hub-secret-env", "NO_SUCH_NAME"], "no environment variable"),
            (["--service-id", "S", "--service-secret-env", "PATH"], "base64"),
        ],
    )
    def test_wrong_usage(self, arguments: list[str], said: str) -> None:
        run = [sys.executable, "-m", "msglint", "sandbox", "--port", "0", *arguments]
        done = subprocess.run(run, capture_output=True, text=True, timeout=20)
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
