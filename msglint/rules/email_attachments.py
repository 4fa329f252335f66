"""E-mail: attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/email"

LISTED_TYPES = frozenset(
    (
        "application/msword",
        "application/pdf",
        "application/rss+xml",
        "application/vnd.google-earth.kml+xml",
        "application/vnd.google-earth.kmz",
        "application/vnd.ms-excel",
        "application/vnd.ms-outlook",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.sun.xml.calc",
        "application/vnd.sun.xml.writer",
        "application/x-gzip",
        "application/zip",
        "audio/amr",
        "audio/basic",
        "audio/flac",
        "audio/mid",
        "audio/mp3",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/x-aiff",
        "audio/x-wav",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/jpg",
        "image/png",
        "image/svg+xml",
        "image/tiff",
        "image/vnd.wap.wbmp",
        "image/x-ms-bmp",
        "message/rfc822",
        "text/calendar",
        "text/comma-separated-values",
        "text/css",
        "text/csv",
        "text/html",
        "text/plain",
        "text/vcard",
        "text/x-vcard",
        "video/3gp",
        "video/3gpp",
        "video/avi",
        "video/mp4",
        "video/mpeg",
        "video/ogg",
        "video/quicktime",
        "video/x-msvideo",
    )
)
"""What the help's list of file types (with their registered names) or the flow node's list holds."""


def are_unusual(attachments: Place) -> bool:
    """Whether any of them is anything but a file of a listed type at an https address, without a `cid`."""
    return attachments.value.__class__ is not list or not all(map(_is_usual, attachments.value))


def _is_usual(attachment: Any) -> bool:
    if attachment.__class__ is not dict or "cid" in attachment:
        return False
    kind, address = attachment.get("mimetype"), attachment.get("mediaUrl")
    return (
        kind.__class__ is str
        and kind in LISTED_TYPES
        and address.__class__ is str
        and address.startswith("https://")
    )


@rule(
    "email-attachment-type-unlisted",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §3, Attachment types",
    given=are_unusual,
)
def attachment_type_unlisted(attachments: Place) -> Iterator[Finding]:
    """
    An attachment of a type that is in none of the documentation's lists.

    The help lists types of files, the flow node MIME types; this is in neither. It may be
    refused, or not be delivered.

    ```yaml bad
    [{mimetype: model/gltf-binary, name: chair.glb, mediaUrl: "https://media.example.com/chair.glb"}]
    ```

    ```yaml good
    [{mimetype: application/pdf, name: chair.pdf, mediaUrl: "https://media.example.com/chair.pdf"}]
    ```
    """
    for path, kind in below(attachments.value, "*", "mimetype"):
        if isinstance(kind, str) and not has_placeholder(kind) and not _is_listed(kind):
            yield Finding(f"{code(kind)} is in no list of types for e-mail attachments", path)


def _is_listed(mime_type: str) -> bool:
    return mime_type.partition(";")[0].strip().lower() in LISTED_TYPES


@rule(
    "email-attachment-type-unregistered",
    at="content/attachments",
    on=_ON,
    severity=Severity.INFO,
    source="email.md §3: image/jpg",
    default=False,
)
def attachment_type_unregistered(attachments: Place) -> Iterator[Finding]:
    """
    `image/jpg` instead of the registered name `image/jpeg`.

    A sample has it, too, and most programs understand it; some do not show such a picture.

    ```yaml bad
    [{mimetype: image/jpg, name: plan.jpg, mediaUrl: "https://media.example.com/plan.jpg"}]
    ```

    ```yaml fixed
    [{mimetype: image/jpeg, name: plan.jpg, mediaUrl: "https://media.example.com/plan.jpg"}]
    ```

    ```yaml good
    [{mimetype: image/jpeg, name: plan.jpg, mediaUrl: "https://media.example.com/plan.jpg"}]
    ```
    """
    for path, kind in below(attachments.value, "*", "mimetype"):
        if isinstance(kind, str) and kind.lower() == "image/jpg":
            fix = Fix("write `image/jpeg`", (Change("replace", path, "image/jpeg"),))
            yield Finding(f"the registered name of `{kind}` is `image/jpeg`", path, fix=fix)


@rule(
    "email-attachments-too-many",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §3: attachments in the flow node",
    default=False,
)
def attachments_too_many(attachments: Place, *, max_attachments: int = 5) -> Iterator[Finding]:
    """
    A mail has more than 5 attachments.

    The flow builder allows 5, with 10 MB together; for the API no number is stated.

    ```yaml bad
    - {mimetype: application/pdf, name: day-1.pdf, mediaUrl: "https://media.example.com/day-1.pdf"}
    - {mimetype: application/pdf, name: day-2.pdf, mediaUrl: "https://media.example.com/day-2.pdf"}
    - {mimetype: application/pdf, name: day-3.pdf, mediaUrl: "https://media.example.com/day-3.pdf"}
    - {mimetype: application/pdf, name: day-4.pdf, mediaUrl: "https://media.example.com/day-4.pdf"}
    - {mimetype: application/pdf, name: day-5.pdf, mediaUrl: "https://media.example.com/day-5.pdf"}
    - {mimetype: application/pdf, name: day-6.pdf, mediaUrl: "https://media.example.com/day-6.pdf"}
    ```

    ```yaml good
    - {mimetype: application/pdf, name: days.pdf, mediaUrl: "https://media.example.com/days.pdf"}
    ```
    """
    match attachments.value:
        case list(files) if len(files) > max_attachments:
            message = f"{len(files)} attachments; the flow builder allows {max_attachments}"
            yield Finding(message, on_key=True)


@rule(
    "email-attachment-insecure",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §7: attachment URL with http",
    given=are_unusual,
)
def attachment_insecure(attachments: Place) -> Iterator[Finding]:
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
