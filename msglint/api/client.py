"""Posts requests to the API, and tells what became of them. Needs the extra `send`."""

from __future__ import annotations

import logging
import re
import ssl
import time
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from typing import Self

import httpx

from msglint.api.credentials import Credentials
from msglint.api.entries import plain
from msglint.api.hosts import is_loopback
from msglint.api.replies import MAX_BODY, Later, Outcome, Rejected, Unknown, classify
from msglint.errors import UsageError

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""With these, no byte of the request has left this machine."""

_IDLE_SECONDS = 2.0
"""Servers close idle connections after some seconds; one that is closed just when a request leaves would make
that request's outcome unknown. So connections are given up sooner than servers do."""

_ENCODINGS = ("", "identity", "gzip", "deflate")

_LOGGERS = ("httpx", "httpcore.http11", "httpcore.http2", "httpcore.proxy")
"""The loggers below this client that show replies. A reply may repeat the key, in a header or the reason."""

_ERRNO = re.compile(r"\[Errno -?[0-9]+\] ")
"""A number that tells a user nothing."""


class Client:
    """A caller of the API at one host. Any number of threads may share it.

    `timeout` is in seconds, for the connection, for each piece that is sent, and for each that is
    received; `clock` gives the seconds since 1970.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._credentials = credentials
        self._timeout = timeout
        self._clock = clock
        self._http = _http(self._base_url, timeout, transport)

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        """Sends a body and gives the outcome of each of the `parts` requests in it.

        Nothing is sent a second time. What the network does is an outcome, never an exception.
        """
        try:
            body = text.encode()
        except UnicodeEncodeError:
            wrong = "the body holds half of a surrogate pair, which is no character"
            return [Rejected("not sent", wrong, "correct the text", "", False)] * parts
        now = self._clock()
        headers = self._credentials.headers(api, now)
        secrets = [value.rpartition(" ")[2] for value in headers.values()]
        try:
            status, told, answer = self._exchange(self._base_url + path, body, headers)
        except _NEVER_LEFT as error:
            distrusted = _distrusted(error)
            if distrusted is not None:
                return [distrusted] * parts
            return [Later("no connection", _why("no connection", error, secrets), None)] * parts
        except httpx.TimeoutException:
            return [Unknown(f"no reply within {self._timeout:g} seconds")] * parts
        except httpx.HTTPError as error:
            return [Unknown(_why("the connection broke off before a reply", error, secrets))] * parts
        return classify(api, channel, status, told, answer, parts, now=self._clock(), secrets=secrets)

    def _exchange(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers, and as much of the body as came. Raises only what happens before the status came."""
        with self._http.stream("POST", url, content=body, headers=headers) as response:
            return response.status_code, response.headers, self._body(response)

    def _body(self, response: httpx.Response) -> bytes:
        """At most one byte more than is looked into; what breaks off is as far as it came."""
        if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
            return b""
        received = bytearray()
        end = time.monotonic() + self._timeout
        try:
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) > MAX_BODY or time.monotonic() > end:
                    break
        except httpx.HTTPError:
            pass  # an incomplete body is told from a complete one by its JSON
        return bytes(received[: MAX_BODY + 1])

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _http(base_url: str, timeout: float, transport: httpx.BaseTransport | None) -> httpx.Client:
    """An HTTP client that follows no redirection and keeps no cookies; proxies and certificates come from the
    environment, but no proxy stands between this machine and itself.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_shows_no_reply)
    host = _host(base_url)
    itself = f"all://[{host}]" if ":" in host else f"all://{host}"
    try:
        return httpx.Client(
            headers={
                "User-Agent": _agent(),
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(max_connections=None, keepalive_expiry=_IDLE_SECONDS),
            mounts={itself: None} if is_loopback(host) else None,
        )
    except OSError:
        raise UsageError(
            "the certificates cannot be read: check the environment variables SSL_CERT_FILE and SSL_CERT_DIR"
        ) from None
    except (ValueError, ImportError, httpx.InvalidURL):
        raise UsageError(
            "the proxy cannot be used: check the environment variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY"
        ) from None


def _shows_no_reply(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(("receive_response", "HTTP Request"))


def _host(base_url: str) -> str:
    try:
        return httpx.URL(base_url).host
    except (ValueError, httpx.InvalidURL):  # such as `xn--` with what is no Punycode
        raise UsageError(
            "--base-url has no usable host: write it as https://host or https://host:port"
        ) from None


def _distrusted(error: BaseException) -> Rejected | None:
    """What is said of a certificate that proves nothing: another try would see the same one."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    meaning = f"the certificate of the host is not accepted ({plain(cause.verify_message)})"
    hint = "check --base-url; for a CA of your own name its file in SSL_CERT_FILE"
    return Rejected("TLS", meaning, hint, "", True)


def _why(what: str, error: Exception, secrets: list[str]) -> str:
    detail = _ERRNO.sub("", plain(str(error), secrets))
    return f"{what}: {detail}" if detail else what


def _agent() -> str:
    try:
        return f"msglint/{version('msglint')}"
    except PackageNotFoundError:
        return "msglint"
