"""Addresses of people, however they are written."""

from __future__ import annotations

from msglint.regexes import regex

_BETWEEN_DIGITS = regex(r"[\s().\-/]+")


def identity(address: str) -> str:
    """What two ways of writing the same address share.

    >>> identity("+44 7700-900 101"), identity("Rae@Example.org"), identity("user 7")
    ('447700900101', 'rae@example.org', 'user 7')
    """
    plain = address.removeprefix("+")
    if plain.isascii() and plain.isdigit():
        return plain  # most are, and there may be millions
    if "@" in address:
        return address.strip().casefold()
    digits = _BETWEEN_DIGITS.sub("", address).removeprefix("+")
    return digits if digits.isascii() and digits.isdigit() else address.strip()
