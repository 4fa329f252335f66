"""In-app messages and live chat: the message, its size, its kind."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import json_bytes
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

PAYLOAD_BYTES = 4096

_AT = "channels/appmessaging"
_ON = "v1/in-app"


@rule(
    "in-app-payload-too-large",
    at="channels/appmessaging",
    on="v1/in-app",
    severity=Severity.ERROR,
    source="in-app.md, Limits: payload 4 KB (7026)",
)
def payload_too_large(block: Place) -> Iterator[Finding]:
    """
    The in-app block takes more than 4096 bytes.

    The platform answers 7026, "JSON parameter size exceeded 4 KB". Counted is the block as
    compact JSON in UTF-8. The usual culprit is the base64 `preview` of a picture or video: a
    JPEG of 64 pixels is enough there.

    ```yaml bad
    thread_id: 7d1f0c52-5b1e-4c7e-9a34-2f6b8e90d311
    message:
      text: Free rooms
      extras:
        nights: &nights [harbour, garden, attic, mill, boat house, tower, lighthouse]
        weeks: &weeks [*nights, *nights, *nights, *nights, *nights, *nights, *nights]
        season: [*weeks, *weeks, *weeks, *weeks, *weeks, *weeks, *weeks, *weeks, *weeks, *weeks]
    ```

    ```yaml good
    thread_id: 7d1f0c52-5b1e-4c7e-9a34-2f6b8e90d311
    message:
      text: Free rooms
      extras:
        season: https://stay.example.com/rooms/2027.json
    ```
    """
    if isinstance(block.value, dict):
        size = block.once(_size)
        if size > PAYLOAD_BYTES:
            yield Finding(
                f"the block takes {size} bytes as JSON; an in-app message may have {PAYLOAD_BYTES}",
                on_key=True,
            )


@rule(
    "in-app-payload-nearly-too-large",
    at=_AT,
    on=_ON,
    severity=Severity.WARNING,
    source="in-app.md, Limits: KB and measured part not defined",
    default=False,
)
def payload_nearly_too_large(block: Place, *, max_bytes: int = 3500) -> Iterator[Finding]:
    """
    The in-app block comes close to the 4096 bytes that it may take.

    The documentation says 4 KB, but neither what a KB is nor what is measured; values filled in
    later count too. Set `max_bytes` to what you found to work.

    ```yaml bad
    thread_id: 7d1f0c52-5b1e-4c7e-9a34-2f6b8e90d311
    message:
      text: Free rooms
      extras:
        nights: &nights [harbour, garden, attic, mill, boat house, tower, lighthouse]
        weeks: &weeks [*nights, *nights, *nights, *nights, *nights, *nights, *nights]
        season: [*weeks, *weeks, *weeks, *weeks, *weeks, *weeks]
    ```

    ```yaml good
    thread_id: 7d1f0c52-5b1e-4c7e-9a34-2f6b8e90d311
    message:
      text: Free rooms
      extras:
        season: https://stay.example.com/rooms/2027.json
    ```
    """
    if isinstance(block.value, dict):
        size = block.once(_size)
        if max_bytes < size <= PAYLOAD_BYTES:
            yield Finding(f"the block takes {size} of {PAYLOAD_BYTES} bytes as JSON", on_key=True)


@rule(
    "in-app-text-empty",
    at=_AT,
    on=_ON,
    needs="message/text",
    severity=Severity.WARNING,
    source="in-app.md, Conditional rule 2",
)
def text_empty(block: Place) -> Iterator[Finding]:
    """
    A message with an empty text, and no attachment.

    There is nothing to see. Only the typing indicators, `typingStart` and `typingStop`, have an
    empty text.

    ```yaml bad
    {message: {text: ""}}
    ```

    ```yaml good
    {type: typingStart, message: {text: ""}}
    ```
    """
    words = block.get("message", "text")
    if not isinstance(words, str) or words.strip() or block.get("type") in ("typingStart", "typingStop"):
        return
    if "attachment" not in block.get("message"):
        yield Finding("the text is empty, and there is no attachment", ("message", "text"))


@rule(
    "in-app-type-with-content",
    at=_AT,
    on=_ON,
    needs="type",
    severity=Severity.WARNING,
    source="in-app.md, Conditional rule 11",
)
def type_with_content(block: Place) -> Iterator[Finding]:
    """
    A typing indicator or thread alert carries the content of an ordinary message.

    With a `type` the samples have a text and extras alone; an attachment, quick replies, or a
    notification are likely not shown. An ordinary message has no `type`.

    ```yaml bad
    type: threadAlert
    message: {text: A colleague takes over.}
    notification: {title: Chat, text: A colleague takes over.}
    ```

    ```yaml good
    message: {text: A colleague takes over.}
    notification: {title: Chat, text: A colleague takes over.}
    ```
    """
    kind = block.get("type")
    if kind not in ("threadAlert", "typingStart", "typingStop"):
        return
    contents = ("message", "attachment"), ("message", "quickReplies"), ("message", "quickreplies")
    for path in (*contents, ("notification",)):
        if block.get(*path) is not None:
            yield Finding(
                f"`{path[-1]}` with `type: {kind}`, which has a text and extras only", path, on_key=True
            )


@rule(
    "in-app-typing-in-bulk",
    at="",
    on=_ON,
    needs="channels/appmessaging/type",
    severity=Severity.INFO,
    source="in-app.md, Limits: typing indicators count against the TPS",
    default=False,
)
def typing_in_bulk(request: Place, *, max_recipients: int = 1) -> Iterator[Finding]:
    """
    A typing indicator goes to many users at once.

    Each one counts against the rate at which the tenant may send, and typing is seen in one
    conversation.

    ```yaml bad
    destination: [{userid: [member-48120, member-48121]}]
    channels: {appmessaging: {type: typingStart, thread_id: thread-1, message: {text: ""}}}
    ```

    ```yaml good
    destination: [{userid: [member-48120]}]
    channels: {appmessaging: {type: typingStart, thread_id: thread-1, message: {text: ""}}}
    ```
    """
    if request.get("channels", "appmessaging", "type") not in ("typingStart", "typingStop"):
        return
    users = sum(
        1 for key in ("userid", "customerid") for _ in below(request.value, "destination", "*", key, "*")
    )
    if users > max_recipients:
        yield Finding(f"a typing indicator for {users} users", ("destination",), on_key=True)


def _size(block: Place) -> int:
    return json_bytes(block.value)
