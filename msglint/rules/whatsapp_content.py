"""WhatsApp: texts with links, files, and places."""

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import LINK, as_number, has_placeholder, is_true
from msglint.schema.words import code

_OTT = "channels/OTT-Messaging"
_ON = "v1/whatsapp"

DOCUMENT_TYPES = frozenset(
    (
        "application/pdf",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
)
"""The MIME types of the documents that the documentation names: TXT, PDF, Word, Excel, PowerPoint."""


@rule(
    "whatsapp-preview-without-link",
    at=_OTT,
    on=_ON,
    needs="wa/text/body",
    severity=Severity.WARNING,
    source="whatsapp.md §7, preview_url",
)
def preview_without_link(block: Place) -> Iterator[Finding]:
    """
    `preview_url` is on, and the text holds no link to preview.

    Only a link that begins with `http://` or `https://` gets a preview, the first one of a text.

    ```yaml bad
    wa:
      type: text
      text: {body: "Our programme: www.example.com/autumn"}
      preview_url: true
    ```

    ```yaml good
    wa:
      type: text
      text: {body: "Our programme: https://www.example.com/autumn"}
      preview_url: true
    ```
    """
    match block.get("wa"):
        case {"type": "text", "text": {"body": str(body)}} if not LINK.search(body):
            if has_placeholder(body):
                return
            for path in (("wa", "preview_url"), ("wa", "text", "preview_url")):
                if is_true(block.get(*path)):
                    hint = "links begin with `https://`" if "www." in body.lower() else None
                    yield Finding(
                        "nothing to preview: the text holds no `http://` or `https://` link", path, hint
                    )


@rule(
    "whatsapp-preview-inside-text",
    at=_OTT,
    on=_ON,
    needs="wa/text/preview_url",
    severity=Severity.INFO,
    source="whatsapp.md §6 no. 8",
    default=False,
)
def preview_inside_text(block: Place) -> Iterator[Finding]:
    """
    `preview_url` stands inside `text`, where the documentation does not show it.

    No sample has the field; the order of the table puts it beside `type` and `text`.

    ```yaml bad
    wa:
      type: text
      text: {body: "Our programme: https://www.example.com/autumn", preview_url: true}
    ```

    ```yaml good
    wa:
      type: text
      text: {body: "Our programme: https://www.example.com/autumn"}
      preview_url: true
    ```
    """
    if block.get("wa", "text", "preview_url") is not None:
        yield Finding(
            "the documentation's table has `preview_url` beside `text`, not in it",
            ("wa", "text", "preview_url"),
            on_key=True,
        )


@rule(
    "whatsapp-image-jpg",
    at=_OTT,
    on=_ON,
    needs="wa/image/mimeType",
    severity=Severity.INFO,
    source="whatsapp.md §6 no. 11",
    default=False,
)
def image_jpg(block: Place) -> Iterator[Finding]:
    """
    The unregistered MIME type `image/jpg` in place of `image/jpeg`.

    The documentation's samples use it and the platform takes it; the registered name is
    `image/jpeg`.

    ```yaml bad
    wa:
      type: image
      image: {url: "https://files.example.com/van.jpg", mimeType: image/jpg}
    ```

    ```yaml fixed
    wa:
      type: image
      image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}
    ```

    ```yaml good
    wa:
      type: image
      image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}
    ```
    """
    path = ("wa", "image", "mimeType")
    match block.get(*path):
        case str(kind) if kind.lower() == "image/jpg":
            fix = Fix("write `image/jpeg`", (Change("replace", path, "image/jpeg"),))
            yield Finding("the registered type is `image/jpeg`", path, fix=fix)


@rule(
    "whatsapp-document-type-unknown",
    at=_OTT,
    on=_ON,
    needs="wa/document/mimeType",
    severity=Severity.WARNING,
    source="whatsapp.md §1 <type>.mimeType, §3, §6 no. 10",
)
def document_type_unknown(block: Place) -> Iterator[Finding]:
    """
    A document of a MIME type that the documentation does not name.

    It names plain text, PDF, Word, Excel, and PowerPoint; in one place it says that every valid
    type is taken. A type that WhatsApp does not take fails with 7861 after the message was accepted.

    ```yaml bad
    wa:
      type: document
      document: {url: "https://files.example.com/plan.dwg", mimeType: image/vnd.dwg}
    ```

    ```yaml good
    wa:
      type: document
      document: {url: "https://files.example.com/plan.pdf", mimeType: application/pdf}
    ```
    """
    path = ("wa", "document", "mimeType")
    match block.get(*path):
        case "":
            yield Finding("the MIME type is empty", path)
        case str(kind) if _bare(kind) not in DOCUMENT_TYPES and not has_placeholder(kind):
            hint = "named are plain text, PDF, Word, Excel, and PowerPoint"
            yield Finding(f"{code(kind)} is no type of document that the documentation names", path, hint)


def _bare(mime_type: str) -> str:
    return mime_type.partition(";")[0].strip().lower()


@rule(
    "whatsapp-document-caption-doubtful",
    at=_OTT,
    on=_ON,
    needs="wa/document/caption",
    severity=Severity.WARNING,
    source="whatsapp.md §6 no. 9",
    default=False,
)
def document_caption_doubtful(block: Place) -> Iterator[Finding]:
    """
    A document has a caption, which the documentation both allows and denies.

    The main page allows it, the page of media messages says that documents have none. Do not
    rely on it for what the customer must read.

    ```yaml bad
    wa:
      type: document
      document:
        url: https://files.example.com/bill.pdf
        mimeType: application/pdf
        caption: Please pay by Friday.
    ```

    ```yaml good
    wa:
      type: document
      document: {url: "https://files.example.com/bill.pdf", mimeType: application/pdf, filename: bill.pdf}
    ```
    """
    if block.get("wa", "document", "caption"):
        yield Finding(
            "the documentation is of two minds whether a document's caption is shown",
            ("wa", "document", "caption"),
            on_key=True,
        )


@rule(
    "whatsapp-location-out-of-range",
    at=_OTT,
    on=_ON,
    needs="wa/location",
    severity=Severity.WARNING,
    source="whatsapp.md §1 type: location",
)
def location_out_of_range(block: Place) -> Iterator[Finding]:
    """
    A longitude beyond 180 degrees, or a latitude beyond 90.

    No such place exists. Often the two are swapped, or the decimal point is lost.

    ```yaml bad
    wa:
      type: location
      location: {longitude: 37.7749, latitude: -122.4194}
    ```

    ```yaml good
    wa:
      type: location
      location: {longitude: -122.4194, latitude: 37.7749}
    ```
    """
    degrees = {key: as_number(block.get("wa", "location", key)) for key in ("longitude", "latitude")}
    for key, limit in (("longitude", 180), ("latitude", 90)):
        found = degrees[key]
        if found is not None and abs(found) > limit:
            other = degrees["longitude"]
            swapped = key == "latitude" and abs(found) <= 180 and other is not None and abs(other) <= 90
            yield Finding(
                f"{found:g} degrees; `{key}` goes from -{limit} to {limit}",
                ("wa", "location", key),
                "are longitude and latitude swapped?" if swapped else None,
            )


@rule(
    "whatsapp-address-without-name",
    at=_OTT,
    on=_ON,
    needs="wa/location/address",
    severity=Severity.WARNING,
    source="whatsapp.md §1 location.address, §7",
)
def address_without_name(block: Place) -> Iterator[Finding]:
    """
    The address of a place without its `name`.

    WhatsApp shows the address only below a name.

    ```yaml bad
    wa:
      type: location
      location: {longitude: -0.1276, latitude: 51.5072, address: 1 Sample Street}
    ```

    ```yaml good
    wa:
      type: location
      location: {longitude: -0.1276, latitude: 51.5072, name: Depot 7, address: 1 Sample Street}
    ```
    """
    match block.get("wa", "location"):
        case {"address": str(address)} as location if address.strip() and not location.get("name"):
            yield Finding(
                "`address` is not shown without a `name`", ("wa", "location", "address"), on_key=True
            )
