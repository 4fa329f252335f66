"""SMS: a text that is none, or has blanks around it."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.sms_message import AT, ON, sms_of


@rule("sms-text-empty", at=AT, on=ON, given=sms_of, severity=Severity.WARNING, source="sms.md, Lint advice")
def text_empty(place: Place) -> Iterator[Finding]:
    """
    The text of an SMS is empty, or has nothing but blanks.

    An empty text is a placeholder of the documentation's samples. Beside a template it may
    stay: then there is no text to win over the template.

    ```yaml bad
    text: ""
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    sms = sms_of(place)
    if sms is not None and not sms.text.strip() and not place.request.root().get("message", "template"):
        yield Finding("the text is empty" if not sms.text else "the text has only blanks", (sms.key,))


@rule(
    "sms-text-padded",
    at=AT,
    on=ON,
    given=sms_of,
    severity=Severity.INFO,
    source="own advice",
    default=False,
)
def text_padded(place: Place) -> Iterator[Finding]:
    """
    A blank or a line break at the start or the end of a text is sent, and counted.

    A block of text that starts with `|` or `>` ends with a line break; with `|-` or `>-` it does
    not.

    ```yaml bad
    text: "Gate 3 is open. "
    ```

    ```yaml fixed
    text: Gate 3 is open.
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.text == sms.text.strip() or not sms.text.strip():
        return
    text = sms.text
    bare = text.strip()
    fix = Fix("take it out", (Change("replace", (sms.key,), bare),), "unsafe") if bare.isprintable() else None
    end = len(text.rstrip())
    if end == len(text):
        yield Finding("the text starts with a blank", (sms.key,), fix=fix, caret=(0, len(text) - len(bare)))
    elif "\n" in text[end:]:
        hint = "with `|-` or `>-` a block of text ends without one"
        yield Finding("the text ends with a line break", (sms.key,), hint, fix)
    else:
        yield Finding("the text ends with a blank", (sms.key,), fix=fix, caret=(end, len(text)))
