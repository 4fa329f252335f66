"""Kinds of files that a channel takes, told by the extension of the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msglint.diagnostics import Finding, Severity
from msglint.formats import http_url
from msglint.request import Place, Request
from msglint.rule import rule
from msglint.rules.fields import Field, addresses, files
from msglint.rules.urls import has_placeholder, parts

_LISTED = {
    "v2/rcs": frozenset(["bmp", "gif", "jpg", "jpeg", "jpe", "png", "mp4", "m4a", "mp3", "wav"]),
    "v2/mms": frozenset(
        [
            "jpg",
            "jpeg",
            "png",
            "gif",
            "avif",
            "heic",
            "mp3",
            "amr",
            "m4a",
            "mp4",
            "3gp",
            "xlsx",
            "xls",
            "ics",
            "ical",
            "ifb",
            "icalendar",
            "vcf",
            "vcard",
            "pdf",
            "txt",
            "smil",
        ]
    ),
}
"""The extensions that the pages of RCS and MMS list."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES: dict[str, str] = {
    "jpg jpeg jpe": "image/jpeg image/jpg image/pjpeg",
    "png": "image/png image/x-png",
    "gif": "image/gif",
    "bmp": "image/bmp image/x-bmp image/x-ms-bmp",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "tif tiff": "image/tiff",
    "avif": "image/avif",
    "heic heif": "image/heic image/heif image/heic-sequence",
    "mp4": "video/mp4 audio/mp4",
    "m4v": "video/mp4 video/x-m4v",
    "3gp 3gpp": "video/3gpp audio/3gpp",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo video/avi",
    "mpg mpeg": "video/mpeg audio/mpeg",
    "webm": "video/webm audio/webm",
    "mp3": "audio/mpeg audio/mp3",
    "m4a": "audio/mp4 audio/m4a audio/x-m4a audio/aac",
    "aac": "audio/aac audio/x-aac",
    "amr": "audio/amr",
    "ogg oga opus": "audio/ogg audio/opus video/ogg application/ogg",
    "wav": "audio/wav audio/x-wav audio/wave audio/vnd.wave",
    "flac": "audio/flac audio/x-flac",
    "aif aiff": "audio/aiff audio/x-aiff",
    "caf": "audio/x-caf",
    "pdf": "application/pdf application/x-pdf",
    "txt": "text/plain",
    "csv": "text/csv text/comma-separated-values",
    "html htm": "text/html",
    "ics ical ifb icalendar": "text/calendar",
    "vcf vcard": "text/vcard text/x-vcard text/v-card",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel application/excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet application/excel",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "zip": "application/zip application/x-zip-compressed",
    "gz": "application/gzip application/x-gzip",
    "pkpass": "application/vnd.apple.pkpass",
    "usdz": "model/vnd.usdz+zip",
    "smil": "application/smil application/smil+xml",
}
"""Extensions of one kind of file, and the media types that it goes by."""

TYPES = {
    extension: frozenset(types.split())
    for extensions, types in _TYPES.items()
    for extension in extensions.split()
}
"""The media types that a file with an extension goes by."""

_ANYTHING = frozenset({"application/octet-stream", "binary/octet-stream"})
_WORDS = {"ical": "text/calendar", "vcard": "vcard", "pdf": "pdf"}
"""Words for kinds of files, and a piece of the media types that they mean."""

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})/?$")


class Ending(NamedTuple):
    """A file's address, the type that is stated for it (or nothing), and its extension."""

    field: Field
    stated: str
    extension: re.Match[str]


def _endings(request: Request) -> list[Ending]:
    """The files of a request whose addresses end in an extension."""
    found = [(field, stated, _extension(field.value)) for field, stated in files(request.root())]
    return [Ending(field, stated, extension) for field, stated, extension in found if extension is not None]


@rule(
    "media-kind-mismatch",
    at="",
    on=("v1/in-app", "v1/messenger", "v1/whatsapp", "v2/mms"),
    severity=Severity.WARNING,
    source="in-app.md, Lint advice; mms.md §7; whatsapp.md §7",
)
def media_kind_mismatch(request: Place) -> Iterator[Finding]:
    """
    The extension of a file's address does not fit the kind of file that it stands for.

    `image`, `audio`, `video`, and the like are said by the field or beside the address. One of
    the two is wrong, and the file is refused or not shown.

    ```yaml bad
    channels:
      appmessaging:
        thread_id: thread-1
        message: {attachment: {contentType: image, file: "https://cdn.example.com/plan.pdf"}}
    ```

    ```yaml good
    channels:
      appmessaging:
        thread_id: thread-1
        message: {attachment: {contentType: image, file: "https://cdn.example.com/plan.png"}}
    ```
    """
    for field, stated, found in request.request.once(_endings):
        if stated and "/" not in stated and not fits(found[1].lower(), stated):
            yield Finding(f"`.{found[1]}` is no extension of `{stated}`", field.path, caret=found.span())


