"""Messenger: quick replies and buttons."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_OTT = "channels/OTT-Messaging"
_ON = "v1/messenger"

API_QUICK_REPLIES = 10
"""What the API reference allows; the help allows one more, and more than that is an error of the schema."""


@rule(
    "messenger-quick-replies-many",
    at=_OTT,
    on=_ON,
    needs="fb/quick_replies",
    severity=Severity.WARNING,
    source="messenger.md §6 no. 2",
)
def quick_replies_many(block: Place) -> Iterator[Finding]:
    """
    Eleven quick replies, where the API reference allows ten.

    The help pages of the platform say eleven.

    ```yaml bad
    fb:
      text: Choose a slot.
      quick_replies:
        - &slot {content_type: text, title: Slot, payload: slot, image_url: "https://files.example.com/i/slot.png"}
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
        - *slot
    ```

    ```yaml good
    fb:
      text: Choose a slot.
      quick_replies:
        - {content_type: text, title: Early, payload: early, image_url: "https://files.example.com/i/early.png"}
    ```
    """
    match block.get("fb", "quick_replies"):
        case list(replies) if len(replies) == API_QUICK_REPLIES + 1:
            yield Finding(
                "11 quick replies; the API reference allows 10, the help 11", ("fb", "quick_replies")
            )


@rule(
    "messenger-quick-reply-without-image",
    at=_OTT,
    on=_ON,
    needs="fb/quick_replies",
    severity=Severity.WARNING,
    source="messenger.md §6 no. 3",
    default=False,
)
def quick_reply_without_image(block: Place) -> Iterator[Finding]:
    """
    A quick reply has no `image_url`.

    The table calls it optional and a sample goes without; a note beside them says that it is
    mandatory at present. Where no reply has one, only the first is reported.

    ```yaml bad
    fb:
      text: Shall we call you?
      quick_replies: [{content_type: text, title: Yes, payload: call=yes}]
    ```

    ```yaml good
    fb:
      text: Shall we call you?
      quick_replies:
        - {content_type: text, title: Yes, payload: call=yes, image_url: "https://files.example.com/i/yes.png"}
    ```
    """
    replies = list(below(block.value, "fb", "quick_replies", "*"))
    bare = [path for path, reply in replies if isinstance(reply, dict) and not reply.get("image_url")]
    if bare and len(bare) == len(replies):
        yield Finding("no quick reply has an `image_url`; a note calls it mandatory at present", bare[0])
    elif bare:
        for path in bare:
            yield Finding("`image_url` is missing; a note calls it mandatory at present", path)


@rule(
    "messenger-quick-replies-on-template",
    at=_OTT,
    on=_ON,
    needs="fb/quick_replies",
    severity=Severity.INFO,
    source="messenger.md §7, Quick replies",
    default=False,
)
def quick_replies_on_template(block: Place) -> Iterator[Finding]:
    """
    Quick replies stand below a receipt or a button template.

    The samples show them below a text, an image, and cards only.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload:
          template_type: button
          text: What next?
          buttons: [{type: postback, title: Talk to us, payload: agent}]
      quick_replies:
        - {content_type: text, title: Later, payload: later, image_url: "https://files.example.com/i/later.png"}
    ```

    ```yaml good
    fb:
      text: What next?
      quick_replies:
        - {content_type: text, title: Later, payload: later, image_url: "https://files.example.com/i/later.png"}
    ```
    """
    if not block.get("fb", "quick_replies"):
        return
    match block.get("fb", "attachment"):
        case {"type": "template", "payload": {"template_type": "receipt" | "button" as kind}}:
            yield Finding(
                f"no sample has quick replies below a {kind} template", ("fb", "quick_replies"), on_key=True
            )


def _is_button_template(block: Place) -> bool:
    return bool(block.get("fb", "attachment", "payload", "template_type") == "button")


@rule(
    "messenger-template-without-buttons",
    at=_OTT,
    on=_ON,
    given=_is_button_template,
    needs="fb/attachment/payload",
    severity=Severity.WARNING,
    source="messenger.md §1, template_type: button, buttons",
)
def template_without_buttons(block: Place) -> Iterator[Finding]:
    """
    A button template has no buttons.

    The table does not demand them, but a text without buttons is a plain `text`.

    ```yaml bad
    fb:
      attachment: {type: template, payload: {template_type: button, text: What next?}}
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload:
          template_type: button
          text: What next?
          buttons: [{type: postback, title: Talk to us, payload: agent}]
    ```
    """
    match block.get("fb", "attachment"):
        case {"type": "template", "payload": {"template_type": "button"} as payload}:
            if payload.get("buttons", []) == []:
                path = ("fb", "attachment", "payload")
                yield Finding("a button template without `buttons`; a `text` does the same", path)
