"""Which fields of a message hold words for a person, and which web addresses, channel by channel."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from msglint.diagnostics import Path
from msglint.request import Place, Request

_WA = "channels/OTT-Messaging/wa"
_FB = "channels/OTT-Messaging/fb"
_APP = "channels/appmessaging"
_PUSH = "channels/push"
_ABC = "channels/AppleBusinessChat"


class Kind(NamedTuple):
    """What a field is for.

    `type` says where the type of a file is stated: a key beside the address, or as many levels
    up as it has `../`, or `=image` where the place itself tells.
    """

    use: str
    """`filled`: words in which `$(name)` is filled; `words`; `notify`; `loose`, `strict`: web
    addresses whose form the schemas leave open, or judge."""

    type: str = ""
    is_file: bool = False


class Field(NamedTuple):
    """A text of a message with its path and what it is for."""

    path: Path
    value: str
    kind: Kind
    holder: Any
    """The mapping or the list that the text stands in."""


IN_WORDS = frozenset(("filled", "words"))
"""The uses of fields that hold words; the others hold web addresses."""

FILLED = Kind("filled")
WORDS = Kind("words")
NOTIFY = Kind("notify")
LOOSE = Kind("loose")
STRICT = Kind("strict")


def _file(use: str, type: str = "") -> Kind:
    return Kind(use, type, True)


_TABLES: dict[str, dict[str, Kind]] = {
    "v1/sms": {"channels/sms/text": WORDS},
    "v1/voice": {},
    "v1/push": {
        **{
            f"{_PUSH}/{system}/{key}": WORDS
            for system in ("android", "ios", "web")
            for key in ("title", "text")
        },
        f"{_PUSH}/android/extras/iconurl": STRICT,
        f"{_PUSH}/android/extras/customtags/imageurl": STRICT,
        f"{_PUSH}/ios/extras/attachmenturl": STRICT,
        f"{_PUSH}/web/url": STRICT,
    },
    "v1/in-app": {
        f"{_APP}/message/text": WORDS,
        f"{_APP}/message/attachment/file": _file("strict", "contentType"),
        f"{_APP}/message/attachment/payload/elements/*/title": WORDS,
        f"{_APP}/message/attachment/payload/elements/*/subtitle": WORDS,
        f"{_APP}/message/attachment/payload/elements/*/imageUrls/*": STRICT,
        f"{_APP}/message/attachment/payload/elements/*/buttons/*/url": STRICT,
        f"{_APP}/message/quickReplies/options/*/title": WORDS,
        f"{_APP}/message/quickReplies/options/*/imageUrl": STRICT,
        f"{_APP}/notification/title": WORDS,
        f"{_APP}/notification/text": WORDS,
        f"{_APP}/notification/android_extras/iconurl": STRICT,
        f"{_APP}/notification/ios_extras/attachmenturl": STRICT,
        f"{_APP}/notification/web_extras/url": STRICT,
    },
    "v1/messenger": {
        f"{_FB}/text": WORDS,
        f"{_FB}/quick_replies/*/title": WORDS,
        f"{_FB}/quick_replies/*/image_url": LOOSE,
        f"{_FB}/attachment/payload/url": _file("loose", "../type"),
        f"{_FB}/attachment/payload/order_url": LOOSE,
        f"{_FB}/attachment/payload/text": WORDS,
        f"{_FB}/attachment/payload/buttons/*/url": LOOSE,
        f"{_FB}/attachment/payload/elements/*/title": WORDS,
        f"{_FB}/attachment/payload/elements/*/subtitle": WORDS,
        f"{_FB}/attachment/payload/elements/*/image_url": LOOSE,
        f"{_FB}/attachment/payload/elements/*/item_url": LOOSE,
        f"{_FB}/attachment/payload/elements/*/buttons/*/url": LOOSE,
    },
    "v1/whatsapp": {
        f"{_WA}/text/body": WORDS,
        **{f"{_WA}/{kind}/caption": WORDS for kind in ("image", "video", "document")},
        **{
            f"{_WA}/{kind}/{part}/text": WORDS
            for kind in ("list", "reply")
            for part in ("header", "body", "footer")
        },
        **{
            f"{_WA}/{kind}/url": _file("strict", "mimeType")
            for kind in ("image", "video", "audio", "document", "sticker")
        },
        **{
            f"{_WA}/reply/header/{kind}/url": _file("strict", f"={kind}")
            for kind in ("image", "video", "document")
        },
        **{
            f"message/parameters/{kind}/link": _file("strict", f"={kind}")
            for kind in ("image", "video", "document")
        },
        f"{_WA}/contacts/*/urls/*/url": LOOSE,
    },
    "v1/apple-messages": {
        f"{_ABC}/text": WORDS,
        f"{_ABC}/attachments/*/url": _file("strict", "mimeType"),
        f"{_ABC}/richLinkData/title": WORDS,
        f"{_ABC}/richLinkData/url": STRICT,
        f"{_ABC}/richLinkData/assets/image/url": _file("strict", "mimeType"),
        f"{_ABC}/richLinkData/assets/video/url": _file("strict", "mimeType"),
        f"{_ABC}/interactiveData/data/images/*/url": STRICT,
        f"{_ABC}/interactiveData/appIcon": STRICT,
        f"{_ABC}/interactiveData/receivedMessage/title": WORDS,
        f"{_ABC}/interactiveData/receivedMessage/subtitle": WORDS,
    },
    "v2/sms": {"content/text": FILLED},
    "v2/voice": {"content/text": FILLED},
    "v2/rcs": {
        "content/text": FILLED,
        "options/text": WORDS,
        "content/mediaContentUrl": _file("loose"),
        "content/suggestions/*/url": LOOSE,
        "content/richCard/title": WORDS,
        "content/richCard/description": WORDS,
        "content/richCard/media/url": _file("loose"),
        "content/richCard/thumbnail/url": _file("loose", "contentType"),
        "content/richCard/suggestions/*/url": LOOSE,
        "content/cards/*/title": WORDS,
        "content/cards/*/description": WORDS,
        "content/cards/*/media/url": _file("loose"),
        "content/cards/*/suggestions/*/url": LOOSE,
    },
    "v2/email": {
        "content/subject": FILLED,
        "content/text": FILLED,
        "content/html": FILLED,
        "content/attachments/*/mediaUrl": _file("strict", "mimetype"),
    },
    "v2/mms": {
        "content/subject": FILLED,
        "content/text": FILLED,
        "content/fallbacktext": FILLED,
        "content/name": FILLED,
        "content/attachments/*/messageText": FILLED,
        "content/attachments/*/mediaUrl": _file("loose", "type"),
        "template/attachments/*/mediaUrl": _file("loose", "type"),
    },
    "sms-v1/sms": {"content": FILLED},
    "voice-messages-v1/voice": {"audio/text": WORDS, "audio/location": _file("strict")},
    "voice-calls-v1/voice": {},
}

_NOTIFY = {"v1": "notifyurl", "v2": "notifyUrl"}

_Tree = dict[str, tuple[Path, Any]]
"""Steps of paths, each with the whole path there (from the item, in a list) and what stands below: a leaf is a `Kind`."""


def _planted(channel: str, table: dict[str, Kind]) -> _Tree:
    tree: _Tree = {}
    notify = _NOTIFY.get(channel.split("/")[0], "callbackUrl")
    for pattern, kind in {notify: NOTIFY, **table}.items():
        *steps, last = pattern.split("/")
        node, path = tree, ()  # type: tuple[_Tree, Path]
        for step in steps:
            path = () if step == "*" else (*path, step)
            node = node.setdefault(step, (path, {}))[1]
        node[last] = (*path, last), kind
    return tree


@cache
def _tree(api: str, channel: str | None) -> _Tree:
    """The fields of a channel as a tree; planted when its first message comes up."""
    name = f"{api}/{channel}"
    return _planted(name, _TABLES[name]) if name in _TABLES else {}


def fields(place: Place) -> list[Field]:
    """The texts and web addresses of the request that a place belongs to."""
    return place.request.once(_fields)


_new = tuple.__new__
"""Half of what `Field(…)` takes: a message may have dozens, and every one comes by here."""


def _fields(request: Request) -> list[Field]:
    found: list[Field] = []
    _collect(request.value, _tree(request.api, request.channel), (), (), found)
    return found


def _collect(value: Any, tree: _Tree, item: Path, at: Path, found: list[Field]) -> None:
    """What a tree finds in a value, which stands `at` a path from the `item` of a list that it is in."""
    if value.__class__ is dict:
        for key, inner in value.items():  # a message has fewer keys than the tree
            if key in tree:
                path, below = tree[key]
                if below.__class__ is not Kind:
                    _collect(inner, below, item, path, found)
                elif inner.__class__ is str:
                    found.append(_new(Field, ((*item, *path) if item else path, inner, below, value)))
    elif value.__class__ is list and "*" in tree:
        below = tree["*"][1]
        for index, inner in enumerate(value):
            if below.__class__ is not Kind:
                _collect(inner, below, (*item, *at, index), (), found)
            elif inner.__class__ is str:
                found.append(_new(Field, ((*item, *at, index), inner, below, value)))


def texts(place: Place) -> list[Field]:
    """The words of a request that reach a person."""
    return place.request.once(_texts)


def _texts(request: Request) -> list[Field]:
    return [field for field in request.once(_fields) if field.kind.use in IN_WORDS]


def filled_texts(place: Place) -> list[Field]:
    """The words of a request in which the API fills `$(name)`."""
    return place.request.once(_filled_texts)


def _filled_texts(request: Request) -> list[Field]:
    return [field for field in request.once(_fields) if field.kind is FILLED]


def has_in_texts(place: Place, mark: str) -> bool:
    """Whether any of the words has a mark: one look instead of one at each of them."""
    return mark in place.request.once(_joined)


def _joined(request: Request) -> str:
    return "\n".join([field.value for field in request.once(_texts)])


def addresses(place: Place, *uses: str) -> list[Field]:
    """The web addresses of a request, all or those for some uses: `notify`, `loose`, `strict`."""
    found = place.request.once(_addresses)
    return [field for field in found if field.kind.use in uses] if uses else found


def _addresses(request: Request) -> list[Field]:
    return [field for field in request.once(_fields) if field.kind.use not in IN_WORDS]


def files(place: Place) -> list[tuple[Field, str]]:
    """The addresses of files, each with the type that is stated for it (or nothing)."""
    return place.request.once(_files)


def _files(request: Request) -> list[tuple[Field, str]]:
    root = request.root()
    return [(field, _stated(root, field)) for field in request.once(_addresses) if field.kind.is_file]


def _stated(root: Place, field: Field) -> str:
    type = field.kind.type
    if not type or type[0] == "=":
        return type[1:]
    if type[0] == ".":
        end, key = _way(type)
        stated = root.get(*field.path[:end], key)
    else:
        stated = field.holder.get(type)
    return stated if isinstance(stated, str) else ""


@cache
def _way(type: str) -> tuple[int, str]:
    """From the path of a file to where its type is stated: up to which step, and the key there."""
    *ups, key = type.split("/")
    return -1 - len(ups), key
