"""Apple Messages for Business: what kind of message it is, and to whom it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, fields_within, has_placeholder

_ON = "v1/apple-messages"
_BLOCK = "AppleBusinessChat"
_FIELDS = {
    "text": ("text", "sendLinkAsAppClip", "storeRegion", "attachments"),
    "richLink": ("richLinkData",),
    "richlink": ("richLinkData",),
    "interactive": ("interactiveData",),
    "invitation": ("withImage", "brandName", "requestIdentifier", "locale"),
    "typing_start": (),
    "typing_end": (),
}
_OWNERS = {field: kind for kind, fields in _FIELDS.items() for field in fields if kind != "richlink"}
_SWITCHES = frozenset(("sendLinkAsAppClip", "useLiveLayout", "multipleSelection"))
_APP_FIELDS = ("appName", "url", "URL", "appIcon", "appStoreId", "appId", "teamId", "extensionId")


@rule(
    "apple-richlink-misspelt",
    at="channels",
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Documented inconsistencies 1",
)
def richlink_misspelt(channels: Place) -> Iterator[Finding]:
    """
    The type `richlink` in place of `richLink`.

    The documentation's tables write it in small letters, all its samples with a capital `L`.

    ```yaml bad
    AppleBusinessChat:
      type: richlink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```

    ```yaml fixed
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```

    ```yaml good
    AppleBusinessChat:
      type: richLink
      richLinkData:
        url: https://shop.example.com/lamp
        title: Desk lamp, brass
        assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```
    """
    path = (_BLOCK, "type")
    if channels.get(*path) == "richlink":
        fix = Fix("write `richLink`", (Change("replace", path, "richLink"),))
        yield Finding("all samples write `richLink`", path, fix=fix)


@rule(
    "apple-field-of-other-type",
    at="channels",
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 13; Typing indicator",
)
def field_of_other_type(channels: Place) -> Iterator[Finding]:
    """
    A field of another type of message stands beside the ones of `type`.

    Only the fields of its own type make up a message: a text goes out as `type: text`, a rich
    link as another message. A typing indicator has no field beside `type`.

    ```yaml bad
    AppleBusinessChat: {type: typing_start, text: One moment}
    ```

    ```yaml fixed
    AppleBusinessChat: {type: typing_start}
    ```

    ```yaml good
    AppleBusinessChat: {type: text, text: One moment}
    ```
    """
    block = channels.get(_BLOCK)
    if not isinstance(block, dict):
        return
    kind = block.get("type")
    own = _FIELDS.get(kind) if isinstance(kind, str) else None
    if own is None or (own and block.keys().isdisjoint(own)):
        return
    for field in block:
        if field in _OWNERS and field not in own and not (kind == "invitation" and field == "text"):
            path = (_BLOCK, field)
            yield Finding(
                f"`{field}` belongs to `type: {_OWNERS[field]}`, and this is `type: {kind}`",
                path,
                fix=Fix(f"remove `{field}`", (Change("remove", path),), "unsafe"),
                on_key=True,
            )
    inner = block.get("interactiveData")
    if isinstance(inner, dict) and "data" in inner:
        for field in _APP_FIELDS:
            if field in inner:
                yield Finding(
                    f"`{field}` belongs to an iMessage app, which has no `data`",
                    (_BLOCK, "interactiveData", field),
                    on_key=True,
                )


@rule(
    "apple-user-id-unusual",
    at="destination",
    on=_ON,
    severity=Severity.INFO,
    source="apple-messages.md, Root fields, abcUserId",
    default=False,
)
def user_id_unusual(destination: Place) -> Iterator[Finding]:
    """
    An `abcUserId` that does not begin with `urn:mbid:`.

    The id is opaque and comes with the customer's first message; in all samples it begins so.
    A phone number or an address does not reach anybody. Only the first of several is reported.

    ```yaml bad
    [{abcUserId: ["+447700900101"]}]
    ```

    ```yaml good
    [{abcUserId: ["urn:mbid:EXAMPLEopaqueUserId0001"]}]
    ```
    """
    for path, id in below(destination.value, "*", "abcUserId", "*"):
        if isinstance(id, str) and not id.startswith("urn:mbid:") and not has_placeholder(id):
            yield Finding("in all samples the id of a user begins with `urn:mbid:`", path)
            return


@rule(
    "apple-rich-link-to-userid",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 2; Documented inconsistencies 2",
)
def rich_link_to_userid(request: Place) -> Iterator[Finding]:
    """
    A rich link goes to a `userid` instead of an `abcUserId`.

    One sample of the documentation does so; everything else insists on the opaque id that Apple
    gave the user.

    ```yaml bad
    destination: [{userid: ["urn:mbid:EXAMPLEopaqueUserId0001"]}]
    channels:
      AppleBusinessChat:
        type: richLink
        richLinkData:
          url: https://shop.example.com/lamp
          title: Desk lamp, brass
          assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```

    ```yaml good
    destination: [{abcUserId: ["urn:mbid:EXAMPLEopaqueUserId0001"]}]
    channels:
      AppleBusinessChat:
        type: richLink
        richLinkData:
          url: https://shop.example.com/lamp
          title: Desk lamp, brass
          assets: {image: {url: "https://cdn.example.com/p/lamp.png", mimeType: image/png}}
    ```
    """
    if request.get("channels", _BLOCK, "type") not in ("richLink", "richlink"):
        return
    for path, entry in below(request.value, "destination", "*"):
        if isinstance(entry, dict) and "userid" in entry and "abcUserId" not in entry:
            yield Finding("Apple's users are named by `abcUserId`", (*path, "userid"), on_key=True)


@rule(
    "apple-invitation-identifier-characters",
    at="",
    on=_ON,
    needs="channels/AppleBusinessChat/requestIdentifier",
    severity=Severity.WARNING,
    source="apple-messages.md, Invitation; Documented inconsistencies 16",
)
def invitation_identifier_characters(request: Place) -> Iterator[Finding]:
    """
    The `requestIdentifier` of an invitation holds more than letters, digits, and hyphens.

    The documentation calls it alphanumeric, and its sample is a UUID with hyphens.

    ```yaml bad
    destination: [{msisdn: ["+447700900123"]}]
    channels:
      AppleBusinessChat: {type: invitation, withImage: false, brandName: Lamps, requestIdentifier: spring_27}
    ```

    ```yaml good
    destination: [{msisdn: ["+447700900123"]}]
    channels:
      AppleBusinessChat: {type: invitation, withImage: false, brandName: Lamps, requestIdentifier: spring-27}
    ```
    """
    match request.get("channels", _BLOCK):
        case {"type": "invitation", "requestIdentifier": str(id)} if not has_placeholder(id):
            found = re.search(r"[^A-Za-z0-9-]", id)
            if found is not None:
                yield Finding(
                    f"`{found[0]}` in the identifier; use letters, digits, and hyphens only",
                    ("channels", _BLOCK, "requestIdentifier"),
                    caret=found.span(),
                )


@rule(
    "apple-switch-quoted",
    at="channels",
    on=_ON,
    severity=Severity.INFO,
    source="apple-messages.md, Documented inconsistencies 14, 15",
    default=False,
)
def switch_quoted(channels: Place) -> Iterator[Finding]:
    """
    A switch such as `useLiveLayout` is a text instead of `true` or `false`.

    The schemas of the documentation call these switches texts, its samples and its prose write
    booleans. Both are taken.

    ```yaml bad
    AppleBusinessChat: {type: text, text: "Again: https://shop.example.com", sendLinkAsAppClip: "true"}
    ```

    ```yaml good
    AppleBusinessChat: {type: text, text: "Again: https://shop.example.com", sendLinkAsAppClip: true}
    ```
    """
    for path, value in fields_within(channels.get(_BLOCK), _SWITCHES):
        if value in ("true", "false"):
            yield Finding(f"the samples write `{value}` without quotes", (_BLOCK, *path))
