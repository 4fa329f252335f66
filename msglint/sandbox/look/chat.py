"""WhatsApp, Messenger, and RCS."""

from __future__ import annotations

from typing import Any

from msglint.sandbox.look.blocks import (
    Block,
    at,
    buttons,
    card,
    carousel,
    hint,
    items,
    media,
    place,
    rows,
    said,
    small,
    text,
    title,
)

_MEDIA = ("image", "video", "audio", "document", "sticker")


def whatsapp(body: Any) -> list[Block]:
    """A WhatsApp message of any type; a template's text is not known here."""
    block = at(body, "channels", "OTT-Messaging", "wa")
    kind = said(at(block, "type"))
    inner = at(block, kind)
    match kind:
        case "text":
            return text(at(inner, "body"))
        case "location":
            return place(
                at(inner, "name"), at(inner, "address"), at(inner, "latitude"), at(inner, "longitude")
            )
        case "contacts":
            return [block for each in items(inner) for block in card(_contact(each))]
        case "list" | "reply":
            return _interactive(inner)
        case "hsm":
            return [hint(f"template {said(at(inner, 'element_name'))} (hsm)")]
    return _whatsapp_media(block)


def _whatsapp_media(block: Any) -> list[Block]:
    found: list[Block] = []
    for kind in _MEDIA:
        inner = at(block, kind)
        found += media(kind, at(inner, "url") or at(inner, "link"), at(inner, "filename"))
        found += text(at(inner, "caption"))
    return found


def _interactive(inner: Any) -> list[Block]:
    action = at(inner, "action")
    footer = said(at(inner, "footer", "text"))
    blocks = title(at(inner, "header", "text")) + _whatsapp_media(at(inner, "header"))
    blocks += text(at(inner, "body", "text"))
    blocks += [small(footer)] if footer else []
    blocks += buttons((at(each, "reply", "title"), "") for each in items(at(action, "buttons")))
    blocks += buttons([(at(action, "button"), "")])
    for each in items(at(action, "sections")):
        lines = ((at(row, "title"), at(row, "description")) for row in items(at(each, "rows")))
        blocks += rows(at(each, "title"), lines)
    return blocks


def _contact(contact: Any) -> list[Block]:
    blocks = title(at(contact, "name", "formatted_name") or at(contact, "org", "company"))
    for name, key in (("phones", "phone"), ("emails", "email"), ("urls", "url")):
        blocks += [small(at(each, key)) for each in items(at(contact, name)) if said(at(each, key))]
    return blocks


def messenger(body: Any) -> list[Block]:
    """A Messenger message: text, attachment or template, quick replies."""
    block = at(body, "channels", "OTT-Messaging", "fb")
    payload = at(block, "attachment", "payload")
    blocks = text(at(block, "text"))
    match at(payload, "template_type"):
        case "generic":
            blocks += carousel([_element(each) for each in items(at(payload, "elements"))])
        case "button":
            blocks += text(at(payload, "text")) + _messenger_buttons(payload)
        case "receipt":
            blocks += card(_receipt(payload))
        case _:
            blocks += media(at(block, "attachment", "type"), at(payload, "url"))
    if said(at(block, "sender_action")):
        blocks.append(hint(said(at(block, "sender_action")).replace("_", " ")))
    replies = (
        (at(each, "title") or at(each, "content_type"), "") for each in items(at(block, "quick_replies"))
    )
    return blocks + buttons(replies, "chips")


def _messenger_buttons(value: Any) -> list[Block]:
    return buttons((at(each, "title"), at(each, "url")) for each in items(at(value, "buttons")))


def _element(element: Any) -> list[Block]:
    blocks = media("image", at(element, "image_url")) + title(at(element, "title"))
    return blocks + text(at(element, "subtitle")) + _messenger_buttons(element)


def _receipt(payload: Any) -> list[Block]:
    currency = said(at(payload, "currency"))
    lines = [
        (at(each, "title"), f"{said(at(each, 'quantity'))} × {said(at(each, 'price'))}".strip(" ×"))
        for each in items(at(payload, "elements"))
    ]
    total = f"{said(at(payload, 'summary', 'total_cost'))} {currency}".strip()
    return [
        *title(f"Order {said(at(payload, 'order_number'))}"),
        *rows("", [*lines, ("Total", total)]),
        small(at(payload, "payment_method")),
    ]


def rcs(body: Any) -> list[Block]:
    """An RCS message: text, media, card or carousel, suggestions."""
    content = at(body, "content")
    blocks: list[Block] = []
    match said(at(content, "type")):
        case "standalone":
            blocks += card(_rich_card(at(content, "richCard")))
        case "carousel":
            blocks += carousel([_rich_card(each) for each in items(at(content, "cards"))])
        case "agentEvent":
            blocks.append(hint(said(at(content, "event")).replace("_", " ").lower()))
        case _:
            blocks += media("file", at(content, "mediaContentUrl")) + text(at(content, "text"))
    return blocks + _suggestions(content, "chips")


def _rich_card(value: Any) -> list[Block]:
    blocks = media("image", at(value, "media", "url")) + title(at(value, "title"))
    return blocks + text(at(value, "description")) + _suggestions(value, "buttons")


def _suggestions(value: Any, kind: str) -> list[Block]:
    return buttons(
        (
            (at(each, "displayText"), at(each, "url") or at(each, "phone"))
            for each in items(at(value, "suggestions"))
        ),
        kind,
    )
