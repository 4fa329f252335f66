"""The bytes of a reply as entries: one for each request that it answers.

Replies are read as leniently as the documentation is vague: any of its shapes under any API and status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAX_BODY = 4 * 1024 * 1024
"""Replies with more bytes than this are not looked into."""

_MAX_DESCRIPTION = 300
_MAX_ID = 256
_SHORTEST_SECRET = 6  # to hide less would garble the text and hide nothing worth hiding
_MASK = "*****"
_CODE = re.compile(r"[0-9]{1,8}", re.ASCII)


class UnreadableError(Exception):
    """The body is none of the documented shapes; the text says what it is instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one request. What the reply does not say, or says in a way that is no text, is empty."""

    code: str
    description: str
    transaction_id: str | None
    correlation_id: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Reply:
    """All entries, and whether they came as a list. An entry is None where there is something else."""

    entries: list[Entry | None]
    listed: bool


def read(body: bytes, secrets: Iterable[str] = ()) -> Reply:
    """The entries of a body, with stars in place of secrets that it repeats; or UnreadableError."""
    if not body.strip():
        raise UnreadableError("the reply is empty")
    if len(body) > MAX_BODY:
        raise UnreadableError(f"the reply is larger than {MAX_BODY // 1024 // 1024} MB")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("the reply is no complete JSON") from None
    match value:
        case {"response": list() | dict() as inner}:
            value = inner
    hidden = [each for each in secrets if len(each) >= _SHORTEST_SECRET]
    match value:
        case [_, *_]:
            return Reply([_entry(each, hidden) for each in value], True)
        case {}:
            return Reply([_entry(value, hidden)], False)
    raise UnreadableError("the reply is JSON, but has no answer in it")


def plain(text: str, secrets: Iterable[str] = ()) -> str:
    """A foreign text as it may be shown: in one line, not long, without control characters and secrets.

    >>> plain("bad" + chr(10) + "key hunter22", ["hunter22"])
    'bad key *****'
    """
    for secret in secrets:
        text = text.replace(secret, _MASK)
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return text if len(text) <= _MAX_DESCRIPTION else text[: _MAX_DESCRIPTION - 1] + "…"


def _entry(value: Any, secrets: list[str]) -> Entry | None:
    if not isinstance(value, dict):
        return None
    code = _text(value, "code")
    return Entry(
        code if _CODE.fullmatch(code) and code not in secrets else "",
        plain(_text(value, "description", "message"), secrets),
        _id(_text(value, "transid", "messageId", "sessionId"), secrets),
        _id(_text(value, "correlationid", "correlationId"), secrets),
        plain(_text(value, "status"), secrets),
    )


def _text(value: dict[str, Any], *names: str) -> str:
    """The first of some members that has a text; one sample of the documentation has a number instead."""
    for name in names:
        match value.get(name):
            case bool():
                continue
            case str() | int() as found if found != "":
                return str(found).strip() if isinstance(found, str) else _digits(found)
    return ""


def _digits(number: int) -> str:
    return str(number) if -(10**18) < number < 10**18 else ""


def _id(text: str, secrets: list[str]) -> str | None:
    """An id, or None for what could not be stored and shown as it is."""
    fit = text and len(text) <= _MAX_ID and text.isprintable() and not any(each in text for each in secrets)
    return text if fit else None
