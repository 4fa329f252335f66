"""In-app messages and live chat: quick replies, and identifiers of all that can be pressed."""

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder

_AT = "channels/appmessaging"
_ON = "v1/in-app"
_BUTTONS = ("message", "attachment", "payload", "elements", "*", "buttons", "*")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]*")

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
    for key in ("quickReplies", "quickreplies"):
        yield from below(block, "message", key, "options", "*", "identifier")


@rule(
    "in-app-quick-replies-misspelt",
    at=_AT,
    on=_ON,
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
    message = block.get("message")
    if not isinstance(message, dict):
        return
    yield from _misspelt(message, ("message",), "quickreplies", "quickReplies")
    for key in ("quickReplies", "quickreplies"):
        for path, option in below(message, key, "options", "*"):
            if isinstance(option, dict):
                yield from _misspelt(option, ("message", *path), "imageurl", "imageUrl")


def _misspelt(holder: dict[Any, Any], path: Path, key: str, name: str) -> Iterator[Finding]:
    if key in holder:
        where, fix = (*path, key), None
        if name not in holder:
            fix = Fix(f"rename it to `{name}`", (Change("rename", where, name),))
        yield Finding(f"the documented name is `{name}`", where, fix=fix, on_key=True)


@rule(
    "in-app-quick-replies-many",
    at=_AT,
    on=_ON,
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
    for key in ("quickReplies", "quickreplies"):
        match block.get("message", key, "options"):
            case list(options) if len(options) == PAGE_QUICK_REPLIES + 1:
                yield Finding(
                    "5 quick replies; the page of the channel allows 4, a status code 5",
                    ("message", key, "options"),
                    on_key=True,
                )
