"""People's numbers and addresses in files that are shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msglint.diagnostics import Finding, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_NUMBERS = (("destination", "msisdn"), ("destination", "waid"), ("to", "msisdn"))
_ADDRESSES = (("destination", "email"), ("to", "email"))
_NUMBER = regex(r"\+?([0-9]{7,15})")

_EXAMPLE = regex(r"(?:[^@]*@)(?:[^@]*\.)?(?:example(?:\.[a-z]{2,3})?|test|invalid|localhost)", re.IGNORECASE)
"""Addresses at the domains set aside for documentation (RFC 2606, RFC 6761)."""


_MADE_UP = regex(
    "|".join(
        (
            r"447700900[0-9]{3}",  # Ofcom: mobile numbers for drama
            r"44(?:1[1-9][0-9]496|1914980|1632960|2079460|2896496|2920180)[0-9]*",
            r"44(?:8081570|9098790|3069990)[0-9]{3}",
            r"1[0-9]{3}55501[0-9]{2}",  # NANPA: 555-0100 to 555-0199
            r"1555[0-9]{7}",
            r"61(?:49157[0-9]{4}|[2378](?:5550|7010)[0-9]{4})",  # ACMA
            r"353209[0-9]{6}",  # ComReg
            r"33(?:199|2619|3530|4657|5364|6399)[0-9]*",  # ARCEP
            r"49(?:3023125|6990009|4066969|2214710|8999998)[0-9]{3}",  # Bundesnetzagentur
            r"49(?:1713920[0-9]{3}|17604069[0-9]{4}|152288[0-9]{5})",
            r"46(?:70174060|31390060|40628040|8465004|98031920)[0-9]*",  # PTS
        )
    )
)
"""Numbers set aside for films and documentation."""


@rule(
    "personal-data-in-file",
    at="",
    severity=Severity.INFO,
    source="own rule: RFC 2606; the numbers that Ofcom, NANPA, and others set aside",
    default=False,
)
def personal_data_in_file(request: Place) -> Iterator[Finding]:
    """
    A message file holds numbers or mail addresses that look like those of real people.

    Whoever reads the repository reads them too, and its history keeps them. Take the
    recipients out (`# msglint: recipients=external`, `msglint send --recipients FILE`), or use
    numbers set aside for examples: `+447700900…`, `+1…5550100` to `…5550199`, `@example.com`.

    ```yaml bad
    deliverychannel: sms
    destination: [{msisdn: ["+447911482603"]}]
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    ```

    ```yaml good
    deliverychannel: sms
    destination: [{msisdn: ["+447700900103"]}]
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    ```
    """
    found = [
        *_real(request, _is_real_number, _NUMBERS, ("to",), ("dialedNumber",)),
        *_real(request, _is_real_address, _ADDRESSES, ("cc", "*"), ("bcc", "*")),
    ]
    if found:
        path, first = found[0]
        others = len(found) - 1
        people = f"and {others} more look like real people's" if others else "looks like a real person's"
        yield Finding(f"`{first[:4]}…` {people}", path, hint="`# msglint: recipients=external`")


def _real(
    request: Place,
    is_real: Callable[[str], bool],
    ids: tuple[tuple[str, str], ...],
    *patterns: tuple[str, ...],
) -> list[tuple[Path, str]]:
    """What is real among the ids of recipients, and at other places."""
    body = request.value
    found: list[tuple[Path, str]] = [
        ((key, index, kind, place), id)
        for key, kind in ids
        if isinstance(body.get(key), list)
        for index, entry in enumerate(body[key])
        if isinstance(entry, dict) and isinstance(entry.get(kind), list)
        for place, id in enumerate(entry[kind])
        if isinstance(id, str) and is_real(id)
    ]
    for pattern in patterns:
        if pattern[0] in body:
            texts = below(body, *pattern)
            found += [(path, text) for path, text in texts if isinstance(text, str) and is_real(text)]
    return found


def _is_real_number(text: str) -> bool:
    """Whether a text is a number that may be somebody's.

    >>> _is_real_number("+447911482603"), _is_real_number("+447700900123"), _is_real_number("+12025550143")
    (True, False, False)
    """
    match = _NUMBER.fullmatch(text)
    if match is None or "1234567" in text or "7654321" in text:
        return False  # nobody takes it for real
    digits = match[1]
    if digits[6] * 7 in digits or digits[-7] * 7 in digits:
        return (
            False  # nor seven times the same: of 15 digits, these hold the seventh from one end or the other
        )
    return _MADE_UP.fullmatch(digits) is None


def _is_real_address(text: str) -> bool:
    """Whether a text is a mail address that may be somebody's.

    >>> _is_real_address("kim.lee@harbour-tours.co.uk"), _is_real_address("rae@mail.example.org")
    (True, False)
    """
    return "@" in text and "$(" not in text and _EXAMPLE.fullmatch(text) is None
