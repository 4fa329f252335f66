"""WhatsApp: authentication templates, which carry a one-time password."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_ON = "v1/whatsapp"
_BSUID = regex(r"[A-Z]{2}\.[0-9A-Za-z]+")


def _has_otp(request: Place) -> bool:
    return isinstance(request.get("message", "parameters", "otp"), dict)


@rule(
    "whatsapp-otp-to-bsuid",
    at="",
    on=_ON,
    needs="message/parameters/otp",
    severity=Severity.WARNING,
    source="whatsapp.md §2 rule 14",
)
def otp_to_bsuid(request: Place) -> Iterator[Finding]:
    """
    A one-time password goes to a business-scoped id instead of a phone number.

    WhatsApp sends authentication templates to phone numbers only. An id such as
    `IN.2149000000000017` in `waid` is a business-scoped one.

    ```yaml bad
    destination: [{waid: [IN.2149000000000017]}]
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {identity_key_hash: c2FtcGxlaGFzaA==}}}
    ```

    ```yaml good
    destination: [{waid: ["15555550101"]}]
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {identity_key_hash: c2FtcGxlaGFzaA==}}}
    ```
    """
    if not _has_otp(request):
        return
    for path, id in below(request.value, "destination", "*", "waid", "*"):
        if isinstance(id, str) and _BSUID.fullmatch(id):
            yield Finding(
                "a business-scoped id cannot get a one-time password; a phone number is needed", path
            )


@rule(
    "whatsapp-otp-shared",
    at="",
    on=_ON,
    needs="message/parameters/otp",
    severity=Severity.WARNING,
    source="whatsapp.md §7, Batching",
)
def otp_shared(request: Place) -> Iterator[Finding]:
    """
    The same one-time password goes to several recipients.

    The parameters of a template hold for all destinations of a request, so all of them get the
    same code. Send one request for each.

    ```yaml bad
    destination: [{waid: ["15555550101", "15555550102"]}]
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {}}}
    ```

    ```yaml good
    destination: [{waid: ["15555550101"]}]
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {}}}
    ```
    """
    if not _has_otp(request):
        return
    entries = request.get("destination")
    count = sum(map(_people, entries)) if isinstance(entries, list) else 0
    if count > 1:
        yield Finding(
            f"{count} recipients get the same one-time password",
            ("destination",),
            "the parameters hold for all destinations; send one request for each",
            on_key=True,
        )


def _people(entry: Any) -> int:
    """How many people an entry of `destination` means; `waid` and `bsuid` together are the same ones."""
    if not isinstance(entry, dict):
        return 0
    return max(
        (len(ids) for key in ("waid", "bsuid", "customerid") if isinstance(ids := entry.get(key), list)),
        default=0,
    )


@rule(
    "whatsapp-otp-without-hash",
    at="",
    on=_ON,
    needs="message/parameters/otp",
    severity=Severity.INFO,
    source="whatsapp.md §7, Sensitive content",
    default=False,
)
def otp_without_hash(request: Place) -> Iterator[Finding]:
    """
    A one-time password is sent without `identity_key_hash`.

    With the customer's last known hash, WhatsApp does not deliver the code (7862) once the number
    has gone to another phone; without it, the new owner gets it.

    ```yaml bad
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {}}}
    ```

    ```yaml good
    message: {template: "1000200030004002", parameters: {otp: {type: otp, value: "048213"}}}
    channels: {OTT-Messaging: {wa: {identity_key_hash: c2FtcGxlaGFzaA==}}}
    ```
    """
    if _has_otp(request) and not request.get("channels", "OTT-Messaging", "wa", "identity_key_hash"):
        yield Finding(
            "without `identity_key_hash` the code is delivered even after the number changed hands",
            ("message", "parameters", "otp"),
            on_key=True,
        )
