"""Only this machine may ask: a page of the web that was led here by a trick of names is turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from msglint.sandbox.loopback import leads_to_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class LoopbackOnly:
    """Lets in what names this machine in `Host`, and in `Origin` where there is one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host, origin = headers.get("host", ""), headers.get("origin")
            if not leads_to_loopback(f"http://{host}") or (
                origin is not None and not leads_to_loopback(origin)
            ):
                sentence = "the sandbox answers this machine only: call it as 127.0.0.1 or localhost"
                await PlainTextResponse(sentence, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)
