"""What is known of calling codes agrees with the library it comes from, and the rules use it well."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from casefiles import DEFAULT_NOW
from phonenumbers import PhoneNumberType, ValidationResult

from msglint import calling_codes
from msglint.calling_codes import PLANS, code_of, is_possible, regions_of, split, tidied
from msglint.linter import Options, lint
from msglint.numbers import judged
from msglint.settings import DEFAULTS, Account
from msglint.source import Source

SAME_RELEASE = phonenumbers.__version__ == calling_codes.VERSION


def holds(wrong: list[str], asked: int) -> None:
    """Nothing differs from the release that the tables come from, hardly anything from a later one."""
    assert len(wrong) <= (0 if SAME_RELEASE else asked // 100), wrong[:20]


def numbers() -> list[str]:
    """A few thousand numbers: of every calling code in every length, and of no code at all."""
    dice = random.Random(7)
    made = []
    for code in PLANS:
        for length in range(4, 16 - len(code)):
            made += [code + str(dice.randrange(10 ** (length - 1), 10**length)) for _ in range(2)]
    made += [str(dice.randrange(10**6, 10**15)) for _ in range(1000)]
    return [number for number in made if 7 <= len(number) <= 15 and number[0] != "0"]


def oracle(number: str) -> tuple[str, str] | None:
    """The calling code and the rest, as the library splits them."""
    digits = number
    for width in (1, 2, 3):
        if int(digits[:width]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[:width], digits[width:]
    return None


def test_codes_and_lengths_agree_with_the_library() -> None:
    """A number is possible here exactly when it is there."""
    asked = numbers()
    assert len(asked) > 3000
    wrong = []
    for number in asked:
        parts = oracle(number)
        assert split(number) == split("+" + number) == parts
        if parts is not None:
            code, rest = parts
            there = phonenumbers.PhoneNumber(int(code), int(rest), number_of_leading_zeros=0)
            result = phonenumbers.is_possible_number_with_reason(there)
            if len(str(there.national_number)) == len(rest) and is_possible(number) is not (
                result == ValidationResult.IS_POSSIBLE
            ):
                wrong.append(number)
    holds(wrong, len(asked))


@pytest.mark.parametrize("kind", [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
def test_example_numbers_of_all_countries_are_possible_and_theirs(kind: int) -> None:
    """The library's own sample of each country is possible, and its country among those it may be of."""
    wrong = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        sample = phonenumbers.example_number_for_type(region, kind)
        if sample is None:
            continue
        number = phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164)
        owner = phonenumbers.region_code_for_number(sample)
        if (
            not is_possible(number)
            or owner not in regions_of(number)
            or code_of(region) != str(sample.country_code)
        ):
            wrong.append(f"{region} {number} {regions_of(number)}")
    holds(wrong, 240)


def test_mobile_numbers_have_mobile_lengths() -> None:
    """The sample of a mobile number has one of the lengths that national numbers are known by."""
    wrong = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        sample = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if sample is not None:
            digits = phonenumbers.national_significant_number(sample)
            if len(digits) not in PLANS[str(sample.country_code)].mobile:
                wrong.append(f"{region} {digits}")
    holds(wrong, 240)


def test_area_codes_agree_with_the_library() -> None:
    """Whoever has numbers behind `+1` with an area code has them there too."""
    dice = random.Random(11)
    wrong, asked = [], 0
    for area in range(200, 1000):
        for _ in range(12):
            number = phonenumbers.PhoneNumber(1, area * 10_000_000 + dice.randrange(2_000_000, 10_000_000))
            if phonenumbers.is_valid_number(number):
                owner = phonenumbers.region_code_for_number(number)
                asked += 1
                if owner not in regions_of(f"1{number.national_number}"):
                    wrong.append(f"{number.national_number} {owner}")
    assert asked > 2000
    holds(wrong, asked)


def test_fictional_numbers_of_documentation_are_possible() -> None:
    """The numbers that documentation uses have no findings, whatever countries are listed."""
    for number in ("+447700900123", "+15555550124", "+33639980123", "+61491570006", "+12025550123"):
        assert judged(number, frozenset()) is None
        assert judged(number, frozenset({"GB", "US", "FR", "AU"})) is None


