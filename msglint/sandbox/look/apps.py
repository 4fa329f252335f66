"""Push notifications and in-app messages."""

from __future__ import annotations

from typing import Any

from msglint.sandbox.look.blocks import (
    Block,
    at,
    buttons,
    carousel,
    items,
    media,
    said,
    small,
    text,
    title,
)

_PLATFORMS = {"android": "Android", "ios": "iOS", "web": "Web"}


def push(body: Any) -> list[Block]:
    """A notification for each platform that the request names; one only where all say the same."""
    block = at(body, "channels", "push")
    found: dict[str, tuple[list[str], list[Block]]] = {}
    for key, name in _PLATFORMS.items():
        shown = title(at(block, key, "title")) + text(at(block, key, "text"))
        shown += media("image", at(block, key, "extras", "customtags", "imageurl"))
        shown += media("image", at(block, key, "extras", "attachmenturl"))
        if shown:
            found.setdefault(str(shown), ([], shown))[0].append(name)
    blocks: list[Block] = []
    for names, shown in found.values():
        blocks.append({"is": "notification", "on": ", ".join(names), "blocks": shown + _actions(block)})
    return blocks


def _actions(block: Any) -> list[Block]:
    actions = items(at(block, "interactive", "actions"))
    labels = (
        (said(at(each, "action")).replace("_", " ").capitalize(), at(each, "value")) for each in actions
    )
    return buttons(labels)


def in_app(body: Any) -> list[Block]:
    """A message in an app's chat, and the notification that announces it."""
    block = at(body, "channels", "appmessaging")
    message = at(block, "message")
    attachment = at(message, "attachment")
    blocks = text(at(message, "text"))
    if said(at(attachment, "contentType")) == "template":
        elements = items(at(attachment, "payload", "elements"))
        blocks += carousel([_element(each) for each in elements])
    else:
        blocks += media(at(attachment, "contentType"), at(attachment, "file"))
        if said(at(attachment, "latitude")):
            blocks.append(small(f"{said(at(attachment, 'latitude'))}, {said(at(attachment, 'longitude'))}"))
    replies = items(at(message, "quickReplies", "options"))
    blocks += buttons(((at(each, "title"), "") for each in replies), "chips")
    notice = title(at(block, "notification", "title")) + text(at(block, "notification", "text"))
    if notice:
        shown = notice + _actions(at(block, "notification"))
        blocks.append({"is": "notification", "on": "announced by", "blocks": shown})
    return blocks


def _element(element: Any) -> list[Block]:
    blocks = media("image", at(element, "imageUrls", 0)) + title(at(element, "title"))
    labels = ((at(each, "title"), at(each, "url")) for each in items(at(element, "buttons")))
    return blocks + text(at(element, "subtitle")) + buttons(labels)
