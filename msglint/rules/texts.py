"""Texts that reach a person: what YAML makes of them."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule


def _has_backslash(text: Place) -> bool:
    return isinstance(text.value, str) and "\\" in text.value


@rule(
    "literal-newline",
    at=(
        "channels/sms/text",
        "channels/push/android/text",
        "channels/push/ios/text",
        "channels/push/web/text",
        "channels/appmessaging/message/text",
        "channels/AppleBusinessChat/text",
        "channels/OTT-Messaging/fb/text",
        "channels/OTT-Messaging/wa/text/body",
        "channels/OTT-Messaging/wa/list/body/text",
        "channels/OTT-Messaging/wa/reply/body/text",
        "content/text",
        "content",
        "options/text",
    ),
    given=_has_backslash,
    severity=Severity.WARNING,
    source="sms.md, Length and encoding",
)
def literal_newline(text: Place) -> Iterator[Finding]:
    r"""
    A backslash and an `n` in a text where a line break is meant.

    YAML knows escapes only in double quotes. Elsewhere `\n` is two characters, and the recipient sees them.

    ```yaml bad
    Your code is 4711.\nIt is valid for an hour.
    ```

    ```yaml good
    "Your code is 4711.\nIt is valid for an hour."
    ```

    ```yaml good
    |-
      Your code is 4711.
      It is valid for an hour.
    ```
    """
    match text.value:
        case str(words) if (at := words.find("\\n")) >= 0:
            yield Finding(
                "`\\n` is sent as a backslash and an n: YAML knows escapes only in double quotes",
                hint="put the text in double quotes, or write it as a block (`|`)",
                caret=(at, at + 2),
            )
