"""The fields of a request around its content: ids, priority, and others, in API v1 and v2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_EMPTY_ALLOWED: tuple[Path, ...] = (
    ("appid",),
    ("route",),
    ("expiry",),
    ("correlationid",),
    ("conversationid",),
    ("callbackData",),
    ("notifyurl",),
    ("notifyurlAuthId",),
    ("message", "template"),
    ("correlationId",),
    ("notifyUrlAuthId",),
    ("sendAt",),
    ("expireAt",),
    ("validity",),
    ("batchId",),
    ("priority",),
    ("options", "domain"),
    ("options", "tag1"),
    ("options", "tag2"),
)
"""Optional fields that samples show as `""`."""

_SAID_ELSEWHERE = frozenset({("apple-messages", "notifyurl"), ("messenger", "conversationid")})
"""Channel and field of which another rule speaks."""


def _has_empty(value: dict[str, Any]) -> bool:
    """Whether a request, or one of the objects right below it, has an empty text at all."""
    inner = value.values()
    return "" in inner or any("" in each.values() for each in inner if each.__class__ is dict)


@rule("gtr-ids-miscounted", at="gtrId", on="v1", severity=Severity.ERROR, source="envelope-v1.md §4.5")
def gtr_ids_miscounted(ids: Place) -> Iterator[Finding]:
    """
    `gtrId` has more or fewer ids than `destination` has entries.

    The n-th id belongs to the n-th entry of `destination`, however many addresses that entry
    holds.

    ```yaml bad
    [gtr-a, gtr-b]
    ```

    ```yaml good
    [gtr-a]
    ```
    """
    given, entries = ids.value, ids.request.root().get("destination")
    if isinstance(given, list) and isinstance(entries, list) and len(given) != len(entries):
        yield Finding(
            f"{_count(given, 'id')} for {_count(entries, 'entry')} of `destination`: one each is needed"
        )


def _count(members: list[object], word: str) -> str:
    if len(members) == 1:
        return f"1 {word}"
    return f"{len(members)} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"


@rule(
    "icmessage-redundant",
    at="icmessage",
    on=("v1/push", "v1/in-app"),
    severity=Severity.INFO,
    source="envelope-v1.md §1, icmessage",
    default=False,
)
def icmessage_redundant(flag: Place) -> Iterator[Finding]:
    """
    `icmessage` is set by hand.

    The gateway sets it by itself where SDK co-existence is switched on for the app.

    ```yaml bad
    "true"
    ```

    ```yaml good
    ""
    ```
    """
    if flag.value:
        yield Finding("the gateway sets `icmessage` by itself", on_key=True)


@rule(
    "correlation-id-overridden",
    at="",
    on=("v1", "v2"),
    severity=Severity.INFO,
    source="envelope-v1.md §4.7; push.md, Conditional rules 9",
    default=False,
)
def correlation_id_overridden(request: Place) -> Iterator[Finding]:
    """
    Every recipient has a correlation id of its own, and the request has one too.

    The one of the entry wins, so that of the request comes back with no receipt.

    ```yaml bad
    correlationid: lot-7
    destination: [{msisdn: ["+447700900101"], correlationid: lot-7-a}]
    ```

    ```yaml good
    destination: [{msisdn: ["+447700900101"], correlationid: lot-7-a}]
    ```
    """
    key, entries_key = (
        ("correlationid", "destination") if request.request.api == "v1" else ("correlationId", "to")
    )
    if request.value.get(key):
        entries = request.value.get(entries_key)
        if isinstance(entries, list) and entries and all(_has(each, key) for each in entries):
            yield Finding("every entry has an id of its own, which wins", (key,), on_key=True)


def _has(entry: Any, key: str) -> bool:
    return isinstance(entry, dict) and bool(entry.get(key))


@rule(
    "field-empty",
    at="",
    on=("v1", "v2"),
    severity=Severity.INFO,
    source="envelope-v1.md §17; messenger.md and whatsapp.md §6, empty strings; apple-messages.md, Lint advice",
    default=False,
)
def field_empty(request: Place) -> Iterator[Finding]:
    """
    An optional field is an empty text.

    The documentation's samples show `""` where a value belongs. What the platform makes of it
    is not stated; a field that is not needed is better left out.

    ```yaml bad
    callbackData: ""
    ```

    ```yaml fixed
    {}
    ```

    ```yaml good
    callbackData: run-42
    ```
    """
    if not _has_empty(request.value):
        return
    for path in _EMPTY_ALLOWED:
        if (
            path[0] in request.value
            and request.get(*path) == ""
            and (request.request.channel, path[0]) not in _SAID_ELSEWHERE
        ):
            fix = Fix(f"remove `{path[-1]}`", (Change("remove", path),), "unsafe")
            yield Finding(f"`{path[-1]}` is empty: leave it out", path, on_key=True, fix=fix)
