"""From the bytes of a call to a verdict on each request in it, by the schemas that the linter uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

from msglint import schema
from msglint.clock import Clock
from msglint.diagnostics import Judged, Severity, pointer
from msglint.document import Document
from msglint.formats import parse_instant
from msglint.id_keys import ROOT_ID_KEYS
from msglint.request import Request, channel_of, meant
from msglint.sandbox.loopback import leads_to_loopback
from msglint.source import Source

MAX_DESTINATIONS = 1000

_EXPIRY = {"v1": "expiry", "v2": "expireAt", "sms-v1": "expireAt"}
_ENTRIES = {"v1": "destination", "v2": "to"}
_CORRELATION = {"v1": "correlationid"}
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_DOCUMENT = Document(Source("body", ""), 0, 0)


def notify_key(api: str) -> str:
    """Under which key a request names the address for its delivery receipts."""
    return {"v1": "notifyurl", "v2": "notifyUrl"}.get(api, "callbackUrl")


class Recipient(NamedTuple):
    """One destination as it stands in a request."""

    key: str
    address: str
    correlation_id: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not accepted: the code, the parameter that v2 and Voice name, and our reason."""

    code: str
    reason: str
    parameter: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a call: to whom it goes, or why it goes nowhere."""

    value: Any
    channel: str | None
    recipients: list[Recipient]
    refusal: Refusal | None = None

    def correlation_id(self, api: str) -> str | None:
        """The client's own id that a reply repeats: the request's, else that of its first entry."""
        told = (
            self.value.get(_CORRELATION.get(api, "correlationId")) if isinstance(self.value, dict) else None
        )
        if isinstance(told, str) and told:
            return told
        return self.recipients[0].correlation_id if self.recipients else None


class UnreadableError(Exception):
    """A body that is no JSON, or JSON that is no request at all (7000)."""


def parse(body: bytes) -> Any:
    """The JSON of a body; UnreadableError with the reason when it is none."""
    try:
        text = body.decode()
        value = json.loads(text, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise UnreadableError("the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"the body is not JSON: line {error.lineno}, column {error.colno}") from None
    except ValueError as error:
        raise UnreadableError(f"the body is not JSON: {error}") from None
    except RecursionError:
        raise UnreadableError("the body is nested too deep") from None
    if ("\\ud" in text or "\\uD" in text) and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise UnreadableError("the body holds half of a surrogate pair: no character")
    return value


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def parts(api: str, value: Any, now: float) -> list[Part]:
    """The requests of a call, each judged. An array counts as several on API v1 alone."""
    members = value if isinstance(value, list) and api == "v1" else [value]
    if not members:
        raise UnreadableError("an empty array: no request")
    if not isinstance(value, list) and not isinstance(value, dict):
        raise UnreadableError("the body is JSON, but no object")
    if isinstance(value, list) and api != "v1":
        raise UnreadableError("an array: this API takes one object")
    return [_part(api, member, now) for member in members]


def _part(api: str, value: Any, now: float) -> Part:
    channel = channel_of(value, api)
    if not isinstance(value, dict):
        return Part(value, channel, [], Refusal("7000", "an entry of the array is no object"))
    recipients = list(_recipients(api, value))
    return Part(value, channel, recipients, _refusal(api, channel, value, recipients, now))


def _recipients(api: str, value: dict[str, Any]) -> Iterator[Recipient]:
    root = value.get(_CORRELATION.get(api, "correlationId"))
    common = root if isinstance(root, str) and root else None
    if api in ROOT_ID_KEYS:
        for key in ROOT_ID_KEYS[api]:
            if isinstance(value.get(key), str):
                yield Recipient(key, value[key], common)
        return
    entries = value.get(_ENTRIES[api])
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            own = entry.get(_CORRELATION.get(api, "correlationId"))
            correlation = own if isinstance(own, str) and own else common
            for key, each in ids(entry):
                yield Recipient(key, each, correlation)


def ids(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The ids of an entry of recipients with their keys; odd keys too, for a warning is no refusal."""
    for key, inner in entry.items():
        if isinstance(inner, list):
            for each in inner:
                yield key, str(each)


def _refusal(
    api: str, channel: str | None, value: dict[str, Any], recipients: list[Recipient], now: float
) -> Refusal | None:
    entries = value.get(_ENTRIES.get(api, ""))
    count = max(len(recipients), len(entries) if isinstance(entries, list) else 0)
    if count > MAX_DESTINATIONS:
        return Refusal("7009", f"{count} destinations; a request may have {MAX_DESTINATIONS}")
    judged = without_own_hook(api, value)
    _, engine, _ = schema.compiled(api, channel)
    if not engine.is_valid(judged):
        clock = Clock(datetime.fromtimestamp(now, timezone.utc))
        request = meant(Request(judged, api, channel, clock, _NO_DOCUMENT))
        errors = [each for each in schema.check(request) if each.severity is Severity.ERROR]
        if errors:
            return _worst(errors)
    expiry = value.get(_EXPIRY.get(api, ""))
    instant_of_expiry = parse_instant(expiry) if isinstance(expiry, str) else None
    if instant_of_expiry is not None and instant_of_expiry.timestamp() <= now:
        return Refusal("7005", f"`{_EXPIRY[api]}` has passed", _EXPIRY[api], f"/{_EXPIRY[api]}")
    return None


def without_own_hook(api: str, value: dict[str, Any]) -> dict[str, Any]:
    """A request without its address for receipts where that is on this machine: here http will do."""
    key = notify_key(api)
    url = value.get(key)
    if isinstance(url, str) and leads_to_loopback(url):
        return {name: inner for name, inner in value.items() if name != key}
    return value


_MISSING = ("missing-field", "missing-choice")
_NAMED = re.compile(r"`([^`]+)`")


def _worst(errors: list[Judged]) -> Refusal:
    """The refusal for errors of the schema: what is missing counts before what is wrong."""
    missing = [each for each in errors if each.rule in _MISSING]
    first = (missing or errors)[0]
    finding = first.finding
    keys = [step for step in finding.path if isinstance(step, str)]
    named = _NAMED.search(finding.message) if missing else None
    parameter = named[1] if named else (keys[-1] if keys else None)
    return Refusal("7003" if missing else "7004", finding.message, parameter, pointer(finding.path))
