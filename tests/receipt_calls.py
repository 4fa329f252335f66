"""Outboxes with something in them, and receipts to post, shared by the tests of what came of a send."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from sqlalchemy import insert

from msglint.outbox.arrivals import Arrivals
from msglint.outbox.database import Database
from msglint.outbox.reading import Fate, Reading, Wanted
from msglint.outbox.receipt import Receipt
from msglint.outbox.tables import BATCHES, DESTINATIONS, HOME, PARTS

BASE = "http://127.0.0.1:8765"


class Sent(NamedTuple):
    """A destination as a test wants it in an outbox; several addresses stand on a line each."""

    address: str
    correlation_id: str = ""
    transaction_id: str = ""
    state: str = "accepted"
    code: str = "1001"
    detail: str = "Queued"


def fill(path: str, *requests: Sequence[Sent], channel: str = "sms", array: bool = False) -> None:
    """Makes an outbox of requests that were sent; an array has its destinations in a part each."""
    with closing(Database(path)) as database, database.transaction() as connection:
        connection.execute(insert(HOME).values(base_url=BASE))
        for number, found in enumerate(requests, 1):
            row = {
                "number": number,
                "path": "/resources/v1/messaging",
                "api": "v1",
                "channel": channel,
                "body": "{}",
                "parts": len(found) if array else 1,
                "size": sum(each.address.count("\n") + 1 for each in found),
                "state": found[0].state,
            }
            connection.execute(insert(BATCHES).values(row))
            shared = len({each[2:] for each in found}) == 1 and not array
            connection.execute(
                insert(PARTS),
                [
                    {
                        "batch": number,
                        "part": index,
                        "size": row["size"] if shared else each.address.count("\n") + 1,
                        "state": "queued" if each.state == "sending" else each.state,
                        "code": each.code,
                        "detail": each.detail,
                        "transaction_id": each.transaction_id,
                    }
                    for index, each in enumerate(found[:1] if shared else found)
                ],
            )
            connection.execute(
                insert(DESTINATIONS),
                [
                    {
                        "key": hashlib.sha256(f"{number} {index}".encode()).hexdigest(),
                        "batch": number,
                        "part": 0 if shared else index,
                        "count": each.address.count("\n") + 1,
                        "address": each.address,
                        "correlation_id": each.correlation_id,
                    }
                    for index, each in enumerate(found)
                ],
            )


def keep(path: str, receipts: Iterable[Receipt]) -> None:
    with closing(Arrivals(path)) as arrivals:
        for each in receipts:
            arrivals.add([each])


def fates(path: str, *wanted: str) -> list[Fate]:
    with Reading(path) as reading:
        return list(reading.fates(Wanted(*wanted)))


def stages(path: str) -> dict[str, str]:
    """The stage that each address came to."""
    return {each.address: each.delivery.stage for each in fates(path)}


def told(
    transid: str, destination: str, status: str = "Delivered", code: str = "7500", **more: Any
) -> dict[str, Any]:
    """A delivery notification as the platform posts it (envelope-v1.md §9)."""
    info = {
        "timeStamp": more.pop("at", "2026-01-20T18:00:00.000Z"),
        "Description": more.pop("description", status),
        "code": code,
        "deliveryChannel": "SMS",
        "additionalInfo": more.pop("info", ""),
        "destination": destination,
        "destinationType": "msisdn",
        "deliveryStatus": status,
    }
    whole = {"deliveryInfo": info, "subtid": "", "transid": transid, "callbackData": "", "correlationid": ""}
    return {"deliveryInfoNotification": {**whole, **more}}


def signed(secret: str, body: bytes, kind: str = "sha256") -> dict[str, str]:
    return {"x-hub-signature": f"{kind}={hmac.new(secret.encode(), body, kind).hexdigest()}"}


def as_body(*notifications: dict[str, Any]) -> bytes:
    return json.dumps(notifications[0] if len(notifications) == 1 else notifications).encode()
