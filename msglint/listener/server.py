"""Runs a listener: in the foreground for the command, or in a thread for tests."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import uvicorn

from msglint.listener.app import Hook, create
from msglint.serving import Server, bound, in_thread


def serve(hook: Hook, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until interrupted. `announce` is called with the URL once it listens."""
    with bound(host, port) as (sock, url):
        _server(hook, lambda: announce(url)).run(sockets=[sock])


@contextlib.contextmanager
def listening(hook: Hook, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A listener in a thread of its own, on a free port; gives its URL."""
    with bound(host, port) as (sock, url), in_thread(_server(hook), sock):
        yield url


def _server(hook: Hook, announce: Callable[[], object] = lambda: None) -> Server:
    return Server(
        uvicorn.Config(
            create(hook),
            ws="none",
            lifespan="on",
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        ),
        announce,
    )
