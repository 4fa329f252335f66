"""Pure arithmetic of messages: septets, SMS parts, UTF-16 units, bytes."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 03.38 default alphabet: one septet each."""

GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""The GSM 03.38 extension table: two septets each (an escape and the character)."""

GSM = GSM_BASIC | GSM_EXTENSION
"""All that a GSM text may have."""


class SmsParts(NamedTuple):
    """How a text is sent: `units` are septets (gsm7) or UTF-16 code units (ucs2)."""

    alphabet: Literal["gsm7", "ucs2"]
    units: int
    parts: int


def is_gsm(character: str) -> bool:
    """Whether a character is in the GSM 03.38 alphabet or its extension table."""
    return character in GSM


def sms_parts(text: str) -> SmsParts:
    """Alphabet, units, and number of parts of an SMS text.

    One part holds 160 septets or 70 UTF-16 units; each of several holds 153 or 67. A character
    of two units (extension character, surrogate pair) is never split over two parts.

    >>> sms_parts("Gate 4 is open")
    SmsParts(alphabet='gsm7', units=14, parts=1)
    >>> sms_parts("a" * 152 + "€" + "a" * 152)
    SmsParts(alphabet='gsm7', units=306, parts=3)
    """
    if GSM.issuperset(text):
        units = len(text) + sum(map(text.count, GSM_EXTENSION))
        if units <= 160:
            return SmsParts("gsm7", units, 1)
        widths = [2 if character in GSM_EXTENSION else 1 for character in text]
        return SmsParts("gsm7", units, _parts(widths, 160, 153))
    return SmsParts("ucs2", utf16_units(text), unicode_parts(text))


def _parts(widths: list[int], single: int, several: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, room = 1, several
    for width in widths:
        if width > room:
            parts, room = parts + 1, several
        room -= width
    return parts


def unicode_parts(text: str) -> int:
    """The parts of a text that is sent as Unicode whatever its characters are.

    >>> unicode_parts("a" * 70), unicode_parts("a" * 71)
    (1, 2)
    """
    return _parts([2 if character > "\uffff" else 1 for character in text], 70, 67)


def utf16_units(text: str) -> int:
    """UTF-16 code units of a text; a character beyond U+FFFF counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf8_bytes(text: str) -> int:
    """Bytes of a text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def json_bytes(value: Any) -> int:
    """Bytes of a value as compact UTF-8 JSON, as it goes over the wire.

    >>> json_bytes({"text": "é"})
    13
    """
    return utf8_bytes(_COMPACT.encode(value))


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
