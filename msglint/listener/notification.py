"""Reads delivery notifications (sheet envelope-v1.md §9): leniently, for fields may be added at any time.

Only what tells how far a message came is kept: no callback data, no address or browser of who clicked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from msglint.outbox.receipt import Receipt

_LONGEST_ID = 200
_LONGEST_ADDRESS = 1024
"""Push tokens are long."""

_LONGEST_TEXT = 300
_BLANK_BEFORE_TIME = re.compile(r"(?<=[0-9]) (?=[0-9]{2}:)")
_SHORT_OFFSET = re.compile(r"([+-])([0-9]):?([0-9]{2})\Z")
_LONG_FRACTION = re.compile(r"(\.[0-9]{6})[0-9]+")


class NotAReceiptError(Exception):
    """A body that holds no delivery notification; its text says why."""


def receipts(body: bytes, received: str) -> list[Receipt]:
    """The receipts of a body: one notification, or a list of them of which some may be of another kind."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAReceiptError("the body is no JSON") from error
    found = [each for item in (value if isinstance(value, list) else [value]) for each in _of(item, received)]
    if not found:
        raise NotAReceiptError("the body is no delivery notification with an id and a status")
    return found


def _of(item: Any, received: str) -> Iterator[Receipt]:
    told = _member(item, "deliveryInfoNotification")
    told = item if told is None else told
    for info in _infos(_member(told, "deliveryInfo")):
        status = _text(_member(info, "deliveryStatus"), _LONGEST_ID)
        code = _text(_member(info, "code"), _LONGEST_ID)
        receipt = Receipt(
            _text(_member(told, "transid"), _LONGEST_ID),
            _text(_member(told, "subtid"), _LONGEST_ID),
            _text(_member(told, "correlationid"), _LONGEST_ID),
            _text(_member(info, "destination"), _LONGEST_ADDRESS),
            status,
            code,
            _description(info, status, code),
            _instant(_text(_member(info, "timeStamp"), _LONGEST_ID)),
            received,
        )
        if (receipt.transaction_id or receipt.correlation_id) and (status or code):
            yield receipt


def _infos(info: Any) -> list[Any]:
    return info if isinstance(info, list) else [info]


def _member(value: Any, name: str) -> Any:
    """A member of an object by its name in any case, None where it has none."""
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    wanted = name.lower()
    return next((each for key, each in value.items() if key.lower() == wanted), None)


def _description(info: Any, status: str, code: str) -> str:
    """What the platform says of it; of a click that would be the address of whoever clicked, and the browser."""
    if status.lower() == "clicked" or code in ("7528", "7525"):
        return ""
    said = _text(_member(info, "Description"), _LONGEST_TEXT)
    more = _text(_member(info, "additionalInfo"), _LONGEST_TEXT)
    return f"{said}: {more}" if said and more else said or more


def _text(value: Any, longest: int) -> str:
    """A text or number as one line that any database takes."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        line = str(value)[: 4 * longest]
    except ValueError:  # a number of thousands of digits
        return ""
    return "".join(each if each.isprintable() else " " for each in line).strip()[:longest]


def _instant(text: str) -> str:
    """A time as the platform writes it, in UTC; one without an offset is taken for UTC, one that is none is left out.

    >>> _instant("2026-01-20T18:00:00.5+05:30"), _instant("2026-01-20 18:00:00"), _instant("soon")
    ('2026-01-20T12:30:00.500000Z', '2026-01-20T18:00:00.000000Z', '')
    """
    plain = _BLANK_BEFORE_TIME.sub("T", text.upper().removesuffix("Z"), count=1)
    plain = _LONG_FRACTION.sub(r"\1", _SHORT_OFFSET.sub(r"\g<1>0\2:\3", plain))
    try:
        moment = datetime.fromisoformat(plain)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return utc(moment)
    except (ValueError, OverflowError):
        return ""


def utc(moment: datetime) -> str:
    """An instant in UTC, always of the same length."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)
