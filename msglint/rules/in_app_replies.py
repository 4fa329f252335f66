"""In-app messages and live chat: quick replies, and identifiers of all that can be pressed."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder

_AT = "channels/appmessaging"
_ON = "v1/in-app"
_BUTTONS = ("message", "attachment", "payload", "elements", "*", "buttons", "*")
_QUICK_REPLIES = ("quickReplies", "quickreplies")
_IDENTIFIER = regex(r"[A-Za-z0-9_-]*")

PAGE_QUICK_REPLIES = 4
"""What the page of the channel allows; a status code speaks of one more, and beyond that is the schema's error."""


@rule(
    "in-app-identifier-characters",
    at=_AT,
    on=_ON,
    severity=Severity.INFO,
    source="in-app.md, inconsistency 11",
    default=False,
)
def identifier_characters(block: Place) -> Iterator[Finding]:
    """
    The identifier of a button has unusual characters.

    The documentation wants letters and digits; its samples also have hyphens.

    ```yaml bad
    message:
      text: Shall we call you?
      quickReplies: {options: [{type: quickReplyPostback, identifier: call me!, title: Call me}]}
    ```

    ```yaml good
    message:
      text: Shall we call you?
      quickReplies: {options: [{type: quickReplyPostback, identifier: call-me, title: Call me}]}
    ```
    """
    for path, identifier in _identifiers(block.value):
        if not isinstance(identifier, str) or has_placeholder(identifier):
            continue
        if not _IDENTIFIER.fullmatch(identifier):
            yield Finding("an identifier should have letters, digits, `-`, and `_` only", path)


def _identifiers(block: Any) -> Iterator[tuple[Path, Any]]:
    yield from below(block, *_BUTTONS, "identifier")
    yield from below(block, "notification", "interactive", "actions", "*", "identifier")
    for key in _QUICK_REPLIES:
        yield from below(block, "message", key, "options", "*", "identifier")


def quick_replies(block: Place) -> list[tuple[str, Any]]:
    """The names, documented or misspelt, under which a message has quick replies, with the options there."""
    return block.once(_quick_replies)


def _quick_replies(block: Place) -> list[tuple[str, Any]]:
    message = block.get("message")
    if not isinstance(message, dict):
        return []
    return [(key, block.get("message", key, "options")) for key in _QUICK_REPLIES if key in message]


@rule(
    "in-app-quick-replies-misspelt",
    at=_AT,
    on=_ON,
    given=quick_replies,
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 8",
)
def quick_replies_misspelt(block: Place) -> Iterator[Finding]:
    """
    Quick replies, or the picture of one, in the lower-case spelling of some samples.

    Two samples that are about nothing else write `quickReplies` and `imageUrl`, as do the tables.

    ```yaml bad
    message:
      text: Shall we call you?
      quickreplies: {options: [{type: quickReplyPostback, identifier: call-me, title: Call me}]}
    ```

    ```yaml fixed
    message:
      text: Shall we call you?
      quickReplies: {options: [{type: quickReplyPostback, identifier: call-me, title: Call me}]}
    ```

    ```yaml good
    message:
      text: Shall we call you?
      quickReplies: {options: [{type: quickReplyPostback, identifier: call-me, title: Call me}]}
    ```
    """
    for key, options in quick_replies(block):
        if key == "quickreplies":
            yield _misspelt(block.get("message"), ("message",), key, "quickReplies")
        for index, option in enumerate(options if isinstance(options, list) else ()):
            if isinstance(option, dict) and "imageurl" in option:
                yield _misspelt(option, ("message", key, "options", index), "imageurl", "imageUrl")


def _misspelt(holder: dict[Any, Any], path: Path, key: str, name: str) -> Finding:
    where, fix = (*path, key), None
    if name not in holder:
        fix = Fix(f"rename it to `{name}`", (Change("rename", where, name),))
    return Finding(f"the documented name is `{name}`", where, fix=fix, on_key=True)


@rule(
    "in-app-quick-replies-many",
    at=_AT,
    on=_ON,
    given=quick_replies,
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 7",
)
def quick_replies_many(block: Place) -> Iterator[Finding]:
    """
    Five quick replies, where the page of the channel allows four.

    The status code 7706 speaks of five.

    ```yaml bad
    message:
      text: How was your stay?
      quickReplies:
        options:
          - {type: quickReplyPostback, identifier: stay-1, title: Very good}
          - {type: quickReplyPostback, identifier: stay-2, title: Good}
          - {type: quickReplyPostback, identifier: stay-3, title: All right}
          - {type: quickReplyPostback, identifier: stay-4, title: Poor}
          - {type: quickReplyPostback, identifier: stay-5, title: Very poor}
    ```

    ```yaml good
    message:
      text: How was your stay?
      quickReplies:
        options:
          - {type: quickReplyPostback, identifier: stay-1, title: Good}
          - {type: quickReplyPostback, identifier: stay-2, title: Poor}
    ```
    """
    for key, options in quick_replies(block):
        if isinstance(options, list) and len(options) == PAGE_QUICK_REPLIES + 1:
            yield Finding(
                "5 quick replies; the page of the channel allows 4, a status code 5",
                ("message", key, "options"),
                on_key=True,
            )
