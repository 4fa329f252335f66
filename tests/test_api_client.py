"""The client against the sandbox, and against all that a network does to a call."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sandbox_calls import CALLS, SMS, V1, V2, VOICE, call, many, sms, v1, v2, voice

from msglint import __version__
from msglint.api.client import Client
from msglint.api.credentials import ServiceKey, ServiceToken
from msglint.api.replies import MAX_BODY, Accepted, Later, Outcome, Rejected, Unknown
from msglint.errors import UsageError
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

CANARY = "canary-77d0-5e21"
SECRET = base64.b64encode(b"canary: a secret of 32 bytes or more").decode()
BASE = "https://api.example.com"
QUEUED = {"response": [{"code": "1001", "transid": "t-1", "description": "Queued"}]}


@contextmanager
def sandbox(**settings: Any) -> Iterator[str]:
    with running(Settings(key=CANARY, **settings)) as base_url:
        yield base_url


def post(client: Client, body: Any = None, path: str = V1, api: str = "v1", parts: int = 1) -> list[Outcome]:
    text = body if isinstance(body, str) else json.dumps(v1() if body is None else body)
    return client.post(path, text, api=api, channel="sms", parts=parts)


def answered(answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> Client:
    return Client(BASE, ServiceKey(CANARY), transport=httpx.MockTransport(answer), **options)


def failing(error: Exception) -> Client:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answered(answer)


def stats(base_url: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{base_url}/_sandbox/stats", trust_env=False).json()
    return found


class TestAgainstTheSandbox:
    """Calls as they are meant to be."""

    def test_every_api(self) -> None:
        with sandbox() as base_url, Client(base_url, ServiceKey(CANARY)) as client:
            calls = [
                (V1, "v1", v1(), "1001"),
                (V2, "v2", v2(to=[{"msisdn": many(1), "correlationId": "a"}]), "HTTP 201"),
                (SMS, "sms-v1", sms(correlationId="x-1"), "HTTP 202"),
                (VOICE, "voice-messages-v1", voice(), "HTTP 202"),
                (CALLS, "voice-calls-v1", call(), "HTTP 202"),
            ]
            for path, api, body, code in calls:
                (found,) = post(client, body, path, api)
                assert isinstance(found, Accepted), found
                assert found.code == code
                assert found.transaction_id
                if api == "sms-v1":
                    assert found.correlation_id == "x-1"

    def test_an_array_of_requests(self) -> None:
        with sandbox() as base_url, Client(base_url, ServiceKey(CANARY)) as client:
            bodies = [v1(correlationid="a"), {"deliverychannel": "sms"}, v1(correlationid="c")]
            first, second, third = post(client, bodies, parts=3)
        assert isinstance(first, Accepted)
        assert isinstance(second, Rejected)
        assert isinstance(third, Accepted)
        assert (first.correlation_id, second.code, third.correlation_id) == ("a", "7003", "c")
        assert not second.fatal

    def test_the_text_is_sent_as_it_is(self) -> None:
        text = json.dumps(v1(correlationid="Größe 🚢"), ensure_ascii=False, indent=1)
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json=QUEUED)

        with answered(answer) as client:
            post(client, text)
        (request,) = seen
        assert request.content == text.encode("utf-8")
        assert request.method == "POST"
        assert str(request.url) == BASE + V1
        headers = request.headers
        assert headers["content-type"] == "application/json"
        assert headers["user-agent"] == f"msglint/{__version__}"
        assert headers["key"] == CANARY
        assert "authorization" not in headers
        assert (b"key", CANARY.encode()) in headers.raw

    def test_tokens(self) -> None:
        now = [time.time()]
        with sandbox(service_id="S-1", service_secret=SECRET, clock=lambda: now[0]) as base_url:
            credentials = ServiceToken("S-1", SECRET)
            with Client(base_url, credentials, clock=lambda: now[0]) as client:
                for path, api, body in ((V1, "v1", v1()), (V2, "v2", v2()), (SMS, "sms-v1", sms())):
                    for _ in range(3):
                        (found,) = post(client, body, path, api)
                        assert isinstance(found, Accepted), found
                        now[0] += 3000
            with Client(base_url, credentials, clock=lambda: now[0] - 7200) as client:
                (found,) = post(client)
                assert isinstance(found, Rejected)
                assert (found.code, found.fatal) == ("7001", True)

    def test_wrong_keys_are_fatal(self) -> None:
        with sandbox() as base_url, Client(base_url, ServiceKey("another-key")) as client:
            for path, api, body in ((V1, "v1", v1()), (V2, "v2", v2()), (SMS, "sms-v1", sms())):
                (found,) = post(client, body, path, api)
                assert isinstance(found, Rejected), found
                assert found.fatal
                assert found.code == ("HTTP 401" if api == "v2" else "7001")
            assert all(
                isinstance(each, Rejected) and each.fatal for each in post(client, [v1(), v1()], parts=2)
            )
            (found,) = post(client, v1(), "/no/such/path")
            assert isinstance(found, Rejected)
            assert (found.code, found.fatal) == ("HTTP 404", True)

    def test_an_inactive_service_is_fatal(self) -> None:
        with sandbox(inactive=True) as base_url, Client(base_url, ServiceKey(CANARY)) as client:
            (found,) = post(client)
        assert isinstance(found, Rejected)
        assert (found.code, found.fatal) == ("7007", True)

    def test_over_the_limit(self) -> None:
        with sandbox(tps=1) as base_url, Client(base_url, ServiceKey(CANARY)) as client:
            found = post(client, [v1(*many(2)), v1()], parts=2)
        assert [type(each) for each in found] == [Later, Later]

    def test_threads_share_a_client(self) -> None:
        with sandbox() as base_url, Client(base_url, ServiceKey(CANARY)) as client:
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(lambda _: post(client)[0], range(120)))
            assert all(isinstance(each, Accepted) for each in found)
            assert len({each.transaction_id for each in found if isinstance(each, Accepted)}) == 120
            assert stats(base_url)["destinations"] == 120


class TestFaultsOfTheSandbox:
    """What is sent is told from what may have been sent."""

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            ("drop", Unknown),
            ("drop-after", Unknown),
            ("half", Unknown),
            ("garbage", Unknown),
            ("500", Unknown),
            ("429", Later),
            ("503", Later),
            ("7020", Later),
        ],
    )
    def test_each(self, fault: str, expected: type[Outcome]) -> None:
        faults = {fault: 1.0}
        with (
            sandbox(faults=faults, fault_delay=3) as base_url,
            Client(base_url, ServiceKey(CANARY)) as client,
        ):
            for path, api, body in ((V1, "v1", v1()), (V2, "v2", v2()), (SMS, "sms-v1", sms())):
                (found,) = post(client, body, path, api)
                assert type(found) is expected, (api, found)
                if isinstance(found, Later) and fault != "7020":
                    assert found.after == 3.0
            counts = stats(base_url)
            if expected is Later or fault == "drop":
                assert counts["destinations"] == 0
            elif fault != "500":
                assert counts["destinations"] == 3

    def test_a_reply_that_comes_too_late(self) -> None:
        with (
            sandbox(faults={"delay": 1.0}, fault_delay=1.5) as base_url,
            Client(base_url, ServiceKey(CANARY), timeout=0.2) as client,
        ):
            assert post(client, parts=2) == [Unknown("no reply within 0.2 seconds")] * 2


class TestTheNetwork:
    """No connection: later. A connection that fails: unknown."""

    def test_nobody_listens(self) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        with Client(f"http://127.0.0.1:{port}", ServiceKey(CANARY)) as client:
            found = post(client, parts=3)
        assert len(found) == 3
        for each in found:
            assert isinstance(each, Later)
            assert each.reason.startswith("no connection: ")

    def test_no_such_host(self) -> None:
        with Client("https://no-such-host.invalid", ServiceKey(CANARY)) as client:
            assert isinstance(post(client)[0], Later)

    def test_no_tls_there(self) -> None:
        with sandbox() as base_url:
            with Client(base_url.replace("http:", "https:"), ServiceKey(CANARY)) as client:
                assert isinstance(post(client)[0], Later)
            assert stats(base_url)["destinations"] == 0

    @pytest.mark.parametrize(
        "error",
        [
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("timed out"),
            httpx.PoolTimeout("no connection free"),
            httpx.ProxyError("407 Proxy Authentication Required"),
        ],
    )
    def test_nothing_left(self, error: Exception) -> None:
        with failing(error) as client:
            assert post(client, parts=2) == [Later("no connection", f"no connection: {error}", None)] * 2

    @pytest.mark.parametrize(
        "error",
        [
            httpx.ReadTimeout("timed out"),
            httpx.WriteTimeout("timed out"),
            httpx.ReadError(""),
            httpx.WriteError("broken pipe"),
            httpx.CloseError(""),
            httpx.RemoteProtocolError(f"odd reply with {CANARY}\n\x1b[2J"),
            httpx.LocalProtocolError("odd request"),
            httpx.DecodingError("bad gzip"),
        ],
    )
    def test_something_may_have_left(self, error: Exception) -> None:
        with failing(error) as client:
            found = post(client, parts=2)
        assert len(found) == 2
        for each in found:
            assert isinstance(each, Unknown)
            assert each.reason.isprintable()
            assert CANARY not in each.reason

    def test_no_redirection_is_followed(self) -> None:
        seen: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(str(request.url))
            return httpx.Response(307, headers={"location": "https://evil.example/", "set-cookie": "a=b"})

        with answered(answer) as client:
            for _ in range(2):
                (found,) = post(client)
                assert isinstance(found, Rejected)
                assert found.fatal
        assert seen == [BASE + V1] * 2

    def test_no_cookie_is_kept(self) -> None:
        cookies: list[str | None] = []

        def answer(request: httpx.Request) -> httpx.Response:
            cookies.append(request.headers.get("cookie"))
            return httpx.Response(200, json=QUEUED, headers={"set-cookie": "a=b"})

        with answered(answer) as client:
            post(client)
            post(client)
        assert cookies == [None, None]

    def test_retry_after_by_the_clock_of_the_client(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(503, headers={"retry-after": "Thu, 01 Jan 1970 00:02:00 GMT"})

        with answered(answer, clock=lambda: 100.0) as client:
            (found,) = post(client)
        assert isinstance(found, Later)
        assert found.after == 20.0

    def test_half_a_character_is_not_sent(self) -> None:
        with failing(AssertionError("sent")) as client:
            found = post(client, '{"text": "\ud800"}', parts=2)
        assert [(type(each), getattr(each, "fatal", None)) for each in found] == [(Rejected, False)] * 2


class TestBodies:
    """Of a reply no more is read than is looked into."""

    def body(self, content: Any, status: int = 200, timeout: float = 30.0, **headers: str) -> Outcome:
        def answer(request: httpx.Request) -> httpx.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return httpx.Response(status, content=content, headers=named)

        with answered(answer, timeout=timeout) as client:
            (found,) = post(client)
        return found

    def test_a_body_without_end(self) -> None:
        sent = [0]

        def chunks() -> Iterator[bytes]:
            while True:
                sent[0] += 1
                yield b" " * 65_536

        assert isinstance(self.body(chunks()), Unknown)
        assert sent[0] * 65_536 <= MAX_BODY + 3 * 65_536

    def test_a_body_that_trickles(self) -> None:
        def chunks() -> Iterator[bytes]:
            while time.monotonic() - begin < 5:
                time.sleep(0.01)
                yield b" "

        begin = time.monotonic()
        assert isinstance(self.body(chunks(), timeout=0.1), Unknown)
        assert time.monotonic() - begin < 5

    def test_a_body_that_breaks_off(self) -> None:
        def chunks() -> Iterator[bytes]:
            yield b'{"response":[{"code":"10'
            raise httpx.ReadError("reset")

        assert isinstance(self.body(chunks()), Unknown)
        assert isinstance(self.body(chunks(), 400), Rejected)
        assert isinstance(self.body(chunks(), 503), Later)

    def test_compressed_bodies(self) -> None:
        good = gzip.compress(json.dumps(QUEUED).encode())
        assert isinstance(self.body(good, content_encoding="gzip"), Accepted)
        assert isinstance(self.body(good[:20], content_encoding="gzip"), Unknown)
        assert isinstance(self.body(b"no gzip", content_encoding="gzip"), Unknown)
        assert isinstance(self.body(gzip.compress(good), content_encoding="gzip, gzip"), Unknown)
        assert isinstance(self.body(gzip.compress(b" " * 40_000_000), content_encoding="gzip"), Unknown)


class TestEnvironment:
    """Proxies and certificates by the usual variables."""

    @pytest.fixture
    def proxy(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
        """A proxy that wants credentials; what it received."""
        received: list[bytes] = []
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        with socket.create_server(("127.0.0.1", 0)) as server:

            def serve() -> None:
                while True:
                    try:
                        connection, _ = server.accept()
                    except OSError:
                        return
                    with connection:
                        received.append(connection.recv(65_536))
                        connection.sendall(
                            b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
                        )

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            for name in ("HTTPS_PROXY", "HTTP_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
            yield received
            server.shutdown(socket.SHUT_RDWR)
        thread.join(5)

    def test_a_proxy_sees_no_key(self, proxy: list[bytes]) -> None:
        with Client(BASE, ServiceKey(CANARY)) as client:
            (found,) = post(client)
        assert isinstance(found, Later), found
        assert b"CONNECT api.example.com:443" in proxy[0]
        assert CANARY.encode() not in b"".join(proxy)

    def test_no_proxy_to_this_machine(self, proxy: list[bytes]) -> None:
        with sandbox() as base_url:
            for address in (base_url, base_url.replace("127.0.0.1", "localhost")):
                with Client(address, ServiceKey(CANARY)) as client:
                    assert isinstance(post(client)[0], Accepted)
        assert proxy == []

    @pytest.mark.parametrize("value", ["gopher://x:hunter22@proxy.example", "http://[::1:hunter22", "x://"])
    def test_a_proxy_that_is_none(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("HTTPS_PROXY", value)
        with pytest.raises(UsageError, match="HTTPS_PROXY") as caught:
            Client(BASE, ServiceKey(CANARY))
        assert "hunter22" not in "".join(traceback.format_exception(caught.value))

    def test_certificates_that_are_none(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
        file = tmp_path / "ca.pem"
        for written in (False, True):
            if written:
                file.write_text("no certificate")
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
            with pytest.raises(UsageError, match="SSL_CERT_FILE"):
                Client(BASE, ServiceKey(CANARY))

    def test_a_host_that_is_none(self) -> None:
        with pytest.raises(UsageError, match="--base-url"):
            Client("https://xn--a.example", ServiceKey(CANARY))


def test_the_key_is_in_no_outcome_log_or_exception(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG level of all loggers, through good calls, faults, and a server that repeats the key."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, logger=name)
    shown: list[str] = []
    for fault in ("none", "drop", "drop-after", "half", "500", "429", "garbage"):
        faults = {} if fault == "none" else {fault: 1.0}
        for credentials in (ServiceKey(CANARY), ServiceToken("S-1", SECRET)):
            with sandbox(faults=faults) as base_url, Client(base_url, credentials) as client:
                shown += [
                    repr(client),
                    *map(repr, post(client)),
                    *map(repr, post(client, sms(), SMS, "sms-v1")),
                ]

    def echo(request: httpx.Request) -> httpx.Response:
        word = request.headers.get("key") or request.headers["authorization"]
        return httpx.Response(400, json={"code": "7001", "message": f"bad: {word}", "status": word})

    with answered(echo) as client:
        shown += map(repr, post(client))
        shown += map(repr, post(client, sms(), SMS, "sms-v1"))
    tokens = Client(BASE, ServiceToken("S-1", SECRET), transport=httpx.MockTransport(echo))
    shown += map(repr, post(tokens))
    assert "httpcore" in {record.name.split(".")[0] for record in caplog.records}
    everything = "\n".join([*shown, caplog.text])
    for secret in (CANARY, SECRET, "eyJ"):
        assert secret not in everything
    assert "*****" in everything


def test_what_is_heavy_is_not_imported_before_it_is_used() -> None:
    code = (
        "import sys, msglint.cli, msglint.api.hosts, msglint.api.replies, msglint.api.credentials as c\n"
        "c.find({'MSGLINT_SERVICE_KEY': 'k'})\n"
        "print(sorted({'httpx', 'httpcore', 'jwt', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
