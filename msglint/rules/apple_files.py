"""Apple Messages for Business: attachments, and the files of pictures and videos."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v1/apple-messages"
_AT = "channels/AppleBusinessChat"
_MARKER = regex("\ufffc|\\\\u[Ff]{3}[Cc]")
_FRIENDLY = regex(r"[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2}")
_FILES = (("attachments", "*", "url"), ("richLinkData", "assets", "video", "url"))
_PORTALS = ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "tiktok.com", "twitch.tv")

OUTBOUND_TYPES = frozenset(
    (
        "image/jpeg",
        "image/jpg",
        "image/png",
        "audio/mp4",
        "audio/amr",
        "audio/wav",
        "audio/x-wav",
        "audio/vnd.wave",
        "audio/caf",
        "audio/x-caf",
        "video/mp4",
        "text/plain",
        "text/calendar",
        "text/ics",
        "application/ics",
        "application/pdf",
        "application/msword",
        "application/xls",
        "application/xlsx",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-powerpoint",
        "model/vnd.usdz+zip",
        "application/vnd.usdz+zip",
        "application/pkpass",
        "application/vnd.apple.pkpass",
    )
)
"""What the help lists for outbound files, with the registered names of its short ones (ics, usdz, caf, pkpass)."""


@rule(
    "apple-attachment-name-special",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="apple-messages.md, Text, attachments[].url; Lint advice",
)
def attachment_name_special(block: Place) -> Iterator[Finding]:
    r"""
    The file name of an attachment's address holds a `+` or another special character.

    The documentation asks for names that are plain in an address: letters, digits, `-`, `_`, `.`.

    ```yaml bad
    text: "The plan: \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front+side.png", mimeType: image/png}]
    ```

    ```yaml good
    text: "The plan: \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front-side.png", mimeType: image/png}]
    ```
    """
    for path, url in below(block.value, "attachments", "*", "url"):
        if isinstance(url, str) and not has_placeholder(url) and url.startswith(("http://", "https://")):
            plain = re.split(r"[?#]", url, maxsplit=1)[0]
            name = plain[plain.rfind("/") + 1 :] if plain.count("/") > 2 else ""
            odd = _FRIENDLY.sub("", name)
            if odd:
                at = plain.rfind("/") + 1 + name.index(odd[0])
                message = f"`{odd[0]}` in the name of the file; use letters, digits, `-`, and `_`"
                yield Finding(message, path, caret=(at, at + 1))


@rule(
    "apple-attachment-type-unlisted",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="apple-messages.md, Limits, Outbound types",
)
def attachment_type_unlisted(block: Place) -> Iterator[Finding]:
    r"""
    An attachment of a MIME type that the help does not list.

    Listed for outbound messages are JPEG and PNG; MP4, AMR, and WAV audio; MP4 video; PDF, Word,
    Excel, and PowerPoint files, plain text; calendar entries (ics), 3D models (usdz), caf, and Wallet passes.

    ```yaml bad
    text: "The plan: \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front.gif", mimeType: image/gif}]
    ```

    ```yaml good
    text: "The plan: \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front.png", mimeType: image/png}]
    ```
    """
    for path, kind in below(block.value, "attachments", "*", "mimeType"):
        if isinstance(kind, str) and not has_placeholder(kind) and not _is_listed(kind):
            what = f"{code(kind)} is not among the types" if kind else "an empty type is not among those"
            yield Finding(f"{what} that the help lists for outbound files", path)


def _is_listed(mime_type: str) -> bool:
    return mime_type.partition(";")[0].strip().lower() in OUTBOUND_TYPES


@rule(
    "apple-attachment-markers-miscounted",
    at=_AT,
    on=_ON,
    needs="text",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 11",
)
def attachment_markers_miscounted(block: Place) -> Iterator[Finding]:
    r"""
    The text marks more or fewer places for attachments than there are attachments.

    Each `\uFFFC` in the text (the six characters, or the object replacement character itself)
    is the place of one attachment, in their order. A marker too many stands for nothing.

    ```yaml bad
    text: "Front \ufffc and side \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front.png", mimeType: image/png}]
    ```

    ```yaml good
    text: "Front \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front.png", mimeType: image/png}]
    ```
    """
    match block.value:
        case {"type": "text", "text": str(text)}:
            files = block.get("attachments")
            count = len(files) if isinstance(files, list) else 0
            markers = list(_MARKER.finditer(text))
            if markers and len(markers) != count:
                last = markers[-1].span() if len(markers) > count else None
                message = f"{_several(len(markers), 'marker')} for {_several(count, 'attachment')}"
                yield Finding(message, ("text",), caret=last)


def _several(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


@rule(
    "apple-attachment-unmarked",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 11",
    default=False,
)
def attachment_unmarked(block: Place) -> Iterator[Finding]:
    r"""
    The text marks no place for its attachments.

    An attachment appears where `\uFFFC` stands in the text. The documentation's samples are of
    two minds: one has a file and no marker.

    ```yaml bad
    text: Here is the plan.
    attachments: [{url: "https://cdn.example.com/p/front.png", mimeType: image/png}]
    ```

    ```yaml good
    text: "Here is the plan. \ufffc"
    attachments: [{url: "https://cdn.example.com/p/front.png", mimeType: image/png}]
    ```
    """
    match block.value:
        case {"type": "text", "text": str(text), "attachments": [_, *_]} if not _MARKER.search(text):
            yield Finding("the text marks no place (`\\uFFFC`) for its attachments", ("text",))


def files(block: Place) -> object:
    """What may hold files that are fetched from their addresses."""
    return block.get("attachments") or block.get("richLinkData")


@rule(
    "apple-media-indirect",
    at=_AT,
    on=_ON,
    given=files,
    severity=Severity.INFO,
    source="apple-messages.md, Lint advice, non-direct media links",
)
def media_indirect(block: Place) -> Iterator[Finding]:
    r"""
    A file is a page of a video portal instead of the video itself.

    Files are fetched from their address; what a portal answers is a web page, which does not
    play. Send such a link as the `url` of a rich link.

    ```yaml bad
    text: "Our tour: \ufffc"
    attachments: [{url: "https://www.youtube.com/watch?v=abc123", mimeType: video/mp4}]
    ```

    ```yaml good
    text: "Our tour: \ufffc"
    attachments: [{url: "https://cdn.example.com/v/tour.mp4", mimeType: video/mp4}]
    ```
    """
    for pattern in _FILES:
        for path, url in below(block.value, *pattern):
            host = host_of(url) if isinstance(url, str) else ""
            if any(host == portal or host.endswith(f".{portal}") for portal in _PORTALS):
                yield Finding(f"`{host}` answers with a web page, not with the file", path)


def host_of(url: str) -> str:
    """The host of a web address in small letters, or an empty text.

    >>> host_of("https://www.Example.com:8443/a?b"), host_of("no address")
    ('www.example.com', '')
    """
    match = re.match(r"https?://(?:[^/?#@]*@)?([^/?#:@]+)", url, re.IGNORECASE)
    return match[1].lower() if match else ""
