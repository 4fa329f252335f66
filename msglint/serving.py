"""What the servers of msglint share: where they listen, a thread to run in, and bodies that are not read without end."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import uvicorn

from msglint.errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request

_START_SECONDS = 30.0


class Server(uvicorn.Server):
    """A server that says when it answers calls: from then on, and not sooner, Ctrl-C ends it in good order."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], object] = lambda: None) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        self._announce()


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens, and its URL; UsageError where there is none to be had. Port 0 takes any free one."""
    plain = host.strip("[]")
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((plain, port))
        except (OSError, UnicodeError) as error:
            raise UsageError(f"cannot listen on {host}, port {port}: {_why(error)}") from error
        sock.listen(512)
        shown = f"[{plain}]" if family == socket.AF_INET6 else plain
        yield sock, f"http://{shown}:{sock.getsockname()[1]}"


def _why(error: OSError | UnicodeError) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
        return f"{reason}; --port 0 takes any free one"
    return f"{reason}; --host must be an address of this machine"


@contextlib.contextmanager
def in_thread(server: uvicorn.Server, sock: socket.socket) -> Iterator[None]:
    """A server that runs in a thread of its own."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


async def body(request: Request, most: int) -> bytes | None:
    """The body of a call, None when it has more bytes than `most`."""
    chunks, size = [], 0
    async for chunk in request.stream():
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            return None
    return b"".join(chunks)
