"""How a request names its channel, and the blocks that stand under `channels`."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_OTT = "OTT-Messaging"
_BLOCKS: dict[str, Path] = {
    "sms": ("sms",),
    "voice": ("voice",),
    "in-app": ("appmessaging",),
    "push": ("push",),
    "apple-messages": ("AppleBusinessChat",),
    "messenger": (_OTT, "fb"),
    "whatsapp": (_OTT, "wa"),
}
"""Channel to the place of its block under `channels` (envelope-v1.md §2)."""

_OTHERS = {
    channel: tuple(
        dict.fromkeys(
            block if block[0] == own[0] else block[:1] for block in _BLOCKS.values() if block != own
        )
    )
    for channel, own in _BLOCKS.items()
}
"""Channel to the places of blocks that it does not use."""

_ALIASES = {"rt": "appmessaging", "messenger": "fb", "applebusinesschat": "AppleBusinessChat"}


def _is_unusual(channels: Place) -> bool:
    """Whether `channels` is written as a list, or holds other things than the channel's own block."""
    value = channels.value
    for step in _BLOCKS.get(channels.request.channel or "", ()):
        if value.__class__ is not dict or len(value) != 1 or step not in value:
            return True
        value = value[step]
    return channels.request.listed


@rule(
    "channel-block-unused",
    at="channels",
    on="v1",
    given=_is_unusual,
    severity=Severity.WARNING,
    source="envelope-v1.md §4.1",
)
def channel_block_unused(channels: Place) -> Iterator[Finding]:
    """
    A block stands under `channels` that belongs to another channel.

    Only the block of `deliverychannel` is used; what the other one says is not sent. Messenger
    (`fb`) and WhatsApp (`wa`) share `OTT-Messaging`: there too only one of the two is used.

    ```yaml bad
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    voice: {promptid: "77"}
    ```

    ```yaml good
    sms: {senderid: HARBOUR, text: Gate 3 is open.}
    ```
    """
    others = _OTHERS.get(channels.request.channel or "", ())
    channel = channels.request.root().get("deliverychannel")
    for other in others if isinstance(channels.value, dict) else ():
        if other[0] in channels.value and _is_there(channels, other):
            message = f"`{other[-1]}` is not used: `deliverychannel` is `{channel}`"
            yield Finding(message, other, on_key=True)


def _is_there(channels: Place, block: Path) -> bool:
    above = channels.get(*block[:-1])
    return isinstance(above, dict) and block[-1] in above


@rule(
    "channel-name-alias",
    at="deliverychannel",
    on=("v1/in-app", "v1/messenger", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v1.md §2, §13",
)
def channel_name_alias(channel: Place) -> Iterator[Finding]:
    """
    `deliverychannel` is spelt in a way that only some pages of the documentation use.

    `appmessaging`, `fb`, and `AppleBusinessChat` are the names that all current samples have.

    ```yaml bad
    rt
    ```

    ```yaml fixed
    appmessaging
    ```

    ```yaml good
    appmessaging
    ```
    """
    name = channel.value
    if isinstance(name, str) and name in _ALIASES:
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
    name = channel.value
    if isinstance(name, str) and (usual := name.lower()) != name:
        fix = Fix(f"replace it with `{usual}`", (Change("replace", (), usual),))
        yield Finding(f"the documentation writes channels in lower case: `{usual}`", fix=fix)


@rule(
    "channels-as-list",
    at="channels",
    on="v1",
    given=_is_unusual,
    severity=Severity.WARNING,
    source="envelope-v1.md §13",
)
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
    if channels.request.listed:
        yield Finding("`channels` is an object in every sample: take the list away", on_key=True)


@rule(
    "contact-policy-misplaced",
    at="channels",
    on="v1",
    needs="contactPolicy",
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
