"""Apple Messages for Business: the pictures of rich links and interactive messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Finding, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.apple_parts import PICTURE, members, parts
from msglint.rules.values import fields_within, has_placeholder
from msglint.schema.words import code

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_NAMES = frozenset((PICTURE,))
_ONLY_PNG = "Apple takes only PNG here since August 2026"
_RICH_LINK_TYPE = ("AppleBusinessChat", "richLinkData", "assets", "image", "mimeType")
_IMAGES = (("data", "images"), ("images",))
_FILE = regex(r"https?://[^/?#]+/(?:[^?#]*/)?[^/?#]*\.([A-Za-z0-9]+)(?:[?#]|$)", re.IGNORECASE)
_OTHER_PICTURES = frozenset(
    ("jpg", "jpeg", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff", "svg", "avif")
)


def unmatched_images(message: Place) -> bool:
    """Whether the pictures that a message brings along differ from those that it shows."""
    return set(parts(message).pictures) != {name for _, name in message.once(_images)}


@rule(
    "apple-image-unknown",
    at=_AT,
    on=_ON,
    given=unmatched_images,
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 10",
)
def image_unknown(message: Place) -> Iterator[Finding]:
    """
    An `imageIdentifier` names no entry of `images`.

    No picture is shown there. Often one of the two is misspelt.

    ```yaml bad
    receivedMessage: {title: What is broken?, imageIdentifier: lamp}
    ```

    ```yaml good
    receivedMessage: {title: What is broken?}
    ```
    """
    known = {name for _, name in message.once(_images)}
    for path, name in message.once(_named):
        if name and name not in known and not has_placeholder(name):
            shown = ", ".join(f"`{each}`" for each in sorted(known)[:8])
            yield Finding(
                f"no entry of `images` is called {code(name)}", path, f"there are: {shown}" if known else None
            )


@rule(
    "apple-image-unused",
    at=_AT,
    on=_ON,
    given=unmatched_images,
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 10",
)
def image_unused(message: Place) -> Iterator[Finding]:
    """
    An entry of `images` that no `imageIdentifier` names.

    It is loaded and counts towards the 5 MB of a message, but is never shown.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      images: [{identifier: oak, url: "https://cdn.example.com/p/oak.png"}]
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: Yes}, {identifier: stop, title: Not now}]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      images: [{identifier: oak, url: "https://cdn.example.com/p/oak.png"}]
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: Yes}, {identifier: stop, title: Not now}]
    receivedMessage: {title: An oak table, imageIdentifier: oak}
    ```
    """
    named = {name for _, name in message.once(_named)}
    images = message.once(_images)
    if named - {"", *(name for _, name in images)}:
        return  # one that is unknown, or filled in later, may mean any of them
    for path, name in images:
        if name not in named and not has_placeholder(name):
            yield Finding(f"nothing shows the image {code(name)}", path)


def _images(message: Place) -> list[tuple[Path, str]]:
    """The pictures that a message brings along, by name."""
    return [
        ((*pattern, index, "identifier"), name)
        for pattern in _IMAGES
        for index, image in members(message.get(*pattern))
        if isinstance(name := image.get("identifier"), str)
    ]


def _named(message: Place) -> list[tuple[Path, str]]:
    """The pictures that it shows somewhere, by name."""
    found = fields_within(message.value, _NAMES)
    return [(path, name) for path, name in found if isinstance(name, str)]


@rule(
    "apple-image-not-png",
    at="channels",
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Limits, Images; Documented inconsistencies 17",
)
def image_not_png(channels: Place) -> Iterator[Finding]:
    """
    The picture of a rich link or an interactive message is no PNG.

    Since August 2026 Apple takes only PNG there, of up to 200 KB each and less than 5 MB
    together. Attachments of a text may still be JPEG.

    ```yaml bad
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.jpg", mimeType: image/jpeg}}
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
    kind = channels.get(*_RICH_LINK_TYPE)
    if isinstance(kind, str) and kind.lower() != "image/png" and not has_placeholder(kind):
        yield Finding(_ONLY_PNG, _RICH_LINK_TYPE)
    for pattern in _IMAGES:
        images = ("AppleBusinessChat", "interactiveData", *pattern)
        for index, image in members(channels.get(*images)):
            for key in ("url", "data"):
                url = image.get(key)
                if isinstance(url, str) and extension_of(url) in _OTHER_PICTURES:
                    yield Finding(_ONLY_PNG, (*images, index, key))


def extension_of(url: str) -> str:
    """The extension of the file that a web address names, in small letters, or an empty text.

    >>> extension_of("https://cdn.example.com/p/Lamp.PNG?w=200"), extension_of("https://example.com")
    ('png', '')
    """
    match = _FILE.match(url)
    return match[1].lower() if match else ""
