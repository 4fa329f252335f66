"""What a send amounts to, counted before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from msglint.batches import Unit, groups
from msglint.filling import PLACEHOLDER, fill
from msglint.measure import sms_parts, unicode_parts
from msglint.request import Request


@dataclass(slots=True)
class Load:
    """What is sent of one message, or of several."""

    destinations: int = 0
    requests: int = 0
    parts: int = 0
    """SMS parts of all destinations together; nothing for templates, whose text the platform has."""

    copies: int = 0
    """Mails to the addresses of `cc` and `bcc`: each mail of its own to a destination has all of them."""

    def __add__(self, other: Load) -> Load:
        return Load(
            self.destinations + other.destinations,
            self.requests + other.requests,
            self.parts + other.parts,
            self.copies + other.copies,
        )


def load(request: Request, found: Iterable[Unit], limit: int) -> Load:
    """What the units of a message amount to in requests of at most `limit` destinations."""
    total = Load()
    parts = _parts(request)
    copied = len(copies_to(request))
    together = request.value.get("multipleToRecipients") in (True, "true")
    for group in groups(request, found, limit):
        total.requests += 1
        for unit in group:
            total.destinations += unit.count
            total.copies += copied if together else copied * unit.count
            total.parts += parts(unit) * unit.count
    return total


def copies_to(request: Request) -> list[str]:
    """The addresses of `cc` and `bcc`."""
    if request.channel != "email":
        return []
    lists = (request.value.get(key) for key in ("cc", "bcc"))
    return [each for found in lists if isinstance(found, list) for each in found if isinstance(each, str)]


def sender_of(request: Request) -> str:
    """Whom the message comes from, as it names it; empty where the service decides."""
    match request.api, request.value:
        case "v1", {"channels": {"sms": {"senderid": str(name)}}}:
            return name
        case (("v2" | "sms-v1"), {"from": str(name)}):
            return name
        case (("voice-messages-v1" | "voice-calls-v1"), {"callerId": str(name)}):
            return name
    return ""


def _parts(request: Request) -> Callable[[Unit], int]:
    """How many SMS parts a unit takes for each of its destinations."""
    text, kind = _sms(request.api, request.channel, request.value)
    if text is None or kind == "3":  # binary messages have a body instead
        return lambda _: 0
    count = unicode_parts if kind in ("4", "unicode") else lambda text: sms_parts(text).parts
    if not PLACEHOLDER.search(text):
        always = count(text)
        return lambda _: always
    defaults = _texts(request.value.get("substitutions"))

    def filled(unit: Unit) -> int:
        if unit.filled:
            own, _ = _sms(request.api, request.channel, unit.entry)
            return count(own or "")
        return count(fill(text, defaults | _texts(unit.entry.get("substitutions"))))

    return filled


def _sms(api: str, channel: str | None, value: Any) -> tuple[str | None, str]:
    """The text of an SMS and its type as it is written, in small letters."""
    match api, value:
        case "v1", {"channels": {"sms": {"text": str(text), **rest}}} if channel == "sms":
            return text, str(rest.get("type", "1"))
        case "v2", {"content": {"text": str(text), **rest}} if channel == "sms":
            return text, str(rest.get("type", "text")).lower()
        case "sms-v1", {"content": str(text), **rest}:
            return text, str(rest.get("contentType", "text")).lower()
    return None, ""


def _texts(values: Any) -> dict[str, str]:
    return {name: str(each) for name, each in values.items()} if isinstance(values, dict) else {}
