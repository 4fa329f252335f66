"""Apple Messages for Business."""

from __future__ import annotations

from typing import Any

from msglint.sandbox.look.blocks import (
    Block,
    at,
    buttons,
    card,
    hint,
    items,
    media,
    rows,
    said,
    small,
    text,
    title,
)

_OBJECT = "\ufffc"


def apple(body: Any) -> list[Block]:
    """A message of any type to Apple's Messages app."""
    block = at(body, "channels", "AppleBusinessChat")
    kind = said(at(block, "type"))
    match kind.lower():
        case "richlink":
            link = at(block, "richLinkData")
            blocks = media("image", at(link, "assets", "image", "url")) + title(at(link, "title"))
            return card([*blocks, small(at(link, "url"))])
        case "interactive":
            return _interactive(at(block, "interactiveData"))
        case "typing_start" | "typing_end":
            return [hint("is typing…" if kind == "typing_start" else "stopped typing")]
        case "invitation":
            return card(title(at(block, "brandName")) + text("invites you to go on in Messages"))
    blocks = text(said(at(block, "text")).replace(_OBJECT, "").replace("\\uFFFC", "").strip())
    for each in items(at(block, "attachments")):
        picture = said(at(each, "mimeType")).split("/")[0]
        blocks += media(picture, at(each, "url"), at(each, "name"))
    return blocks


def _interactive(value: Any) -> list[Block]:
    data, shown = at(value, "data"), at(value, "receivedMessage")
    pictures = {
        said(at(each, "identifier")): at(each, "url")
        for each in items(at(data, "images") or at(value, "images"))
    }
    blocks = media("image", pictures.get(said(at(shown, "imageIdentifier"))))
    blocks += title(at(shown, "title")) + text(at(shown, "subtitle"))
    quick = at(data, "quick-reply")
    blocks += text(at(quick, "summaryText"))
    for section in items(at(data, "listPicker", "sections")):
        blocks += rows(at(section, "title"), _lines(section))
    event = at(data, "event")
    slots = (
        (at(each, "startTime"), _minutes(at(each, "duration"))) for each in items(at(event, "timeslots"))
    )
    blocks += rows(at(event, "title"), slots) + _pay(at(data, "payment", "paymentRequest"))
    for page in items(at(data, "dynamic", "data", "pages")):
        blocks += rows(
            at(page, "title") or at(page, "subtitle"), _lines(page) or [(at(page, "subtitle"), "")]
        )
    if at(data, "authenticate") is not None:
        blocks.append(small("sign in"))
    if said(at(value, "appName")):
        blocks.append(small(f"opens {said(at(value, 'appName'))}"))
    chips = buttons(((at(each, "title"), "") for each in items(at(quick, "items"))), "chips")
    return card(blocks) + chips


def _lines(value: Any) -> list[tuple[Any, Any]]:
    return [(at(each, "title"), at(each, "subtitle")) for each in items(at(value, "items"))]


def _minutes(seconds: Any) -> str:
    return f"{seconds // 60} min" if isinstance(seconds, int) else ""


def _pay(payment: Any) -> list[Block]:
    if payment is None:
        return []
    currency = said(at(payment, "currencyCode"))
    lines = [
        (at(each, "label"), f"{said(at(each, 'amount'))} {currency}")
        for each in (*items(at(payment, "lineItems")), at(payment, "total"))
    ]
    return rows("Apple Pay", lines)
