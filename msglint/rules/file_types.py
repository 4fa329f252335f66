"""Kinds of files that a channel takes, told by the extension of the address."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from msglint.diagnostics import Finding, Severity
from msglint.formats import http_url
from msglint.request import Place, Request
from msglint.rule import rule
from msglint.rules.extensions import TYPES, extension_match, extension_of, fits
from msglint.rules.fields import Field, addresses, files
from msglint.rules.urls import has_placeholder

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


class Ending(NamedTuple):
    """A file's address, the type that is stated for it (or nothing), and its extension."""

    field: Field
    stated: str
    extension: re.Match[str]


def doubtful(place: Place) -> list[tuple[Field, str]]:
    """The files of a request but those with a plain address whose extension fits the type and the channel."""
    return place.request.once(_doubtful)


def _doubtful(request: Request) -> list[tuple[Field, str]]:
    listed = _LISTED.get(f"{request.api}/{request.channel}", TYPES.keys())
    return [
        (field, stated)
        for field, stated in files(request.root())
        if not _is_plain(field.value, extension := field.value.rpartition(".")[2], listed)
        or not fits(extension, stated)
    ]


def _is_plain(address: str, extension: str, listed: Container[str]) -> bool:
    """Whether an address is as most are: https, with a path that ends in an extension, and no query."""
    return (
        extension in listed
        and address.startswith("https://")
        and address.find("/", 9) > 0
        and "?" not in address
        and "#" not in address
    )


def _endings(request: Request) -> list[Ending]:
    """The doubtful files whose addresses end in an extension."""
    found = [(field, stated, extension_match(field.value)) for field, stated in doubtful(request.root())]
    return [Ending(field, stated, extension) for field, stated, extension in found if extension is not None]


@rule(
    "media-kind-mismatch",
    at="",
    on=("v1/in-app", "v1/messenger", "v1/whatsapp", "v2/mms"),
    severity=Severity.WARNING,
    source="in-app.md, Lint advice; mms.md §7; whatsapp.md §7",
    given=doubtful,
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
    given=doubtful,
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
    given=doubtful,
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
    for field, _ in doubtful(request):
        text = field.value
        if "://" in text and http_url(text) and not has_placeholder(text) and extension_of(text) is None:
            yield Finding("the address of a file ends in the file's extension, such as `.png`", field.path)


@rule(
    "audio-url-not-https",
    at="",
    on="voice-messages-v1",
    needs="audio/location",
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
