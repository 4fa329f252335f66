"""Push notifications: what a tap does, and buttons."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules import push_notification as notification

_ON = "v1/push"
_AT = "channels/push"
_TAPS = (("android", "extras", "notificationaction"), ("ios", "extras", "notificationaction"))
_BUTTONS = ("interactive", "actions", "*")

_DISMISS_ONLY = {
    "SINGLE_DISMISS": "1",
    "DOUBLE_BUY_NOW_BUY_LATER": "2",
    "DOUBLE_PLAY_NOW_PLAY_LATER": "2",
    "DOUBLE_LATER_NOW": "2",
    "DOUBLE_SHOPNOW_CANCEL": "2",
    "DOUBLE_SHARE_CANCEL": "2",
    "DOUBLE_ACCEPT_CANCEL": "2",
}
"""Categories to the position of the button that can only dismiss in the platform's flow builder."""


def actions(push: Place) -> notification.Actions:
    """What taps on the notification and its buttons do."""
    return push.once(_actions)


def _actions(push: Place) -> notification.Actions:
    return notification.found(push.value, *_TAPS, _BUTTONS)


@rule(
    "push-action-value-ignored",
    at=_AT,
    on=_ON,
    given=actions,
    severity=Severity.INFO,
    source="push.md, inconsistency 8",
)
def action_value_ignored(push: Place) -> Iterator[Finding]:
    """
    An action has a `value` although it only opens the app.

    `OPEN_APP`, which is also what a tap does without an `action`, goes nowhere but to the start of
    the app. A page of the app is opened by `DEEPLINK`, one of the web by `OPEN_URL`.

    ```yaml bad
    ios: {text: Order 5512 is here., extras: {notificationaction: {action: OPEN_APP, value: Orders}}}
    ```

    ```yaml good
    ios: {text: Order 5512 is here., extras: {notificationaction: {action: DEEPLINK, value: "NW20261104://command/Orders"}}}
    ```
    """
    return notification.unused_values(actions(push))


@rule(
    "push-open-webview",
    at=_AT,
    on=_ON,
    given=actions,
    severity=Severity.WARNING,
    source="push.md, inconsistency 9",
)
def open_webview(push: Place) -> Iterator[Finding]:
    """
    An action is spelled `OPEN_WEBVIEW`.

    The pages about push write `OPENWEBVIEW`; the other spelling stands in one table about in-app
    messages.

    ```yaml bad
    ios: {text: The map is here., extras: {notificationaction: {action: OPEN_WEBVIEW, value: "https://rail.example.com/map"}}}
    ```

    ```yaml fixed
    ios: {text: The map is here., extras: {notificationaction: {action: OPENWEBVIEW, value: "https://rail.example.com/map"}}}
    ```

    ```yaml good
    ios: {text: The map is here., extras: {notificationaction: {action: OPENWEBVIEW, value: "https://rail.example.com/map"}}}
    ```
    """
    return notification.misspelt_webviews(actions(push))


@rule(
    "push-deeplink-web-address",
    at=_AT,
    on=_ON,
    given=actions,
    severity=Severity.INFO,
    source="push.md, Lint advice: DEEPLINK value",
    default=False,
)
def deeplink_web_address(push: Place) -> Iterator[Finding]:
    """
    A deep link is a web address.

    A deep link usually looks like `<appid>://command/<page>`. `OPEN_URL` opens a web address in
    the browser, `OPENWEBVIEW` inside the app.

    ```yaml bad
    ios: {text: Order 5512 is here., extras: {notificationaction: {action: DEEPLINK, value: "https://shop.example.com/5512"}}}
    ```

    ```yaml good
    ios: {text: Order 5512 is here., extras: {notificationaction: {action: OPEN_URL, value: "https://shop.example.com/5512"}}}
    ```
    """
    for path, action in actions(push):
        match action:
            case {"action": "DEEPLINK", "value": str(link)} if link.startswith(("http://", "https://")):
                yield Finding(
                    "a web address as a deep link",
                    (*path, "value"),
                    "a deep link looks like `<appid>://command/<page>`; `OPEN_URL` opens web addresses",
                )


@rule(
    "push-buttons-miscounted",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.WARNING,
    source="push.md, Conditional rule 7",
)
def buttons_miscounted(push: Place) -> Iterator[Finding]:
    """
    More or fewer button actions than the category has buttons.

    `SINGLE_…` is one button, `DOUBLE_…_…` two. Each has one entry in `actions`.

    ```yaml bad
    interactive: {category: DOUBLE_YES_NO, device_types: [android], actions: [{pos: 1, action: OPEN_APP}]}
    ```

    ```yaml good
    interactive:
      category: DOUBLE_YES_NO
      device_types: [android]
      actions: [{pos: 1, action: OPEN_APP}, {pos: 2, action: DISMISS}]
    ```
    """
    for finding in notification.miscounted(push.get("interactive")):
        yield _within(finding)


