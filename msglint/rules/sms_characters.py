"""The characters of an SMS text: which force Unicode, and which plain ones could stand for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msglint.measure import GSM
from msglint.regexes import regex

_FOR = {
    "'": "‘’‚‛′`´ʼʹˈ‹›",
    '"': "“”„‟″«»〝〞",
    "-": "‐‑‒–—―−⁃•‣∙●▪",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\u0085\u2028\u2029",
    "": "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff",
    "/": "⁄∕",
    "*": "∗",
    "x": "×",
    "|": "¦",
    "...": "…",
    "(C)": "©",
    "(R)": "®",
    "(TM)": "™",
    "No.": "№",
    "Rs.": "₹",
    "<=": "≤",
    ">=": "≥",
    "<-": "←",
    "->": "→",
    # Greek capitals that look like Latin ones: the GSM alphabet has only the others.
    **dict(zip("ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True)),
}
_SWAPS = {character: plain for plain, characters in _FOR.items() for character in characters}

_CYRILLIC = dict(zip("аеорсухіјѕԁһԛԝАВЕЅІЈКМНОРСТУХ", "aeopcyxijsdhqwABESIJKMHOPCTYX", strict=True))
"""Cyrillic letters that look like Latin ones."""

_NAMES = {"\t": "TAB", "\v": "VERTICAL TAB", "\x85": "NEXT LINE", "\x7f": "DELETE"}
"""Control characters have no names in Unicode itself."""

_MIXED_WORD = regex(r"\w*(?:[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z])\w*")
_COMPATIBLE = regex("[ĳĲŉǄ-ǌǱ-ǳⅠ-ⅿﬀ-ﬆ！-～\u212a\u212b\u2126\U0001d400-\U0001d7ff]")
"""Ligatures, Roman numerals, full-width and styled letters: Unicode itself knows their plain forms."""


def outsiders(text: str) -> Iterator[tuple[int, str]]:
    """The distinct characters of a text that are outside the GSM alphabet, each where it stands first."""
    left = set(text).difference(GSM)
    if left:
        for index, character in enumerate(text):
            if character in left:
                left.remove(character)
                yield index, character


def is_gsm_text(text: str) -> bool:
    """Whether all characters of a text are in the GSM alphabet."""
    return GSM.issuperset(text)


def plain(text: str) -> str:
    r"""A text with plain characters in place of those that only look nicer; others stay.

    >>> plain("Gate “B” – now…"), plain("Cafe\u0301"), plain("ﬁne Pаy"), plain("Łódź – ok")
    ('Gate "B" - now...', 'Café', 'fine Pay', 'Łódź - ok')
    """
    if is_gsm_text(text):
        return text
    text = _MIXED_WORD.sub(_latin, unicodedata.normalize("NFC", text))
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character in GSM:
        return character
    swap = _SWAPS.get(character)
    if swap is None and _COMPATIBLE.match(character):
        swap = unicodedata.normalize("NFKC", character)
    return swap if swap is not None and is_gsm_text(swap) else character


def _latin(word: re.Match[str]) -> str:
    """A word of Latin letters and Cyrillic ones that look the same, in Latin; any other as it is."""
    mended = "".join(_CYRILLIC.get(character, character) for character in word[0])
    return word[0] if re.search("[\u0400-\u052f]", mended) else mended


def is_foreign(character: str) -> bool:
    """Whether a character is of another script than Latin, or a picture: a text with it is meant as Unicode.

    >>> is_foreign("Ж"), is_foreign("语"), is_foreign("☕"), is_foreign("ł"), is_foreign("°"), is_foreign("Δ")
    (True, True, True, False, False, False)
    """
    if character in GSM:
        return False
    kind = unicodedata.category(character)
    if kind in ("Lu", "Ll", "Lt", "Lo"):
        return not unicodedata.name(character, "").startswith("LATIN") and character not in "ªº"
    if kind[0] == "M":
        return not "\u0300" <= character <= "\u036f"
    return kind == "Nd" or (kind == "So" and character >= "\u2300")


def described(character: str) -> str:
    r"""A character for a message: itself where it shows, code point, and name.

    >>> described("–"), described("\u200b")
    ('`–` (U+2013 EN DASH)', 'an invisible U+200B ZERO WIDTH SPACE')
    """
    name = f"U+{ord(character):04X} {unicodedata.name(character, _NAMES.get(character, ''))}".rstrip()
    kind = unicodedata.category(character)
    if kind[0] in "CZ":
        return f"an invisible {name}"
    if kind[0] == "M":
        return f"a combining {name}"
    return f"`{character}` ({name})"
