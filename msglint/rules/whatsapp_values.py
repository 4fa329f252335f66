"""WhatsApp: the values of a template: texts, amounts of money, and dates."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import LINK, as_number, has_placeholder
from msglint.rules.whatsapp_template import variables

_PARAMETERS = "message/parameters"
_ON = "v1/whatsapp"
_FORBIDDEN_BLANKS = regex(r"[\r\n]+| {5,}")
_DIGITS = regex(r"[0-9]+")
_MILLISECONDS = regex(r"1[0-9]{12}")
_AMOUNT = regex(r"(?<![0-9.,])([0-9]+)(?:[.,]([0-9]{2}))?(?![0-9.,]*[0-9])")

FILLED_TEMPLATE = 1024
"""Characters of a template with its values: header, body, footer, and buttons together."""


def _are_telling(parameters: Place) -> bool:
    """Whether a text may have a link, a line break, or many blanks: one look instead of one at each of them."""
    words = "\t".join([text for _, text in variables(parameters).texts])
    return "://" in words or "\n" in words or "\r" in words or "     " in words


@rule(
    "whatsapp-parameter-blanks",
    at=_PARAMETERS,
    on=_ON,
    given=_are_telling,
    severity=Severity.WARNING,
    source="whatsapp.md §1 message.parameters.<variable>, §7",
)
def parameter_blanks(parameters: Place) -> Iterator[Finding]:
    """
    A template's value holds a line break, or more than four blanks in a row.

    WhatsApp does not allow either in a parameter: line breaks belong into the template itself.
    A YAML block that starts with `|` ends with a line break; one that starts with `|-` does not.

    ```yaml bad
    customer: |
      Pat Sample
    ```

    ```yaml good
    customer: Pat Sample
    ```
    """
    for name, text in variables(parameters).texts:
        found = _FORBIDDEN_BLANKS.search(text)
        if found is None:
            continue
        if found[0][0] == " ":
            message = f"{len(found[0])} blanks in a row; a template's value may have 4"
            yield Finding(message, (name,), caret=found.span())
        else:
            hint = "begin the block with `|-` or `>-`" if found.end() == len(text) else None
            yield Finding("a line break; the values of a template may have none", (name,), hint)


@rule(
    "whatsapp-link-in-parameter",
    at=_PARAMETERS,
    on=_ON,
    given=_are_telling,
    severity=Severity.WARNING,
    source="whatsapp.md §7, Template parameters",
)
def link_in_parameter(parameters: Place) -> Iterator[Finding]:
    """
    A link in a text value of a template.

    Since 2026 WhatsApp likely rejects addresses that come in through a variable of the header
    or the body. Give the template a website button and send its ending (`type: url`).

    ```yaml bad
    offer: "See https://www.example.com/autumn"
    ```

    ```yaml good
    offer: {type: url, payload: autumn}
    ```
    """
    for name, text in variables(parameters).texts:
        found = LINK.search(text)
        if found is not None:
            yield Finding(
                "a link in a template's value: WhatsApp likely rejects it since 2026",
                (name,),
                "give the template a website button and send the ending as a variable with `type: url`",
                caret=found.span(),
            )


@rule(
    "whatsapp-parameters-too-long",
    at=_PARAMETERS,
    on=_ON,
    severity=Severity.WARNING,
    source="whatsapp.md §3, template as a whole (7809)",
)
def parameters_too_long(parameters: Place) -> Iterator[Finding]:
    """
    The values of a template are longer than the filled template may be.

    Header, body, footer, and buttons have 1024 characters in all, values included. Counted are
    the values alone, as only WhatsApp knows the template.

    ```yaml bad
    note: &note "The path along the harbour is closed. The path along the harbour is closed. The path along the harbour is closed. The path along the harbour is closed."
    first: *note
    second: *note
    third: *note
    fourth: *note
    fifth: *note
    sixth: *note
    ```

    ```yaml good
    note: The path along the harbour is closed.
    ```
    """
    found = variables(parameters)
    texts = [text for _, text in found.texts]
    for _, variable in (*found.dates, *found.amounts):
        text = variable.get("fallback_value")
        if isinstance(text, str):
            texts.append(text)
    length = sum(map(len, texts))
    if length > FILLED_TEMPLATE and not any(map(has_placeholder, texts)):
        yield Finding(
            f"the values have {length} characters; a filled template may have {FILLED_TEMPLATE} in all",
            on_key=True,
        )


@rule(
    "whatsapp-amount-not-thousandfold",
    at=_PARAMETERS,
    on=_ON,
    severity=Severity.WARNING,
    source="whatsapp.md §1 type: currency (amount × 1000)",
)
def amount_not_thousandfold(parameters: Place) -> Iterator[Finding]:
    """
    `amount_1000` is the amount itself, or in cents, and not the amount times 1000.

    12.50 is `"12500"`. The number in `fallback_value` tells what was meant; where it holds more
    than one number, nothing is said.

    ```yaml bad
    total: {type: currency, currency_code: EUR, amount_1000: "1250", fallback_value: EUR 12.50}
    ```

    ```yaml fixed
    total: {type: currency, currency_code: EUR, amount_1000: "12500", fallback_value: EUR 12.50}
    ```

    ```yaml good
    total: {type: currency, currency_code: EUR, amount_1000: "12500", fallback_value: EUR 12.50}
    ```
    """
    for name, variable in variables(parameters).amounts:
        amount, fallback = as_number(variable.get("amount_1000")), variable.get("fallback_value")
        cents = cents_of(fallback) if isinstance(fallback, str) else None
        if amount and cents and amount in (cents, cents / 100):
            path: Path = (name, "amount_1000")
            meant = f"{amount / 1000:g}"
            yield Finding(
                f"this means {meant}, but `fallback_value` says `{fallback}`: write the amount times 1000",
                path,
                fix=Fix(f"write `{cents * 10}`", (Change("replace", path, str(cents * 10)),), "unsafe"),
            )


def cents_of(text: str) -> int | None:
    """The hundredths of the one amount of money in a text, or None where it is not plain.

    >>> cents_of("EUR 12.50"), cents_of("5 €"), cents_of("1,234.50"), cents_of("2 for 9.90")
    (1250, 500, None, None)
    """
    if len(text) > 40 or len(_DIGITS.findall(text)) > 2:
        return None
    found = _AMOUNT.findall(text)
    if len(found) != 1:
        return None
    whole, part = found[0]
    return int(whole) * 100 + int(part or 0)


@rule(
    "whatsapp-timestamp-in-milliseconds",
    at=_PARAMETERS,
    on=_ON,
    severity=Severity.WARNING,
    source="whatsapp.md §1 type: date_time (epoch seconds)",
)
def timestamp_in_milliseconds(parameters: Place) -> Iterator[Finding]:
    """
    The `timestamp` of a date is in milliseconds.

    It counts seconds since 1970. Taken as seconds, a number of 13 digits is a day tens of
    thousands of years ahead.

    ```yaml bad
    due: {type: date_time, fallback_value: 1 March 2027, timestamp: "1803891600000"}
    ```

    ```yaml fixed
    due: {type: date_time, fallback_value: 1 March 2027, timestamp: "1803891600"}
    ```

    ```yaml good
    due: {type: date_time, fallback_value: 1 March 2027, timestamp: "1803891600"}
    ```
    """
    for name, variable in variables(parameters).dates:
        stamp = variable.get("timestamp")
        if is_milliseconds(stamp):
            path = (name, "timestamp")
            fix = Fix("cut it to seconds", (Change("replace", path, str(stamp)[:-3]),))
            yield Finding("13 digits are milliseconds; `timestamp` counts seconds", path, fix=fix)


def is_milliseconds(stamp: Any) -> bool:
    """Whether a moment (a number or its digits) counts milliseconds since 1970, not seconds."""
    if isinstance(stamp, int):
        return 10**12 <= stamp < 2 * 10**12
    return isinstance(stamp, str) and _MILLISECONDS.fullmatch(stamp) is not None
