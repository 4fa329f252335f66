"""Link shortening and click tracking: `options` that do nothing, or not what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import is_true

_UNSUPPORTED = ("v1/push", "v1/apple-messages", "v1/voice", "v2/voice")
_TAG = regex(r"[A-Za-z0-9_-]{0,50}")


@rule(
    "links-unsupported",
    at="options",
    on=_UNSUPPORTED,
    severity=Severity.WARNING,
    source="envelope-v1.md §7; envelope-v2.md §8",
)
def links_unsupported(options: Place) -> Iterator[Finding]:
    """
    Link shortening or tracking on a channel that has none.

    Push, voice, and Apple Messages send links as they are; `options` is not looked at.

    ```yaml bad
    {shortenLinks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    {}
    ```
    """
    for name in ("shortenLinks", "trackClicks"):
        if is_true(options.get(name)):
            yield Finding(f"`{name}` has no effect on this channel", (name,), on_key=True)
            return  # tracking counts the clicks on short links


@rule(
    "smart-links-unsupported",
    at="channels/smartlinks",
    on=_UNSUPPORTED,
    severity=Severity.WARNING,
    source="envelope-v1.md §6",
)
def smart_links_unsupported(links: Place) -> Iterator[Finding]:
    """
    Smart links on a channel that has none.

    They work in texts of SMS, in-app, Messenger, and WhatsApp.

    ```yaml bad
    - {linkid: "31", validity: "60"}
    ```

    ```yaml good
    []
    ```
    """
    if links.value:
        yield Finding("smart links have no effect on this channel", on_key=True)


@rule(
    "track-clicks-alone",
    at="options",
    on=("v1/sms", "v1/in-app", "v1/messenger", "v1/whatsapp", "v2/sms", "v2/rcs"),
    needs="trackClicks",
    severity=Severity.WARNING,
    source="envelope-v1.md §7; envelope-v2.md §8",
)
def track_clicks_alone(options: Place) -> Iterator[Finding]:
    """
    `trackClicks` without `shortenLinks`.

    Clicks are counted on short links only.

    ```yaml bad
    {trackClicks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    {trackClicks: false, domain: "https://go.example.com"}
    ```
    """
    if is_true(options.get("trackClicks")) and not is_true(options.get("shortenLinks")):
        yield Finding(
            "`trackClicks` counts clicks on short links, and `shortenLinks` is not on",
            ("trackClicks",),
            on_key=True,
        )


@rule(
    "short-links-without-link",
    at="",
    on=("v1/sms", "v1/in-app", "v1/messenger", "v1/whatsapp", "v2/sms", "v2/rcs", "v2/mms"),
    needs="options/shortenLinks",
    severity=Severity.WARNING,
    source="envelope-v1.md §7; envelope-v2.md §8",
)
def short_links_without_link(request: Place) -> Iterator[Finding]:
    """
    `shortenLinks` is on, and no text has an https link.

    Only https links are shortened; http links and plain host names stay as they are.

    ```yaml bad
    options: {shortenLinks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    options: {shortenLinks: true, domain: "https://go.example.com"}
    channels: {sms: {senderid: HARBOUR, text: "See https://www.example.org/lanes"}}
    ```
    """
    if not is_true(request.get("options", "shortenLinks")):
        return
    block = request.get("channels" if request.request.api == "v1" else "content")
    if request.get("message", "template") or request.get("template") or block is None:
        return
    if not any("https://" in text or "$(" in text or "{{" in text for text in _texts(block)):
        path = ("options", "shortenLinks")
        yield Finding("`shortenLinks` shortens https links, and no text has one", path, on_key=True)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)


@rule(
    "link-domain-missing",
    at="options",
    on=("v1/sms", "v2/sms"),
    severity=Severity.WARNING,
    source="envelope-v1.md §4.4; envelope-v2.md §5.4",
)
def link_domain_missing(options: Place) -> Iterator[Finding]:
    """
    `options` without a short-link `domain`.

    The page of SMS calls it mandatory whenever `options` is used; without `shortenLinks` it is not needed in practice.

    ```yaml bad
    {tag1: winter}
    ```

    ```yaml good
    {tag1: winter, domain: "https://go.example.com"}
    ```
    """
    match options.value:
        case {"shortenLinks": True | "true"} | {"domain": _}:
            return
        case dict(value) if value:
            yield Finding("`options` without `domain`: the documentation calls it mandatory")


@rule(
    "link-tag-odd",
    at="options",
    severity=Severity.WARNING,
    source="envelope-v1.md §7, tags",
)
def link_tag_odd(options: Place) -> Iterator[Finding]:
    """
    A reporting tag with characters that tags do not have, or more than 50.

    Tags are letters, digits, `_`, and `-`.

    ```yaml bad
    {tag1: winter sale!, domain: "https://go.example.com"}
    ```

    ```yaml good
    {tag1: winter_sale, domain: "https://go.example.com"}
    ```
    """
    for name in ("tag1", "tag2"):
        text = options.get(name)
        if isinstance(text, str) and "$(" not in text and not _TAG.fullmatch(text):
            yield Finding("a tag has at most 50 letters, digits, `_`, and `-`", (name,))


@rule(
    "clicked-receipt-never",
    at="requestedReceipts",
    on=("v2/sms", "v2/rcs"),
    severity=Severity.WARNING,
    source="envelope-v2.md §4.9",
)
def clicked_receipt_never(receipts: Place) -> Iterator[Finding]:
    """
    `CLICKED` receipts are asked for, and no click can be counted.

    They come for short links that are tracked: both `options.shortenLinks` and `options.trackClicks` must be true.

    ```yaml bad
    [DELIVERED, CLICKED]
    ```

    ```yaml good
    [DELIVERED]
    ```
    """
    names = receipts.value if isinstance(receipts.value, list) else ()
    for index, name in enumerate(names):
        if isinstance(name, str) and name.upper() == "CLICKED":
            if is_true(receipts.request.root().get("options", "trackClicks")):
                return  # alone, it is reported for itself
            yield Finding("no click is counted without `shortenLinks` and `trackClicks`", (index,))
