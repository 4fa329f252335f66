"""Replies that break off: the connection closes without one, or within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from msglint.sandbox.replies import Reply

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

HANG_UP = "hang_up"
"""Under this name the server leaves, in the state of each connection, what closes it."""


async def broken_off(request: Request) -> Response:
    """Closes the connection; what is returned goes nowhere."""
    getattr(request.state, HANG_UP)()
    return _Silence()


def half(request: Request, reply: Reply) -> Response:
    """Sends half of a reply and closes the connection."""
    return _Half(reply)


class _Silence(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _gone(receive)


class _Half(Response):
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body, reply.status, reply.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        some = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": some, "more_body": True})
        scope["state"][HANG_UP]()
        await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
