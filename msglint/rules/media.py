"""Addresses of pictures, sounds, films, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder

_EXTENSIONS = {
    "jpg": ("image/jpeg", "image/jpg"),
    "jpeg": ("image/jpeg", "image/jpg"),
    "png": ("image/png",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "svg": ("image/svg+xml",),
    "mp4": ("video/mp4", "audio/mp4"),
    "3gp": ("video/3gpp",),
    "mp3": ("audio/mpeg", "audio/mp3"),
    "amr": ("audio/amr",),
    "aac": ("audio/aac",),
    "wav": ("audio/wav", "audio/x-wav"),
    "pdf": ("application/pdf", "application/x-pdf"),
    "txt": ("text/plain",),
    "doc": ("application/msword",),
    "xls": ("application/vnd.ms-excel", "application/xls"),
    "ppt": ("application/vnd.ms-powerpoint",),
    "zip": ("application/zip",),
    "ics": ("text/calendar",),
    "vcf": ("text/vcard", "text/x-vcard"),
}
"""Extension to the media types that fit it; one that is not listed is not judged."""

_KNOWN = frozenset(kind for kinds in _EXTENSIONS.values() for kind in kinds)
_FILE = re.compile(r"https?://[^/?#\s]+/(?P<path>[^?#\s]*)", re.IGNORECASE)

_AT = (
    "channels/OTT-Messaging",
    "channels/AppleBusinessChat",
    "channels/appmessaging/message/attachment",
    "message/parameters",
    "content",
)
_ON = ("v1/whatsapp", "v1/messenger", "v1/apple-messages", "v1/in-app", "v2/email", "v2/mms")

# Where addresses of files stand below these places, and where the media type beside each.
_FILES: tuple[tuple[tuple[str, ...], str | None], ...] = (
    *((("wa", kind, "url"), "mimeType") for kind in ("image", "video", "audio", "document", "sticker")),
    *((("wa", "reply", "header", kind, "url"), None) for kind in ("image", "video", "document")),
    (("fb", "attachment", "payload", "url"), None),
    (("attachments", "*", "url"), "mimeType"),
    (("attachments", "*", "mediaUrl"), "mimetype"),
    *((("richLinkData", "assets", kind, "url"), "mimeType") for kind in ("image", "video")),
    (("file",), None),
    *(((kind, "link"), None) for kind in ("image", "video", "document")),
)

_BY_KEY = {key: [each for each in _FILES if each[0][0] == key] for (key, *_), _ in _FILES}


class File(NamedTuple):
    """An address of a file, its path below the place, its extension, and the media type said of it.

    The extension is in lower case, `""` for a name without one, None where the address is no URL of a file.
    """

    path: Path
    url: str
    extension: str | None
    kind: str | None


def files(place: Place) -> tuple[File, ...]:
    """The addresses of files below a place."""
    return place.once(_files)


def _files(place: Place) -> tuple[File, ...]:
    return tuple(_found(place))


def _found(place: Place) -> Iterator[File]:
    for key in place.value if isinstance(place.value, dict) else ():
        for pattern, kind in _BY_KEY.get(key, ()):
            for path, url in below(place.value, *pattern):
                if isinstance(url, str) and url:
                    beside: Any = place.get(*path[:-1], kind) if kind else None
                    kind_beside = beside.lower() if isinstance(beside, str) else None
                    yield File(path, url, _extension(url), kind_beside)


def _extension(url: str) -> str | None:
    found = _FILE.match(url)
    if found is None or has_placeholder(url):
        return None
    name: str = found["path"].rpartition("/")[2]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


@rule(
    "media-extension-mismatch",
    at=_AT,
    on=_ON,
    severity=Severity.WARNING,
    source="whatsapp.md §7; email.md §7; apple-messages.md, Lint advice",
)
def media_extension_mismatch(place: Place) -> Iterator[Finding]:
    """
    The extension of a file's address does not fit its media type.

    The platform and the phone go by one or the other; where they disagree the file is often refused (7861, 7701).

    ```yaml bad
    wa: {type: image, image: {url: "https://files.example.com/van.png", mimeType: image/jpeg}}
    ```

    ```yaml good
    wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}
    ```
    """
    for path, _, extension, kind in files(place):
        if (
            kind is not None
            and extension in _EXTENSIONS
            and kind in _KNOWN
            and kind not in _EXTENSIONS[extension]
        ):
            yield Finding(f"the address ends in `.{extension}`, the media type is `{kind}`", path)


@rule(
    "media-extension-missing",
    at=_AT,
    on=("v1/whatsapp", "v1/messenger", "v2/email", "v2/mms"),
    severity=Severity.WARNING,
    source="whatsapp.md §1; messenger.md §7; email.md §7; mms.md §7",
)
def media_extension_missing(place: Place) -> Iterator[Finding]:
    """
    The address of a file has no extension.

    The documentation wants direct links that end in the file's extension, such as `.jpg` or `.pdf`.

    ```yaml bad
    wa: {type: image, image: {url: "https://files.example.com/van", mimeType: image/jpeg}}
    ```

    ```yaml good
    wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}
    ```
    """
    for each in files(place):
        if each.extension == "":
            yield Finding("the address does not end in the extension of a file", each.path)


@rule(
    "media-url-insecure",
    at=_AT,
    on=tuple(name for name in _ON if name != "v2/email"),
    severity=Severity.INFO,
    source="whatsapp.md §7; messenger.md §7; in-app.md, Lint advice; other channels: own advice",
)
def media_url_insecure(place: Place) -> Iterator[Finding]:
    """
    The address of a file is not https.

    Samples with http are old; phones and platforms refuse it more and more.

    ```yaml bad
    wa: {type: image, image: {url: "http://files.example.com/van.jpg", mimeType: image/jpeg}}
    ```

    ```yaml good
    wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}
    ```
    """
    for each in files(place):
        if each.url.lower().startswith("http://"):
            yield Finding("the file is fetched over http; prefer https", each.path, caret=(0, 7))


@rule(
    "email-attachment-insecure",
    at="content/attachments",
    on="v2/email",
    severity=Severity.WARNING,
    source="email.md §7: attachment URL with http",
)
def email_attachment_insecure(attachments: Place) -> Iterator[Finding]:
    """
    The address of an attachment is not https.

    Anybody on the way can read the file, or put another one in its place, before the mail takes it along.

    ```yaml bad
    - {mimetype: application/pdf, name: plan, mediaUrl: "http://files.example.com/plan.pdf"}
    ```

    ```yaml good
    - {mimetype: application/pdf, name: plan, mediaUrl: "https://files.example.com/plan.pdf"}
    ```
    """
    for path, address in below(attachments.value, "*", "mediaUrl"):
        if isinstance(address, str) and address.lower().startswith("http://"):
            yield Finding("the attachment is fetched over http: use https", path, caret=(0, 7))
