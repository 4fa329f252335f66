"""Apple Messages for Business: texts, their links, and rich links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import LINK, has_placeholder, is_true

_ON = "v1/apple-messages"
_AT = "channels/AppleBusinessChat"
_RICH_LINK = ("AppleBusinessChat", "richLinkData")
_TITLE = (*_RICH_LINK, "title")
_MAYBE_LINK = regex(r"[\w-]+\.[^\W\d_]{2,}")

TEXT = 10_000
"""Characters of a text by one answer of the FAQ; another says that there is no limit."""

RICH_LINK_TITLE = 128
"""Characters of a rich link's title by the help; Apple itself takes 200."""


@rule(
    "apple-text-too-long",
    at="channels",
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Limits; Documented inconsistencies 20",
)
def text_too_long(channels: Place) -> Iterator[Finding]:
    """
    A text or a rich link's title is longer than a limit that the documentation names.

    A title may have 128 characters by the platform's help, 200 by Apple. A text may have 10 000
    by one answer of the FAQ; another denies any limit.

    ```yaml bad
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: A desk lamp of brass with a shade of green glass, a switch on its foot, a cable of two metres, and a bulb that lasts for ten years
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```

    ```yaml good
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```
    """
    text = channels.get("AppleBusinessChat", "text")
    if isinstance(text, str) and len(text) > TEXT:
        message = f"{len(text)} characters; the FAQ names a limit of {TEXT}"
        yield Finding(message, ("AppleBusinessChat", "text"))
    title = channels.get(*_TITLE)
    if isinstance(title, str) and len(title) > RICH_LINK_TITLE:
        message = f"{len(title)} characters; the title of a rich link may have {RICH_LINK_TITLE}"
        yield Finding(message, _TITLE)


@rule(
    "apple-app-clip-without-link",
    at=_AT,
    on=_ON,
    needs="sendLinkAsAppClip",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 12",
)
def app_clip_without_link(block: Place) -> Iterator[Finding]:
    """
    `sendLinkAsAppClip` is on, and the text holds no link.

    The switch turns the links of a text into App Clips; without one it does nothing.

    ```yaml bad
    text: Order again in our shop
    sendLinkAsAppClip: true
    ```

    ```yaml good
    text: "Order again: https://shop.example.com/again"
    sendLinkAsAppClip: true
    ```
    """
    match block.value:
        case {"type": "text", "text": str(text), "sendLinkAsAppClip": True | "true"}:
            if not (LINK.search(text) or _MAYBE_LINK.search(text) or has_placeholder(text)):
                yield Finding(
                    "the text holds no link that could be an App Clip", ("sendLinkAsAppClip",), on_key=True
                )


@rule(
    "apple-store-region-unused",
    at=_AT,
    on=_ON,
    needs="storeRegion",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 12",
)
def store_region_unused(block: Place) -> Iterator[Finding]:
    """
    `storeRegion` without `sendLinkAsAppClip: true`.

    It names the app store in which the App Clip is looked up, and no App Clip is sent.

    ```yaml bad
    text: "Order again: https://shop.example.com/again"
    storeRegion: GB
    ```

    ```yaml good
    text: "Order again: https://shop.example.com/again"
    sendLinkAsAppClip: true
    storeRegion: GB
    ```
    """
    if (
        block.get("storeRegion")
        and block.get("type") == "text"
        and not is_true(block.get("sendLinkAsAppClip"))
    ):
        yield Finding(
            "`storeRegion` has no use without `sendLinkAsAppClip: true`", ("storeRegion",), on_key=True
        )


@rule(
    "apple-store-region-default",
    at=_AT,
    on=_ON,
    needs="storeRegion",
    severity=Severity.INFO,
    source="apple-messages.md, Conditional rules 12",
    default=False,
)
def store_region_default(block: Place) -> Iterator[Finding]:
    """
    `storeRegion: US`, which is the default.

    It is needed only for an app that the store of the United States does not have.

    ```yaml bad
    text: "Order again: https://shop.example.com/again"
    sendLinkAsAppClip: true
    storeRegion: US
    ```

    ```yaml fixed
    text: "Order again: https://shop.example.com/again"
    sendLinkAsAppClip: true
    ```

    ```yaml good
    text: "Order again: https://shop.example.com/again"
    sendLinkAsAppClip: true
    ```
    """
    if block.get("storeRegion") == "US" and is_true(block.get("sendLinkAsAppClip")):
        path = ("storeRegion",)
        yield Finding(
            "`US` is the default",
            path,
            fix=Fix("remove `storeRegion`", (Change("remove", path),)),
            on_key=True,
        )


@rule(
    "apple-text-with-link",
    at=_AT,
    on=_ON,
    needs="text",
    severity=Severity.INFO,
    source="apple-messages.md, Lint advice",
    default=False,
)
def text_with_link(block: Place) -> Iterator[Finding]:
    """
    A text with a link arrives as several messages.

    The platform splits the text at its links and sends each as a rich link of its own. With
    `type: richLink` you choose the title and the picture.

    ```yaml bad
    text: "Look: https://shop.example.com/lamp (brass)"
    ```

    ```yaml good
    text: Look into our shop.
    ```
    """
    match block.value:
        case {"type": "text", "text": str(text)} if (found := LINK.search(text)) is not None:
            if not is_true(block.get("sendLinkAsAppClip")):
                yield Finding(
                    "the link is sent as a message of its own",
                    ("text",),
                    "with `type: richLink` you choose the title and the picture",
                    caret=found.span(),
                )


@rule(
    "apple-rich-link-title-is-link",
    at="channels",
    on=_ON,
    needs="AppleBusinessChat/richLinkData/title",
    severity=Severity.INFO,
    source="apple-messages.md, Lint advice, Rich link",
    default=False,
)
def rich_link_title_is_link(channels: Place) -> Iterator[Finding]:
    """
    The title of a rich link is an address.

    The domain stands below the preview anyway; say what the customer finds there.

    ```yaml bad
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: https://shop.example.com/lamp
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```

    ```yaml good
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```
    """
    match channels.get(*_TITLE):
        case str(title) if re.fullmatch(r"(?:https?://|www\.)\S+|[\w.-]+\.[a-z]{2,}(?:/\S*)?", title.strip()):
            yield Finding("the title is an address; say what the customer finds there", _TITLE)


@rule(
    "apple-rich-link-without-image",
    at="channels",
    on=_ON,
    needs="AppleBusinessChat/richLinkData/assets/video",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 4; Lint advice",
)
def rich_link_without_image(channels: Place) -> Iterator[Finding]:
    """
    A rich link has a video and no image.

    Until the video plays there is no preview, and a bare link may look like spam. Send both.

    ```yaml bad
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {video: {url: "https://cdn.example.com/p/lamp.mp4", mimeType: video/mp4}}
    ```

    ```yaml good
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets:
          image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}
          video: {url: "https://cdn.example.com/p/lamp.mp4", mimeType: video/mp4}
    ```
    """
    match channels.get(*_RICH_LINK, "assets"):
        case {"video": _, **others} if "image" not in others:
            yield Finding(
                "a video without an `image`: nothing is shown before it plays", (*_RICH_LINK, "assets")
            )