@pytest.mark.parametrize(
    ("number", "listed", "kind", "meant"),
    [
        ("+9997700900123", "", "unknown", None),
        ("+44770090012", "", None, None),
        ("+4477009001", "", "length", None),
        ("+4407700900123", "", "length", "+447700900123"),
        ("7700900123", "", "length", None),
        ("7700900123", "GB", "national", "+447700900123"),
        ("+7700900123", "GB", "national", "+447700900123"),
        ("+4477009001234", "GB", "length", None),
        ("4155550123", "US", "national", "+14155550123"),
        ("4115550123", "US", "length", None),
        ("+33639980123", "GB US", "unlisted", None),
        ("+14165550123", "US", "unlisted", None),
        ("+18765550123", "US CA", "unlisted", None),
        ("+15555550123", "US", None, None),
        ("+15555550123", "CA", None, None),
        ("3125550123", "US", "unlisted", None),
        ("+390612345678", "IT", None, None),
        ("+882161234567", "GB", "unlisted", None),
    ],
)
def test_verdicts(number: str, listed: str, kind: str | None, meant: str | None) -> None:
    """One verdict a number, the likeliest."""
    verdict = judged(number, frozenset(listed.split()))
    assert (verdict and verdict.kind, verdict and verdict.meant) == (kind, meant)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 7700 900123", "+447700900123"),
        (" +447700900123 ", "+447700900123"),
        ("+44-(0)7700-900123", "+447700900123"),
        ("00447700900123", "+447700900123"),
        ("44 7700 900123", "447700900123"),
        ("+44\u00a07700\u00a0900123", "+447700900123"),
        ("+1 (202) 555-0123", "+12025550123"),
        ("+447700900123", None),
        ("07700 900123", None),
        ("7700 900123", None),
        ("+44 7700 9001", None),
        ("+44 7700 900123 ext. 4", None),
        ("$(number)", None),
        ("", None),
        ("++447700900123", None),
    ],
)
def test_written_numbers(text: str, number: str | None) -> None:
    """Separators go, and nothing is guessed."""
    assert tidied(text) == number


NOTHING_KNOWN = Account()


def found(text: str, account: Account = NOTHING_KNOWN, everything: bool = False) -> list[str]:
    """The ids of what is found about the numbers of a message."""
    settings = DEFAULTS._replace(account=account, everything=everything)
    options = Options.default()._replace(now=DEFAULT_NOW, settings=settings)
    ids = [each.rule for each in lint(Source("x.yaml", text), options).diagnostics]
    return [id for id in ids if id.startswith(("number-", "recipient-", "bad-format"))]


HEAD = "channel: sms\nfrom: '60777'\ncontent: {type: text, text: Lane 4 is closed.}\n"


def test_one_number_apis_are_looked_at_too() -> None:
    """SMS API v1 and the Voice APIs have one number each."""
    assert found("from: '60777'\nto: '+4477009001'\ncontent: Hello\n") == ["number-length-impossible"]
    call = (
        "callerId: '+15555550198'\ndialedNumber: '+9995555550133'\ncallbackUrl: https://hooks.example.com/c\n"
    )
    assert found(call) == ["number-country-unknown"]


def test_plus_switch_makes_errors_of_each_number_without() -> None:
    """With `plus_e164` each bare number is one error, and the milder rules are silent."""
    text = HEAD + "to: [{msisdn: ['447700900123', '+447700900124']}, {msisdn: ['447700900125']}]\n"
    assert found(text) == ["number-plus-mixed"]
    assert found(text, Account(plus_e164=True), everything=True) == ["number-plus-missing"] * 2


def test_repeated_numbers_over_entries() -> None:
    """The same number in two entries, with and without `+`, is reported where it stands again."""
    text = HEAD + "to: [{msisdn: ['+447700900123']}, {msisdn: ['+447700900124', '+447700900123']}]\n"
    assert found(text) == ["number-repeated"]


def test_what_is_no_number_is_left_to_the_schema() -> None:
    """A number with blanks has one finding."""
    assert found(HEAD + "to: [{msisdn: ['+44 7700 900123']}]\n") == ["bad-format"]


def test_a_thousand_numbers_are_quick() -> None:
    """The rules look at each number once or twice, and remember their verdict."""
    many = ", ".join(f"'+4477009{number:05}'" for number in range(1000))
    assert found(HEAD + f"to: [{{msisdn: [{many}]}}]\n") == []
