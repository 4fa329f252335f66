"""The sandbox as a web application: the endpoints of the Messaging API, and `/_sandbox/…` for its state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from msglint.payload import ENDPOINTS
from msglint.sandbox import auth, replies, state
from msglint.sandbox.broken import broken_off, half
from msglint.sandbox.desk import routes as desk_routes
from msglint.sandbox.faults import Fault
from msglint.sandbox.guard import LoopbackOnly
from msglint.sandbox.judge import Refusal
from msglint.sandbox.platform import Platform
from msglint.sandbox.receipts import Receipts
from msglint.sandbox.replies import Reply
from msglint.sandbox.settings import Settings
from msglint.serving import body as whole_body

MAX_BODY_BYTES = 64 * 1024 * 1024
"""A bound of the sandbox itself, so that no caller fills its memory; the APIs state none."""

Handler = Callable[[Request], Awaitable[Response]]


def create(settings: Settings) -> Starlette:
    """The application. UsageError for a fault that there is none of, or a secret that is no base64."""
    if settings.service_secret is not None:
        auth.secret_bytes(settings.service_secret)
    receipts = Receipts(settings)
    platform = Platform(settings, receipts.add)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        posting = asyncio.create_task(receipts.run())
        yield
        posting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await posting

    routes: list[BaseRoute] = [
        Route(path + slash, _endpoint(platform, api), methods=["POST"])
        for api, path in ENDPOINTS.items()
        for slash in ("", "/")
    ]
    routes.append(Route("/v2/messages/{transid}", _status(platform), methods=["GET"]))
    routes += desk_routes(platform, receipts)
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(LoopbackOnly)])


def _endpoint(platform: Platform, api: str) -> Handler:
    async def endpoint(request: Request) -> Response:
        fault = platform.arrives()
        kind = fault.kind if fault else ""
        if kind == "drop":
            return await broken_off(request)
        try:
            body = await whole_body(request, MAX_BODY_BYTES)
        except ClientDisconnect:
            return Response()
        if body is None:
            return PlainTextResponse("the sandbox takes bodies up to 64 MiB", 413)
        early = _before(platform, api, fault) if fault else None
        if early is not None:
            return early
        if kind == "delay":
            await asyncio.sleep(platform.settings.fault_delay)
        reply = platform.enter(api, request.headers) or platform.receive(api, body)
        return await _after(request, api, kind, reply)

    return endpoint


def _before(platform: Platform, api: str, fault: Fault) -> Response | None:
    """The answer of a fault that keeps a call from being looked at."""
    match fault:
        case ("429" | "503" as status, _):
            seconds = str(max(1, round(platform.settings.fault_delay)))
            return Response(status_code=int(status), headers={"retry-after": seconds})
        case ("7020", _):
            return _response(platform.refuse(api, Refusal("7020", "a fault on request")))
        case ("500", False):
            return _response(replies.internal_error(api))
    return None


async def _after(request: Request, api: str, kind: str, reply: Reply) -> Response:
    """The answer to a call that was looked at, or what a fault makes of it."""
    match kind:
        case "drop-after":
            return await broken_off(request)
        case "half":
            return half(request, reply)
        case "500":
            return _response(replies.internal_error(api))
        case "garbage":
            return PlainTextResponse("<html><body>Bad gateway</body></html>", 200)
    return _response(reply)


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, reply.headers)


def _status(platform: Platform) -> Handler:
    """GET /v2/messages/{messageId}: how a message of API v2 fares."""

    async def status(request: Request) -> Response:
        if platform.enter("v2", request.headers) is not None:
            return Response(status_code=401)
        found = platform.ledger.find(request.path_params["transid"])
        if found is None or found.api != "v2":
            return Response(status_code=404)
        return JSONResponse(state.message_status(platform, found))

    return status
