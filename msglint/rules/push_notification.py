"""Tap actions and buttons of notifications, which push and in-app messages have alike.

The rules that use these look at a block, and say by pattern where its actions stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path
from msglint.rules.values import below

Pattern = tuple[str, ...]

Actions = list[tuple[Path, dict[Any, Any]]]
"""What taps and buttons do, with the paths."""

BUTTONS: dict[str, tuple[str, ...]] = {
    "SINGLE_DISMISS": ("DISMISS",),
    "SINGLE_OPEN": ("OPEN",),
    "SINGLE_SUBSCRIBE": ("SUBSCRIBE",),
    "SINGLE_UNSUBSCRIBE": ("UNSUBSCRIBE",),
    "SINGLE_SHARE": ("SHARE",),
    "SINGLE_DEEPLINK": ("DEEPLINK",),
    "SINGLE_REPLY": ("REPLY",),
    "DOUBLE_YES_NO": ("YES", "NO"),
    "DOUBLE_ACCEPT_CANCEL": ("ACCEPT", "CANCEL"),
    "DOUBLE_SHARE_CANCEL": ("SHARE", "CANCEL"),
    "DOUBLE_SHOPNOW_CANCEL": ("SHOPNOW", "CANCEL"),
    "DOUBLE_LATER_NOW": ("LATER", "NOW"),
    "DOUBLE_PLAY_NOW_PLAY_LATER": ("PLAYNOW", "PLAYLATER"),
    "DOUBLE_OK_LEARN_MORE": ("OK", "LEARNMORE"),
    "DOUBLE_SUBSCRIBE_UNSUBSCRIBE": ("SUBSCRIBE", "UNSUBSCRIBE"),
    "DOUBLE_BUY_NOW_BUY_LATER": ("BUYNOW", "BUYLATER"),
    "DOUBLE_LIKE_SHARE": ("LIKE", "SHARE"),
    "DOUBLE_REPLY_DISMISS": ("REPLY", "DISMISS"),
    "DOUBLE_REPLY_NO_DISMISS": ("REPLYNO", "DISMISS"),
    "DOUBLE_REPLY_YES_DISMISS": ("REPLYYES", "DISMISS"),
    "DOUBLE_REPLY_YES_NO": ("REPLYYES", "NO"),
}
"""The buttons that a category names, by position; without the `_` within a name."""


def found(block: Any, *patterns: Pattern) -> Actions:
    """The objects of a block at these patterns, with their paths."""
    return [
        (path, action)
        for pattern in patterns
        for path, action in below(block, *pattern)
        if isinstance(action, dict)
    ]


def unused_values(actions: Actions) -> Iterator[Finding]:
    """A `value` that nothing uses: the action is `OPEN_APP`, or a tap action has none."""
    for path, action in actions:
        if not action.get("value"):
            continue
        if action.get("action") == "OPEN_APP":
            yield Finding(
                "`value` is ignored: the action is `OPEN_APP`",
                (*path, "value"),
                "`DEEPLINK` opens a page of the app, `OPEN_URL` one of the web",
                on_key=True,
            )
        elif path[-1] == "notificationaction" and len(action) == 1:
            yield Finding(
                "`value` is ignored: without an `action` a tap opens the app",
                (*path, "value"),
                "`DEEPLINK` opens a page of the app, `OPEN_URL` one of the web",
                on_key=True,
            )


def misspelt_webviews(actions: Actions) -> Iterator[Finding]:
    """Actions called `OPEN_WEBVIEW`."""
    for path, action in actions:
        if action.get("action") == "OPEN_WEBVIEW":
            where = (*path, "action")
            fix = Fix("write `OPENWEBVIEW`", (Change("replace", where, "OPENWEBVIEW"),))
            yield Finding("the documented name of the action is `OPENWEBVIEW`", where, fix=fix)


def miscounted(interactive: Any) -> Iterator[Finding]:
    """More or fewer actions than the category has buttons."""
    match interactive:
        case {"category": str(category), "actions": list(actions)} if category in BUTTONS:
            wanted, given = len(BUTTONS[category]), len(actions)
            if wanted != given:
                yield Finding(
                    f"`{category}` has {_count(wanted, 'button')}, but `actions` has {_count(given, 'entry')}",
                    ("actions",),
                    on_key=True,
                )


def shared_positions(interactive: Any) -> Iterator[Finding]:
    """Actions at a position that an earlier one has."""
    seen: set[str] = set()
    for path, action in found(interactive, ("actions", "*")):
        match action.get("pos"):
            case (1 | 2 | "1" | "2") as position if str(position) in seen:
                yield Finding(f"position {position} has a button already", (*path, "pos"))
            case (1 | 2 | "1" | "2") as position:
                seen.add(str(position))


def swapped_identifiers(interactive: Any) -> Iterator[Finding]:
    """The first identifier that is the name of the category's other button."""
    match interactive:
        case {"category": str(category), "actions": list()} if len(names := BUTTONS.get(category, ())) == 2:
            pass
        case _:
            return
    if any(shared_positions(interactive)):
        return
    for path, action in found(interactive, ("actions", "*")):
        match action:
            case {"pos": 1 | 2 | "1" | "2" as position, "identifier": str(given)}:
                other = 2 if int(position) == 1 else 1
                if given.upper().replace("_", "").replace(" ", "") == names[other - 1]:
                    message = f"`{given}` is the button at position {other} of `{category}`, not {position}"
                    yield Finding(message, (*path, "identifier"))
                    return


def _count(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number or 'no'} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"
