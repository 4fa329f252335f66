"""The requests that go out: a message's destinations, as many a request as the limit allows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from msglint.filling import fill, placeholders
from msglint.id_keys import id_keys
from msglint.payload import ENDPOINTS, compact
from msglint.recipients import Recipient
from msglint.request import Request

MAX_DESTINATIONS = 1000
"""Destinations a request (envelope-v1.md §5, envelope-v2.md §6)."""

_LISTS = {"v1": "destination", "v2": "to"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is sent whole or not at all: mostly one destination of a message.

    `entry` is its entry in the list of destinations; with `filled`, the whole request for it alone.
    """

    key: str
    """SHA-256 over endpoint, message, and entry: the same destination of the same message has it again."""

    entry: Mapping[str, Any]
    count: int = 1
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """One request to the API: its body, and the keys of the units in each of its parts."""

    path: str
    api: str
    channel: str | None
    text: str
    parts: tuple[tuple[str, ...], ...]
    count: int
    not_after: str | None

    @property
    def id(self) -> str:
        """SHA-256 of the body's canonical JSON and the endpoint."""
        return digest(self.path, json.loads(self.text))


def digest(path: str, *values: Any) -> str:
    """SHA-256 over an endpoint and values as canonical JSON, in hexadecimal digits."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{path}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def units(request: Request, recipients: Iterable[Recipient] | None = None) -> Iterator[Unit]:
    """The destinations of a message: its own, or those of a file of recipients."""
    path, value = ENDPOINTS[request.api], request.value
    name = _LISTS.get(request.api)
    rest = {key: each for key, each in value.items() if key != name}
    seen: Counter[str] = Counter()
    for entry, count, filled in _entries(request, name, rest, recipients):
        plain = digest(path, rest, entry)
        seen[plain] += recipients is None  # a file of recipients has no address twice
        yield Unit(
            plain if seen[plain] <= 1 else digest(path, rest, entry, seen[plain]), entry, count, filled
        )


def _entries(
    request: Request, name: str | None, rest: dict[str, Any], recipients: Iterable[Recipient] | None
) -> Iterator[tuple[dict[str, Any], int, bool]]:
    if recipients is not None:
        fills = request.api == "v1" and bool(placeholders(rest))
        for recipient in recipients:
            yield _of_recipient(request.api, rest, recipient, fills)
    elif name is None:
        yield rest, 1, True
    elif rest.get("multipleToRecipients") in (True, "true"):  # one mail that names all of them
        yield request.value, sum(len(_addresses(entry)[1]) for entry in request.value[name]), True
    else:
        for entry in request.value[name]:
            key, addresses = _addresses(entry, id_keys(request.api, request.channel))
            for address in addresses:
                yield {**entry, key: [address]}, 1, False


def _of_recipient(
    api: str, rest: dict[str, Any], recipient: Recipient, fills: bool
) -> tuple[dict[str, Any], int, bool]:
    correlation = {} if recipient.correlation_id is None else {_ID[api]: recipient.correlation_id}
    if api not in _LISTS:
        return (
            fill({**rest, recipient.key: recipient.address, **correlation}, recipient.substitutions),
            1,
            True,
        )
    entry: dict[str, Any] = {recipient.key: [recipient.address], **correlation}
    if fills:
        return {**fill(rest, recipient.substitutions), "destination": [entry]}, 1, True
    if api == "v2" and recipient.substitutions:
        entry["substitutions"] = dict(recipient.substitutions)
    return entry, 1, False


_ID = {"v1": "correlationid"} | dict.fromkeys(
    ("v2", "sms-v1", "voice-messages-v1", "voice-calls-v1"), "correlationId"
)


def _addresses(entry: Mapping[str, Any], keys: Iterable[str] = ()) -> tuple[str, list[Any]]:
    """The id key of an entry with its addresses."""
    names = [key for key in keys if isinstance(entry.get(key), list)] or [
        key for key, value in entry.items() if isinstance(value, list)
    ]
    return (names[0], entry[names[0]]) if names else ("", [])


def batches(request: Request, found: Iterable[Unit], limit: int) -> Iterator[Batch]:
    """Units as requests of at most so many destinations, all with the same envelope."""
    pending: list[Unit] = []
    single = request.api not in _LISTS
    for unit in found:
        if pending and (single or sum(each.count for each in pending) + unit.count > limit):
            yield _batch(request, pending)
            pending = []
        pending.append(unit)
    if pending:
        yield _batch(request, pending)


def _batch(request: Request, found: list[Unit]) -> Batch:
    value, parts = _body(request, found)
    not_after = request.value.get("expiry") or request.value.get("expireAt")
    return Batch(
        ENDPOINTS[request.api],
        request.api,
        request.channel,
        compact(value),
        parts,
        sum(each.count for each in found),
        not_after if isinstance(not_after, str) else None,
    )


def _body(request: Request, found: list[Unit]) -> tuple[Any, tuple[tuple[str, ...], ...]]:
    keys = tuple((each.key,) for each in found)
    if found[0].filled:
        values = [dict(each.entry) for each in found]
        return (values if len(values) > 1 else values[0]), keys
    name = _LISTS[request.api]
    value = {**request.value, name: _grouped([each.entry for each in found], request)}
    return value, (tuple(each.key for each in found),)


def _grouped(entries: list[Mapping[str, Any]], request: Request) -> list[dict[str, Any]]:
    """Neighbouring entries that differ only in the address, as one with several."""
    grouped: list[dict[str, Any]] = []
    keys = id_keys(request.api, request.channel)
    for entry in entries:
        key, addresses = _addresses(entry, keys)
        last = grouped[-1] if grouped else None
        if last is not None and last.keys() == entry.keys() and {**last, key: None} == {**entry, key: None}:
            last[key] += addresses
        else:
            grouped.append({**entry, key: list(addresses)})
    return grouped
