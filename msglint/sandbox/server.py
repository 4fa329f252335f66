"""Runs a sandbox: in the foreground for the command, or in a thread for tests and demonstrations."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from msglint.api.hosts import is_loopback
from msglint.errors import UsageError
from msglint.sandbox.app import create
from msglint.sandbox.broken import HANG_UP
from msglint.sandbox.desk import STOPPING
from msglint.sandbox.settings import Settings
from msglint.serving import Server, bound, in_thread


class _Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection whose requests can have it closed."""

    app_state: dict[str, Any]

    def connection_made(self, transport: Any) -> None:
        """Leaves what closes the connection in the state of its requests."""
        self.app_state = {**self.app_state, HANG_UP: transport.close}
        super().connection_made(transport)


class _Server(Server):
    """A server that ends its streams of events before it waits for them to end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: Any = self.config.app
        setattr(app.state, STOPPING, True)
        await super().shutdown(sockets)


def serve(
    settings: Settings, host: str, port: int, announce: Callable[[str], None] = lambda base_url: None
) -> None:
    """Serves until interrupted. `announce` is called with the base URL once calls are answered."""
    with _listening(host, port) as (sock, base_url):
        _server(settings, lambda: announce(base_url)).run(sockets=[sock])


@contextlib.contextmanager
def running(settings: Settings, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A sandbox in a thread of its own, on a free port; gives its base URL."""
    with _listening(host, port) as (sock, base_url), in_thread(_server(settings), sock):
        yield base_url


def _server(settings: Settings, announce: Callable[[], object] = lambda: None) -> _Server:
    return _Server(
        uvicorn.Config(
            create(settings),
            http=_Connection,
            ws="none",
            lifespan="on",
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        ),
        announce,
    )


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    if not is_loopback(host):
        raise UsageError(
            f"the sandbox listens on this machine only: {host} is no loopback address; take 127.0.0.1"
        )
    with bound(host, port) as found:
        yield found
