"""Push notifications: what is sent, how large it is, and whom it reaches."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.measure import json_bytes
from msglint.request import Place
from msglint.rule import rule

PAYLOAD_BYTES = 4096

_PLATFORMS = {
    "android_pushid": "android",
    "hms_pushid": "android",
    "ios_pushid": "ios",
    "chrome_pushid": "web",
    "firefox_pushid": "web",
    "safari_pushid": "web",
}
"""Kinds of push ids to the part of the block that such a device shows."""


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
        size = push.once(_size)
        if size > PAYLOAD_BYTES:
            yield Finding(
                f"the push block takes {size} bytes as JSON; a notification may have {PAYLOAD_BYTES}",
                on_key=True,
            )


@rule(
    "push-payload-nearly-too-large",
    at="channels/push",
    on="v1/push",
    severity=Severity.WARNING,
    source="push.md, Limits: unit and what is measured are not defined",
    default=False,
)
def payload_nearly_too_large(push: Place, *, max_bytes: int = 3500) -> Iterator[Finding]:
    """
    The push block comes close to the 4096 bytes that it may take.

    The documentation says 4 KB, but neither what a KB is nor what is measured; values filled in
    later count too. Set `max_bytes` to what you found to work.

    ```yaml bad
    android:
      text: Your boarding passes
      extras:
        customtags:
          seats: &seats [row 9 A, row 9 B, row 10 A, row 10 B, row 11 A, row 11 B, row 12 A, row 12 B]
          cars: &cars [*seats, *seats, *seats, *seats, *seats, *seats, *seats]
          trains: [*cars, *cars, *cars, *cars, *cars]
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
        size = push.once(_size)
        if max_bytes < size <= PAYLOAD_BYTES:
            yield Finding(f"the push block takes {size} of {PAYLOAD_BYTES} bytes as JSON", on_key=True)


@rule(
    "push-text-empty",
    at="channels/push",
    on="v1/push",
    severity=Severity.WARNING,
    source="push.md, Lint advice: empty text or title",
)
def text_empty(push: Place) -> Iterator[Finding]:
    """
    A notification with an empty text or title.

    The device would show a blank line, or nothing. A title may be left out; a text may not.

    ```yaml bad
    android: {title: "", text: Your parcel leaves the depot.}
    ```

    ```yaml good
    android: {text: Your parcel leaves the depot.}
    ```
    """
    for platform in ("android", "ios", "web"):
        shown = push.get(platform)
        for key in ("title", "text") if isinstance(shown, dict) else ():
            words = shown.get(key)
            if isinstance(words, str) and not words.strip():
                yield Finding(f"the {key} of the notification is empty", (platform, key))


@rule(
    "push-recipients-without-notification",
    at="",
    on="v1/push",
    severity=Severity.WARNING,
    source="push.md, Conditional rule 8",
)
def recipients_without_notification(request: Place) -> Iterator[Finding]:
    """
    Push ids of a platform for which the message has no notification.

    A device gets the part of the block that is for its platform: `android` (Huawei too), `ios`, or
    `web` with that browser in `platform_types`. Without it the sending fails with 7003.

    ```yaml bad
    destination: [{ios_pushid: [740f4707bebcf74f9b7c25d48e335894]}]
    channels: {push: {android: {text: Your parcel leaves the depot.}}}
    ```

    ```yaml good
    destination: [{ios_pushid: [740f4707bebcf74f9b7c25d48e335894]}]
    channels: {push: {ios: {text: Your parcel leaves the depot.}}}
    ```
    """
    push = request.get("channels", "push")
    if not isinstance(push, dict) or request.get("message") is not None:
        return
    if not ("android" in push or "ios" in push or "web" in push):
        return
    told: set[str] = set()
    entries = request.get("destination")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        for key in entry if isinstance(entry, dict) else ():
            if key in _PLATFORMS and key not in told:
                told.add(key)
                lack = _lacks(push, key)
                if lack:
                    yield Finding(f"`{key}`, but {lack}", ("destination", index, key), on_key=True)


def _lacks(push: dict[Any, Any], key: str) -> str | None:
    """What a block lacks for push ids of a kind."""
    platform = _PLATFORMS[key]
    if platform not in push:
        return f"the message has no notification for them: `push.{platform}` is missing"
    browser = key.removesuffix("_pushid")
    match push[platform]:
        case {"platform_types": [*browsers]} if platform == "web" and browsers:
            if browser not in [each.lower() for each in browsers if isinstance(each, str)]:
                return f"`platform_types` does not name `{browser}`"
    return None


def _size(block: Place) -> int:
    return json_bytes(block.value)
