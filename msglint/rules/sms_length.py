"""How long an SMS is: parts, characters, bytes."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import GSM_EXTENSION, SmsParts, sms_parts, unicode_parts, utf8_bytes, utf16_units
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.sms_characters import is_gsm_text, plain
from msglint.rules.sms_message import AT, ON, Sms, parts_in_words, sms_of


@rule(
    "sms-too-many-parts",
    at=AT,
    on=ON,
    given=sms_of,
    severity=Severity.WARNING,
    source="sms.md, Length and encoding: 160/153 and 70/67; < 450 recommended",
)
def too_many_parts(place: Place, *, max_parts: int = 3, max_characters: int = 450) -> Iterator[Finding]:
    """
    A text takes more parts, each charged as a message, than it should.

    One part holds 160 characters of the GSM alphabet or 70 of Unicode, each of several 153 or
    67; characters such as `€` and `[` count two. The documentation advises fewer than 450
    characters. Change `max_parts` or `max_characters` where you send longer texts.

    ```yaml bad
    text: >-
      The upper gate is shut for repairs until further notice. Small boats may use the side channel,
      all others wait at the lower basin until the lock keeper calls them by radio. The upper gate is
      shut for repairs until further notice. Small boats may use the side channel, all others wait at
      the lower basin until the lock keeper calls them by radio. The upper gate is shut for repairs
      until further notice. Small boats may use the side channel, all others wait at the lower basin
      until the lock keeper calls them by radio.
    ```

    ```yaml good
    text: The upper gate is shut for repairs until further notice. Call the lock keeper by radio.
    ```
    """
    sms = sms_of(place)
    if sms is None or not sms.fits or _over_bytes(sms):
        return
    if len(sms.text) <= max_characters and _is_short(sms, max_parts):
        return
    alphabet, units, parts = sent_as(sms)
    open_end = "; placeholders and links count as written" if sms.has_placeholders or "{{" in sms.text else ""
    if parts > max_parts:
        counted = (
            f"{units} septets of the GSM alphabet, 153 a part"
            if alphabet == "gsm7"
            else f"{units} units of Unicode, 67 a part"
        )
        message = f"the text takes {parts_in_words(parts)}, more than {max_parts}"
        yield Finding(message, (sms.key,), hint=f"{counted}{open_end}")
    elif len(sms.text) > max_characters:
        yield Finding(
            f"{len(sms.text)} characters; no more than {max_characters} are advised",
            (sms.key,),
            hint=f"that makes {parts_in_words(parts)}{open_end}",
        )


def _is_short(sms: Sms, most: int) -> bool:
    """Whether a quick look tells that a text takes no more than so many parts.

    The last unit of each part may stay empty, before a character of two.
    """
    longest = 2 * len(sms.text)
    if longest <= 67 * most:
        return True
    if sms.kind == "text" and sms.is_gsm:
        wide = sum(map(sms.text.count, GSM_EXTENSION))
        return longest <= 153 * most or len(sms.text) + wide <= 152 * most
    units = len(sms.text.encode("utf-16-le", "surrogatepass")) // 2
    return sms.has_placeholders and sms.kind == "unicode" and units <= 66 * most


def sent_as(sms: Sms) -> SmsParts:
    """The parts of an SMS once the rules about its alphabet are followed.

    What they report (nicer quotes, GSM characters alone sent as Unicode) is not reported a
    second time as a text too long.
    """
    if sms.kind == "text":
        return sms_parts(plain(sms.text))
    if not sms.has_placeholders:
        simple = plain(sms.text)
        return sms_parts(simple if is_gsm_text(simple) else sms.text)
    if sms.is_gsm:
        return SmsParts("ucs2", utf16_units(sms.text), unicode_parts(sms.text))
    return sms_parts(sms.text)


@rule(
    "sms-too-many-bytes",
    at="channels/sms",
    on="v1/sms",
    given=sms_of,
    severity=Severity.WARNING,
    source="sms.md, Documented inconsistencies 2",
)
def too_many_bytes(place: Place) -> Iterator[Finding]:
    """
    A text of API v1 has more than 1024 bytes, though not more than 1024 characters.

    The documentation limits the text to 1024 characters in one place and to 1024 bytes in
    another. Letters such as `ä` take two bytes of UTF-8, Chinese ones three, emoji four. API v2
    takes 4000 characters.

    ```yaml bad
    type: "4"
    text: >-
      Верхние ворота закрыты на ремонт до дальнейшего уведомления. Малые суда проходят боковым
      каналом, все остальные ждут в нижнем бассейне, пока их не вызовет смотритель шлюза. Верхние
      ворота закрыты на ремонт до дальнейшего уведомления. Малые суда проходят боковым каналом, все
      остальные ждут в нижнем бассейне, пока их не вызовет смотритель шлюза. Верхние ворота закрыты
      на ремонт до дальнейшего уведомления. Малые суда проходят боковым каналом, все остальные ждут
      в нижнем бассейне, пока их не вызовет смотритель шлюза. Верхние ворота закрыты на ремонт до
      дальнейшего уведомления.
    ```

    ```yaml good
    type: "4"
    text: Верхние ворота закрыты на ремонт до дальнейшего уведомления.
    ```
    """
    sms = sms_of(place)
    if sms is not None and _over_bytes(sms):
        parts = parts_in_words(sent_as(sms).parts)
        message = f"{utf8_bytes(sms.text)} bytes in UTF-8; one page of the documentation allows 1024 bytes"
        yield Finding(message, (sms.key,), hint=f"another allows 1024 characters; the text takes {parts}")


def _over_bytes(sms: Sms) -> bool:
    """Whether a text is within the characters of API v1, but not within as many bytes."""
    return sms.api == "v1" and 256 < len(sms.text) <= 1024 < utf8_bytes(sms.text)
