"""Receipts and the address that they go to."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "sms": ("SUBMITTED", "SENT", "DELIVERED", "CLICKED", "FAILED"),
    "mms": ("SUBMITTED", "SENT", "DELIVERED", "READ", "CLICKED", "FAILED"),
    "rcs": ("Submitted", "Sent", "Delivered", "Read", "Clicked", "Failed"),
    "email": (
        "submitted",
        "delivered",
        "read",
        "clicked",
        "bounce",
        "bounced",
        "not verified",
        "invalid",
        "complaint",
        "failed",
    ),
    "voice": ("offered", "accepted", "answered", "dropped", "rejected", "released", "disconnected"),
}
"""The receipts as the page of each channel spells them."""

_USUAL = {channel: {word.lower(): word for word in words} for channel, words in _SPELLINGS.items()}


@rule(
    "notify-url-empty",
    at=("notifyurl", "notifyUrl"),
    on=("v2", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v2.md §5.11; apple-messages.md, Lint advice",
)
def notify_url_empty(url: Place) -> Iterator[Finding]:
    """
    The address for receipts is empty.

    Samples show `""` where a value belongs. An empty text is no URL; leave the key out, and
    the address set up for the service counts.

    ```yaml bad
    channel: sms
    from: HARBOUR
    to: [{msisdn: ["+447700900101"]}]
    content: {type: text, text: Lane 4 is closed.}
    notifyUrl: ""
    ```

    ```yaml fixed
    channel: sms
    from: HARBOUR
    to: [{msisdn: ["+447700900101"]}]
    content: {type: text, text: Lane 4 is closed.}
    ```

    ```yaml good
    "https://hooks.example.com/sms"
    ```
    """
    if url.value == "":
        yield Finding(
            "an empty address: leave the key out where the service's own shall count",
            fix=Fix(f"remove `{url.path[-1]}`", (Change("remove", ()),), "unsafe"),
        )


@rule(
    "receipts-untraceable",
    at=("notifyurl", "notifyUrl"),
    on=("v2", "v1"),
    severity=Severity.INFO,
    source="envelope-v1.md §15: notifyurl without correlationid, callbackData",
    default=False,
)
def receipts_untraceable(url: Place) -> Iterator[Finding]:
    """
    Receipts carry nothing of your own to know the message by.

    Without a correlation id or `callbackData`, a receipt can be matched by the transaction id
    of the response only, which a batch job may have thrown away.

    ```yaml bad
    "https://hooks.example.com/sms"
    ```

    ```yaml good
    ""
    ```
    """
    root = url.request.root()
    first = url.request.api == "v1"
    id, entries = ("correlationid", "destination") if first else ("correlationId", "to")
    if url.path != (("notifyurl",) if first else ("notifyUrl",)):
        return  # the other API's spelling, and reported
    if not url.value or root.get(id) or root.get("callbackData"):
        return
    members = root.get(entries)
    if (
        isinstance(members, list)
        and members
        and all(isinstance(each, dict) and each.get(id) for each in members)
    ):
        return
    yield Finding(f"receipts will carry neither `{id}` nor `callbackData`", on_key=True)


@rule(
    "receipt-spelling",
    at="requestedReceipts",
    on="v2",
    severity=Severity.INFO,
    source="envelope-v2.md §5.14; sms.md, Documented inconsistencies 9",
    default=False,
)
def receipt_spelling(receipts: Place) -> Iterator[Finding]:
    """
    A receipt in another letter case than on the page of the channel.

    SMS and MMS write receipts in capitals, RCS with a capital first letter, e-mail and voice
    in lower case. Whether the platform minds is not stated.

    ```yaml bad
    [Delivered, FAILED]
    ```

    ```yaml fixed
    [DELIVERED, FAILED]
    ```

    ```yaml good
    [DELIVERED, FAILED]
    ```
    """
    usual = _USUAL.get(receipts.request.channel or "", {})
    for index, name in enumerate(receipts.value if isinstance(receipts.value, list) else ()):
        better = usual.get(name.lower(), name) if isinstance(name, str) else name
        if better != name:
            yield Finding(
                f"`{name}` is spelt `{better}` on the page of this channel",
                (index,),
                fix=Fix(f"write `{better}`", (Change("replace", (index,), better),)),
            )
