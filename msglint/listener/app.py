"""The listener as a web application: any path takes receipts, and each answer says whether to post again.

After 400 and 405 the platform does not; after 401, 500, and 503 it does (sheet envelope-v1.md §9). So what can never
be taken gets 400, even where it is too big, for which there is a better status that would bring it back; and what a
mended secret or a free database would let in gets 401 or 503.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from msglint.listener.notification import NotAReceiptError, receipts, utc
from msglint.listener.recorder import NotRecordedError, Recorder
from msglint.listener.signature import is_signed
from msglint.outbox.receipt import Receipt
from msglint.serving import body as whole_body

MAX_BODY_BYTES = 1024 * 1024
"""A receipt has about one thousandth of that; the documentation states no limit."""

ANSWER_SECONDS = 8.0
"""The platform waits 10 seconds for an answer."""


def _silent(_: str) -> None:
    pass


def _unseen(_: Sequence[Receipt]) -> None:
    pass


@dataclass(frozen=True)
class Hook:
    """What a listener is told at its start. The secret is no part of its text form."""

    add: Callable[[Sequence[Receipt]], None]
    """Writes receipts down; they are on disk when it returns. Called by one thread, always the same."""

    secret: str | None = field(default=None, repr=False)
    """The hub secret, None where signatures are not checked."""

    show: Callable[[Sequence[Receipt]], None] = _unseen
    """Gets each receipt once it is on disk."""

    complain: Callable[[str], None] = _silent
    """Gets a sentence of what goes wrong."""

    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)


def create(hook: Hook) -> Starlette:
    """The application."""
    recorder = Recorder(hook.add, hook.complain)
    complain = _once(hook.complain)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await recorder.close()

    async def take(request: Request) -> Response:
        if request.method != "POST":  # the platform's pages look for a 200 when the URL is saved
            return PlainTextResponse("msglint listens for delivery receipts here\n")
        try:
            body = await whole_body(request, MAX_BODY_BYTES)
        except ClientDisconnect:
            return Response()
        if body is None:
            return PlainTextResponse(f"more than {MAX_BODY_BYTES} bytes are no delivery receipt\n", 400)
        signatures = request.headers.getlist("x-hub-signature")
        if hook.secret is not None and not is_signed(hook.secret, body, signatures):
            wrong = "the right x-hub-signature (sha256 or sha512)" if signatures else "x-hub-signature"
            complain(f"a receipt without {wrong} was refused")
            return PlainTextResponse("the signature is missing or wrong\n", 401)
        return await _keep(hook, recorder, body, complain)

    return Starlette(routes=[Route("/{path:path}", take, methods=["POST", "GET"])], lifespan=lifespan)


def _once(complain: Callable[[str], None]) -> Callable[[str], None]:
    """Says each sentence once: strangers can cause as many as they like."""
    said: set[str] = set()

    def tell(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            complain(f"{sentence} (this is said once)")

    return tell


async def _keep(hook: Hook, recorder: Recorder, body: bytes, complain: Callable[[str], None]) -> Response:
    try:
        found = receipts(body, utc(hook.clock()))
    except NotAReceiptError as error:
        complain(f"something was posted that is no receipt: {error}")
        return PlainTextResponse(f"{error}\n", 400)
    try:
        await recorder.record(found, ANSWER_SECONDS)
    except NotRecordedError:
        return PlainTextResponse("not written down; post it again\n", 503)
    hook.show(found)
    return PlainTextResponse("")
