"""Addresses of pictures, sounds, films, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.extensions import MEDIA_TYPES, fits
from msglint.rules.file_types import doubtful
from msglint.rules.values import has_placeholder

_FILE = regex(r"https?://[^/?#\s]+/(?P<path>[^?#\s]*)", re.IGNORECASE)

_ON = ("v1/whatsapp", "v1/messenger", "v1/apple-messages", "v1/in-app", "v2/email", "v2/mms")


def _extension(url: str) -> str | None:
    """The extension of a file in lower case, `""` for a name without one, None where an address is no URL of a file."""
    found = _FILE.match(url)
    if found is None or has_placeholder(url):
        return None
    name: str = found["path"].rpartition("/")[2]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


@rule(
    "media-extension-mismatch",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="whatsapp.md §7; email.md §7; apple-messages.md, Lint advice",
    given=doubtful,
)
def media_extension_mismatch(request: Place) -> Iterator[Finding]:
    """
    The extension of a file's address does not fit its media type.

    The platform and the phone go by one or the other; where they disagree the file is often refused (7861, 7701).

    ```yaml bad
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "https://files.example.com/van.png", mimeType: image/jpeg}}}}
    ```

    ```yaml good
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}}}
    ```
    """
    for field, stated in doubtful(request):
        kind = stated.lower()
        extension = _extension(field.value) if kind in MEDIA_TYPES else None
        if extension and not fits(extension, kind):
            yield Finding(f"the address ends in `.{extension}`, the media type is `{kind}`", field.path)


@rule(
    "media-extension-missing",
    at="",
    on=("v1/whatsapp", "v1/messenger", "v2/email", "v2/mms"),
    severity=Severity.WARNING,
    source="whatsapp.md §1; messenger.md §7; email.md §7; mms.md §7",
    given=doubtful,
)
def media_extension_missing(request: Place) -> Iterator[Finding]:
    """
    The address of a file has no extension.

    The documentation wants direct links that end in the file's extension, such as `.jpg` or `.pdf`.

    ```yaml bad
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "https://files.example.com/van", mimeType: image/jpeg}}}}
    ```

    ```yaml good
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}}}
    ```
    """
    for field, _ in doubtful(request):
        if _extension(field.value) == "":
            yield Finding("the address does not end in the extension of a file", field.path)


@rule(
    "media-url-insecure",
    at="",
    on=tuple(name for name in _ON if name != "v2/email"),
    severity=Severity.INFO,
    source="whatsapp.md §7; messenger.md §7; in-app.md, Lint advice; other channels: own advice",
    given=doubtful,
)
def media_url_insecure(request: Place) -> Iterator[Finding]:
    """
    The address of a file is not https.

    Samples with http are old; phones and platforms refuse it more and more.

    ```yaml bad
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "http://files.example.com/van.jpg", mimeType: image/jpeg}}}}
    ```

    ```yaml good
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["447700900123"]}]
    channels: {OTT-Messaging: {wa: {type: image, image: {url: "https://files.example.com/van.jpg", mimeType: image/jpeg}}}}
    ```
    """
    for field, _ in doubtful(request):
        if field.value.lower().startswith("http://"):
            yield Finding("the file is fetched over http; prefer https", field.path, caret=(0, 7))
