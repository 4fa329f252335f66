"""MMS: sender, recipients, and what stands beside the slides."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.calling_codes import is_possible, regions_of, split
from msglint.diagnostics import Finding, Path, Severity
from msglint.measure import sms_parts
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.numbers import numbers, phone_numbers
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/mms"
_LETTER = regex("[A-Za-z]")
_TOLL_FREE = regex(r"\+?1?8(?:00|33|44|55|66|77|88)[0-9]{7}")
_HOME = ("1", "+1")
_SLIDE_FORM = ("subject", "fallbacktext", "name")


def is_slide_form(content: Place) -> bool:
    """Whether a content is made of slides; the other form has a text with marks for its pictures."""
    return isinstance(content.value, dict) and "text" not in content.value and "type" not in content.value


def _is_no_number(sender: Place) -> bool:
    return isinstance(sender.value, str) and not sender.value.lstrip("+").isdigit()


@rule(
    "mms-sender-name",
    at="from",
    on=_ON,
    given=_is_no_number,
    severity=Severity.WARNING,
    source="mms.md §5.8",
)
def sender_name(sender: Place) -> Iterator[Finding]:
    """
    The sender of an MMS is a name.

    MMS comes from numbers and short codes that are enabled for it. The API page knows no other;
    a help page calls names possible.

    ```yaml bad
    HARBOUR
    ```

    ```yaml good
    "15555550100"
    ```
    """
    match sender.value:
        case str(name) if _LETTER.search(name) and not has_placeholder(name):
            yield Finding(f"{code(name)} is a name; an MMS comes from a number or a short code")


def numbers_abroad(recipients: Place) -> list[tuple[Path, str]]:
    """The numbers of a list of recipients outside the US and Canada, with their paths."""
    return recipients.once(_numbers_abroad)


def _numbers_abroad(recipients: Place) -> list[tuple[Path, str]]:
    if all(number.startswith(_HOME) for number in numbers(recipients)):
        return []
    return [
        (path, number)
        for path, number in phone_numbers(recipients)
        if not number.startswith(_HOME) and is_possible(number)
    ]


@rule(
    "mms-recipient-abroad",
    at="to",
    on=_ON,
    severity=Severity.WARNING,
    source="mms.md §7: to number outside +1",
    given=numbers_abroad,
)
def recipient_abroad(recipients: Place) -> Iterator[Finding]:
    """
    A recipient is outside the US and Canada.

    MMS is offered there only; other countries need an arrangement with the account manager.

    ```yaml bad
    - msisdn: ["+447700900123"]
    ```

    ```yaml good
    - msisdn: ["+15555550110"]
    ```
    """
    for path, number in numbers_abroad(recipients):
        parts = split(number)
        if parts is not None:
            bare = not number.startswith("+") and len(number) == 10
            hint = "is the country code `1` missing?" if bare else None
            yield Finding(f"a number of `+{parts[0]}`; MMS is for the US and Canada (`+1`)", path, hint)


@rule(
    "mms-sender-toll-free",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="mms.md §7: toll-free MMS",
    default=False,
)
def sender_toll_free(request: Place) -> Iterator[Finding]:
    """
    A toll-free number sends to Canada.

    MMS of toll-free numbers does not reach the customers of every Canadian carrier.

    ```yaml bad
    from: "18005550100"
    to: [{msisdn: ["+14165550123"]}]
    ```

    ```yaml good
    from: "15555550100"
    to: [{msisdn: ["+14165550123"]}]
    ```
    """
    sender = request.get("from")
    if isinstance(sender, str) and _TOLL_FREE.fullmatch(sender):
        for path, number in below(request.value, "to", "*", "msisdn", "*"):
            if isinstance(number, str) and regions_of(number) == ("CA",):
                yield Finding("not every Canadian carrier takes MMS from a toll-free number", path)


@rule(
    "mms-receipt-rare",
    at="requestedReceipts",
    on=_ON,
    severity=Severity.INFO,
    source="mms.md §5.7",
    default=False,
)
def receipt_rare(receipts: Place) -> Iterator[Finding]:
    """
    A `READ` receipt is asked for, which hardly ever comes.

    Samples ask for it, but the page on receipts of MMS lists submitted, delivered, and failed only.

    ```yaml bad
    [DELIVERED, READ]
    ```

    ```yaml good
    [DELIVERED, FAILED]
    ```
    """
    for path, name in below(receipts.value, "*"):
        if isinstance(name, str) and name.lower() == "read":
            yield Finding(f"`{name}` receipts of an MMS hardly ever come", path)


@rule(
    "mms-field-missing",
    at="content",
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §5.1, §5.2",
)
def field_missing(content: Place) -> Iterator[Finding]:
    """
    Slides without a `subject`, a `fallbacktext`, or a `name`.

    All samples with slides have them, some call the subject mandatory, and there are errors for
    a missing fallback text (7259) and a missing name (7234). The fallback is the SMS that goes
    out when the MMS cannot be delivered.

    ```yaml bad
    fallbacktext: ""
    ```

    ```yaml good
    fallbacktext: Receipt ready at our desk.
    ```
    """
    if not is_slide_form(content) or not isinstance(content.get("attachments"), list):
        return
    if all(map(content.value.get, _SLIDE_FORM)):
        return
    written = {key.lower() for key, value in content.value.items() if isinstance(key, str) and value != ""}
    if "fallbacksmstext" in written:
        written.add("fallbacktext")
    missing = [f"`{key}`" for key in _SLIDE_FORM if key not in written]
    if missing:
        *most, last = missing
        names = f"{', '.join(most)} and {last}" if most else last
        yield Finding(
            f"{names} {'are' if most else 'is'} missing; slides need {'them' if most else 'it'}", on_key=True
        )


@rule(
    "mms-text-without-attachments",
    at="content",
    on=_ON,
    needs="text",
    severity=Severity.WARNING,
    source="mms.md §2.2",
)
def text_without_attachments(content: Place) -> Iterator[Finding]:
    """
    An MMS of text alone.

    An MMS without a file is likely to be refused (7235, 7236), and an SMS says the same for less.

    ```yaml bad
    type: text/plain; charset=utf-8
    text: No picture today.
    attachments: []
    ```

    ```yaml good
    type: text/plain; charset=utf-8
    text: "Today: ${cid:one}"
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```
    """
    if isinstance(content.value, dict) and "text" in content.value and not content.get("attachments"):
        yield Finding("a text without attachments; an SMS would do", ("text",), on_key=True)


@rule(
    "mms-fallback-long",
    at="content/fallbacktext",
    on=_ON,
    severity=Severity.INFO,
    source="mms.md §7: keep fallbacktext short (SMS parts)",
    default=False,
)
def fallback_long(fallback: Place, *, max_parts: int = 1) -> Iterator[Finding]:
    """
    The fallback text of an MMS takes several SMS.

    It goes out as an SMS when the MMS cannot be delivered, a video that cannot be made small
    enough for example. Each part is paid for.

    ```yaml bad
    Your receipt and the programme of the spring fair did not fit into the message. You find both at our desk in hall 3 until six, or under https://www.example.com/fair/receipts.
    ```

    ```yaml good
    Receipt ready at our desk.
    ```
    """
    match fallback.value:
        case str(text) if not has_placeholder(text):
            parts = sms_parts(text).parts
            if parts > max_parts:
                yield Finding(f"as an SMS, this has {parts} parts")
