"""Push notifications: what browsers show."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import as_number, below

_ON = "v1/push"

TABLE_SECONDS = 2419200
"""28 days: what the table of web push allows; two notes allow 51840000, the schema's limit."""


@rule(
    "push-web-lifetime-doubtful",
    at="channels/push",
    on=_ON,
    needs="web/extras/time_to_live",
    severity=Severity.WARNING,
    source="push.md, inconsistency 3",
)
def web_lifetime_doubtful(push: Place) -> Iterator[Finding]:
    """
    A web notification may wait longer than the documentation's table allows.

    The table of `time_to_live` ends at 2419200 seconds (28 days); notes beside two samples say
    51840000 (600 days). More than 28 days may be refused.

    ```yaml bad
    web: {platform_types: [chrome], title: Order 5512, text: Your parcel is here., extras: {time_to_live: "5184000"}}
    ```

    ```yaml good
    web: {platform_types: [chrome], title: Order 5512, text: Your parcel is here., extras: {time_to_live: "2419200"}}
    ```
    """
    path = ("web", "extras", "time_to_live")
    seconds = as_number(push.get(*path))
    if seconds is not None and TABLE_SECONDS < seconds <= 51840000:
        message = f"{seconds:.0f} seconds; one table allows {TABLE_SECONDS} (28 days), a note 51840000"
        yield Finding(message, path)


@rule(
    "push-web-title-missing",
    at="channels/push",
    on=_ON,
    needs="web/text",
    severity=Severity.WARNING,
    source="push.md, inconsistency 1",
    default=False,
)
def web_title_missing(push: Place) -> Iterator[Finding]:
    """
    A web notification has no title.

    The documentation's table calls the title mandatory, its samples optional.

    ```yaml bad
    web: {platform_types: [chrome], text: Your parcel is here.}
    ```

    ```yaml good
    web: {platform_types: [chrome], title: Order 5512, text: Your parcel is here.}
    ```
    """
    match push.get("web"):
        case {"text": str()} as web if "title" not in web:
            yield Finding("no `title`, which one table calls mandatory", ("web",), on_key=True)


@rule(
    "push-safari-label-missing",
    at="channels/push",
    on=_ON,
    needs="web/platform_types",
    severity=Severity.WARNING,
    source="push.md, inconsistency 2",
)
def safari_label_missing(push: Place) -> Iterator[Finding]:
    """
    A notification for Safari has no `actiontext`.

    It is the label of the button that Safari shows. The documentation's table calls it mandatory;
    the samples without it are for other browsers.

    ```yaml bad
    web: {platform_types: [safari], title: Order 5512, text: Your parcel is here.}
    ```

    ```yaml good
    web: {platform_types: [safari], title: Order 5512, text: Your parcel is here., actiontext: Show}
    ```
    """
    where = next(_safari(push.value), None)
    if where is not None and push.get("web", "actiontext") is None:
        yield Finding("for Safari `actiontext`, the label of its button, is missing", where)


@rule(
    "push-safari-doubtful",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="push.md, inconsistency 4, Destination keys: safari_pushid",
    default=False,
)
def safari_doubtful(request: Place) -> Iterator[Finding]:
    """
    Web push to Safari, which one note of the documentation rules out.

    `safari` stands among the browsers and `safari_pushid` on one page; the note says that web push
    reaches Chrome and Firefox only. Try it before you rely on it.

    ```yaml bad
    channels: {push: {web: {platform_types: [safari], title: Order 5512, text: It is here., actiontext: Show}}}
    ```

    ```yaml good
    channels: {push: {web: {platform_types: [chrome, firefox], title: Order 5512, text: It is here.}}}
    ```
    """
    for where in _safari(request.get("channels", "push")):
        yield Finding(
            "a note says that web push reaches Chrome and Firefox only", ("channels", "push", *where)
        )
        return
    for path, entry in below(request.value, "destination", "*"):
        if isinstance(entry, dict) and "safari_pushid" in entry:
            yield Finding(
                "`safari_pushid` is not among the ids of the push page", (*path, "safari_pushid"), on_key=True
            )
            return


@rule(
    "push-safari-collapse-key",
    at="channels/push",
    on=_ON,
    needs="web/extras/collapse_key",
    severity=Severity.INFO,
    source="push.md, Lint advice: web.extras.collapse_key with safari",
    default=False,
)
def safari_collapse_key(push: Place) -> Iterator[Finding]:
    """
    A `collapse_key` for Safari, which does not apply it.

    Safari shows all notifications, other browsers the newest of those with one key.

    ```yaml bad
    web: {platform_types: [chrome, safari], title: A, text: B, actiontext: Show, extras: {collapse_key: order5512}}
    ```

    ```yaml good
    web: {platform_types: [chrome], title: Order 5512, text: It is here., extras: {collapse_key: order5512}}
    ```
    """
    path = ("web", "extras", "collapse_key")
    if push.get(*path) and any(_safari(push.value)):
        yield Finding("Safari does not apply `collapse_key`", path, on_key=True)


def _safari(push: Any) -> Iterator[tuple[str | int, ...]]:
    """Where a block names Safari."""
    for path, browser in below(push, "web", "platform_types", "*"):
        if isinstance(browser, str) and browser.lower() == "safari":
            yield path
