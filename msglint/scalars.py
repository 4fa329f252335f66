"""The YAML 1.2 core schema: which value a plain scalar stands for."""

from __future__ import annotations

from typing import Any

from msglint.regexes import regex

_INT = regex(r"[-+]?[0-9]+")
_OCTAL = regex(r"0o[0-7]+")
_HEX = regex(r"0x[0-9a-fA-F]+")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LOSES_DIGITS = regex(r"\+[0-9]{6,}|-?0[0-9]+")
_INFINITE = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

_WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

PLAIN_STARTS = frozenset("abcdeghijklmpqrsuvwxyzABCDEGHIJKLMOPQRSUVWXYZ/$")
"""First letters of plain scalars that can be nothing but a string."""

_NUMBER_STARTS = frozenset("-+.0123456789")

MAX_DIGITS = 400
"""Longer integers are read as no number: no receiver of JSON keeps them."""


class NotJsonNumberError(ValueError):
    """Infinity, not-a-number, or a number beyond what JSON receivers keep."""


def resolve_plain(text: str) -> Any:
    """The value of a plain (unquoted) scalar.

    >>> resolve_plain("yes"), resolve_plain("0o17"), resolve_plain("+447700900123"), resolve_plain("~")
    ('yes', 15, 447700900123, None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INT.fullmatch(text) or _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise NotJsonNumberError(text)
        return int(text, 0) if text[1:2] in ("o", "x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise NotJsonNumberError(text)
        return number
    if _INFINITE.fullmatch(text):
        raise NotJsonNumberError(text)
    return text


def loses_digits(text: str) -> bool:
    """Whether an integer means more as it is written: a phone number with `+`, a code with leading zeros.

    >>> loses_digits("+447700900123"), loses_digits("007"), loses_digits("42")
    (True, True, False)
    """
    return _LOSES_DIGITS.fullmatch(text) is not None


def is_special(text: str) -> bool:
    """Whether a plain scalar is something other than a string.

    >>> is_special("12"), is_special("no"), is_special("")
    (True, False, True)
    """
    try:
        return not isinstance(resolve_plain(text), str)
    except NotJsonNumberError:
        return True
