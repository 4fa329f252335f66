"""Single cells: ids as they are sent, or why one cannot be."""

from __future__ import annotations

import re

from msglint.calling_codes import is_possible, split, tidied
from msglint.formats import DEVIATIONS, email_address, max_bytes, punycode
from msglint.numbers import Verdict, judged, length_problem, owner

_E164 = re.compile(r"\+?[1-9][0-9]{6,14}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and width that come along when a number is copied from an address book."""

_AS_TEXT = re.compile(r"""'(.*)|="(.*)\"""")
"""How spreadsheets are told that a number is a text."""

_SCIENTIFIC = re.compile(r"[+-]?([0-9]+)(?:[.,]([0-9]*))?[Ee]([+-]?[0-9]{1,3})")
_WITH_POINT = re.compile(r"(\+?[1-9][0-9]{6,14})[.,]0+")
_GROUPED = re.compile(r"\+?[1-9][0-9]{0,2}(?:[,'\u2019][0-9]{3}){2,4}")
_GROUPS = re.compile(r"[,'\u2019]")
_SPREADSHEET_ID = re.compile(r"[1-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_MOST_SHOWN = 40
_LONGEST_CORRELATION = 50


class CellError(ValueError):
    """Why a cell cannot be sent, as a clause."""


def phone_number(cell: str, listed: frozenset[str]) -> str:
    """The E.164 number of a cell with its `+`; `listed` are the countries of the account, if told.

    Blanks, hyphens, brackets, and what spreadsheets put around digits go; digits never change.

    >>> phone_number(" 44 (0)7700-900 123 ", frozenset()), phone_number("447700900123.0", frozenset())
    ('+447700900123', '+447700900123')
    """
    text = cell.strip()
    if not _E164.fullmatch(text):
        text = _mended(text)
    if listed or not is_possible(text):
        verdict = judged(text, listed)
        if verdict is not None:
            raise CellError(_said(text, verdict))
    return text if text[0] == "+" else f"+{text}"


def _mended(text: str) -> str:
    """The number that a text with more than digits stands for beyond doubt."""
    text = _INVISIBLE.sub("", text).strip()
    if wrapped := _AS_TEXT.fullmatch(text):
        text = (wrapped[1] or wrapped[2] or "").strip()
    if not text:
        raise CellError("the cell is empty")
    _refuse_scientific(text)
    if pointed := _WITH_POINT.fullmatch(text):
        return pointed[1]
    if _GROUPED.fullmatch(text):
        text = _GROUPS.sub("", text)
    if _E164.fullmatch(text):
        return text
    if text.startswith("00"):
        raise CellError(f"{_shown(text)} starts with `00`; write `+` and the country code instead")
    if text.startswith(("0", "(0")):
        raise CellError(f"{_shown(text)} is a national number; write it with its country code, such as `+44`")
    number = tidied(text)
    if number is None or not _E164.fullmatch(number):
        raise CellError(f"{_shown(text)} is not an E.164 number: 7 to 15 digits, country code first")
    return number


def _refuse_scientific(text: str) -> None:
    found = _SCIENTIFIC.fullmatch(text)
    if found is None:
        return
    kept = len(found[2] or "")
    lost = "digits were lost" if kept < int(found[3]) else "a number as an exponent"
    raise CellError(f"{_shown(text)}: spreadsheet damage: {lost}; format the column as text")


def _said(number: str, verdict: Verdict) -> str:
    shown = _shown(number)
    parts = split(number)
    match verdict.kind:
        case "national":
            return (
                f"{shown} is a number of {verdict.region} without its country code; is it `{verdict.meant}`?"
            )
        case "unlisted":
            return f"{shown} is a number of {owner(number)}, which is not in `account.regions`"
        case "length" if parts is not None:
            hint = f"; is it `{verdict.meant}`?" if verdict.meant else ""
            return f"{shown} has {length_problem(*parts)}{hint}"
    return f"no country has the calling code that {shown} starts with"


def email(cell: str) -> str:
    """The address of a cell, its domain in ASCII."""
    text = cell.strip()
    local, _, domain = text.partition("@")
    if "$(" in text:
        raise CellError(f"{_shown(text)} is a placeholder, not an address")
    if not local.isascii():
        strange = next(character for character in local if not character.isascii())
        raise CellError(f"`{strange}` (U+{ord(strange):04X}) before the `@`: only ASCII can be sent")
    if not domain.isascii():
        plain = None if DEVIATIONS.intersection(domain) else punycode(domain)
        if plain is None:
            raise CellError(f"the domain of {_shown(text)} has to be written as Punycode (`xn--…`)")
        text = f"{local}@{plain}"
    if not email_address(text):
        raise CellError(f"{_shown(text)} is not an e-mail address, or too long for one")
    return text


def opaque_id(cell: str) -> str:
    """An id of which only the platform knows the form, without the blanks around it."""
    text = cell.strip()
    if not text:
        raise CellError("the cell is empty")
    if "$(" in text:
        raise CellError(f"{_shown(text)} is a placeholder, not an id")
    if _SPREADSHEET_ID.fullmatch(text):
        _refuse_scientific(text)
    if control := _CONTROL.search(text):
        raise CellError(f"a line break or control character (U+{ord(control[0]):04X}) within the id")
    return text


def correlation_id(cell: str, limited: bool) -> str | None:
    """A correlation id, None for an empty cell; `limited` to what API v1 takes."""
    text = cell.strip()
    if limited and not max_bytes(_LONGEST_CORRELATION, text):
        size = len(text.encode())
        raise CellError(f"{_shown(text)} has {size} bytes; at most {_LONGEST_CORRELATION} are allowed")
    return text or None


def _shown(text: str) -> str:
    """A text within a sentence: short, on one line."""
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"`{plain}`" if len(plain) <= _MOST_SHOWN else f"`{plain[: _MOST_SHOWN - 1]}…`"
