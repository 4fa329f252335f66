"""Extensions of the addresses of files, and the media types that they go by."""

from __future__ import annotations

import re
from functools import lru_cache

from msglint.regexes import regex
from msglint.rules.urls import parts

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
    "xls": "application/vnd.ms-excel application/excel application/xls",
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

MEDIA_TYPES = frozenset(each for types in TYPES.values() for each in types)
"""All of them."""

_ANYTHING = frozenset({"application/octet-stream", "binary/octet-stream"})
_WORDS = {"ical": "text/calendar", "vcard": "vcard", "pdf": "pdf"}
"""Words for kinds of files, and a piece of the media types that they mean."""

_EXTENSION = regex(r"\.([A-Za-z0-9]{1,10})/?$")


def extension_of(address: str) -> str | None:
    """The extension at the end of a web address's path, as it is written.

    >>> extension_of("https://media.example.com/a/plan.PNG?size=2"), extension_of("https://example.com/plan")
    ('PNG', None)
    """
    found = extension_match(address)
    return found[1] if found else None


def extension_match(address: str) -> re.Match[str] | None:
    """Where that extension stands, with the dot."""
    match = parts(address)
    if match is None or not match["path"]:
        return None
    return _EXTENSION.search(address, match.start("path"), match.end("path"))


@lru_cache(maxsize=256)
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
    if kind in MEDIA_TYPES:
        return kind in types
    if family in ("image", "audio", "video"):
        return any(each.startswith(f"{family}/") for each in types)
    if kind == "document":
        return any(each.startswith(("application/", "text/")) for each in types)
    return kind not in _WORDS or any(_WORDS[kind] in each for each in types)
