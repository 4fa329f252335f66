"""In-app messages and live chat: cards and their buttons."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_AT = "channels/appmessaging"
_ON = "v1/in-app"
_CARDS = ("message", "attachment", "payload", "elements")
_BUTTON = ("type", "identifier", "title")
_WEB_BUTTON = (*_BUTTON, "url")


@rule(
    "in-app-template-empty",
    at=_AT,
    on=_ON,
    needs="message/attachment/templateType",
    severity=Severity.WARNING,
    source="in-app.md, payload.elements: not stated, needed for content",
)
def template_empty(block: Place) -> Iterator[Finding]:
    """
    A template without cards.

    All that a template shows stands in `payload.elements`.

    ```yaml bad
    message: {attachment: {contentType: template, templateType: generic}}
    ```

    ```yaml good
    message:
      attachment: {contentType: template, templateType: generic, payload: {elements: [{title: Harbour room}]}}
    ```
    """
    attachment = block.get("message", "attachment")
    if not isinstance(attachment, dict) or attachment.get("contentType") != "template":
        return
    payload = attachment.get("payload", {})
    if not isinstance(attachment.get("templateType"), str) or not isinstance(payload, dict):
        return
    if "elements" not in payload:
        message = "the template has no cards: `payload.elements` is missing"
        yield Finding(message, ("message", "attachment"), on_key=True)
    elif payload["elements"] == []:
        yield Finding("a template without cards shows nothing", _CARDS)


@rule(
    "in-app-attachment-url",
    at=_AT,
    on=_ON,
    needs="message/attachment/payload/elements",
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 9",
)
def attachment_url(block: Place) -> Iterator[Finding]:
    """
    The pictures of a card are called `attachment_url`.

    One table names them so; all samples have `imageUrls`, a list.

    ```yaml bad
    message:
      attachment:
        contentType: template
        templateType: generic
        payload: {elements: [{title: Harbour room, attachment_url: ["https://cdn.example.com/r/12.jpg"]}]}
    ```

    ```yaml fixed
    message:
      attachment:
        contentType: template
        templateType: generic
        payload: {elements: [{title: Harbour room, imageUrls: ["https://cdn.example.com/r/12.jpg"]}]}
    ```

    ```yaml good
    message:
      attachment:
        contentType: template
        templateType: generic
        payload: {elements: [{title: Harbour room, imageUrls: ["https://cdn.example.com/r/12.jpg"]}]}
    ```
    """
    for path, card in block.once(_cards):
        if "attachment_url" in card:
            where, fix = (*path, "attachment_url"), None
            if "imageUrls" not in card and isinstance(card["attachment_url"], list):
                fix = Fix("rename it to `imageUrls`", (Change("rename", where, "imageUrls"),), "unsafe")
            yield Finding(
                "the pictures of a card are `imageUrls`, a list of addresses", where, fix=fix, on_key=True
            )


@rule(
    "in-app-button-incomplete",
    at=_AT,
    on=_ON,
    needs="message/attachment/payload/elements",
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 10",
)
def button_incomplete(block: Place) -> Iterator[Finding]:
    """
    A button of a card lacks what all samples have.

    Each has `type`, `identifier`, and `title`, and a `webUrl` button the `url` that it opens. The
    documentation does not say which of them it could do without.

    ```yaml bad
    message:
      attachment:
        contentType: template
        templateType: generic
        payload: {elements: [{title: Harbour room, buttons: [{type: webUrl, identifier: room-12, title: Open}]}]}
    ```

    ```yaml good
    message:
      attachment:
        contentType: template
        templateType: generic
        payload:
          elements:
            - title: Harbour room
              buttons: [{type: webUrl, identifier: room-12, title: Open, url: "https://stay.example.com/12"}]
    ```
    """
    for path, button in block.once(_buttons):
        wanted = _WEB_BUTTON if button.get("type") == "webUrl" else _BUTTON
        lacking = [key for key in wanted if key not in button]
        if lacking:
            *most, last = [f"`{key}`" for key in lacking]
            words = f"{', '.join(most)} and {last} are" if most else f"{last} is"
            yield Finding(f"{words} missing in a button", path)


@rule(
    "in-app-button-identifier-repeated",
    at=_AT,
    on=_ON,
    needs="message/attachment/payload/elements",
    severity=Severity.WARNING,
    source="in-app.md, Conditional rule 5",
)
def button_identifier_repeated(block: Place) -> Iterator[Finding]:
    """
    Buttons of two cards have the same identifier.

    Your webhook could not tell which of them was pressed. Within one card it is an error (7704);
    whether it is one across cards is not documented.

    ```yaml bad
    message:
      attachment:
        contentType: template
        templateType: generic
        payload:
          elements:
            - {title: Harbour room, buttons: [{type: templatePostback, identifier: save, title: Save}]}
            - {title: Garden room, buttons: [{type: templatePostback, identifier: save, title: Save}]}
    ```

    ```yaml good
    message:
      attachment:
        contentType: template
        templateType: generic
        payload:
          elements:
            - {title: Harbour room, buttons: [{type: templatePostback, identifier: save-12, title: Save}]}
            - {title: Garden room, buttons: [{type: templatePostback, identifier: save-14, title: Save}]}
    ```
    """
    homes: dict[str, str | int] = {}
    for path, button in block.once(_buttons):
        identifier = button.get("identifier")
        if isinstance(identifier, str) and identifier:
            card = path[len(_CARDS)]
            if homes.setdefault(identifier, card) != card:
                message = f"a button of an earlier card is called `{identifier}` too"
                yield Finding(message, (*path, "identifier"))


def _cards(block: Place) -> list[tuple[Path, dict[Any, Any]]]:
    """The cards of a message, with their paths."""
    cards = block.get(*_CARDS)
    if not isinstance(cards, list):
        return []
    return [((*_CARDS, index), card) for index, card in enumerate(cards) if isinstance(card, dict)]


def _buttons(block: Place) -> list[tuple[Path, dict[Any, Any]]]:
    """The buttons of all cards, with their paths."""
    return [
        ((*path, "buttons", index), button)
        for path, card in block.once(_cards)
        if isinstance(buttons := card.get("buttons"), list)
        for index, button in enumerate(buttons)
        if isinstance(button, dict)
    ]
