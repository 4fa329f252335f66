"""Addresses of pictures, sounds, films, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msglint.diagnostics import Finding, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.extensions import plain_extension
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
_FILE = regex(r"https?://[^/?#\s]+/(?P<path>[^?#\s]*)", re.IGNORECASE)

_AT = (
    "channels/OTT-Messaging",
    "channels/AppleBusinessChat",
    "channels/appmessaging/message/attachment",
    "message/parameters",
    "content",
)
_ON = ("v1/whatsapp", "v1/messenger", "v1/apple-messages", "v1/in-app", "v2/email", "v2/mms")

_Names = tuple[tuple[str, str | None], ...]

_URL: _Names = (("url", None),)
_TYPED_URL: _Names = (("url", "mimeType"),)
_HOLDERS: dict[str, list[tuple[tuple[str, ...], _Names]]] = {
    "wa": [
        *((("wa", kind), _TYPED_URL) for kind in ("image", "video", "audio", "document", "sticker")),
        *((("wa", "reply", "header", kind), _URL) for kind in ("image", "video", "document")),
    ],
    "fb": [(("fb", "attachment", "payload"), _URL)],
    "attachments": [(("attachments", "*"), (*_TYPED_URL, ("mediaUrl", "mimetype")))],
    "richLinkData": [(("richLinkData", "assets", kind), _TYPED_URL) for kind in ("image", "video")],
    "file": [((), (("file", None),))],
    **{kind: [((kind,), (("link", None),))] for kind in ("image", "video", "document")},
}
"""What holds addresses of files below these places, by the first key: with the names of address and media type."""


class File(NamedTuple):
    """An address of a file, its path below the place, its extension, and the media type said of it.

    The extension is in lower case, `""` for a name without one, None where the address is no URL of a file.
    """

    path: Path
    url: str
    extension: str | None
    kind: str | None


def doubtful_files(place: Place) -> list[File]:
    """The files below a place but those with an https address whose extension is known and fits the type."""
    return place.once(_doubtful_files)


def _doubtful_files(place: Place) -> list[File]:
    found: list[File] = []
    if place.value.__class__ is dict:
        for key in place.value:
            if key in _HOLDERS:
                for pattern, names in _HOLDERS[key]:
                    for path, holder in below(place.value, *pattern):
                        if holder.__class__ is dict:
                            _collect(path, holder, names, found)
    return found


def _collect(path: Path, holder: dict[Any, Any], names: _Names, found: list[File]) -> None:
    for name, type in names:
        url = holder.get(name)
        if url.__class__ is str and url:
            kind = holder.get(type) if type else None
            if not _is_right(url, kind):
                kind = kind.lower() if isinstance(kind, str) else None
                found.append(File((*path, name), url, _extension(url), kind))


def _is_right(url: str, kind: Any) -> bool:
    types = _EXTENSIONS.get(plain_extension(url))
    return types is not None and (kind is None or kind in types)


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
    given=doubtful_files,
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
    for path, _, extension, kind in doubtful_files(place):
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
    given=doubtful_files,
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
    for each in doubtful_files(place):
        if each.extension == "":
            yield Finding("the address does not end in the extension of a file", each.path)


@rule(
    "media-url-insecure",
    at=_AT,
    on=tuple(name for name in _ON if name != "v2/email"),
    severity=Severity.INFO,
    source="whatsapp.md §7; messenger.md §7; in-app.md, Lint advice; other channels: own advice",
    given=doubtful_files,
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
    for each in doubtful_files(place):
        if each.url.lower().startswith("http://"):
            yield Finding("the file is fetched over http; prefer https", each.path, caret=(0, 7))
