"""The alphabet of an SMS: its type, and the characters of its text."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.measure import sms_parts, unicode_parts
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.sms_characters import described, is_foreign, is_gsm_text, outsiders, plain
from msglint.rules.sms_message import AT, ON, Sms, parts_in_words, sms_of

MOST = 5
"""How many characters of one text are pointed at, each in a finding of its own."""


def _alphabet_matters(place: Place) -> bool:
    """Whether an SMS is sent as text in spite of its characters, or as Unicode with nothing to be filled in."""
    sms = sms_of(place)
    return sms is not None and not (sms.is_gsm if sms.kind == "text" else sms.has_placeholders)


@rule(
    "sms-unicode-text",
    at=AT,
    on=ON,
    given=_alphabet_matters,
    severity=Severity.WARNING,
    source="sms.md A rule 3; Length and encoding",
)
def unicode_text(place: Place) -> Iterator[Finding]:
    """
    A character outside the GSM alphabet makes the whole text Unicode.

    A part then holds 70 characters instead of 160 (67 instead of 153 in a longer text), and the
    type of the message must say so. Curly quotes, long dashes, and special blanks come in by
    copy and paste; letters such as `ç` or `ő` are not in the alphabet either, whereas `é` and
    `ü` are. The first five characters of a text are reported.

    ```yaml bad
    text: Your parcel – on its way
    ```

    ```yaml fixed
    text: Your parcel - on its way
    ```

    ```yaml good
    text: Your parcel - on its way
    ```

    ```yaml good
    type: "4"
    text: Sua encomenda já chegou à estação
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.kind != "text" or sms.is_gsm:
        return
    simple = plain(sms.text)
    if any(map(is_foreign, simple)):
        return
    found = list(outsiders(sms.text))
    remedy: tuple[str | None, Fix | None] = _remedy(sms, simple)
    for number, (index, character) in enumerate(found[:MOST], 1):
        message = f"{described(character)} is outside the GSM alphabet"
        if number == MOST < len(found):
            message += f", as are {len(found) - MOST} more"
        yield Finding(message, (sms.key,), *remedy, caret=(index, index + 1))
        remedy = (None, None)


def _remedy(sms: Sms, simple: str) -> tuple[str, Fix | None]:
    """What to do about a text that only characters of Latin writing make Unicode: hint and fix."""
    now = sms_parts(sms.text).parts
    if not is_gsm_text(simple):
        word = sms.type_word("unicode")
        hint = f"do without such characters, or set {word}: the text then takes {parts_in_words(now)}"
        return hint, Fix("send it as Unicode", (sms.as_kind("unicode"),), "unsafe")
    then = sms_parts(simple).parts
    hint = (
        f"as Unicode the text takes {parts_in_words(now)}, with plain characters {then}"
        if then < now
        else "with plain characters the text stays in the GSM alphabet"
    )
    return hint, _wording(sms.key, simple, "write plain characters")


def _wording(key: str, text: str, title: str, *more: Change) -> Fix | None:
    """A fix that puts another wording in place of a text, where that has nothing invisible left."""
    if not text.replace("\n", "").isprintable():
        return None
    return Fix(title, (Change("replace", (key,), text), *more), "unsafe")


@rule(
    "sms-unicode-as-text",
    at=AT,
    on=ON,
    given=_alphabet_matters,
    severity=Severity.WARNING,
    source="sms.md A rule 3",
)
def unicode_as_text(place: Place) -> Iterator[Finding]:
    """
    A text in another script, or with pictures, is not sent as Unicode.

    Chinese, Arabic, Cyrillic, emoji, and the like need the type for Unicode: `"4"` in API v1,
    `unicode` in the others. Without it the message is refused or arrives unreadable.

    ```yaml bad
    type: "1"
    text: Ваша посылка пришла
    ```

    ```yaml fixed
    type: "4"
    text: Ваша посылка пришла
    ```

    ```yaml good
    type: "4"
    text: Ваша посылка пришла
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.kind != "text" or sms.is_gsm:
        return
    simple = plain(sms.text)
    character = next(filter(is_foreign, simple), None)
    if character is None:
        return
    index = max(sms.text.find(character), 0)
    now, without = sms_parts(sms.text).parts, sms_parts("".join(filter(_may_stay, simple))).parts
    hint = f"as Unicode the text takes {parts_in_words(now)}"
    if len({each for each in simple if is_foreign(each)}) == 1 and without < now:
        hint += f", without this character {without}"
    yield Finding(
        f"{described(character)} needs {sms.type_word('unicode')}",
        (sms.key,),
        hint,
        Fix("send it as Unicode", (sms.as_kind("unicode"),)),
        caret=(index, index + 1),
    )


def _may_stay(character: str) -> bool:
    return not is_foreign(character)


@rule(
    "sms-unicode-needless",
    at=AT,
    on=ON,
    given=_alphabet_matters,
    severity=Severity.WARNING,
    source="sms.md A rule 3; envelope-v2.md §8",
)
def unicode_needless(place: Place) -> Iterator[Finding]:
    """
    A text of GSM characters alone is sent as Unicode.

    As Unicode a part holds 70 characters instead of 160 (67 instead of 153 in a longer text):
    two to three times the price, for nothing. A text with placeholders such as `$(name)` is
    left alone, as its values may need Unicode.

    ```yaml bad
    type: "4"
    text: Gate 3 is open.
    ```

    ```yaml fixed
    type: "1"
    text: Gate 3 is open.
    ```

    ```yaml good
    type: "4"
    text: Ворота 3 открыты.
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.kind != "unicode" or sms.has_placeholders:
        return
    if not sms.is_gsm or not sms.text.strip():
        return
    now, then = unicode_parts(sms.text), sms_parts(sms.text).parts
    cost = f"{parts_in_words(now)} instead of {then}" if now > then else f"{sms.type_word('text')} would do"
    fix = Fix("send it as GSM text", (sms.as_kind("text"),), "unsafe")
    yield Finding(f"all characters are in the GSM alphabet: {cost}", (sms.type_key,), fix=fix)


@rule(
    "sms-unicode-typography",
    at=AT,
    on=ON,
    given=_alphabet_matters,
    severity=Severity.WARNING,
    source="sms.md, Lint advice",
)
def unicode_typography(place: Place) -> Iterator[Finding]:
    """
    Only typographic quotes, dashes, or blanks make a text Unicode, and dearer.

    With their plain forms it would be GSM text, of which a part holds more than twice as much.
    Reported where this saves parts.

    ```yaml bad
    type: "4"
    text: “Harbour Nights” start at eight – bring your ticket, a warm coat, and good company.
    ```

    ```yaml fixed
    type: "1"
    text: '"Harbour Nights" start at eight - bring your ticket, a warm coat, and good company.'
    ```

    ```yaml good
    type: "1"
    text: '"Harbour Nights" start at eight - bring your ticket, a warm coat, and good company.'
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.kind != "unicode" or sms.has_placeholders or sms.is_gsm:
        return
    simple = plain(sms.text)
    if not is_gsm_text(simple):
        return
    now, then = sms_parts(sms.text).parts, sms_parts(simple).parts
    if then < now:
        index, character = next(outsiders(sms.text))
        message = f"{described(character)}: {parts_in_words(now)} as Unicode, {then} with plain characters"
        fix = _wording(
            sms.key, simple, "write plain characters, and send it as GSM text", sms.as_kind("text")
        )
        yield Finding(message, (sms.key,), fix=fix, caret=(index, index + 1))
