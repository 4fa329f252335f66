"""In-app messages and live chat: the notification and its tap action."""

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules import push_notification as notification

_ON = "v1/in-app"
_AT = "channels/appmessaging/notification"
_TAPS = (("android_extras", "notificationaction"), ("ios_extras", "notificationaction"))
_BUTTONS = ("interactive", "actions", "*")


def actions(alert: Place) -> notification.Actions:
    """What taps on the notification and its buttons do."""
    return alert.once(_actions)


def _actions(alert: Place) -> notification.Actions:
    return notification.found(alert.value, *_TAPS, _BUTTONS)


@rule(
    "in-app-action-value-ignored",
    at=_AT,
    on=_ON,
    given=actions,
    severity=Severity.INFO,
    source="in-app.md, inconsistency 14",
)
def action_value_ignored(alert: Place) -> Iterator[Finding]:
    """
    An action has a `value` although it only opens the app.

    `OPEN_APP`, which is also what a tap does without an `action`, goes nowhere but to the start of
    the app. A page of the app is opened by `DEEPLINK`, one of the web by `OPEN_URL`.

    ```yaml bad
    {title: Chat, text: New reply, ios_extras: {notificationaction: {action: OPEN_APP, value: Chat}}}
    ```

    ```yaml good
    {title: Chat, text: New reply, ios_extras: {notificationaction: {action: DEEPLINK, value: "NW20261104://command/Chat"}}}
    ```
    """
    return notification.unused_values(actions(alert))


@rule(
    "in-app-open-webview",
    at=_AT,
    on=_ON,
    given=actions,
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 13",
)
def open_webview(alert: Place) -> Iterator[Finding]:
    """
    An action is spelled `OPEN_WEBVIEW`.

    The samples, and the pages about push, write `OPENWEBVIEW`; the other spelling stands in one
    table.

    ```yaml bad
    {title: Chat, text: New reply, ios_extras: {notificationaction: {action: OPEN_WEBVIEW, value: "https://stay.example.com/chat"}}}
    ```

    ```yaml fixed
    {title: Chat, text: New reply, ios_extras: {notificationaction: {action: OPENWEBVIEW, value: "https://stay.example.com/chat"}}}
    ```

    ```yaml good
    {title: Chat, text: New reply, ios_extras: {notificationaction: {action: OPENWEBVIEW, value: "https://stay.example.com/chat"}}}
    ```
    """
    return notification.misspelt_webviews(actions(alert))


@rule(
    "in-app-android-sound-ignored",
    at=_AT,
    on=_ON,
    needs="android_extras/sound",
    severity=Severity.INFO,
    source="in-app.md, Lint advice: sound inside android_extras",
)
def android_sound_ignored(alert: Place) -> Iterator[Finding]:
    """
    A sound for Android, which has no effect any more.

    The setting is discontinued. On Android the sound belongs to the notification channel of the
    app.

    ```yaml bad
    {title: Chat, text: New reply, android_extras: {sound: chime.caf, collapse_key: chat}}
    ```

    ```yaml fixed
    {title: Chat, text: New reply, android_extras: {collapse_key: chat}}
    ```

    ```yaml good
    {title: Chat, text: New reply, ios_extras: {sound: chime.caf}}
    ```
    """
    path = ("android_extras", "sound")
    if isinstance(alert.get(*path), str):
        fix = Fix("remove `sound`", (Change("remove", path),), "unsafe")
        yield Finding("`sound` is discontinued: Android ignores it", path, fix=fix, on_key=True)


@rule(
    "in-app-collapse-key-misspelt",
    at=_AT,
    on=_ON,
    severity=Severity.INFO,
    source="in-app.md, inconsistency 17",
    default=False,
)
def collapse_key_misspelt(alert: Place) -> Iterator[Finding]:
    """
    The collapse key is spelled as on another platform.

    The tables have `collapse_key` in `android_extras` and `ios_extras`, but `collapsekey` in
    `web_extras`.

    ```yaml bad
    {title: Chat, text: New reply, web_extras: {collapse_key: chat}}
    ```

    ```yaml fixed
    {title: Chat, text: New reply, web_extras: {collapsekey: chat}}
    ```

    ```yaml good
    {title: Chat, text: New reply, web_extras: {collapsekey: chat}}
    ```
    """
    for extras, key, name in (
        ("android_extras", "collapsekey", "collapse_key"),
        ("ios_extras", "collapsekey", "collapse_key"),
        ("web_extras", "collapse_key", "collapsekey"),
    ):
        if alert.get(extras, key) is not None:
            path, fix = (extras, key), None
            if alert.get(extras, name) is None:
                fix = Fix(f"rename it to `{name}`", (Change("rename", path, name),), "unsafe")
            yield Finding(f"in `{extras}` the table has `{name}`", path, fix=fix, on_key=True)
