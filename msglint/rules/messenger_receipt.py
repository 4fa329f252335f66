"""Messenger: receipts."""

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.rules.whatsapp_contacts import is_country_code
from msglint.rules.whatsapp_values import is_milliseconds
from msglint.schema.words import code

_OTT = "channels/OTT-Messaging"
_ON = "v1/messenger"
_RECEIPT = ("fb", "attachment", "payload")
_CARD = regex(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")


def _is_receipt(block: Place) -> bool:
    return bool(block.get(*_RECEIPT, "template_type") == "receipt")


@rule(
    "messenger-receipt-timestamp-malformed",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/timestamp",
    severity=Severity.WARNING,
    source="messenger.md §1, receipt, timestamp; §7",
)
def receipt_timestamp_malformed(block: Place) -> Iterator[Finding]:
    """
    The `timestamp` of a receipt is not a number of seconds.

    It counts seconds since 1970, as digits in quotes; a date in words, or milliseconds, are
    taken wrongly.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          timestamp: "1803891600000", elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```

    ```yaml fixed
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          timestamp: "1803891600", elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          timestamp: "2027-03-01", elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          timestamp: "1803891600", elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```
    """
    path = (*_RECEIPT, "timestamp")
    match block.get(*path):
        case str(stamp) if stamp and _is_receipt(block) and not has_placeholder(stamp):
            if is_milliseconds(stamp):
                fix = Fix("cut it to seconds", (Change("replace", path, stamp[:-3]),))
                yield Finding("13 digits are milliseconds; `timestamp` counts seconds", path, fix=fix)
            elif not (stamp.isascii() and stamp.isdigit()):
                yield Finding(f"{code(stamp)} is no number of seconds since 1970", path)


@rule(
    "messenger-receipt-price-missing",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/elements",
    given=_is_receipt,
    severity=Severity.WARNING,
    source="messenger.md §1, receipt, elements[].price",
)
def receipt_price_missing(block: Place) -> Iterator[Finding]:
    """
    An item of a receipt has no `price`.

    The API reference calls it optional, the help does not: a free item has `price: 0`.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Bell}], summary: {total_cost: 0} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Bell, price: 0}], summary: {total_cost: 0} }
    ```
    """
    if _is_receipt(block):
        for path, item in below(block.value, *_RECEIPT, "elements", "*"):
            if isinstance(item, dict) and "price" not in item:
                yield Finding("`price` is missing; the help demands it, 0 for a free item", path)


@rule(
    "messenger-receipt-total-missing",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/summary",
    severity=Severity.WARNING,
    source="messenger.md §1, receipt, summary.total_cost; §6 no. 10",
)
def receipt_total_missing(block: Place) -> Iterator[Finding]:
    """
    The `summary` of a receipt has no `total_cost`.

    The API reference calls all sums optional; the help demands the total.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5}], summary: {subtotal: 6.5} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5}], summary: {subtotal: 6.5, total_cost: 6.5} }
    ```
    """
    match block.get(*_RECEIPT):
        case {"template_type": "receipt", "summary": dict(summary)} if "total_cost" not in summary:
            yield Finding("`total_cost` is missing; the help demands it", (*_RECEIPT, "summary"))


@rule(
    "messenger-receipt-currencies-mixed",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/currency",
    severity=Severity.WARNING,
    source="messenger.md §7, Receipt",
)
def receipt_currencies_mixed(block: Place) -> Iterator[Finding]:
    """
    An item of a receipt has another currency than the receipt.

    The sums are in the currency of the receipt, so the items are, too.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5, currency: USD}], summary: {total_cost: 6.5} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5, currency: EUR}], summary: {total_cost: 6.5} }
    ```
    """
    main = block.get(*_RECEIPT, "currency")
    if not _is_receipt(block) or not isinstance(main, str):
        return
    for path, currency in below(block.value, *_RECEIPT, "elements", "*", "currency"):
        if isinstance(currency, str) and currency and currency.upper() != main.upper():
            yield Finding(f"the item is in `{currency}`, the receipt in `{main}`", path)


@rule(
    "messenger-country-code-malformed",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/address/country",
    severity=Severity.WARNING,
    source="messenger.md §1, address.country",
)
def country_code_malformed(block: Place) -> Iterator[Finding]:
    """
    The `country` of a receipt's address is not a code of two letters.

    ISO 3166 has the codes, such as `GB` and `US`.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5}],
          address: {street_1: 1 Sample Street, city: Sampleton, postal_code: "00000", state: SM, country: Ireland},
          summary: {total_cost: 6.5} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Cash,
          elements: [{title: Inner tube, price: 6.5}],
          address: {street_1: 1 Sample Street, city: Sampleton, postal_code: "00000", state: SM, country: IE},
          summary: {total_cost: 6.5} }
    ```
    """
    path = (*_RECEIPT, "address", "country")
    match block.get(*path):
        case str(country) if (
            _is_receipt(block) and not is_country_code(country) and not has_placeholder(country)
        ):
            yield Finding(f"{code(country)} is no country code of two letters such as `GB`", path)


@rule(
    "messenger-card-number-shown",
    at=_OTT,
    on=_ON,
    needs="fb/attachment/payload/payment_method",
    severity=Severity.WARNING,
    source="messenger.md §1, receipt, payment_method",
)
def card_number_shown(block: Place) -> Iterator[Finding]:
    """
    A receipt shows a full card number.

    `payment_method` is free text that stays in the conversation. Name the card and its last
    digits only.

    ```yaml bad
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Visa 4111 1111 1111 1111,
          elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```

    ```yaml good
    fb:
      attachment:
        type: template
        payload: {
          template_type: receipt, recipient_name: Pat Sample, order_number: "42", currency: EUR, payment_method: Visa ending 1111,
          elements: [{title: Inner tube, price: 6.5}], summary: {total_cost: 6.5} }
    ```
    """
    path = (*_RECEIPT, "payment_method")
    match block.get(*path):
        case str(method) if (found := _CARD.search(method)) is not None and has_luhn_digit(found[0]):
            yield Finding(
                "a full card number in the conversation; show the last digits only", path, caret=found.span()
            )


def has_luhn_digit(text: str) -> bool:
    """Whether the digits of a text end in the check digit that card numbers have (Luhn).

    >>> has_luhn_digit("4111 1111 1111 1111"), has_luhn_digit("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(letter) for letter in text if letter in "0123456789"][::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
