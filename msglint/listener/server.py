"""Runs a listener: in the foreground for the command, or in a thread for tests."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import uvicorn

from msglint.errors import UsageError
from msglint.listener.app import Hook, create

_START_SECONDS = 30.0


def serve(hook: Hook, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until interrupted. `announce` is called with the URL once it listens."""
    with _listening(host, port) as (sock, url):
        server = _server(hook)
        announce(url)
        server.run(sockets=[sock])


@contextlib.contextmanager
def listening(hook: Hook, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A listener in a thread of its own, on a free port; gives its URL."""
    with _listening(host, port) as (sock, url):
        server = _server(hook)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the listener did not start")
            time.sleep(0.005)
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()


def _server(hook: Hook) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create(hook),
            ws="none",
            lifespan="on",
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    plain = host.strip("[]")
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((plain, port))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(
                f"cannot listen on {host}, port {port}: {reason}; --port 0 takes any free one"
            ) from error
        sock.listen(512)
        shown = f"[{plain}]" if family == socket.AF_INET6 else plain
        yield sock, f"http://{shown}:{sock.getsockname()[1]}"
