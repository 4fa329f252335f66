"""RCS: the sender, options, and receipts."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_ON = "v2/rcs"
_PHONE = regex(r"\+[0-9][0-9 ()-]{5,}")


@rule(
    "rcs-sender-phone-number",
    at="from",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §1, from: not a phone number",
)
def sender_phone_number(sender: Place) -> Iterator[Finding]:
    """
    The sender of an RCS message is a phone number.

    RCS messages come from an RCS asset; `from` is its app id. The sender of the fallback SMS stands
    in `options.smsSenderId`.

    ```yaml bad
    "+447700900123"
    ```

    ```yaml good
    a_demo_rcs_01
    ```
    """
    match sender.value:
        case str(number) if _PHONE.fullmatch(number):
            yield Finding("`from` is the app id of the RCS asset, not a phone number")


@rule(
    "rcs-fallback-ignored",
    at="options",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: ignored while smsFallback is not true",
)
def fallback_ignored(options: Place) -> Iterator[Finding]:
    """
    Sender or text of an SMS fallback that is switched off.

    No SMS is sent unless `smsFallback` is true; phones without RCS get nothing.

    ```yaml bad
    {smsSenderId: HARBOUR, text: Doors open at eight.}
    ```

    ```yaml fixed
    {smsSenderId: HARBOUR, text: Doors open at eight., smsFallback: true}
    ```

    ```yaml good
    {smsFallback: true, smsSenderId: HARBOUR, text: Doors open at eight.}
    ```
    """
    if options.get("smsFallback") not in (None, False, "false"):
        return
    given = [key for key in ("smsSenderId", "text") if options.get(key)]
    if not given:
        return
    words = " and ".join(f"`{key}`" for key in given)
    are = "are" if len(given) > 1 else "is"
    if options.get("smsFallback") is not None:
        yield Finding(
            f"{words} {are} ignored: the SMS fallback is switched off", ("smsFallback",), on_key=True
        )
        return
    fix = None
    if len(given) > 1:
        fix = Fix("set `smsFallback: true`", (Change("insert", ("smsFallback",), "true"),), "unsafe")
    yield Finding(f"{words} {are} ignored without `smsFallback: true`", (given[0],), fix=fix, on_key=True)


@rule(
    "rcs-fallback-missing",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §9: no smsFallback",
    default=False,
)
def fallback_missing(request: Place) -> Iterator[Finding]:
    """
    No SMS is sent where RCS cannot be received.

    Many phones, and some carriers, have no RCS. With `options.smsFallback` they get an SMS instead.

    ```yaml bad
    content: {type: text, text: Doors open at eight.}
    ```

    ```yaml good
    content: {type: text, text: Doors open at eight.}
    options: {smsFallback: true, smsSenderId: HARBOUR, text: Doors open at eight.}
    ```
    """
    options = request.get("options")
    if isinstance(options, dict) and (options.get("smsFallback") is not None or options.get("text")):
        return
    match request.value:
        case {"content": {"type": "text" | "media" | "standalone" | "carousel"}}:
            yield Finding("no SMS fallback: phones without RCS get nothing", ("content",), on_key=True)
        case {"template": {}}:
            yield Finding("no SMS fallback: phones without RCS get nothing", ("template",), on_key=True)


@rule(
    "rcs-email-option",
    at="options",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: trackOpens, fromName",
)
def email_option(options: Place) -> Iterator[Finding]:
    """
    An option of e-mail in an RCS message.

    `trackOpens` and `fromName` stand in the table of RCS with the words of e-mail; they have no
    known effect here. Receipts say that a message was read; the name is that of the RCS asset.

    ```yaml bad
    {trackOpens: true, carrierId: 7}
    ```

    ```yaml fixed
    {carrierId: 7}
    ```

    ```yaml good
    {carrierId: 7}
    ```
    """
    for key in ("trackOpens", "fromName"):
        if isinstance(options.get(key), (bool, str)):
            fix = Fix(f"remove `{key}`", (Change("remove", (key,)),), "unsafe")
            yield Finding(
                f"`{key}` is an option of e-mail without known effect here", (key,), fix=fix, on_key=True
            )


@rule(
    "rcs-receipt-submitted",
    at="requestedReceipts",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §5.12",
    default=False,
)
def receipt_submitted(receipts: Place) -> Iterator[Finding]:
    """
    The receipt `Sent` is asked for by its name in webhooks.

    The tables of requests have `Sent`; `Submitted` is what the webhook later calls it.

    ```yaml bad
    [Submitted, Delivered]
    ```

    ```yaml fixed
    [Sent, Delivered]
    ```

    ```yaml good
    [Sent, Delivered]
    ```
    """
    for path, receipt in below(receipts.value, "*"):
        if isinstance(receipt, str) and receipt.lower() == "submitted":
            fix = Fix("write `Sent`", (Change("replace", path, "Sent"),), "unsafe")
            yield Finding("in a request this receipt is called `Sent`", path, fix=fix)


@rule(
    "rcs-event-with-options",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §2.10",
    default=False,
)
def event_with_options(request: Place) -> Iterator[Finding]:
    """
    A typing or read sign with options or receipts.

    An agent event shows nothing that could fall back to SMS, have links, or be read. The samples
    have neither.

    ```yaml bad
    content: {type: agentEvent, event: IS_TYPING}
    requestedReceipts: [Failed]
    ```

    ```yaml good
    content: {type: agentEvent, event: IS_TYPING}
    ```
    """
    if request.get("content", "type") == "agentEvent":
        for key in ("options", "requestedReceipts"):
            if request.get(key):
                yield Finding(f"`{key}` have no known use with an agent event", (key,), on_key=True)
