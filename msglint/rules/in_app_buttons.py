"""In-app messages and live chat: the buttons of the notification."""

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules import push_notification as notification

_ON = "v1/in-app"
_AT = "channels/appmessaging/notification"
_BUTTONS = ("interactive", "actions", "*")


@rule(
    "in-app-buttons-miscounted",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.WARNING,
    source="in-app.md, Conditional rule 10",
)
def buttons_miscounted(alert: Place) -> Iterator[Finding]:
    """
    More or fewer button actions than the category has buttons.

    `SINGLE_…` is one button, `DOUBLE_…_…` two. Each has one entry in `actions`.

    ```yaml bad
    title: Chat
    text: New reply
    interactive: {category: DOUBLE_YES_NO, actions: [{pos: 1, action: OPEN_APP, identifier: "YES"}]}
    ```

    ```yaml good
    title: Chat
    text: New reply
    interactive: {category: SINGLE_OPEN, actions: [{pos: 1, action: OPEN_APP, identifier: OPEN}]}
    ```
    """
    for finding in notification.miscounted(alert.get("interactive")):
        yield _within(finding)


@rule(
    "in-app-button-position-repeated",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 20; push.md, Conditional rule 7",
)
def button_position_repeated(alert: Place) -> Iterator[Finding]:
    """
    Two button actions have the same position.

    The first button of the category is at position 1, the second at position 2.

    ```yaml bad
    title: Chat
    text: New reply
    interactive:
      category: DOUBLE_REPLY_DISMISS
      actions: [{pos: 1, action: INLINE_REPLY, identifier: REPLY}, {pos: 1, action: DISMISS, identifier: DISMISS}]
    ```

    ```yaml good
    title: Chat
    text: New reply
    interactive:
      category: DOUBLE_REPLY_DISMISS
      actions: [{pos: 1, action: INLINE_REPLY, identifier: REPLY}, {pos: 2, action: DISMISS, identifier: DISMISS}]
    ```
    """
    for finding in notification.shared_positions(alert.get("interactive")):
        yield _within(finding)


@rule(
    "in-app-button-identifiers-swapped",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.INFO,
    source="push.md, Categories: button 1 = A, button 2 = B",
)
def button_identifiers_swapped(alert: Place) -> Iterator[Finding]:
    """
    A button is called what the category calls the other one.

    `DOUBLE_A_B` shows A at position 1 and B at position 2. Your webhook gets the identifier, so a
    person who pressed "Yes" would be taken for one who pressed "No".

    ```yaml bad
    title: Chat
    text: Shall we call you?
    interactive:
      category: DOUBLE_YES_NO
      actions: [{pos: 1, action: OPEN_APP, identifier: "NO"}, {pos: 2, action: DISMISS, identifier: "YES"}]
    ```

    ```yaml good
    title: Chat
    text: Shall we call you?
    interactive:
      category: DOUBLE_YES_NO
      actions: [{pos: 1, action: OPEN_APP, identifier: "YES"}, {pos: 2, action: DISMISS, identifier: "NO"}]
    ```
    """
    for finding in notification.swapped_identifiers(alert.get("interactive")):
        yield _within(finding)


def _within(finding: Finding) -> Finding:
    """A finding about the buttons as one about the notification."""
    return Finding(finding.message, ("interactive", *finding.path), on_key=finding.on_key)


@rule(
    "in-app-button-without-identifier",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 21",
)
def button_without_identifier(alert: Place) -> Iterator[Finding]:
    """
    A button of the notification has no `identifier`.

    Notes beside the samples call it mandatory, the table does not know it. Without it your webhook
    cannot tell which button was pressed.

    ```yaml bad
    {title: Chat, text: New reply, interactive: {category: SINGLE_REPLY, actions: [{pos: 1, action: INLINE_REPLY}]}}
    ```

    ```yaml good
    {title: Chat, text: New reply, interactive: {category: SINGLE_REPLY, actions: [{pos: 1, action: INLINE_REPLY, identifier: REPLY}]}}
    ```
    """
    for path, action in notification.found(alert.value, _BUTTONS):
        if "identifier" not in action:
            yield Finding("the button has no `identifier`, which notes in the samples call mandatory", path)


@rule(
    "in-app-reply-action-misspelt",
    at=_AT,
    on=_ON,
    needs="interactive/actions",
    severity=Severity.INFO,
    source="in-app.md, inconsistency 13",
    default=False,
)
def reply_action_misspelt(alert: Place) -> Iterator[Finding]:
    """
    A reply action is spelled as in some samples.

    The table has `TRIVIAL_REPLY` and `INLINE_REPLY`; samples have `TRIVIAL_REPLIES` and
    `IN_LINE_REPLY`.

    ```yaml bad
    {title: Chat, text: Hi, interactive: {category: SINGLE_REPLY, actions: [{pos: 1, action: IN_LINE_REPLY, identifier: REPLY}]}}
    ```

    ```yaml fixed
    {title: Chat, text: Hi, interactive: {category: SINGLE_REPLY, actions: [{pos: 1, action: INLINE_REPLY, identifier: REPLY}]}}
    ```

    ```yaml good
    {title: Chat, text: Hi, interactive: {category: SINGLE_REPLY, actions: [{pos: 1, action: INLINE_REPLY, identifier: REPLY}]}}
    ```
    """
    for path, action in notification.found(alert.value, _BUTTONS):
        match action.get("action"):
            case "TRIVIAL_REPLIES":
                name = "TRIVIAL_REPLY"
            case "IN_LINE_REPLY":
                name = "INLINE_REPLY"
            case _:
                continue
        where = (*path, "action")
        fix = Fix(f"write `{name}`", (Change("replace", where, name),), "unsafe")
        yield Finding(f"the table calls this action `{name}`", where, fix=fix)
