"""What `/_sandbox/…` tells about the state: plain values for JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from msglint.measure import sms_parts
from msglint.sandbox.delivery import Stage, reached, stages
from msglint.sandbox.ledger import Accepted
from msglint.sandbox.look import look
from msglint.sandbox.platform import Platform, Refused
from msglint.sandbox.receipts import Receipts
from msglint.sandbox.replies import instant
from msglint.sandbox.wording import filled, text_of

SHOWN_RECIPIENTS = 50


def messages(platform: Platform, since: int, limit: int) -> list[dict[str, Any]]:
    """Accepted destinations in order; `since` is the `id` of the last one known."""
    now = platform.settings.clock()
    return [
        {
            "id": number,
            "request": request.number,
            "at": request.at,
            "api": request.api,
            "channel": request.channel,
            "transid": request.transid,
            "key": recipient.key,
            "address": recipient.address,
            "correlationid": recipient.correlation_id,
            "status": status(platform, request, recipient.address, now)[0],
        }
        for number, recipient, request in platform.ledger.since(since, limit)
    ]


def status(platform: Platform, request: Accepted, address: str, now: float) -> tuple[str, Stage | None]:
    """How far the delivery to one destination is: the word of its last receipt, `Queued` before."""
    delay = platform.settings.receipts_delay
    delays = (now - request.due) / delay if delay else float("inf")
    stage = reached(stages(request.channel, address), delays)
    return ("Queued", None) if stage is None else (stage.status, stage)


def stats(platform: Platform, receipts: Receipts) -> dict[str, Any]:
    """Counts of the run."""
    seconds = sorted(platform.ledger.per_second.items())
    return {
        "now": platform.settings.clock(),
        "calls": platform.calls,
        "requests": platform.ledger.requests,
        "destinations": platform.ledger.destinations,
        "refused": platform.refusals,
        "faults": dict(platform.met),
        "per_second": [{"second": second, "destinations": count} for second, count in seconds],
        "receipts": {"posted": receipts.posted, "failed": receipts.failed, "elsewhere": receipts.elsewhere},
    }


def request(platform: Platform, accepted: Accepted) -> dict[str, Any]:
    """An accepted request as the page shows it: the message as its first recipient sees it, and its deliveries."""
    return {
        "number": accepted.number,
        "at": accepted.at,
        "api": accepted.api,
        "channel": accepted.channel,
        "transid": accepted.transid,
        "recipients": [
            {"address": each.address, "correlationid": each.correlation_id}
            for each in accepted.recipients[:SHOWN_RECIPIENTS]
        ],
        "count": len(accepted.recipients),
        "progress": _progress(platform, accepted),
        "look": look(accepted),
    }


def _progress(platform: Platform, accepted: Accepted) -> list[dict[str, Any]]:
    """When the standing of a request's destinations changes, and how many then are how far."""
    ways = Counter(stages(accepted.channel, each.address) for each in accepted.recipients)
    progress = []
    for after in sorted({stage.after for way in ways for stage in way}):
        standing: Counter[tuple[str, bool, bool]] = Counter()
        for way, count in ways.items():
            stage = reached(way, after)
            told = (stage.status, stage.failed, stage is way[-1]) if stage else ("Queued", False, False)
            standing[told] += count
        progress.append(
            {
                "at": accepted.due + after * platform.settings.receipts_delay,
                "standing": [
                    {"status": word, "failed": failed, "final": final, "count": count}
                    for (word, failed, final), count in standing.most_common()
                ],
            }
        )
    return progress


def refused(each: Refused) -> dict[str, Any]:
    """A refused request as the page shows it."""
    return {
        "number": each.number,
        "at": each.at,
        "api": each.api,
        "channel": each.channel,
        "code": each.refusal.code,
        "reason": each.refusal.reason,
        "where": each.refusal.where,
    }


def mail(accepted: Accepted) -> str | None:
    """The HTML of an e-mail as its first recipient gets it, None where there is none."""
    match filled(accepted, 0):
        case {"channel": str() as channel, "content": {"html": str() as html}} if channel.lower() == "email":
            return html
    return None


def message_status(platform: Platform, accepted: Accepted) -> dict[str, Any]:
    """What API v2 tells of one of its messages (envelope-v2.md §7)."""
    body = filled(accepted, 0)
    recipient = accepted.recipients[0]
    told: dict[str, Any] = {
        "requestTimestamp": instant(accepted.at),
        "messageId": accepted.transid,
        "channel": accepted.channel,
        "version": "2.0",
        "direction": "outbound",
        "from": body.get("from", ""),
        "to": recipient.address,
        "toType": recipient.key,
        "correlationId": recipient.correlation_id or "",
        "status": status(platform, accepted, recipient.address, platform.settings.clock())[0],
    }
    for name in ("content", "options", "callbackData", "notifyUrl", "requestedReceipts"):
        if name in body:
            told[name] = body[name]
    if accepted.channel == "sms":
        told["numSegments"] = str(sms_parts(text_of(accepted, 0)).parts)
    return told
