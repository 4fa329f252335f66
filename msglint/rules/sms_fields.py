"""Fields of an SMS that are ignored, outdated, or do not fit together."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.formats import hex_digits
from msglint.request import Place
from msglint.rule import rule


@rule(
    "sms-body-ignored",
    at="channels/sms",
    on="v1/sms",
    needs="body",
    severity=Severity.WARNING,
    source="sms.md A rule 4",
)
def body_ignored(block: Place) -> Iterator[Finding]:
    """
    `body` stands in a message that is not binary.

    Only `type: "3"` sends the hexadecimal digits of `body`; all others send `text`.

    ```yaml bad
    text: Gate 3 is open.
    body: 0B0504158A0000A1
    ```

    ```yaml fixed
    text: Gate 3 is open.
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    match block.value:
        case {"body": str(body), "text": _} if body and block.value.get("type", "1") in ("1", "4"):
            fix = Fix("remove it", (Change("remove", ("body",)),), "unsafe")
            yield Finding('`body` is sent only with `type: "3"`', ("body",), fix=fix, on_key=True)


@rule(
    "sms-text-ignored",
    at="channels/sms",
    on="v1/sms",
    needs="body",
    severity=Severity.INFO,
    source="sms.md A rule 1",
    default=False,
)
def text_ignored(block: Place) -> Iterator[Finding]:
    """
    A text stands in a binary message.

    With `type: "3"` the hexadecimal digits of `body` are sent. The documentation calls `text`
    mandatory without exception, but what it does here is not said.

    ```yaml bad
    type: "3"
    body: 0B0504158A0000A1
    text: Gate 3 is open.
    ```

    ```yaml good
    type: "3"
    body: 0B0504158A0000A1
    text: ""
    ```
    """
    match block.value:
        case {"type": "3", "body": str(), "text": str(text)} if text:
            yield Finding('`text` has no known use with `type: "3"`: `body` is sent', ("text",), on_key=True)


@rule(
    "sms-body-odd",
    at="channels/sms",
    on="v1/sms",
    needs="body",
    severity=Severity.WARNING,
    source="sms.md A, body",
)
def body_odd(block: Place) -> Iterator[Finding]:
    """
    The body of a binary message has an odd number of digits.

    Two hexadecimal digits make a byte; one digit is missing, or one too many.

    ```yaml bad
    type: "3"
    body: 0B0504158A0000A
    ```

    ```yaml good
    type: "3"
    body: 0B0504158A0000A1
    ```
    """
    match block.value:
        case {"type": "3", "body": str(body)} if len(body) % 2 and hex_digits(body):
            yield Finding(f"{len(body)} digits are no whole number of bytes: two digits make one", ("body",))


@rule(
    "sms-app-clip-useless",
    at="channels/sms",
    on="v1/sms",
    severity=Severity.INFO,
    source="sms.md A, sendLinkAsAppClip, storeRegion",
    default=False,
)
def app_clip_useless(block: Place) -> Iterator[Finding]:
    """
    `sendLinkAsAppClip` and `storeRegion` are fields of Apple Messages.

    The page of API v1 for SMS lists them too, but an SMS has no App Clips.

    ```yaml bad
    sendLinkAsAppClip: true
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    if isinstance(block.value, dict):
        for key in ("sendLinkAsAppClip", "storeRegion"):
            if key in block.value:
                yield Finding(
                    f"`{key}` is a field of Apple Messages, of no known use on SMS", (key,), on_key=True
                )


@rule(
    "sms-legacy-api",
    at="",
    on="v1",
    severity=Severity.INFO,
    source="sms.md, Which API; envelope-v1.md §15",
    default=False,
)
def legacy_api(request: Place) -> Iterator[Finding]:
    """
    SMS is sent with API v1, which is kept for old services only.

    It gets no new features for SMS. API v2 adds scheduling, receipts by choice, and texts of
    4000 characters; SMS API v1 is the simplest for one message to one number. Push, in-app,
    Messenger, WhatsApp, and Apple Messages stay with API v1.

    ```yaml bad
    deliverychannel: sms
    ```

    ```yaml good
    deliverychannel: push
    appid: NW20261104
    destination: [{userid: [member-48120]}]
    channels: {push: {android: {text: Your parcel leaves the depot.}}}
    ```
    """
    if request.request.channel == "sms":
        hint = "API v2 (`channel: sms`) or SMS API v1 (one number a request) are meant for new services"
        yield Finding("API v1 is kept for old SMS services only", ("deliverychannel",), hint)


@rule(
    "sms-receipt-outdated",
    at="",
    on="v2/sms",
    needs="requestedReceipts",
    severity=Severity.INFO,
    source="sms.md B, requestedReceipts; envelope-v2.md §8",
    default=False,
)
def receipt_outdated(request: Place) -> Iterator[Finding]:
    """
    The receipt `SENT` is an old name of `SUBMITTED`.

    Both ask for the same receipt; new messages should use the new name.

    ```yaml bad
    requestedReceipts: [SENT, DELIVERED]
    notifyUrl: https://hooks.example.com/sms
    ```

    ```yaml fixed
    requestedReceipts: [SUBMITTED, DELIVERED]
    notifyUrl: https://hooks.example.com/sms
    ```

    ```yaml good
    requestedReceipts: [SUBMITTED, DELIVERED]
    notifyUrl: https://hooks.example.com/sms
    ```
    """
    receipts = request.get("requestedReceipts")
    if not isinstance(receipts, list):
        return
    names = [each.upper() if isinstance(each, str) else None for each in receipts]
    for index, name in enumerate(names):
        if name == "SENT":
            path = ("requestedReceipts", index)
            fix = (
                Fix("take it out", (Change("remove", path),))
                if "SUBMITTED" in names
                else Fix("replace it with `SUBMITTED`", (Change("replace", path, "SUBMITTED"),))
            )
            yield Finding(f"`{receipts[index]}` is the old name of `SUBMITTED`", path, fix=fix)


@rule(
    "sms-batch-id-missing",
    at="",
    on="v2/sms",
    needs="sendAt",
    severity=Severity.WARNING,
    source="envelope-v2.md §5.2",
    default=False,
)
def batch_id_missing(request: Place) -> Iterator[Finding]:
    """
    A scheduled SMS has no `batchId`.

    One table of the documentation makes it mandatory with `sendAt`, as the unique id of the
    scheduled batch; all others, and the main sample, do without it.

    ```yaml bad
    sendAt: "2026-06-02T09:00:00.000Z"
    ```

    ```yaml good
    sendAt: "2026-06-02T09:00:00.000Z"
    batchId: lanes-17
    ```
    """
    if request.get("sendAt") and not any(key.lower() == "batchid" for key in request.value):
        message = "`batchId` is missing: one page makes it mandatory with `sendAt`"
        yield Finding(message, ("sendAt",), on_key=True)


@rule(
    "sms-content-type-doubtful",
    at="contentType",
    on="sms-v1",
    severity=Severity.WARNING,
    source="sms.md C, contentType",
)
def content_type_doubtful(content_type: Place) -> Iterator[Finding]:
    """
    `contentType` is a value that only the sandbox knows.

    The documentation of the API names `text` and `unicode`; `template`, `flash`, and `binary`
    stand in the definition of the sandbox alone.

    ```yaml bad
    FLASH
    ```

    ```yaml good
    text
    ```
    """
    word = content_type.value
    if isinstance(word, str) and word.lower() in ("template", "flash", "binary"):
        yield Finding(f"`{word}` is named by the sandbox only: `text` or `unicode`")
