"""The alphabet of what is filled into an SMS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.sms_characters import described, is_gsm_text, outsiders
from msglint.rules.sms_message import sms_of

_NAME = regex(r"\$\(([^()\s]+)\)")


@rule(
    "sms-unicode-substitution",
    at="",
    on=("v2/sms", "sms-v1"),
    severity=Severity.WARNING,
    source="sms.md, Length and encoding",
)
def unicode_substitution(request: Place) -> Iterator[Finding]:
    """
    A value that is filled into a GSM text has a character of Unicode.

    One name such as `Zoë` makes the whole message Unicode, for this recipient or for all.
    Either the value is written in GSM characters, or the message is sent as `unicode`.

    ```yaml bad
    content: {type: text, text: "Hello $(name)!"}
    substitutions: {name: Zoë}
    ```

    ```yaml good
    content: {type: unicode, text: "Hello $(name)!"}
    substitutions: {name: Zoë}
    ```
    """
    holder = request.request.at(("content",)) if request.request.api == "v2" else request
    sms = sms_of(holder)
    if sms is None or sms.kind != "text" or not sms.has_placeholders or not sms.is_gsm:
        return
    found = _values_outside(request, set(_NAME.findall(sms.text)))
    if not found:
        return
    path, value = found[0]
    index, character = next(outsiders(value))
    message = f"{described(character)} is outside the GSM alphabet"
    if len(found) > 1:
        message += f", and {len(found) - 1} more values have such characters"
    hint = f"write it in GSM characters, or set {sms.type_word('unicode')}"
    yield Finding(message, path, hint, caret=(index, index + 1))


def _values_outside(request: Place, names: set[str]) -> list[tuple[Path, str]]:
    """The values of placeholders that are outside the GSM alphabet, with their paths."""
    return [
        ((*path, "substitutions", name), value)
        for path, holder in _holders(request)
        if "substitutions" in holder and isinstance(values := holder["substitutions"], dict)
        for name, value in values.items()
        if name in names and isinstance(value, str) and not is_gsm_text(value)
    ]


def _holders(request: Place) -> list[tuple[Path, dict[str, Any]]]:
    """What may have `substitutions`: the request, and its recipients."""
    entries = request.get("to")
    recipients = [
        (("to", index), entry)
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    ]
    return [((), request.value), *recipients]
