"""Phone numbers against what is known of countries: what is wrong with one, and what was meant."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msglint.calling_codes import PLANS, code_of, is_possible, regions_of, split


class Verdict(NamedTuple):
    """What is wrong with a number; `meant` is the number its author may have meant, and whose."""

    kind: Literal["unknown", "length", "national", "unlisted"]
    meant: str | None = None
    region: str | None = None


def judged(number: str, listed: frozenset[str]) -> Verdict | None:
    """What is wrong with an E.164 number, if anything: one thing, the likeliest.

    >>> judged("+447700900123", frozenset()), judged("7700900123", frozenset({"GB"}))
    (None, Verdict(kind='national', meant='+447700900123', region='GB'))
    """
    is_good = is_possible(number)
    if is_good and not listed:
        return None
    owners = regions_of(number)
    if is_good:
        if listed.intersection(owners):
            return None
        guess = None if number.startswith("+") else _national(number, listed)
        return Verdict("unlisted", region=guess)
    parts = split(number)
    if not number.startswith("+") or not listed.intersection(owners):
        region = _national(number, listed)
        if region is not None:
            return Verdict("national", f"+{code_of(region)}{number.removeprefix('+')}", region)
    if parts is None:
        return Verdict("unknown")
    rest = parts[1]
    without_zero = f"{number[: -len(rest)]}{rest[1:]}"
    if rest.startswith("0") and is_possible(without_zero):
        return Verdict("length", without_zero)
    return Verdict("length")


def _national(number: str, listed: frozenset[str]) -> str | None:
    """The country of the list whose mobile numbers look like this without their country code."""
    digits = number.removeprefix("+")
    for region in sorted(listed):
        code = code_of(region)
        if (
            code is not None
            and len(digits) in PLANS[code].mobile
            and (code != "1" or regions_of(f"1{digits}") == (region,))
        ):
            return region
    return None


def length_problem(code: str, rest: str) -> str:
    """How many digits there are behind a calling code, and how many there can be, in words."""
    return f"{len(rest)} digits behind the country code `{code}`; there can be {_lengths(code)}"


def _lengths(code: str) -> str:
    lengths = [each for each in PLANS[code].lengths if each <= 15 - len(code)]
    if len(lengths) > 2 and lengths[-1] - lengths[0] == len(lengths) - 1:
        return f"{lengths[0]} to {lengths[-1]}"
    *most, last = map(str, lengths)
    return f"{', '.join(most)} or {last}" if most else last


def owner(number: str) -> str:
    """Whose a possible number is, in words: the likeliest country, or an international service."""
    region = regions_of(number)[0]
    return "an international service" if region == "001" else region
