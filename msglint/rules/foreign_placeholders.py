"""Placeholders that nothing fills: those of other template languages, those of API v1, broken ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.fields import Field, filled_texts, has_in_texts, texts
from msglint.rules.written import are_closed, may_have

PLACEHOLDER = regex(r"\$\(([^()$\n]{1,60})\)")
"""`$(name)`, with the name as its group."""

FOREIGN = regex(r"\{\{[{#/]?\s*([A-Za-z_][\w.-]{0,60})\s*\}?\}\}|\$\{(?!cid:)([A-Za-z_][\w.-]{0,60})\}")
"""`{{name}}` and `${name}`, with the name in one of the groups."""

_SMART_LINK = regex(r"\{\{(?:smart)?link_")
_WITHOUT = ("push", "apple-messages", "voice")
"""Channels of API v1 that have no smart links (envelope-v1.md §6)."""

BARE = regex(r"[A-Za-z_][\w-]*")
"""A name as it is, without braces."""


@rule(
    "placeholder-unsupported",
    at="",
    on=("v1", "voice-messages-v1"),
    severity=Severity.WARNING,
    source="own rule: envelope-v1.md has no substitutions",
)
def placeholder_unsupported(request: Place) -> Iterator[Finding]:
    """
    A placeholder in a text of an API that fills none.

    API v1 and Voice API v1 have no substitutions: `$(name)`, `{{name}}`, and `${name}` go out
    as they stand. Smart links (`{{link_…}}`) are no such thing, and a text that is nothing but a
    placeholder is left alone. When another program fills the text before it is sent, say so in
    the file with `# msglint: recipients=external`.

    ```yaml bad
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: "Gate 3 is open, {{name}}."}}
    ```

    ```yaml good
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    ```
    """
    if request.request.external or not (_may_say(request, "$") or _may_say(request, "{{")):
        return
    for place in texts(request):
        text = place.value
        if ("$" not in text and "{{" not in text) or _is_nothing_else(text):
            continue
        for match in _first_of_each(PLACEHOLDER, text):
            if BARE.fullmatch(match[1]):
                yield _as_it_stands(place, match)
        for match in _first_of_each(FOREIGN, text):
            if not _is_smart_link(request, match[0]):
                yield _as_it_stands(place, match)


def _may_say(request: Place, mark: str) -> bool:
    """Whether any of the words has a mark; of most the source shows already that none has."""
    return may_have(request, mark) and has_in_texts(request, mark)


def _is_smart_link(request: Place, mark: str) -> bool:
    """Whether a mark stands for a smart link, or is one whose entries are reported: not every channel has them."""
    if not _SMART_LINK.match(mark):
        return False
    if request.request.api == "v1":
        return request.request.channel not in _WITHOUT or bool(request.get("channels", "smartlinks"))
    return request.request.channel == "sms" or bool(request.get("smartlinks"))


def _as_it_stands(field: Field, match: re.Match[str]) -> Finding:
    return Finding(
        f"this API fills no placeholders: `{match[0]}` is sent as it stands", field.path, caret=match.span()
    )


def _is_nothing_else(text: str) -> bool:
    """Whether a text is but one placeholder: then all of it comes from elsewhere."""
    bare = text.strip()
    return bool(PLACEHOLDER.fullmatch(bare) or FOREIGN.fullmatch(bare))


def may_be_odd(request: Place) -> bool:
    """Whether the source of a message does not show that there are no marks but those of placeholders with an end."""
    return not are_closed(request) or may_have(request, "{{")


@rule(
    "placeholder-unbalanced",
    at="",
    given=may_be_odd,
    on=("v2", "sms-v1"),
    severity=Severity.WARNING,
    source="own rule: envelope-v2.md §2, substitutions",
)
def placeholder_unbalanced(request: Place) -> Iterator[Finding]:
    """
    A `$(` that no bracket closes.

    A placeholder is `$(name)`; without its end it is text, and the recipient sees it.

    ```yaml bad
    substitutions: {lane: "4"}
    content: {type: text, text: "Lane $(lane is closed. $(lane) will open at nine."}
    ```

    ```yaml good
    substitutions: {lane: "4"}
    content: {type: text, text: "Lane $(lane) is closed."}
    ```
    """
    for place in filled_texts(request):
        at = place.value.find("$(")
        while at >= 0:
            if not PLACEHOLDER.match(place.value, at):
                yield Finding("`$(` begins a placeholder, and no `)` ends it", place.path, caret=(at, at + 2))
            at = place.value.find("$(", at + 2)


@rule(
    "placeholder-foreign",
    at="",
    given=may_be_odd,
    on=("v2", "sms-v1"),
    severity=Severity.WARNING,
    source="sms.md B, rule 6; own rule",
)
def placeholder_foreign(request: Place) -> Iterator[Finding]:
    """
    A `{{name}}` or `${name}` that the API does not know.

    It is left over from another template language, and the recipient sees it. Smart links
    (`{{smartlink_…}}`) are no such thing. When another program fills the text before it is
    sent, say so in the file with `# msglint: recipients=external`.

    ```yaml bad
    substitutions: {lane: "4"}
    content: {type: text, text: "Lane {{lane}} is closed. Lane $(lane) opens at nine."}
    ```

    ```yaml fixed
    substitutions: {lane: "4"}
    content: {type: text, text: "Lane $(lane) is closed. Lane $(lane) opens at nine."}
    ```

    ```yaml good
    substitutions: {lane: "4"}
    content: {type: text, text: "Lane $(lane) is closed. Lane $(lane) opens at nine."}
    ```
    """
    if request.request.external or not (_may_say(request, "{{") or _may_say(request, "${")):
        return
    for place in texts(request):
        text = place.value
        if "{{" not in text and "${" not in text:
            continue
        for match in _first_of_each(FOREIGN, text):
            if _is_smart_link(request, match[0]):
                continue
            name = match[1] or match[2]
            fix = None
            if name in all_names(request):
                mended = text.replace(match[0], f"$({name})")
                fix = Fix(f"write `$({name})`", (Change("replace", place.path, mended),), "unsafe")
            yield Finding(
                f"`{match[0]}` is no placeholder of this API: it is sent as it stands",
                place.path,
                hint="`$(name)` is one, filled from `substitutions`",
                caret=match.span(),
                fix=fix,
            )


def all_names(request: Place) -> set[str]:
    """The names of all substitutions of a request, those of its entries too, ."""
    names = set(names_of(request.get("substitutions")))
    entries = request.get("to")
    for entry in entries if isinstance(entries, list) else ():
        names.update(names_of(substitutions_of(entry)))
    return names


def names_of(values: Any) -> Iterator[str]:
    """The names that a mapping of substitutions defines."""
    if isinstance(values, dict):
        yield from values


def substitutions_of(entry: Any) -> Any:
    """The substitutions of an entry of `to`, if it has any."""
    return entry.get("substitutions") if isinstance(entry, dict) else None


def _first_of_each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first match of each different text that a pattern finds."""
    seen: set[str] = set()
    for match in pattern.finditer(text):
        if match[0] not in seen:
            seen.add(match[0])
            yield match


