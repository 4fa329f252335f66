"""Push notifications: what the schema cannot say."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import json_bytes
from msglint.request import Place
from msglint.rule import rule

PAYLOAD_BYTES = 4096


@rule(
    "push-payload-too-large",
    at="channels/push",
    on="v1/push",
    severity=Severity.ERROR,
    source="push.md, Limits: payload 4 KB",
)
def payload_too_large(push: Place) -> Iterator[Finding]:
    """
    The push block takes more than 4096 bytes.

    Google, Apple, and Huawei take 4 KB for one notification, and the platform fails a larger
    one with 7505 (Android), 7510 (iOS), or 7548 (Huawei). Counted is the block as compact JSON
    in UTF-8; the list of destinations is no part of it.

    ```yaml bad
    android:
      text: Your boarding passes
      extras:
        customtags:
          seats: &seats [row 9 A, row 9 B, row 10 A, row 10 B, row 11 A, row 11 B, row 12 A, row 12 B]
          cars: &cars [*seats, *seats, *seats, *seats, *seats, *seats, *seats]
          trains: [*cars, *cars, *cars, *cars, *cars, *cars, *cars]
    ```

    ```yaml good
    android:
      text: Your boarding passes
      extras:
        customtags:
          passes: https://rail.example.com/passes/5512.json
    ```
    """
    if isinstance(push.value, dict):
        size = json_bytes(push.value)
        if size > PAYLOAD_BYTES:
            yield Finding(
                f"the push block takes {size} bytes as JSON; a notification may have {PAYLOAD_BYTES}",
                on_key=True,
            )
