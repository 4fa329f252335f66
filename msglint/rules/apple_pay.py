"""Apple Messages for Business: Apple Pay."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code, kind

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_REQUEST = ("data", "payment", "paymentRequest")
_CONTACT_FIELDS = ("requiredShippingContactFields", "requiredBillingContactFields")
_LISTS = ("lineItems", "shippingMethods", *_CONTACT_FIELDS)
_TEXTS = (
    ("countryCode",),
    ("currencyCode",),
    *((*place, key) for place in (("lineItems", "*"), ("total",)) for key in ("label", "type")),
    *(("shippingMethods", "*", key) for key in ("label", "detail", "identifier")),
    *((field, "*") for field in _CONTACT_FIELDS),
)
_WANTED: tuple[tuple[tuple[str, ...], type, str], ...] = (
    *(((name,), list, "a list") for name in _LISTS),
    *((place, dict, "an object") for place in (("lineItems", "*"), ("shippingMethods", "*"), ("total",))),
    *((pattern, str, "a text") for pattern in _TEXTS),
)
_AMOUNTS = (("lineItems", "*", "amount"), ("total", "amount"), ("shippingMethods", "*", "amount"))
_AMOUNT = regex(r"-?[0-9]+(?:\.[0-9]+)?")
_CONTACTS = ("postalAddress", "name", "phone", "email", "phoneticName")
_LINE_TYPES = ("final", "pending")


def _parts(message: Place, *pattern: str) -> Iterator[tuple[Path, Any]]:
    """The parts of a payment request at a pattern."""
    for path, part in below(message.get(*_REQUEST), *pattern):
        yield (*_REQUEST, *path), part


@rule(
    "apple-pay-wrong-type",
    at=_AT,
    on=_ON,
    needs="data/payment/paymentRequest",
    severity=Severity.WARNING,
    source="apple-messages.md, Apple Pay",
)
def pay_wrong_type(message: Place) -> Iterator[Finding]:
    """
    A field of a payment request is of another kind than the documentation says.

    The documentation calls nothing in a payment request mandatory and shows it by a sample, so
    this is no error. Amounts have a rule of their own.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          lineItems: {label: Mug, amount: "12.50", type: final}
          total: {label: Clay & Kiln, amount: "12.50", type: final}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          lineItems: [{label: Mug, amount: "12.50", type: final}]
          total: {label: Clay & Kiln, amount: "12.50", type: final}
    ```
    """
    if message.get(*_REQUEST) is None:
        return
    for pattern, type_, words in _WANTED:
        for path, value in _parts(message, *pattern):
            if value is not None and not isinstance(value, type_):
                name = next(step for step in reversed(path) if isinstance(step, str))
                what = f"`{name}`" if path[-1] == name else f"an entry of `{name}`"
                yield Finding(f"{what} must be {words}, not {kind(value)}", path)


@rule(
    "apple-pay-amount-malformed",
    at=_AT,
    on=_ON,
    needs="data/payment/paymentRequest",
    severity=Severity.WARNING,
    source="apple-messages.md, Apple Pay, amount; Lint advice",
)
def pay_amount_malformed(message: Place) -> Iterator[Finding]:
    """
    An amount of a payment request is no quoted number with a decimal point.

    Amounts are texts. Unquoted, `12.50` is a number for YAML and is sent as `12.5`.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment: {paymentRequest: {total: {label: Clay & Kiln, amount: 12.25, type: final}}}
    ```

    ```yaml fixed
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment: {paymentRequest: {total: {label: Clay & Kiln, amount: "12.25", type: final}}}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment: {paymentRequest: {total: {label: Clay & Kiln, amount: "12.25", type: final}}}
    ```
    """
    for pattern in _AMOUNTS:
        for path, amount in _parts(message, *pattern):
            match amount:
                case bool() | dict() | list():
                    yield Finding(f"an amount must be a quoted number, not {kind(amount)}", path)
                case int() | float():
                    fix = Fix("put it in quotes", (Change("quote", path),))
                    yield Finding("an amount is a text: put it in quotes", path, fix=fix)
                case str() if not _AMOUNT.fullmatch(amount) and not has_placeholder(amount):
                    yield Finding(f"{code(amount)} is no amount such as `12.50`", path)


@rule(
    "apple-pay-value-unknown",
    at=_AT,
    on=_ON,
    needs="data/payment/paymentRequest",
    severity=Severity.WARNING,
    source="apple-messages.md, Apple Pay",
)
def pay_value_unknown(message: Place) -> Iterator[Finding]:
    """
    A code or a word of a payment request that Apple Pay does not know.

    Contact fields are `postalAddress`, `name`, `phone`, `email` (and Apple's `phoneticName`), a
    line is `final` or `pending`, a country has two letters, and a currency three.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          total: {label: Clay & Kiln, amount: "12.50", type: final}
          requiredShippingContactFields: [address]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          total: {label: Clay & Kiln, amount: "12.50", type: final}
          requiredShippingContactFields: [postalAddress]
    ```
    """
    if message.get(*_REQUEST) is None:
        return
    for pattern, allowed in (
        *(((field, "*"), _CONTACTS) for field in _CONTACT_FIELDS),
        (("lineItems", "*", "type"), _LINE_TYPES),
        (("total", "type"), _LINE_TYPES),
    ):
        for path, word in _parts(message, *pattern):
            if isinstance(word, str) and word not in allowed and not has_placeholder(word):
                hint = "known: " + ", ".join(f"`{each}`" for each in allowed)
                yield Finding(f"{code(word)} is unknown to Apple Pay", path, hint)
    for key, letters, example in (("countryCode", 2, "US"), ("currencyCode", 3, "USD")):
        for path, word in _parts(message, key):
            if isinstance(word, str) and not _is_code(word, letters) and not has_placeholder(word):
                yield Finding(f"{code(word)} is no code of {letters} letters such as `{example}`", path)


def _is_code(word: str, letters: int) -> bool:
    return len(word) == letters and word.isascii() and word.isalpha()


@rule(
    "apple-pay-total-differs",
    at=_AT,
    on=_ON,
    needs="data/payment/paymentRequest/lineItems",
    severity=Severity.INFO,
    source="apple-messages.md, Lint advice, Apple Pay",
)
def pay_total_differs(message: Place) -> Iterator[Finding]:
    """
    The total of a payment is not the sum of its lines.

    It may hold the price of one of the shipping methods in addition. The customer sees both the
    lines and the total, and pays the total.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          lineItems: [{label: Mug, amount: "12.50", type: final}]
          total: {label: Clay & Kiln, amount: "21.50", type: final}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1107
      payment:
        paymentRequest:
          lineItems: [{label: Mug, amount: "12.50", type: final}]
          total: {label: Clay & Kiln, amount: "16.50", type: final}
          shippingMethods: [{label: Courier, amount: "4.00", detail: Two days, identifier: courier}]
    ```
    """
    lines, totals, shipping = (
        [_decimal(amount) for _, amount in _parts(message, *pattern)] for pattern in _AMOUNTS
    )
    known = [amount for amount in lines if amount is not None]
    if not lines or len(known) < len(lines) or len(totals) != 1 or totals[0] is None:
        return
    total, total_of_lines = totals[0], sum(known, Decimal(0))
    if total != total_of_lines and total not in [
        total_of_lines + price for price in shipping if price is not None
    ]:
        yield Finding(
            f"the total is {total}, and its lines sum up to {total_of_lines}", (*_REQUEST, "total", "amount")
        )


def _decimal(amount: Any) -> Decimal | None:
    match amount:
        case bool():
            return None
        case int() | float() if abs(amount) < 10**12:
            return Decimal(str(amount))
        case str() if len(amount) <= 20 and _AMOUNT.fullmatch(amount):
            return Decimal(amount)
    return None
