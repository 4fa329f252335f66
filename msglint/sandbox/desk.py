"""`/_sandbox/…` and the page: the state to look at, and the faults to set, while the sandbox runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from msglint.errors import UsageError
from msglint.sandbox import state
from msglint.sandbox.platform import Platform
from msglint.sandbox.receipts import Receipts

if TYPE_CHECKING:
    from starlette.requests import Request

EVENT_SECONDS = 0.25
SHOWN_AT_ONCE = 40
SHOWN_AT_START = 200
MAX_LIMIT = 10_000

STOPPING = "stopping"
"""Under this name the application's state says that the server is about to stop."""

_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_MAIL_HEADERS = {
    **_PAGE_HEADERS,
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'",
}

_FILES = {
    "/": ("index.html", "text/html"),
    "/_sandbox/style.css": ("style.css", "text/css"),
    "/_sandbox/page.js": ("page.js", "text/javascript"),
    "/_sandbox/draw.js": ("draw.js", "text/javascript"),
    "/_sandbox/icon.svg": ("icon.svg", "image/svg+xml"),
}


def routes(platform: Platform, receipts: Receipts) -> list[BaseRoute]:
    """The routes of the state and the page."""
    desk = _Desk(platform, receipts)
    found: list[BaseRoute] = [Route(path, desk.file, methods=["GET"]) for path in _FILES]
    return [
        *found,
        Route("/_sandbox/messages", desk.messages, methods=["GET"]),
        Route("/_sandbox/messages", desk.forget, methods=["DELETE"]),
        Route("/_sandbox/requests", desk.requests, methods=["GET"]),
        Route("/_sandbox/requests/{number:int}", desk.request, methods=["GET"]),
        Route("/_sandbox/requests/{number:int}/mail", desk.mail, methods=["GET"]),
        Route("/_sandbox/refused", desk.refused, methods=["GET"]),
        Route("/_sandbox/stats", desk.stats, methods=["GET"]),
        Route("/_sandbox/faults", desk.faults, methods=["GET"]),
        Route("/_sandbox/faults", desk.set_faults, methods=["PUT"]),
        Route("/_sandbox/events", desk.events, methods=["GET"]),
    ]


class _Desk:
    def __init__(self, platform: Platform, receipts: Receipts) -> None:
        self._platform = platform
        self._receipts = receipts

    async def file(self, request: Request) -> Response:
        name, media = _FILES[request.url.path]
        data = files("msglint.sandbox").joinpath("page", name).read_bytes()
        return Response(data, media_type=media, headers=_PAGE_HEADERS)

    async def messages(self, request: Request) -> Response:
        try:
            since = int(request.query_params.get("since", "0"))
            limit = int(request.query_params.get("limit", "1000"))
        except ValueError:
            return JSONResponse({"error": "`since` and `limit` are whole numbers"}, 400)
        return JSONResponse(state.messages(self._platform, since, max(0, min(limit, MAX_LIMIT))))

    async def forget(self, request: Request) -> Response:
        self._platform.forget()
        return Response(status_code=204)

    async def requests(self, request: Request) -> Response:
        newest = self._platform.ledger.newest(SHOWN_AT_START)
        return JSONResponse([state.request(self._platform, each) for each in newest])

    async def request(self, request: Request) -> Response:
        found = self._platform.ledger.request(request.path_params["number"])
        if found is None:
            return JSONResponse({"error": "no request with this number"}, 404)
        return JSONResponse({**state.request(self._platform, found), "body": found.body})

    async def mail(self, request: Request) -> Response:
        found = self._platform.ledger.request(request.path_params["number"])
        text = state.mail(found) if found else None
        if text is None:
            return JSONResponse({"error": "no e-mail with HTML has this number"}, 404)
        return Response(text.encode(errors="replace"), media_type="text/html", headers=_MAIL_HEADERS)

    async def refused(self, request: Request) -> Response:
        return JSONResponse([state.refused(each) for each in self._platform.refused])

    async def stats(self, request: Request) -> Response:
        return JSONResponse(state.stats(self._platform, self._receipts))

    async def faults(self, request: Request) -> Response:
        return JSONResponse(self._platform.faults.rates)

    async def set_faults(self, request: Request) -> Response:
        try:
            rates = json.loads(await request.body())
        except (ValueError, RecursionError):
            rates = None
        if not isinstance(rates, dict):
            return JSONResponse({"error": 'expected an object of kind and rate, such as {"drop": 0.1}'}, 400)
        try:
            self._platform.faults.set(rates)
        except UsageError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(self._platform.faults.rates)

    async def events(self, request: Request) -> Response:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._events(request), media_type="text/event-stream", headers=headers)

    async def _events(self, request: Request) -> AsyncIterator[str]:
        """What is new, a few times a second; of a flood the newest few."""
        platform = self._platform
        seen = platform.ledger.newest(SHOWN_AT_START)[:1]
        accepted = seen[0].number - 1 if seen else platform.ledger.requests
        refused, forgotten, told = 0, platform.forgotten, ""
        limit = SHOWN_AT_START
        while not getattr(request.app.state, STOPPING, False):
            if platform.forgotten != forgotten:
                forgotten = platform.forgotten
                yield _event("forgotten", None)
            new = platform.ledger.newest(limit, accepted)
            if new:
                accepted = new[-1].number
                yield _event("accepted", [state.request(platform, each) for each in new])
            worse = [each for each in platform.refused if each.number > refused]
            if worse:
                refused = worse[-1].number
                yield _event("refused", [state.refused(each) for each in worse])
            counts: dict[str, Any] = state.stats(platform, self._receipts)
            counts["per_second"] = counts["per_second"][-60:]
            now = _event("stats", counts)
            if _without_clock(counts) != told:
                told = _without_clock(counts)
                yield now
            limit = SHOWN_AT_ONCE
            await asyncio.sleep(EVENT_SECONDS)


def _without_clock(counts: dict[str, Any]) -> str:
    return json.dumps({name: each for name, each in counts.items() if name != "now"})


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
