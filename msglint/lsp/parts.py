"""The text of an SMS: its alphabet, its parts, and how much more the last one holds."""

from __future__ import annotations

from typing import NamedTuple

from msglint.diagnostics import Path
from msglint.measure import SmsParts, sms_parts
from msglint.request import Request
from msglint.statistics import sms_text

_PATHS: dict[str, Path] = {
    "v1": ("channels", "sms", "text"),
    "v2": ("content", "text"),
    "sms-v1": ("content",),
}
_LONGEST = 20_000
"""Characters up to which a text is measured: several times what any API takes."""


class Measured(NamedTuple):
    """An SMS text: its path in the document, how it is sent, and how many units the last part has left."""

    path: Path
    parts: SmsParts
    left: int
    is_open: bool
    """Whether placeholders will make it another length."""


def measured(request: Request) -> Measured | None:
    """The text of an SMS; None for other messages, templates, and texts that no API would take."""
    text = sms_text(request)
    if text is None or len(text) > _LONGEST:
        return None
    parts = sms_parts(text)
    return Measured((*request.path, *_PATHS[request.api]), parts, left(text, parts), "$(" in text)


def left(text: str, parts: SmsParts) -> int:
    """How many characters of one unit can be added before there is one more part.

    >>> left("a" * 150, sms_parts("a" * 150)), left("a" * 161, sms_parts("a" * 161))
    (10, 145)
    """
    low, high = 0, 160
    while low < high:
        middle = (low + high + 1) // 2
        if sms_parts(text + "a" * middle).parts == parts.parts:
            low = middle
        else:
            high = middle - 1
    return low


def short(found: Measured) -> str:
    """Parts and room in a few words, for the end of the line."""
    more = ", as written" if found.is_open else ""
    return f"{count(found.parts.parts, 'part')}, {found.left} left{more}"


def long(found: Measured) -> str:
    """Alphabet, units, parts, and room, for a hover."""
    alphabet, units, parts = found.parts
    name = "GSM alphabet" if alphabet == "gsm7" else "Unicode"
    unit = "septet" if alphabet == "gsm7" else "UTF-16 unit"
    more = "; placeholders count as written" if found.is_open else ""
    room = f"{found.left} left in the last" if parts > 1 else f"{found.left} left"
    return f"SMS: {name}, {count(units, unit)}, {count(parts, 'part')}, {room}{more}"


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "part"), count(2, "part")
    ('1 part', '2 parts')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
