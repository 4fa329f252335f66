"""Phone numbers of recipients: country code, length, plus sign, country, repetition.

What is no E.164 number at all is the schema's matter; these rules pass it over.
"""

from __future__ import annotations

from collections.abc import Iterator

from msglint.calling_codes import are_possible, code_of, split
from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.formats import e164
from msglint.numbers import Verdict, judged, length_problem, owner
from msglint.request import Place
from msglint.rule import rule

_LONGEST_NATIONAL = 11
"""Digits that numbers have in nearly all countries at most, without the country code."""

_AT = ("destination", "to", "dialedNumber")


def numbers(recipients: Place) -> list[str]:
    """The E.164 numbers of a list of recipients, or the one number that it is."""
    return recipients.once(_numbers)


def _numbers(recipients: Place) -> list[str]:
    value = recipients.value
    if value.__class__ is str:
        return [value] if e164(value) else []
    found: list[str] = []
    for entry in value if value.__class__ is list else ():
        given = entry.get("msisdn") if entry.__class__ is dict else None
        if given.__class__ is list:
            found += [number for number in given if number.__class__ is str and e164(number)]
    return found


def phone_numbers(recipients: Place) -> list[tuple[Path, str]]:
    """The same with their paths."""
    return recipients.once(_phone_numbers)


def _phone_numbers(recipients: Place) -> list[tuple[Path, str]]:
    match recipients.value:
        case str(number) if e164(number):
            return [((), number)]
        case list(entries):
            return [
                ((index, "msisdn", place), number)
                for index, entry in enumerate(entries)
                if isinstance(entry, dict) and isinstance(given := entry.get("msisdn"), list)
                for place, number in enumerate(given)
                if isinstance(number, str) and e164(number)
            ]
    return []


def wrong_numbers(recipients: Place) -> list[tuple[Path, str, Verdict]]:
    """The numbers with which something is wrong, and what."""
    return recipients.once(_wrong_numbers)


def _wrong_numbers(recipients: Place) -> list[tuple[Path, str, Verdict]]:
    regions = recipients.request.settings.account.regions
    if not regions and are_possible(numbers(recipients)):
        return []
    judgements = [(path, number, judged(number, regions)) for path, number in phone_numbers(recipients)]
    return [(path, number, verdict) for path, number, verdict in judgements if verdict is not None]


def _written(path: Path, number: str) -> Fix:
    return Fix(f"replace it with `{number}`", (Change("replace", path, number),), "unsafe")


@rule(
    "number-country-unknown",
    at=_AT,
    severity=Severity.WARNING,
    source="envelope-v1.md §3: with country code",
    given=wrong_numbers,
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
    for path, number, verdict in wrong_numbers(recipients):
        if verdict.kind == "unknown":
            start = 1 if number.startswith("+") else 0
            yield Finding(
                f"no country has the calling code `{number[start : start + 3]}`",
                path,
                caret=(0, start + 3),
            )


@rule(
    "number-length-impossible",
    at=_AT,
    severity=Severity.WARNING,
    source="envelope-v1.md §3: E.164 numbers",
    given=wrong_numbers,
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
    for path, number, verdict in wrong_numbers(recipients):
        if verdict.kind != "length" or (parts := split(number)) is None:
            continue
        code, rest = parts
        message = length_problem(code, rest)
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
    given=wrong_numbers,
    account="regions",
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
    for path, number, verdict in wrong_numbers(recipients):
        if verdict.kind == "national" and verdict.region is not None:
            message = f"a number of {verdict.region} without its country code `{code_of(verdict.region)}`?"
            yield Finding(message, path, fix=_written(path, verdict.meant or number))


@rule(
    "number-region-unlisted",
    at=_AT,
    severity=Severity.WARNING,
    source="own advice: account.regions",
    given=wrong_numbers,
    account="regions",
)
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
    for path, number, verdict in wrong_numbers(recipients):
        if verdict.kind == "unlisted":
            hint = None
            if verdict.region is not None:
                code = code_of(verdict.region)
                hint = f"if it is one of {verdict.region}, its country code `{code}` is missing"
            yield Finding(f"a number of {owner(number)}, which is not in `account.regions`", path, hint)
