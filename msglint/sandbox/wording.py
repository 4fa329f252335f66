"""The text of a message as one recipient gets it: placeholders filled, the channel's own field found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msglint.filling import fill
from msglint.sandbox.judge import ids
from msglint.sandbox.ledger import Accepted


def filled(request: Accepted, index: int) -> dict[str, Any]:
    """The body with the substitutions of one destination in its content; API v1 has none."""
    body = request.body or {}
    if request.api == "v1":
        return body
    values = _texts(body.get("substitutions"))
    for entry, size in _entries(body):
        if index < size:
            values |= _texts(entry.get("substitutions"))
            break
        index -= size
    return {**body, "content": fill(body.get("content"), values)} if values else body


def text_of(request: Accepted, index: int) -> str:
    """The text of an SMS for one destination; empty where a template makes it."""
    body = filled(request, index)
    match request.api, body:
        case "v1", {"channels": {"sms": {"text": str() as text}}}:
            return text
        case "v2", {"content": {"text": str() as text}}:
            return text
        case "sms-v1", {"content": str() as text}:
            return text
    return ""


def _texts(values: Any) -> dict[str, str]:
    return {name: str(each) for name, each in values.items()} if isinstance(values, Mapping) else {}


def _entries(body: dict[str, Any]) -> list[tuple[dict[str, Any], int]]:
    """The entries of `to`, and how many destinations each has."""
    entries = body.get("to")
    return [
        (entry, sum(1 for _ in ids(entry)))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    ]
