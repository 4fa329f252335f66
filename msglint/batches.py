"""The requests that go out: a message's destinations, as many a request as the limit allows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from msglint.errors import InputError
from msglint.filling import fill, placeholders
from msglint.id_keys import id_keys
from msglint.payload import ENDPOINTS, compact
from msglint.recipients import Recipient
from msglint.request import Request

_LISTS = {"v1": "destination", "v2": "to"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is sent whole or not at all: mostly one destination of a message.

    `entry` is its entry in the list of destinations; with `filled`, the whole request for it alone.
    """

    key: str
    """SHA-256 over endpoint, message, and entry: the same destination of the same message has it again."""

    entry: Mapping[str, Any]
    count: int
    filled: bool
    address: str
    """Whom it goes to, as it is sent; several on a line each."""

    correlation_id: str
    """Its own, else that of the whole message; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One request to the API: its body, and the units in each of its parts."""

    path: str
    api: str
    channel: str | None
    text: str
    parts: tuple[tuple[Unit, ...], ...]
    not_after: str | None

    @property
    def count(self) -> int:
        """Its destinations."""
        return sum(unit.count for part in self.parts for unit in part)


def _digest(path: str, *values: Any) -> str:
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
        key = _digest(path, rest, entry)
        if recipients is None:  # a file of recipients has no address twice
            seen[key] += 1
            if seen[key] > 1:
                key = _digest(path, rest, entry, seen[key])
        yield Unit(key, entry, count, filled, *_whom(request, name, entry, filled))


def _entries(
    request: Request, name: str | None, rest: dict[str, Any], recipients: Iterable[Recipient] | None
) -> Iterator[tuple[dict[str, Any], int, bool]]:
    keys = id_keys(request.api, request.channel)
    if recipients is not None:
        fills = request.api == "v1" and bool(placeholders(rest))
        for recipient in recipients:
            yield _of_recipient(request.api, rest, recipient, fills)
    elif name is None:
        yield rest, 1, True
    elif rest.get("multipleToRecipients") in (True, "true"):  # one mail that names all of them
        yield request.value, sum(_count(entry, keys) for entry in _list(request, name)), True
    else:
        for entry in _list(request, name):
            key = _only(entry, keys)
            if key is None:
                yield entry, _count(entry, keys), False
            else:
                for address in entry[key]:
                    yield {**entry, key: [address]}, 1, False


def _list(request: Request, name: str) -> list[dict[str, Any]]:
    """The entries of a message's destinations, whose check a comment may have switched off."""
    match request.value.get(name):
        case [*entries] if entries and all(isinstance(entry, dict) for entry in entries):
            return entries
    where = request.document.source.name
    raise InputError(f"{where}: `{name}` is no list of entries, so there is nobody to send to")


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


def _whom(request: Request, name: str | None, entry: Mapping[str, Any], filled: bool) -> tuple[str, str]:
    """The addresses that a unit goes to, a line each, and its correlation id."""
    entries = entry[name] if filled and name else [entry]
    found = [each.get(key) for each in entries for key in id_keys(request.api, request.channel)]
    lists = [each if isinstance(each, list) else [each] for each in found if each is not None]
    own = entries[0].get(_ID[request.api]) or request.value.get(_ID[request.api])
    return "\n".join(str(address) for each in lists for address in each), str(own or "")


_ID = {"v1": "correlationid"} | dict.fromkeys(
    ("v2", "sms-v1", "voice-messages-v1", "voice-calls-v1"), "correlationId"
)


def _only(entry: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    """The id key of an entry that can be split: with two of them, one would go out with each part of the other."""
    found = [key for key in keys if key in entry]
    return found[0] if len(found) == 1 and isinstance(entry[found[0]], list) else None


def _count(entry: Mapping[str, Any], keys: Iterable[str]) -> int:
    """The addresses of an entry, under all its id keys; one where none is known."""
    return sum(len(entry[key]) for key in keys if isinstance(entry.get(key), list)) or 1


def batches(request: Request, found: Iterable[Unit], limit: int) -> Iterator[Batch]:
    """Units as requests of at most so many destinations, all with the same envelope."""
    return (_batch(request, group) for group in groups(request, found, limit))


def groups(request: Request, found: Iterable[Unit], limit: int) -> Iterator[list[Unit]]:
    """The units of each request."""
    pending: list[Unit] = []
    size = 0
    single = request.api not in _LISTS
    for unit in found:
        if pending and (single or size + unit.count > limit):
            yield pending
            pending, size = [], 0
        pending.append(unit)
        size += unit.count
    if pending:
        yield pending


def _batch(request: Request, found: list[Unit]) -> Batch:
    value, parts = _body(request, found)
    not_after = request.value.get("expiry") or request.value.get("expireAt")
    return Batch(
        ENDPOINTS[request.api],
        request.api,
        request.channel,
        compact(value),
        parts,
        not_after if isinstance(not_after, str) else None,
    )


def _body(request: Request, found: list[Unit]) -> tuple[Any, tuple[tuple[Unit, ...], ...]]:
    if found[0].filled:
        values = [dict(each.entry) for each in found]
        return (values if len(values) > 1 else values[0]), tuple((each,) for each in found)
    name = _LISTS[request.api]
    value = {**request.value, name: _grouped([each.entry for each in found], request)}
    return value, (tuple(found),)


def _grouped(entries: list[Mapping[str, Any]], request: Request) -> list[dict[str, Any]]:
    """Neighbouring entries that differ only in the address, as one with several."""
    grouped: list[dict[str, Any]] = []
    keys = id_keys(request.api, request.channel)
    for entry in entries:
        key = _only(entry, keys)
        last = grouped[-1] if grouped else {}
        if key is not None and key in last and {**last, key: None} == {**entry, key: None}:
            last[key] += entry[key]
        else:
            grouped.append(dict(entry) if key is None else {**entry, key: [*entry[key]]})
    return grouped
