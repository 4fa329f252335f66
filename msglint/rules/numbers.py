"""Phone numbers of recipients: country code, length, plus sign, country, repetition.

What is no E.164 number at all is the schema's matter; these rules pass it over.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from msglint.calling_codes import PLANS, code_of, is_possible, regions_of, split
from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.formats import e164
from msglint.request import Place
from msglint.rule import rule

_LONGEST_NATIONAL = 11
"""Digits that numbers have in nearly all countries at most, without the country code."""

_AT = ("destination", "to", "dialedNumber")


class Verdict(NamedTuple):
    """What is wrong with a number; `meant` is the number its author may have meant, and whose."""

    kind: Literal["unknown", "length", "national", "unlisted"]
    meant: str | None = None
    region: str | None = None


def phone_numbers(recipients: Place) -> Iterator[tuple[Path, str]]:
    """The E.164 numbers of a list of recipients, or the one number that it is, with their paths."""
    match recipients.value:
        case str(number) if e164(number):
            yield (), number
        case list(entries):
            for index, entry in enumerate(entries):
                numbers = entry.get("msisdn") if isinstance(entry, dict) else None
                if isinstance(numbers, list):
                    for place, number in enumerate(numbers):
                        if isinstance(number, str) and e164(number):
                            yield (index, "msisdn", place), number


def _written(path: Path, number: str) -> Fix:
    return Fix(f"replace it with `{number}`", (Change("replace", path, number),), "unsafe")


@rule(
    "number-country-unknown", at=_AT, severity=Severity.WARNING, source="envelope-v1.md §3: with country code"
)
def country_unknown(recipients: Place) -> Iterator[Finding]:
    """
    No country has the calling code that a phone number starts with.

    Numbers start with the country code, with or without a `+`. Here it was mistyped, or the
    number is a national one. What is known of countries and their numbers is that of the
    library phonenumbers.

    ```yaml bad
    - msisdn: ["+9997700900123"]
    ```

    ```yaml good
    - msisdn: ["+447700900123"]
    ```
    """
    for path, number in phone_numbers(recipients):
        verdict = judged(number, recipients.request.settings.account.regions)
        if verdict is not None and verdict.kind == "unknown":
            start = 1 if number.startswith("+") else 0
            yield Finding(
                f"no country has the calling code `{number[start : start + 3]}`",
                path,
                caret=(0, start + 3),
            )


@rule(
    "number-length-impossible", at=_AT, severity=Severity.WARNING, source="envelope-v1.md §3: E.164 numbers"
)
def length_impossible(recipients: Place) -> Iterator[Finding]:
    """
    A phone number is longer or shorter than numbers of its country can be.

    A digit is missing or one too many, or the `0` that only calls within the country have was
    left behind the country code. What is known of countries and their numbers is that of the
    library phonenumbers.

    ```yaml bad
    - msisdn: ["+4407700900123"]
    ```

    ```yaml fixed
    - msisdn: ["+447700900123"]
    ```

    ```yaml good
    - msisdn: ["+447700900123"]
    ```
    """
    for path, number in phone_numbers(recipients):
        verdict = judged(number, recipients.request.settings.account.regions)
        if verdict is None or verdict.kind != "length" or (parts := split(number)) is None:
            continue
        code, rest = parts
        message = f"{len(rest)} digits behind the country code `{code}`; there can be {_lengths(code)}"
        if verdict.meant is None:
            national = not number.startswith("+") and len(number) <= _LONGEST_NATIONAL
            hint = "is the country code missing?" if national else None
            yield Finding(message, path, hint)
        else:
            fix = _written(path, verdict.meant)
            hint = f"the `0` of calls within the country does not stand behind `{code}`"
            yield Finding(message, path, hint, fix)


@rule(
    "number-without-country-code",
    at=_AT,
    severity=Severity.WARNING,
    source="sms.md, Sender ids, numbers: the country code is mandatory",
)
def without_country_code(recipients: Place) -> Iterator[Finding]:
    """
    A phone number has the form of a national one.

    The country code is mandatory. Reported is what can be no number of any country as it
    stands, but is a mobile number of one of the countries in `account.regions` once the code
    stands in front.

    ```yaml bad
    # account: {regions: [GB]}
    - msisdn: ["7700900123"]
    ```

    ```yaml fixed
    # account: {regions: [GB]}
    - msisdn: ["+447700900123"]
    ```

    ```yaml good
    # account: {regions: [GB]}
    - msisdn: ["+447700900123"]
    ```
    """
    account = recipients.request.settings.account
    if not account.regions:
        return
    for path, number in phone_numbers(recipients):
        verdict = judged(number, account.regions)
        if verdict is not None and verdict.kind == "national" and verdict.region is not None:
            message = f"a number of {verdict.region} without its country code `{code_of(verdict.region)}`?"
            yield Finding(message, path, fix=_written(path, verdict.meant or number))


@rule("number-region-unlisted", at=_AT, severity=Severity.WARNING, source="own advice: account.regions")
def region_unlisted(recipients: Place) -> Iterator[Finding]:
    """
    A phone number belongs to a country that you do not send to.

    `account.regions` in `.msglint.yaml` lists the countries you send to. A number of another
    one is a typing error, a national number without its country code, or a case of fraud.
    Countries that share a calling code cannot always be told apart; then nothing is said.

    ```yaml bad
    # account: {regions: [GB, US]}
    - msisdn: ["+33639980123"]
    ```

    ```yaml good
    # account: {regions: [GB, US]}
    - msisdn: ["+447700900123"]
    ```
    """
    listed = recipients.request.settings.account.regions
    if not listed:
        return
    for path, number in phone_numbers(recipients):
        verdict = judged(number, listed)
        if verdict is not None and verdict.kind == "unlisted":
            hint = None
            if verdict.region is not None:
                code = code_of(verdict.region)
                hint = f"if it is one of {verdict.region}, its country code `{code}` is missing"
            owner = regions_of(number)[0]
            whose = "an international service" if owner == "001" else owner
            yield Finding(f"a number of {whose}, which is not in `account.regions`", path, hint)


@lru_cache(maxsize=8192)
def judged(number: str, listed: frozenset[str]) -> Verdict | None:
    """What is wrong with an E.164 number, if anything: one thing, the likeliest.

    >>> judged("+447700900123", frozenset()), judged("7700900123", frozenset({"GB"}))
    (None, Verdict(kind='national', meant='+447700900123', region='GB'))
    """
    owners = regions_of(number)
    if is_possible(number):
        if not listed or listed.intersection(owners):
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


def _lengths(code: str) -> str:
    """How many digits there can be behind a calling code, in words."""
    lengths = [each for each in PLANS[code].lengths if each <= 15 - len(code)]
    if len(lengths) > 2 and lengths[-1] - lengths[0] == len(lengths) - 1:
        return f"{lengths[0]} to {lengths[-1]}"
    *most, last = map(str, lengths)
    return f"{', '.join(most)} or {last}" if most else last
