"""Where the parts of an RCS message stand: cards, suggestions, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msglint.diagnostics import Path
from msglint.request import Place

IMAGES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
"""Extensions of the images that RCS knows."""

Json = dict[Any, Any]


class File(NamedTuple):
    """A file that a message points to: the object with its size, the address, and what it is for."""

    path: Path
    holder: Json
    url: str
    role: str
    """`media` (a message of its own), `card`, or `thumbnail`."""

    @property
    def size(self) -> int | None:
        """The size that the message tells, whatever its spelling."""
        for key in ("fileSize", "filesize"):
            size = self.holder.get(key)
            if size.__class__ is int and size < 10**15:
                return size
        return None

    @property
    def size_path(self) -> Path:
        """Where that size stands."""
        return (*self.path, "fileSize" if "fileSize" in self.holder else "filesize")

    def is_image(self) -> bool:
        """Whether the address ends like that of an image."""
        return self.url.split("?", 1)[0].lower().endswith(IMAGES)


def cards(request: Place) -> list[tuple[Path, Json]]:
    """The rich card or the cards of a carousel, with their paths."""
    return request.once(_cards)


def suggestions(request: Place) -> list[tuple[Path, Json]]:
    """The suggestions of a message and of its cards, with their paths."""
    return request.once(_suggestions)


def files(request: Place) -> list[File]:
    """The media and thumbnails of a message."""
    return request.once(_files)


def _cards(request: Place) -> list[tuple[Path, Json]]:
    return list(_found_cards(request.get("content")))


def _found_cards(content: Any) -> Iterator[tuple[Path, Json]]:
    if not isinstance(content, dict):
        return
    card, members = content.get("richCard"), content.get("cards")
    if isinstance(card, dict):
        yield ("content", "richCard"), card
    if isinstance(members, list):
        for index, card in enumerate(members):
            if isinstance(card, dict):
                yield ("content", "cards", index), card


def _suggestions(request: Place) -> list[tuple[Path, Json]]:
    content = request.get("content")
    if not isinstance(content, dict):
        return []
    return [
        ((*path, "suggestions", index), member)
        for path, holder in ((("content",), content), *cards(request))
        if isinstance(members := holder.get("suggestions"), list)
        for index, member in enumerate(members)
        if isinstance(member, dict)
    ]


def _files(request: Place) -> list[File]:
    return list(_found_files(request))


def _found_files(request: Place) -> Iterator[File]:
    content = request.get("content")
    if not isinstance(content, dict):
        return
    if isinstance(url := content.get("mediaContentUrl"), str):
        yield File(("content",), content, url, "media")
    for path, card in cards(request):
        for key, role in (("media", "card"), ("thumbnail", "thumbnail")):
            holder = card.get(key)
            if isinstance(holder, dict) and isinstance(url := holder.get("url"), str):
                yield File((*path, key), holder, url, role)