@rule(
    "push-button-position-repeated",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.WARNING,
    source="push.md, Conditional rule 7",
)
def button_position_repeated(push: Place) -> Iterator[Finding]:
    """
    Two button actions have the same position.

    The first button of the category is at position 1, the second at position 2.

    ```yaml bad
    interactive:
      category: DOUBLE_YES_NO
      device_types: [android]
      actions: [{pos: 1, action: OPEN_APP}, {pos: 1, action: DISMISS}]
    ```

    ```yaml good
    interactive:
      category: DOUBLE_YES_NO
      device_types: [android]
      actions: [{pos: 1, action: OPEN_APP}, {pos: 2, action: DISMISS}]
    ```
    """
    for finding in notification.shared_positions(push.get("interactive")):
        yield _within(finding)


@rule(
    "push-button-identifiers-swapped",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.INFO,
    source="push.md, Categories: button 1 = A, button 2 = B",
)
def button_identifiers_swapped(push: Place) -> Iterator[Finding]:
    """
    A button is called what the category calls the other one.

    `DOUBLE_A_B` shows A at position 1 and B at position 2. Your webhook gets the identifier, so a
    person who pressed "Yes" would be taken for one who pressed "No".

    ```yaml bad
    interactive:
      category: DOUBLE_YES_NO
      device_types: [android]
      actions: [{pos: 1, action: OPEN_APP, identifier: "NO"}, {pos: 2, action: DISMISS, identifier: "YES"}]
    ```

    ```yaml good
    interactive:
      category: DOUBLE_YES_NO
      device_types: [android]
      actions: [{pos: 1, action: OPEN_APP, identifier: "YES"}, {pos: 2, action: DISMISS, identifier: "NO"}]
    ```
    """
    for finding in notification.swapped_identifiers(push.get("interactive")):
        yield _within(finding)


def _within(finding: Finding) -> Finding:
    """A finding about the buttons as one about the push block."""
    return Finding(finding.message, ("interactive", *finding.path), on_key=finding.on_key)


@rule(
    "push-button-action-unusual",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.INFO,
    source="push.md, Categories: buttons of the flow builder",
    default=False,
)
def button_action_unusual(push: Place) -> Iterator[Finding]:
    """
    A button that is there to say no does something.

    In the platform's flow builder the button of `SINGLE_DISMISS`, and the second one of categories
    such as `DOUBLE_ACCEPT_CANCEL`, can only dismiss the notification.

    ```yaml bad
    interactive: {category: SINGLE_DISMISS, device_types: [android], actions: [{pos: 1, action: OPEN_APP}]}
    ```

    ```yaml good
    interactive: {category: SINGLE_DISMISS, device_types: [android], actions: [{pos: 1, action: DISMISS}]}
    ```
    """
    category = push.get("interactive", "category")
    if not isinstance(category, str):
        return
    for path, action in notification.found(push.value, _BUTTONS):
        match action:
            case {"pos": 1 | 2 | "1" | "2" as position, "action": str(verb)} if verb != "DISMISS":
                if _DISMISS_ONLY.get(category) == str(position):
                    yield Finding(
                        f"button {position} of `{category}` usually has the action `DISMISS`",
                        (*path, "action"),
                    )


@rule(
    "push-buttons-without-notification",
    at=_AT,
    on=_ON,
    needs="interactive/device_types",
    severity=Severity.WARNING,
    source="push.md, Conditional rule 6",
)
def buttons_without_notification(push: Place) -> Iterator[Finding]:
    """
    Buttons for a platform that gets no notification.

    `device_types` says where the buttons are shown; `push.android` and `push.ios` hold the
    notifications that they belong to. Browsers show no buttons.

    ```yaml bad
    interactive: {category: SINGLE_DISMISS, device_types: [android, ios], actions: [{pos: 1, action: DISMISS}]}
    ```

    ```yaml good
    interactive: {category: SINGLE_DISMISS, device_types: [android], actions: [{pos: 1, action: DISMISS}]}
    ```
    """
    parts = push.value
    devices = push.get("interactive", "device_types")
    if not isinstance(devices, list) or push.request.root().get("message") is not None:
        return
    if not ("android" in parts or "ios" in parts or "web" in parts):
        return
    for index, device in enumerate(devices):
        if device in ("android", "ios") and device not in parts:
            yield Finding(
                f"buttons for `{device}`, but `push.{device}` is missing",
                ("interactive", "device_types", index),
            )
