"""Fields of the envelope that are ignored, misplaced, or spelt in a way the documentation moved away from."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule

_BLOCKS = {
    "sms": "sms",
    "voice": "voice",
    "in-app": "appmessaging",
    "push": "push",
    "apple-messages": "AppleBusinessChat",
    "messenger": "OTT-Messaging",
    "whatsapp": "OTT-Messaging",
}
"""Channel to the name of its block (envelope-v1.md §2)."""

_ALIASES = {"messenger": "fb", "applebusinesschat": "AppleBusinessChat"}


@rule("channel-block-unused", at="channels", on="v1", severity=Severity.WARNING, source="envelope-v1.md §4.1")
def channel_block_unused(channels: Place) -> Iterator[Finding]:
    """
    A block stands under `channels` that belongs to another channel.

    Only the block of `deliverychannel` is used; what the other one says is not sent.

    ```yaml bad
    voice: {promptid: "77"}
    ```

    ```yaml good
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    ```
    """
    own = _BLOCKS.get(channels.request.channel or "")
    if own is None or not isinstance(channels.value, dict):
        return
    for name in channels.value:
        if name != own and name in _BLOCKS.values():
            channel = channels.request.root().get("deliverychannel")
            yield Finding(f"`{name}` is not used: `deliverychannel` is `{channel}`", (name,), on_key=True)


@rule(
    "channel-name-alias",
    at="deliverychannel",
    on=("v1/messenger", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v1.md §2, §13",
)
def channel_name_alias(channel: Place) -> Iterator[Finding]:
    """
    `deliverychannel` is spelt in a way that only some pages of the documentation use.

    `fb` and `AppleBusinessChat` are the names that all current samples have.

    ```yaml bad
    messenger
    ```

    ```yaml fixed
    fb
    ```

    ```yaml good
    fb
    ```
    """
    match channel.value:
        case str(name) if name in _ALIASES:
            meant = _ALIASES[name]
            fix = Fix(f"replace it with `{meant}`", (Change("replace", (), meant),))
            yield Finding(
                f"`{name}` is an old or partial name of the channel: `{meant}` is the usual one", fix=fix
            )


@rule("channel-letter-case", at="channel", on="v2", severity=Severity.WARNING, source="envelope-v2.md §5.7")
def channel_letter_case(channel: Place) -> Iterator[Finding]:
    """
    `channel` is not in lower case.

    The samples write all channels in lower case; whether others are taken is not stated.

    ```yaml bad
    SMS
    ```

    ```yaml fixed
    sms
    ```

    ```yaml good
    sms
    ```
    """
    match channel.value:
        case str(name) if name != name.lower():
            fix = Fix(f"replace it with `{name.lower()}`", (Change("replace", (), name.lower()),))
            yield Finding(f"the documentation writes channels in lower case: `{name.lower()}`", fix=fix)


@rule("channels-as-list", at="channels", on="v1", severity=Severity.WARNING, source="envelope-v1.md §13")
def channels_as_list(channels: Place) -> Iterator[Finding]:
    """
    `channels` is a list that holds the object it should be.

    Older documentation calls it an array, but every sample and table shows an object.

    ```yaml bad
    - sms: {senderid: HARBOUR, text: Gate 3 is open.}
    ```

    ```yaml good
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    ```
    """
    match channels.value:
        case [dict()] as value if isinstance(value, list):
            yield Finding("`channels` is an object in every sample: take the list away", on_key=True)


@rule(
    "contact-policy-misplaced",
    at="channels",
    on="v1",
    severity=Severity.WARNING,
    source="envelope-v1.md §1",
)
def contact_policy_misplaced(channels: Place) -> Iterator[Finding]:
    """
    `contactPolicy` stands under `channels` instead of at the root.

    One definition shows it there; the page of the channel has it at the root of the request.

    ```yaml bad
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    contactPolicy: {contactPolicyGroup: group-1, channelCheckConsent: true}
    ```

    ```yaml good
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    ```
    """
    if channels.get("contactPolicy") is not None:
        yield Finding("`contactPolicy` belongs at the root of the request", ("contactPolicy",), on_key=True)


@rule(
    "app-id-unused",
    at="appid",
    on=("v1/sms", "v1/voice", "v2"),
    severity=Severity.WARNING,
    source="envelope-v2.md §2, appid; envelope-v1.md §4.2",
)
def app_id_unused(app: Place) -> Iterator[Finding]:
    """
    `appid` on a channel that has no apps.

    It names the asset of push, in-app, Messenger, WhatsApp, and Apple Messages, which are sent with API v1.

    ```yaml bad
    a_1000
    ```

    ```yaml good
    ""
    ```
    """
    if app.value != "":
        yield Finding("`appid` is ignored on this channel", on_key=True)


@rule(
    "priority-unknown",
    at="priority",
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, priority",
)
def priority_unknown(priority: Place) -> Iterator[Finding]:
    """
    `priority` is none of 1, 2, and 3.

    `"1"` is low, `"2"` medium, `"3"` high; older documentation says that other values are refused.

    ```yaml bad
    "9"
    ```

    ```yaml good
    "2"
    ```
    """
    if priority.value not in ("", "1", "2", "3", 1, 2, 3) and not isinstance(priority.value, dict | list):
        yield Finding('`priority` is `"1"` (low), `"2"`, or `"3"` (high)')


@rule(
    "notify-url-insecure", at="notifyurl", on="v1", severity=Severity.WARNING, source="envelope-v1.md §9, §15"
)
def notify_url_insecure(url: Place) -> Iterator[Finding]:
    """
    The notify URL is not https.

    Receipts are only posted to https addresses; to this one none would come.

    ```yaml bad
    http://hooks.example.com/sms
    ```

    ```yaml good
    https://hooks.example.com/sms
    ```
    """
    match url.value:
        case str(address) if address.lower().startswith("http://"):
            yield Finding("receipts are only posted to https addresses", caret=(0, 7))


_AUTHS = {"notifyurlAuthId": "notifyurl", "notifyUrlAuthId": "notifyUrl", "callbackUrlAuthId": "callbackUrl"}


@rule("notify-auth-alone", at="", severity=Severity.WARNING, source="envelope-v1.md §4.8; envelope-v2.md §8")
def notify_auth_alone(request: Place) -> Iterator[Finding]:
    """
    An authorization for a notify URL that the request does not have.

    The id alone does nothing: receipts go where the service's own settings say.

    ```yaml bad
    notifyurlAuthId: AUTH0001
    ```

    ```yaml good
    notifyurlAuthId: AUTH0001
    notifyurl: https://hooks.example.com/sms
    ```
    """
    for name, url in _AUTHS.items():
        if request.get(name) and not request.get(url):
            yield Finding(f"`{name}` without `{url}` has no effect", (name,), on_key=True)


@rule(
    "callback-data-too-long",
    at="callbackData",
    on=("v1/voice", "v1/push", "v1/in-app", "v1/messenger", "v1/whatsapp", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, callbackData",
)
def callback_data_too_long(data: Place) -> Iterator[Finding]:
    """
    `callbackData` is longer than 2000 characters.

    The limit is stated for SMS and for API v2; elsewhere nothing says that more is taken.

    ```yaml bad
    >-
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ```

    ```yaml good
    batch=42
    ```
    """
    match data.value:
        case str(text) if len(text) > 2000:
            yield Finding(f"{len(text)} characters; where a limit is stated it is 2000")


@rule(
    "destinations-over-tps",
    at=("destination", "to"),
    severity=Severity.WARNING,
    source="envelope-v1.md §5: destinations at once vs TPS",
)
def destinations_over_tps(recipients: Place) -> Iterator[Finding]:
    """
    More destinations than your account may send to in a second.

    A request may hold no more destinations than the tenant's TPS. Tell msglint with `tps` under `account` in
    `.msglint.yaml`; without that this rule is silent. `msglint send` makes batches that fit.

    ```yaml bad
    # account: {tps: 2}
    - msisdn: ["+447700900101", "+447700900102", "+447700900103"]
    ```

    ```yaml good
    # account: {tps: 3}
    - msisdn: ["+447700900101", "+447700900102", "+447700900103"]
    ```
    """
    tps = recipients.request.settings.account.tps
    if tps is None or not isinstance(recipients.value, list):
        return
    count = sum(
        len(ids)
        for entry in recipients.value
        if isinstance(entry, dict)
        for ids in entry.values()
        if isinstance(ids, list)
    )
    if count > tps:
        yield Finding(f"{count} destinations at once; the account's TPS is {tps}")
