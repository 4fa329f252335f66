"""E-mail: attachments and inline images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/email"
_REFERENCE = re.compile(r"""(?:=\s{0,9}["']?|\(\s{0,9}["']?)cid:([^"'\s)<>]+)""", re.IGNORECASE)

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


@rule(
    "email-attachment-type-unlisted",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §3, Attachment types",
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
    "email-cid-unknown",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="email.md §2.12",
)
def cid_unknown(content: Place) -> Iterator[Finding]:
    """
    The HTML body shows an inline image that is not attached.

    `src="cid:plan"` shows the attachment whose `cid` is `plan`. Without one there is a gap.

    ```yaml bad
    type: html
    html: <img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png"}]
    ```

    ```yaml good
    type: html
    html: <img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```
    """
    match content.value:
        case {"html": str(html)} if _is_html(content):
            known = {
                cid for _, cid in below(content.value, "attachments", "*", "cid") if isinstance(cid, str)
            }
            if any(has_placeholder(cid) for cid in known):
                return
            for name, span in references(html):
                if name not in known and not has_placeholder(name):
                    yield Finding(f"no attachment has the `cid` {code(name)}", ("html",), caret=span)


@rule(
    "email-cid-unused", at="content", on=_ON, needs="html", severity=Severity.WARNING, source="email.md §2.12"
)
def cid_unused(content: Place) -> Iterator[Finding]:
    """
    An attachment has a `cid` that the HTML body does not mention.

    It was meant to be shown inside the body. As it is, mail programs list it as a file, or hide it.

    ```yaml bad
    type: html
    html: <p>The plan is attached.</p>
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```

    ```yaml good
    type: html
    html: <p>The plan:</p><img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```
    """
    match content.value:
        case {"html": str(html)} if _is_html(content):
            used = {name for name, _ in references(html)}
            if any(has_placeholder(name) for name in used):
                return
            for path, cid in below(content.value, "attachments", "*", "cid"):
                if isinstance(cid, str) and cid and cid not in used and not has_placeholder(cid):
                    message = f"the HTML body does not show {code(cid)}: it has no `cid:` of that name"
                    yield Finding(message, path)


@rule(
    "email-cid-repeated",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="own rule: email.md §2.12",
)
def cid_repeated(attachments: Place) -> Iterator[Finding]:
    """
    Two attachments have the same `cid`.

    The HTML body can show only one of them.

    ```yaml bad
    - {mimetype: image/png, name: a.png, mediaUrl: "https://media.example.com/a.png", cid: plan}
    - {mimetype: image/png, name: b.png, mediaUrl: "https://media.example.com/b.png", cid: plan}
    ```

    ```yaml good
    - {mimetype: image/png, name: a.png, mediaUrl: "https://media.example.com/a.png", cid: plan}
    - {mimetype: image/png, name: b.png, mediaUrl: "https://media.example.com/b.png", cid: map}
    ```
    """
    seen: set[str] = set()
    for path, cid in below(attachments.value, "*", "cid"):
        if isinstance(cid, str) and cid:
            if cid in seen:
                yield Finding(f"another attachment has the `cid` {code(cid)} already", path)
            seen.add(cid)


def _is_html(content: Place) -> bool:
    kind = content.get("type")
    return isinstance(kind, str) and kind.lower() == "html"


def references(html: str) -> list[tuple[str, tuple[int, int]]]:
    """The names behind `cid:` in an HTML body, with the stretch where they stand.

    >>> references('<img src="cid:a%20b">')
    [('a b', (14, 19))]
    """
    found = []
    for match in _REFERENCE.finditer(html):
        name = match[1]
        if "%" in name:
            from urllib.parse import unquote

            name = unquote(name)
        found.append((name, match.span(1)))
    return found