@rule(
    "substitution-overridden",
    at="",
    on="v2",
    needs="substitutions",
    severity=Severity.INFO,
    source="envelope-v2.md §4.7, §8",
    default=False,
)
def substitution_overridden(request: Place) -> Iterator[Finding]:
    """
    A substitution is given for the request and for an entry of `to` too.

    The entry's own value wins. That is right for a default with exceptions; it is wrong when
    the value of the request was meant for all.

    ```yaml bad
    substitutions: {slot: noon}
    to:
      - msisdn: ["+447700900101"]
        substitutions: {slot: "09:30"}
    content: {type: text, text: "Your slot: $(slot)."}
    ```

    ```yaml good
    to:
      - msisdn: ["+447700900101"]
        substitutions: {slot: "09:30"}
    content: {type: text, text: "Your slot: $(slot)."}
    ```
    """
    values, entries = request.get("substitutions"), request.get("to")
    if not isinstance(values, dict) or not isinstance(entries, list):
        return
    for name in values:
        winning = sum(name in names_of(substitutions_of(entry)) for entry in entries)
        if winning:
            which = (
                "every entry of `to` has"
                if winning == len(entries)
                else f"{winning} of {len(entries)} entries have"
            )
            yield Finding(
                f"{which} a value of its own for `{name}`, which wins", ("substitutions", name), on_key=True
            )
