"""Delivery receipts: what is posted to the notify URL of a request, when, and how often (envelope-v1.md §9).

Only this machine is ever contacted; a URL that leads elsewhere gets nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import hmac
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msglint.measure import sms_parts
from msglint.sandbox.delivery import Stage, stages
from msglint.sandbox.judge import Recipient
from msglint.sandbox.ledger import Accepted
from msglint.sandbox.loopback import leads_to_loopback
from msglint.sandbox.replies import instant
from msglint.sandbox.settings import Settings
from msglint.sandbox.wording import text_of

if TYPE_CHECKING:
    import httpx

RETRIES = 3
TIMEOUT_SECONDS = 10.0
POSTS_AT_ONCE = 8

NO_RETRY = frozenset(
    (
        *range(200, 209),
        226,
        *range(300, 309),
        400,
        402,
        *range(404, 412),
        414,
        415,
        416,
        418,
        505,
    )
)
"""After these answers a receipt is not posted again."""


@dataclass(frozen=True, slots=True)
class Post:
    """Receipts to post: a stage of all destinations of a request, or one destination again."""

    url: str
    request: Accepted
    after: int
    only: tuple[int, Stage] | None = None
    attempt: int = 0


class Receipts:
    """Posts receipts when they are due, a few at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._due: list[tuple[float, int, Post]] = []
        self._count = 0
        self._wake = asyncio.Event()
        self.posted = self.failed = self.elsewhere = 0

    def add(self, request: Accepted, url: str) -> None:
        """Plans the receipts of an accepted request."""
        if not leads_to_loopback(url):
            self.elsewhere += 1
            return
        afters = {
            stage.after for each in request.recipients for stage in stages(request.channel, each.address)
        }
        for after in sorted(afters):
            self._plan(request.due + after * self._settings.receipts_delay, Post(url, request, after))

    def _plan(self, at: float, post: Post) -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, post))
        self._wake.set()

    async def run(self) -> None:
        """Posts until it is cancelled."""
        import httpx

        limits = httpx.Limits(max_connections=POSTS_AT_ONCE)
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits) as client,
            asyncio.TaskGroup() as workers,
        ):
            room = asyncio.Semaphore(POSTS_AT_ONCE)
            while True:
                post = await self._next()
                for index, stage in _receipts(post):
                    await room.acquire()
                    workers.create_task(self._send(client, room, post, index, stage))

    async def _next(self) -> Post:
        while True:
            self._wake.clear()
            wait = self._due[0][0] - self._settings.clock() if self._due else None
            if wait is not None and wait <= 0:
                return heapq.heappop(self._due)[2]
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def _send(
        self, client: httpx.AsyncClient, room: asyncio.Semaphore, post: Post, index: int, stage: Stage
    ) -> None:
        import httpx

        body = json.dumps(receipt(post.request, index, stage, self._settings.clock())).encode()
        headers = {"content-type": "application/json", "x-wx-gtrid": str(uuid.uuid4())}
        if self._settings.hub_secret is not None:
            headers["x-hub-signature"] = signature(self._settings.hub_secret, body)
        try:
            reply = await client.post(post.url, content=body, headers=headers)
            status = reply.status_code
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
            status = 0
        finally:
            room.release()
        if status == 200:
            self.posted += 1
        elif status not in NO_RETRY and post.attempt < RETRIES:
            again = Post(post.url, post.request, post.after, (index, stage), post.attempt + 1)
            self._plan(self._settings.clock() + self._settings.receipts_retry, again)
        else:
            self.failed += 1


def signature(secret: str, body: bytes) -> str:
    """The value of `x-hub-signature` for a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _receipts(post: Post) -> list[tuple[int, Stage]]:
    if post.only is not None:
        return [post.only]
    wanted = _wanted(post.request.body or {})
    return [
        (index, stage)
        for index, recipient in enumerate(post.request.recipients)
        for stage in stages(post.request.channel, recipient.address)
        if stage.after == post.after and (wanted is None or stage.kind in wanted)
    ]


def _wanted(body: dict[str, Any]) -> set[str] | None:
    """The receipts that `requestedReceipts` asks for, None for all; SENT is the old name of SUBMITTED."""
    asked = body.get("requestedReceipts")
    if not isinstance(asked, list):
        return None
    wanted = {str(each).lower() for each in asked}
    return wanted | {"submitted"} if "sent" in wanted else wanted


def receipt(request: Accepted, index: int, stage: Stage, now: float) -> dict[str, Any]:
    """The body of a delivery receipt for one destination of a request."""
    recipient: Recipient = request.recipients[index]
    body = request.body or {}
    info = {
        "timeStamp": instant(now),
        "Description": stage.description,
        "code": stage.code,
        "deliveryChannel": str(body.get("deliverychannel") or body.get("channel") or request.channel),
        "additionalInfo": "",
        "destination": recipient.address,
        "destinationType": recipient.key,
        "deliveryStatus": stage.status,
    }
    if request.channel == "sms" and stage.status != "Submitted":
        info["messageCount"] = str(sms_parts(text_of(request, index)).parts)
    told: dict[str, Any] = {
        "deliveryInfo": info,
        "subtid": f"{request.transid}-{index + 1}",
        "transid": request.transid,
        "callbackData": str(body.get("callbackData") or ""),
        "correlationid": recipient.correlation_id or "",
    }
    return {"deliveryInfoNotification": told}