@rule(
    "media-extension-unlisted",
    at="",
    on=tuple(_LISTED),
    severity=Severity.WARNING,
    source="rcs.md §3, §9; mms.md §3, §5.4",
)
def media_extension_unlisted(request: Place) -> Iterator[Finding]:
    """
    A file of RCS or MMS has an extension that the page of the channel does not list.

    Phones may not show it. RCS takes BMP, GIF, JPEG, PNG, MP4, M4A, MP3, and WAV; of PDF the
    pages contradict each other. MMS has a list for each kind of file.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.webp", fileSize: 120000}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```
    """
    listed = _LISTED[f"{request.request.api}/{request.request.channel}"]
    for field, stated, found in request.request.once(_endings):
        if found[1].lower() not in listed and fits(found[1].lower(), stated):
            yield Finding(
                f"`.{found[1]}` is not among the files of this channel", field.path, caret=found.span()
            )


@rule(
    "media-url-without-extension",
    at="",
    on="v2/rcs",
    severity=Severity.WARNING,
    source="rcs.md §1, mediaContentUrl; §9",
)
def media_url_without_extension(request: Place) -> Iterator[Finding]:
    """
    The address of a file of an RCS message does not end in the extension of the file.

    The page of the channel wants it so: the platform or the phone tells the kind of the file
    by it. What stands behind a `?` does not count.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plans/77", fileSize: 120000}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plans/77.png", fileSize: 120000}
    ```
    """
    for field, _ in files(request):
        text = field.value
        if "://" in text and http_url(text) and not has_placeholder(text) and extension_of(text) is None:
            yield Finding("the address of a file ends in the file's extension, such as `.png`", field.path)


@rule(
    "audio-url-not-https",
    at="",
    on="voice-messages-v1",
    severity=Severity.WARNING,
    source="voice.md, Lint advice",
)
def audio_url_not_https(request: Place) -> Iterator[Finding]:
    """
    The sound of a call is fetched without TLS.

    Anybody on the way can read the file, or put another one in its place.

    ```yaml bad
    audio: {type: URL, location: "http://media.example.com/closed.mp3"}
    ```

    ```yaml good
    audio: {type: URL, location: "https://media.example.com/closed.mp3"}
    ```
    """
    for field in addresses(request, "strict"):
        if field.value[:7].lower() == "http://":
            yield Finding("the file is fetched without TLS; use `https://`", field.path, caret=(0, 7))


def extension_of(address: str) -> str | None:
    """The extension at the end of a web address's path, as it is written.

    >>> extension_of("https://media.example.com/a/plan.PNG?size=2"), extension_of("https://example.com/plan")
    ('PNG', None)
    """
    found = _extension(address)
    return found[1] if found else None


def _extension(address: str) -> re.Match[str] | None:
    match = parts(address)
    if match is None or not match["path"]:
        return None
    return _EXTENSION.search(address, match.start("path"), match.end("path"))


def fits(extension: str, stated: str) -> bool:
    """Whether a file with an extension may be of a type, be that a media type or a word such as `image`.

    >>> fits("jpg", "image/jpeg"), fits("jpg", "image"), fits("jpg", "audio/x"), fits("xyz", "image/png")
    (True, True, False, True)
    """
    types = TYPES.get(extension)
    kind = stated.partition(";")[0].strip().lower()
    if types is None or kind in _ANYTHING:
        return True
    family = kind.partition("/")[0]
    if "/" in kind and kind in _KNOWN:
        return kind in types
    if family in ("image", "audio", "video"):
        return any(each.startswith(f"{family}/") for each in types)
    if kind == "document":
        return any(each.startswith(("application/", "text/")) for each in types)
    return kind not in _WORDS or any(_WORDS[kind] in each for each in types)


_KNOWN = frozenset(each for types in TYPES.values() for each in types)
