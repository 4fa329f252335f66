"""Certificates, proxies, and redirections, with a CA and servers of the test's own on this machine."""

from __future__ import annotations

import json
import os
import select
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from sandbox_calls import V1, v1

from msglint.api.client import Client
from msglint.api.credentials import ServiceKey
from msglint.api.replies import Accepted, Later, Outcome, Rejected
from msglint.errors import UsageError

KEY = "canary-c1d7-tls"
NAME = "api.example.test"
PASSWORD = "canary-proxy-41b0"
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
QUEUED = {"response": [{"code": "1001", "transid": "t-1", "description": "Queued"}]}
MESSAGE = """\
deliverychannel: sms
destination:
  - msisdn: ["+447700900101"]
channels:
  sms: {senderid: HARBOUR, text: Gate 3 is open.}
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(ca: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return str(file)


class Platform(ThreadingHTTPServer):
    """What it received, and where it sends callers to."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None, moved_to: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.context = context
        self.moved_to = moved_to
        self.received: list[dict[str, str]] = []

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        if self.context is None:
            super().finish_request(request, client_address)
            return
        try:
            wrapped = self.context.wrap_socket(request, server_side=True)
        except OSError:  # the caller went away: it does not like the certificate
            return
        with wrapped:
            super().finish_request(wrapped, client_address)


class Handler(BaseHTTPRequestHandler):
    """Takes every request, or says that it moved."""

    server: Platform

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.received.append({name.lower(): value for name, value in self.headers.items()})
        body = b"" if self.server.moved_to else json.dumps(QUEUED).encode()
        self.send_response(307 if self.server.moved_to else 200)
        if self.server.moved_to:
            self.send_header("Location", self.server.moved_to)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *words: object) -> None:
        pass


@contextmanager
def serving(ca: trustme.CA | None, *names: str, moved_to: str = "") -> Iterator[Platform]:
    context = None
    if ca is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(*names).configure_cert(context)
    with Platform(context, moved_to) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def proxy(target: int) -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that leads every tunnel to a port of this machine; its own port, and what it was asked."""
    asked: list[bytes] = []

    def tunnel(caller: socket.socket) -> None:
        with caller:
            asked.append(caller.recv(65_536))
            caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with socket.create_connection(("127.0.0.1", target)) as other:
                ways = {caller: other, other: caller}
                while True:
                    for ready in select.select(list(ways), [], [], 10)[0] or [caller]:
                        try:
                            data = ready.recv(65_536)
                            ways[ready].sendall(data)
                        except OSError:
                            return
                        if not data:
                            return

    def serve() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=tunnel, args=(caller,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def post(base: str) -> Outcome:
    with Client(base, ServiceKey(KEY)) as client:
        (found,) = client.post(V1, json.dumps(v1()), api="v1", channel="sms", parts=1)
    return found


def test_a_ca_that_nobody_trusts_is_refused(ca: trustme.CA) -> None:
    with serving(ca, "127.0.0.1") as server:
        found = post(f"https://127.0.0.1:{server.server_port}")
        assert server.received == []
    assert isinstance(found, Rejected), found
    assert found.fatal
    assert found.code == "TLS"
    assert "certificate of the host is not accepted (unable to get local issuer" in found.meaning
    assert "SSL_CERT_FILE" in found.hint


@pytest.mark.parametrize("by_folder", [False, True])
def test_a_ca_of_ones_own(
    ca: trustme.CA, ca_file: str, by_folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_folder:
        folder = tmp_path / "certificates"
        folder.mkdir()
        (folder / f"{_hash(ca_file)}.0").write_bytes(Path(ca_file).read_bytes())
        monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    else:
        monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with serving(ca, "127.0.0.1") as server:
        assert isinstance(post(f"https://127.0.0.1:{server.server_port}"), Accepted)
        [headers] = server.received
    assert headers["key"] == KEY


def _hash(ca_file: str) -> str:
    words = ["openssl", "x509", "-noout", "-subject_hash", "-in", ca_file]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except FileNotFoundError:
        pytest.skip("needs openssl to name the file")


@pytest.mark.parametrize("name", [NAME, "127.0.0.2", "localhost"])
def test_a_certificate_of_somebody_else_is_refused(
    ca: trustme.CA, ca_file: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with serving(ca, name) as server:
        found = post(f"https://127.0.0.1:{server.server_port}")
        assert server.received == []
    assert isinstance(found, Rejected), found
    assert found.fatal
    assert "mismatch" in found.meaning
    assert "--base-url" in found.hint


def test_https_through_a_proxy(ca: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with serving(ca, NAME) as server, proxy(server.server_port) as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://harbour:{PASSWORD}@127.0.0.1:{port}")
        assert isinstance(post(f"https://{NAME}"), Accepted)
        [headers] = server.received
        [connect] = asked
    assert connect.startswith(f"CONNECT {NAME}:443 HTTP/1.1\r\n".encode())
    assert b"proxy-authorization: basic" in connect.lower()
    assert KEY.encode() not in connect
    assert "proxy-authorization" not in headers
    assert headers["key"] == KEY


def test_a_proxy_cannot_play_the_platform(
    ca: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with serving(trustme.CA(), NAME) as server, proxy(server.server_port) as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        found = post(f"https://{NAME}")
        assert server.received == []
        assert asked
    assert isinstance(found, Rejected), found
    assert found.fatal


def test_no_proxy_is_heeded(ca: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ca, NAME) as server, proxy(server.server_port) as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", NAME)
        assert isinstance(post(f"https://{NAME}"), Later)  # there is no such host
        assert asked == []


@pytest.mark.parametrize("tls", [True, False])
def test_no_redirection_is_followed(
    tls: bool, ca: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    with serving(ca if tls else None, "127.0.0.1") as other:
        there = f"{'https' if tls else 'http'}://127.0.0.1:{other.server_port}{V1}"
        with serving(ca, "127.0.0.1", moved_to=there) as server:
            found = post(f"https://127.0.0.1:{server.server_port}")
            assert len(server.received) == 1
        assert other.received == []
    assert isinstance(found, Rejected), found
    assert (found.code, found.fatal) == ("HTTP 307", True)


def test_a_send_to_a_host_that_is_not_trusted_stops_at_once_and_goes_on_later(
    ca: trustme.CA, ca_file: str, tmp_path: Path
) -> None:
    (tmp_path / "message.yaml").write_text(MESSAGE, encoding="utf-8")
    with serving(ca, "127.0.0.1") as server:
        base = f"https://127.0.0.1:{server.server_port}"
        done = _send(tmp_path, base)
        assert done.returncode == 2, done.stderr
        assert "the certificate of the host is not accepted" in done.stderr
        assert "SSL_CERT_FILE" in done.stderr
        assert "Traceback" not in done.stderr
        assert "queued" in done.stdout
        assert server.received == []
        done = _send(tmp_path, base, SSL_CERT_FILE=ca_file)
        assert done.returncode == 0, done.stderr
        assert len(server.received) == 1


def test_a_ca_file_that_is_none_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no-such.pem"))
    with pytest.raises(UsageError, match=r"the certificates cannot be read: check .*SSL_CERT_FILE"):
        post("https://127.0.0.1:1")


def _send(folder: Path, base: str, **more: str) -> subprocess.CompletedProcess[str]:
    words = ["--base-url", base, "--yes", "--isolated", "--outbox", str(folder / "outbox.db")]
    return subprocess.run(
        [sys.executable, "-m", "msglint", "send", *words, str(folder / "message.yaml")],
        env={**os.environ, "MSGLINT_SERVICE_KEY": KEY, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
