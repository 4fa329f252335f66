"""A message as its recipient would see it, in the few words (`blocks`) that the page knows how to draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msglint.sandbox.ledger import Accepted
from msglint.sandbox.look import apple, apps, chat, phone
from msglint.sandbox.look.blocks import Block, at, hint, items, said, small
from msglint.sandbox.wording import filled

_BLOCKS: dict[str, Callable[[Any], list[Block]]] = {
    "sms": phone.sms,
    "mms": phone.mms,
    "voice": phone.voice,
    "email": phone.email,
    "whatsapp": chat.whatsapp,
    "messenger": chat.messenger,
    "rcs": chat.rcs,
    "push": apps.push,
    "in-app": apps.in_app,
    "apple-messages": apple.apple,
}

_SENDERS = {
    "sms": ("channels", "sms", "senderid"),
    "voice": ("channels", "voice", "cli"),
    "apple-messages": ("channels", "AppleBusinessChat", "brandName"),
}


def look(request: Accepted) -> dict[str, Any]:
    """What to draw: sender, blocks, and notes below them; a request whose body is gone says so."""
    if request.body is None:
        return {"from": "", "blocks": [hint("the sandbox no longer keeps this message's text")], "notes": []}
    body = filled(request, 0)
    if isinstance(at(body, "channels"), list):
        body = {**body, "channels": at(body, "channels", 0)}
    blocks = _BLOCKS[request.channel](body) if request.channel in _BLOCKS else []
    blocks += _template(body)
    if not blocks:
        blocks = [hint("nothing that the recipient could see")]
    return {"from": _sender(request, body), "blocks": blocks, "notes": phone.notes(request)}


def _sender(request: Accepted, body: dict[str, Any]) -> str:
    told = at(body, *_SENDERS.get(request.channel, ("appid",))) if request.api == "v1" else None
    named = at(body, "options", "fromName") if request.channel == "email" else None
    return said(named or told or body.get("from") or body.get("callerId") or body.get("appid"))


def _template(body: dict[str, Any]) -> list[Block]:
    """A template's name and values: its text is known to the platform alone."""
    name = said(at(body, "message", "template") or at(body, "template", "id"))
    if not name:
        return []
    values = at(body, "message", "parameters")
    blocks = [hint(f"template {name}: its text stands on the platform")]
    if isinstance(values, dict):
        blocks += [small(f"{key}: {_value(each)}") for key, each in values.items()]
    return blocks


def _value(value: Any) -> str:
    plain = said(value)
    if plain:
        return plain
    told = [said(each) for each in (value.values() if isinstance(value, dict) else items(value))]
    return ", ".join(filter(None, told))
