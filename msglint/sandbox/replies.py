"""What the APIs answer: the shapes of envelope-v1.md §10 and the sentences of status-codes.md §1."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

DESCRIPTIONS = {
    "1001": "Queued",
    "7000": "Invalid JSON",
    "7001": "Authentication failed",
    "7002": "Service key missing",
    "7003": "Mandatory parameter(s) missing",
    "7004": "Invalid parameters / values",
    "7005": "Request expired",
    "7006": "Internal error",
    "7007": "Service inactive",
    "7009": "Too many destinations",
    "7020": "Transaction limit reached",
}

ONE_RECIPIENT_APIS = ("sms-v1", "voice-messages-v1", "voice-calls-v1")

_JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def as_json(status: int, value: Any) -> Reply:
    """A JSON answer."""
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(errors="replace"), _JSON)


def instant(seconds: float) -> str:
    """An instant as the APIs write it.

    >>> instant(0.5)
    '1970-01-01T00:00:00.500Z'
    """
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def element(code: str, transid: str, correlation_id: str | None, burst: bool = False) -> dict[str, str]:
    """One request's answer on API v1."""
    said = "Queued in burst mode" if burst else DESCRIPTIONS[code]
    told = {"code": code, "transid": transid, "description": said}
    return told if correlation_id is None else {**told, "correlationid": correlation_id}


def accepted(api: str, transid: str, correlation_id: str | None, now: float) -> Reply:
    """The answer to one request that was accepted, on the other APIs than v1."""
    told = {"messageId": transid, "correlationId": correlation_id or ""}
    if api == "v2":
        return as_json(201, {"requestTimestamp": instant(now), **told, "status": "queued"})
    return as_json(202, {"acceptedTime": instant(now), **told})


def refused(api: str, code: str, transid: str, parameter: str | None = None) -> Reply:
    """The answer to a call that was refused as a whole."""
    said = DESCRIPTIONS[code]
    if api == "v1":
        return as_json(200, {"response": {"code": code, "description": said, "transid": transid}})
    if api == "v2" and code in ("7001", "7002"):
        return Reply(401)
    status = {"7001": 403, "7002": 403, "7006": 500}.get(code, 400)
    return as_json(status, {"code": code, "message": f"{said}: {parameter}" if parameter else said})


def internal_error(api: str) -> Reply:
    """HTTP 500: with code 7006 where the sheets show a body."""
    if api in ONE_RECIPIENT_APIS:
        return refused(api, "7006", "")
    return Reply(500)
