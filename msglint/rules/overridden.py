"""What a request says twice, and which of the two is sent."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule

_TEXTS = {
    "sms": (("sms", "text"),),
    "push": (("push", "android", "text"), ("push", "ios", "text"), ("push", "web", "text")),
    "in-app": (("appmessaging", "message", "text"), ("appmessaging", "message", "attachment")),
    "messenger": (("OTT-Messaging", "fb", "text"), ("OTT-Messaging", "fb", "attachment")),
    "whatsapp": (("OTT-Messaging", "wa", "type"),),
    "apple-messages": (("AppleBusinessChat", "text"), ("AppleBusinessChat", "interactiveData")),
}
"""Channel to what in its block is content, below `channels`."""


@rule(
    "template-overridden",
    at="",
    on="v1",
    needs="message/template",
    severity=Severity.WARNING,
    source="envelope-v1.md §4.6; sms.md A, rule 2; whatsapp.md §2, rule 2",
)
def template_overridden(request: Place) -> Iterator[Finding]:
    """
    A template beside a text in the channel's block.

    The block wins: the template and its parameters are not used.

    ```yaml bad
    message: {template: "20417"}
    ```

    ```yaml good
    message: {template: "20417"}
    channels: {sms: {senderid: HARBOUR}}
    ```
    """
    if not request.get("message", "template"):
        return
    for path in _TEXTS.get(request.request.channel or "", ()):
        if request.get("channels", *path):
            message = f"the template is not used: `{path[-1]}` of the channel's block wins"
            yield Finding(message, ("message", "template"))
            return


@rule(
    "ic-message-elsewhere",
    at="icmessage",
    on=("v1/sms", "v1/voice", "v1/messenger", "v1/whatsapp", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, icmessage",
)
def ic_message_elsewhere(flag: Place) -> Iterator[Finding]:
    """
    `icmessage` on a channel without an SDK.

    It marks push and in-app messages that the platform sent; elsewhere it means nothing.

    ```yaml bad
    "true"
    ```

    ```yaml good
    ""
    ```
    """
    if flag.value:
        yield Finding("`icmessage` belongs to push and in-app messages", on_key=True)


@rule(
    "route-undocumented",
    at="route",
    on="v1",
    severity=Severity.INFO,
    source="envelope-v1.md §1, route",
    default=False,
)
def route_undocumented(route: Place) -> Iterator[Finding]:
    """
    `route` is set, and no value of it is documented.

    Older documentation names the field and leaves its options blank; the current one does not have it.

    ```yaml bad
    fast
    ```

    ```yaml good
    ""
    ```
    """
    if route.value:
        yield Finding("`route` has no documented values", on_key=True)


@rule(
    "receipts-unrequested",
    at="requestedReceipts",
    on="v2",
    severity=Severity.WARNING,
    source="envelope-v2.md §8",
    default=False,
)
def receipts_unrequested(receipts: Place) -> Iterator[Finding]:
    """
    Receipts are chosen, and the request has no notify URL.

    They filter what is posted to `notifyUrl`. A webhook of the whole tenant may still want them.

    ```yaml bad
    [DELIVERED]
    ```

    ```yaml good
    []
    ```
    """
    if receipts.value and not receipts.request.root().get("notifyUrl"):
        yield Finding("`requestedReceipts` without `notifyUrl`", on_key=True)
