"""In-app messages and live chat: what the schema cannot say."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import json_bytes
from msglint.request import Place
from msglint.rule import rule

PAYLOAD_BYTES = 4096


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
        size = json_bytes(block.value)
        if size > PAYLOAD_BYTES:
            yield Finding(
                f"the block takes {size} bytes as JSON; an in-app message may have {PAYLOAD_BYTES}",
                on_key=True,
            )
