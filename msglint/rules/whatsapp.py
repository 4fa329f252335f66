"""WhatsApp: what kind of message it is, lists, and reply buttons."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_OTT = "channels/OTT-Messaging"
_ON = "v1/whatsapp"
_TYPES = (
    "text",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "list",
    "reply",
    "hsm",
)


def _repeats(value: Any, *pattern: str) -> Iterator[Path]:
    """Where, below a value, a text at the pattern stands that an earlier one equals."""
    if not _has_repeats(value, pattern):
        return
    seen: set[str] = set()
    for path, text in below(value, *pattern):
        if isinstance(text, str):
            if text in seen:
                yield path
            seen.add(text)


def _has_repeats(value: Any, pattern: tuple[str, ...]) -> bool:
    """Whether there is any text at the pattern that an earlier one equals: a look that makes no paths."""
    found = [value]
    for step in pattern:
        if step == "*":
            found = [item for part in found if part.__class__ is list for item in part]
        else:
            found = [part[step] for part in found if part.__class__ is dict and step in part]
    texts = [each for each in found if isinstance(each, str)]
    return len(set(texts)) < len(texts)


@rule(
    "whatsapp-list-row-repeated",
    at=_OTT,
    on=_ON,
    needs="wa/list/action/sections",
    severity=Severity.ERROR,
    source="whatsapp.md §1 rows[].id, §2 rule 8",
)
def list_row_repeated(block: Place) -> Iterator[Finding]:
    """
    Two rows of a list message have the same `id`.

    The id is all that comes back when the customer picks a row, so it must be unique in the
    whole list, over all sections.

    ```yaml bad
    wa:
      type: list
      list:
        body: {text: When shall we come?}
        action:
          button: Show times
          sections:
            - title: Tomorrow
              rows: [{id: morning, title: 8 to 12}]
            - title: Saturday
              rows: [{id: morning, title: 9 to 12}]
    ```

    ```yaml good
    wa:
      type: list
      list:
        body: {text: When shall we come?}
        action:
          button: Show times
          sections:
            - title: Tomorrow
              rows: [{id: tomorrow-morning, title: 8 to 12}]
            - title: Saturday
              rows: [{id: saturday-morning, title: 9 to 12}]
    ```
    """
    for path in _repeats(block.value, "wa", "list", "action", "sections", "*", "rows", "*", "id"):
        yield Finding("an earlier row has this `id` already; ids are unique in the whole list", path)


@rule(
    "whatsapp-reply-button-repeated",
    at=_OTT,
    on=_ON,
    needs="wa/reply/action/buttons",
    severity=Severity.ERROR,
    source="whatsapp.md §1 buttons[].reply.id, .title",
)
def reply_button_repeated(block: Place) -> Iterator[Finding]:
    """
    Two reply buttons have the same `id` or the same `title`.

    The id tells which button was tapped; WhatsApp refuses equal titles too.

    ```yaml bad
    wa:
      type: reply
      reply:
        body: {text: Shall we keep your table?}
        action:
          buttons:
            - {type: reply, reply: {id: keep, title: Keep it}}
            - {type: reply, reply: {id: keep, title: Give it away}}
    ```

    ```yaml good
    wa:
      type: reply
      reply:
        body: {text: Shall we keep your table?}
        action:
          buttons:
            - {type: reply, reply: {id: keep, title: Keep it}}
            - {type: reply, reply: {id: release, title: Give it away}}
    ```
    """
    for key in ("id", "title"):
        for path in _repeats(block.value, "wa", "reply", "action", "buttons", "*", "reply", key):
            yield Finding(f"an earlier button has this `{key}` already", path)


@rule(
    "whatsapp-reply-without-buttons",
    at=_OTT,
    on=_ON,
    needs="wa/reply/action/buttons",
    severity=Severity.WARNING,
    source="whatsapp.md §1 reply.action.buttons",
)
def reply_without_buttons(block: Place) -> Iterator[Finding]:
    """
    A message with reply buttons has no button.

    One to three buttons are shown below the text; with none there is nothing to tap, and
    `type: text` says the same.

    ```yaml bad
    wa:
      type: reply
      reply:
        body: {text: Shall we keep your table?}
        action: {buttons: []}
    ```

    ```yaml good
    wa:
      type: reply
      reply:
        body: {text: Shall we keep your table?}
        action:
          buttons: [{type: reply, reply: {id: keep, title: Keep it}}]
    ```
    """
    if block.get("wa", "reply", "action", "buttons") == []:
        yield Finding("the message has no button to tap", ("wa", "reply", "action", "buttons"))


def _is_doubtful(block: Place) -> bool:
    """Whether a message has more than its type and the content of it, or is of the kind that was dropped."""
    message = block.get("wa")
    return message.__class__ is dict and (len(message) > 2 or message.get("type") == "hsm")


@rule(
    "whatsapp-content-of-other-type",
    at=_OTT,
    on=_ON,
    given=_is_doubtful,
    severity=Severity.WARNING,
    source="whatsapp.md §2 rule 3",
)
def content_of_other_type(block: Place) -> Iterator[Finding]:
    """
    The content of another type stands beside the one that `type` names.

    A message is of one type; only the object named like it is to be filled in. A text beside a
    picture is the picture's `caption`, and `preview_url` belongs to `type: text`.

    ```yaml bad
    wa:
      type: image
      image: {url: "https://files.example.com/van.png", mimeType: image/png}
      text: {body: The van is on its way.}
    ```

    ```yaml fixed
    wa:
      type: image
      image: {url: "https://files.example.com/van.png", mimeType: image/png}
    ```

    ```yaml good
    wa:
      type: image
      image: {url: "https://files.example.com/van.png", mimeType: image/png, caption: The van is on its way.}
    ```
    """
    match block.get("wa"):
        case {"type": str(kind), **others} if kind in _TYPES and kind in others:
            for key in others:
                if key != kind and (key in _TYPES or (key == "preview_url" and kind != "text")):
                    path = ("wa", key)
                    yield Finding(
                        f"`{key}` beside `type: {kind}`: a message has the content of its `type` only",
                        path,
                        fix=Fix(f"remove `{key}`", (Change("remove", path),), "unsafe"),
                        on_key=True,
                    )


@rule(
    "whatsapp-hsm-deprecated",
    at=_OTT,
    on=_ON,
    given=_is_doubtful,
    severity=Severity.WARNING,
    source="whatsapp.md §1 type: hsm, hsm.language.policy; §7",
)
def hsm_deprecated(block: Place) -> Iterator[Finding]:
    """
    A message of the old kind `hsm`, which WhatsApp dropped in 2022.

    Send a template by its id (`message.template`) instead. Within an `hsm`, the language policy
    `fallback` is older still: deliveries with it fail.

    ```yaml bad
    wa:
      type: hsm
      hsm:
        namespace: aaaabbbb_cccc_dddd_eeee_ffff00001111
        element_name: order_update
        language: {policy: fallback, code: en}
        localizable_params: [{default: "42"}]
    ```

    ```yaml good
    wa:
      type: text
      text: {body: Your order 42 is on its way.}
    ```
    """
    if block.get("wa", "type") != "hsm":
        return
    yield Finding("`hsm` is deprecated; send a template instead: `message.template`", ("wa", "type"))
    if block.get("wa", "hsm", "language", "policy") == "fallback":
        path = ("wa", "hsm", "language", "policy")
        yield Finding(
            "the policy `fallback` is deprecated and makes deliveries fail; use `deterministic`", path
        )
