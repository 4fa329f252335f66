"""Apple Messages for Business: iMessage apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.apple_images import extension_of
from msglint.rules.values import has_placeholder

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_MESSAGE = ("AppleBusinessChat", "interactiveData")
_APP_TITLES = ("imageTitle", "imageSubtitle", "secondarySubtitle", "tertiarySubtitle")


def _app(channels: Place) -> dict[str, Any] | None:
    """The interactive message where it is an iMessage app."""
    message = channels.get(*_MESSAGE)
    return message if isinstance(message, dict) and "appName" in message and "data" not in message else None


@rule(
    "apple-app-incomplete",
    at="channels",
    on=_ON,
    needs="AppleBusinessChat/interactiveData/appName",
    severity=Severity.WARNING,
    source="apple-messages.md, iMessage app, appIcon, appStoreId",
)
def app_incomplete(channels: Place) -> Iterator[Finding]:
    """
    An iMessage app without an icon or its number in the App Store.

    The documentation demands `appStoreId` on one page and `appIcon` on another. Users who have
    not installed the app see the icon and are led to the App Store by that number.

    ```yaml bad
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.png
        receivedMessage: {title: Track your van}
    ```

    ```yaml good
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.png
        appStoreId: 1000000001
        receivedMessage: {title: Track your van}
    ```
    """
    app = _app(channels)
    if app is None:
        return
    missing = [] if app.get("appIcon") else ["`appIcon`"]
    if "appStoreId" not in app and "appId" not in app:
        missing.append("`appStoreId`")
    if missing:
        verb = "are" if len(missing) > 1 else "is"
        yield Finding(
            f"{' and '.join(missing)} {verb} missing; pages of the documentation demand both", _MESSAGE
        )


@rule(
    "apple-app-without-reply",
    at="channels",
    on=_ON,
    needs="AppleBusinessChat/interactiveData/appName",
    severity=Severity.WARNING,
    source="apple-messages.md, iMessage app, replyMessage",
    default=False,
)
def app_without_reply(channels: Place) -> Iterator[Finding]:
    """
    An iMessage app has no `replyMessage`.

    The overview demands the bubble that stands there after the answer; the sample of the app's own page has none.

    ```yaml bad
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.png
        appStoreId: 1000000001
        receivedMessage: {title: Track your van}
    ```

    ```yaml good
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.png
        appStoreId: 1000000001
        receivedMessage: {title: Track your van}
        replyMessage: {title: Thank you}
    ```
    """
    app = _app(channels)
    if app is not None and "replyMessage" not in app:
        yield Finding("`replyMessage` is missing; the overview demands it", _MESSAGE)


@rule(
    "apple-app-icon-not-png",
    at="channels",
    on=_ON,
    needs="AppleBusinessChat/interactiveData/appIcon",
    severity=Severity.WARNING,
    source="apple-messages.md, iMessage app, appIcon; Documented inconsistencies 14",
)
def app_icon_not_png(channels: Place) -> Iterator[Finding]:
    """
    The icon of an iMessage app is no `.png`.

    The table allows nothing else, though a sample has a `.jpeg`.

    ```yaml bad
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.jpeg
        appStoreId: 1000000001
        receivedMessage: {title: Track your van}
    ```

    ```yaml good
    AppleBusinessChat:
      type: interactive
      interactiveData:
        appName: Van Tracker
        url: "?van=12"
        appIcon: https://cdn.example.com/i/van.png
        appStoreId: 1000000001
        receivedMessage: {title: Track your van}
    ```
    """
    path = (*_MESSAGE, "appIcon")
    match channels.get(*path):
        case str(url) if url and extension_of(url) != "png" and not has_placeholder(url):
            yield Finding("the icon must be a `.png`", path)


@rule(
    "apple-app-title-unused",
    at=_AT,
    on=_ON,
    needs="receivedMessage",
    severity=Severity.WARNING,
    source="apple-messages.md, Interactive, receivedMessage.imageTitle …",
)
def app_title_unused(message: Place) -> Iterator[Finding]:
    """
    A title that only iMessage apps have, in another interactive message.

    `imageTitle`, `imageSubtitle`, `secondarySubtitle`, and `tertiarySubtitle` are shown by
    iMessage apps; pickers, replies, and forms have `title` and `subtitle`.

    ```yaml bad
    receivedMessage: {title: Your delivery, imageTitle: Van}
    ```

    ```yaml fixed
    receivedMessage: {title: Your delivery}
    ```

    ```yaml good
    receivedMessage: {title: Your delivery, subtitle: Van 12}
    ```
    """
    bubble = message.get("receivedMessage")
    if not isinstance(bubble, dict) or message.get("data") is None:
        return
    for title in _APP_TITLES:
        if bubble.get(title) is not None:
            path = ("receivedMessage", title)
            yield Finding(
                f"`{title}` is for iMessage apps only",
                path,
                fix=Fix(f"remove `{title}`", (Change("remove", path),), "unsafe"),
                on_key=True,
            )
