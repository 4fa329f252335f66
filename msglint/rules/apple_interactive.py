"""Apple Messages for Business: what all interactive messages share, and authentication."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.apple_parts import LABELS, parts
from msglint.rules.values import fields_within

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_KINDS = ("listPicker", "event", "quick-reply", "dynamic", "payment", "authenticate")
_BUBBLES = ("receivedMessage", "replyMessage")
_UNPRINTABLE = frozenset("\u200b\u2060\ufeff")

LABEL = 200
"""Characters that Apple takes since August 2026; the documentation still says 512 for bubbles."""

BUBBLE = 512
"""The documented limit of a bubble's texts, above which the schema reports an error."""


@rule(
    "apple-contents-combined",
    at=_AT,
    on=_ON,
    needs="data",
    severity=Severity.WARNING,
    source="apple-messages.md, Interactive, DATA",
)
def contents_combined(message: Place) -> Iterator[Finding]:
    """
    More than one kind of content in one interactive message.

    Every sample has exactly one of list picker, time picker, quick reply, form, payment, and
    authentication. Send one message for each.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}]
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: Yes}, {identifier: stop, title: Not now}]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}]
    ```
    """
    data = message.get("data")
    if isinstance(data, dict):
        given = [kind for kind in _KINDS if kind in data]
        if len(given) > 1:
            words = " and ".join(f"`{kind}`" for kind in given)
            yield Finding(f"{words} in one message; all samples have one kind of content", ("data",))


@rule(
    "apple-authentication-without-bid",
    at=_AT,
    on=_ON,
    needs="data/authenticate",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 9",
)
def authentication_without_bid(message: Place) -> Iterator[Finding]:
    """
    The new authentication has no `bid`.

    The documentation calls the id of the extension mandatory there, though only one sample has
    it. Everywhere else Apple's own extension is the default.

    ```yaml bad
    data:
      version: "2.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1108
      authenticate:
        oauth2: {responseType: code, scope: [profile], state: st-7f3a, redirectURI: "https://login.example.com/amb"}
    receivedMessage: {title: Sign in}
    replyMessage: {title: Signed in}
    ```

    ```yaml good
    bid: com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.icloud.apps.messages.business.extension
    data:
      version: "2.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1108
      authenticate:
        oauth2: {responseType: code, scope: [profile], state: st-7f3a, redirectURI: "https://login.example.com/amb"}
    receivedMessage: {title: Sign in}
    replyMessage: {title: Signed in}
    ```
    """
    match message.value:
        case {"data": {"version": "2.0", "authenticate": _}, **others} if not others.get("bid"):
            yield Finding("`bid` is missing: the new authentication needs it")


@rule(
    "apple-authentication-classic",
    at=_AT,
    on=_ON,
    needs="data/authenticate",
    severity=Severity.WARNING,
    source="apple-messages.md, Documented inconsistencies 12; Lint advice",
)
def authentication_classic(message: Place) -> Iterator[Finding]:
    """
    The classic authentication, which is deprecated.

    The new one has `version: "2.0"`, `state` and `redirectURI` beside the other parameters, and
    both bubbles. It must be switched on for the asset (7314).

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1108
      authenticate: {oauth2: {responseType: code, scope: [profile]}}
    ```

    ```yaml good
    bid: com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.icloud.apps.messages.business.extension
    data:
      version: "2.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1108
      authenticate:
        oauth2: {responseType: code, scope: [profile], state: st-7f3a, redirectURI: "https://login.example.com/amb"}
    receivedMessage: {title: Sign in}
    replyMessage: {title: Signed in}
    ```
    """
    match message.get("data"):
        case {"version": "1.0", "authenticate": _}:
            yield Finding(
                'classic authentication is deprecated; the new one has `version: "2.0"`', ("data", "version")
            )


@rule(
    "apple-bubble-style-empty",
    at=_AT,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Interactive, style",
)
def bubble_style_empty(message: Place) -> Iterator[Finding]:
    """
    The `style` of a bubble is an empty text.

    Some samples of forms have it so. The values are `icon`, `small`, and `large`; left out, it is `icon`.

    ```yaml bad
    receivedMessage: {style: "", title: Tell us more}
    ```

    ```yaml fixed
    receivedMessage: {title: Tell us more}
    ```

    ```yaml good
    receivedMessage: {style: icon, title: Tell us more}
    ```
    """
    for bubble in _BUBBLES:
        if message.get(bubble, "style") == "":
            path = (bubble, "style")
            fix = Fix("remove `style`", (Change("remove", path),))
            yield Finding("an empty style; leave it out for `icon`, the default", path, fix=fix)


def doubtful_labels(message: Place) -> bool:
    """Whether a label may be too long or have a character that cannot be printed."""
    labels = parts(message).labels
    letters = "".join(labels)
    odd = [] if letters.isprintable() else [each for each in set(letters) if not each.isprintable()]
    return not all(map(is_printable, odd)) or max(map(len, labels), default=0) > LABEL


@rule(
    "apple-label-too-long",
    at=_AT,
    on=_ON,
    given=doubtful_labels,
    severity=Severity.WARNING,
    source="apple-messages.md, Limits, 200 characters",
)
def label_too_long(message: Place) -> Iterator[Finding]:
    """
    A title, subtitle, label, button, or hint of more than 200 characters.

    Apple enforces this since August 2026 in every interactive message. The documentation still
    allows 512 in the two bubbles.

    ```yaml bad
    receivedMessage:
      title: Please tell us in a few words what is broken, since when it is broken, what you have tried so far, whether you still have the bill, and whether you would like us to repair it or to send you a new one instead
    ```

    ```yaml good
    receivedMessage: {title: What is broken?}
    ```
    """
    for path, label in message.once(_labels):
        if isinstance(label, str) and len(label) > LABEL:
            if path[0] in _BUBBLES and path[-1] != "alternateTitle" and len(label) > BUBBLE:
                continue
            yield Finding(f"{len(label)} characters; Apple takes {LABEL} since August 2026", path)


@rule(
    "apple-label-unprintable",
    at=_AT,
    on=_ON,
    given=doubtful_labels,
    severity=Severity.WARNING,
    source="apple-messages.md, Limits, printable Unicode only",
)
def label_unprintable(message: Place) -> Iterator[Finding]:
    r"""
    A title, subtitle, label, button, or hint holds a character that cannot be printed.

    Apple takes printable characters only since August 2026. Line breaks, tabs, and invisible
    blanks that came with a pasted text are none.

    ```yaml bad
    receivedMessage: {title: "What is\tbroken?"}
    ```

    ```yaml good
    receivedMessage: {title: What is broken?}
    ```
    """
    for path, label in message.once(_labels):
        if not isinstance(label, str) or label.isprintable():  # that wants more than Apple does
            continue
        in_quick_reply = "quick-reply" in path
        for at, letter in enumerate(label):
            if not is_printable(letter) and not (in_quick_reply and letter in "\r\n"):
                name = {"\n": "a line break", "\t": "a tab"}.get(letter, f"the character U+{ord(letter):04X}")
                yield Finding(f"{name} cannot be printed; Apple refuses it", path, caret=(at, at + 1))
                break


def _labels(message: Place) -> list[tuple[Path, Any]]:
    return fields_within(message.value, LABELS)


def is_printable(letter: str) -> bool:
    """Whether a character is seen or joins others: no control, private, or unassigned one, no invisible blank."""
    return letter not in _UNPRINTABLE and unicodedata.category(letter) not in (
        "Cc",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )
