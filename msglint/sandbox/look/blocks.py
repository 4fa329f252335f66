"""The words that the page draws, and careful reading of bodies that may hold anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Block = dict[str, Any]
"""What the page draws; `is` says what kind."""

SHOWN_CHARACTERS = 8000
SHOWN_ITEMS = 30


def at(value: Any, *steps: str | int) -> Any:
    """The value below another, or None where there is none."""
    for step in steps:
        match value, step:
            case dict(), _:
                value = value.get(step)
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return None
    return value


def items(value: Any) -> list[Any]:
    """The first entries of a list; nothing for any other value."""
    return value[:SHOWN_ITEMS] if isinstance(value, list) else []


def said(value: Any) -> str:
    """A scalar as text, cut where it is very long; empty for anything else."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            text = str(value)
            return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    return ""


def text(value: Any) -> list[Block]:
    """A paragraph, where there is any."""
    return _line("text", value)


def title(value: Any) -> list[Block]:
    """A strong line, where there is any."""
    return _line("title", value)


def small(value: Any) -> Block:
    """A quiet line."""
    return {"is": "small", "text": said(value)}


def hint(sentence: str) -> Block:
    """What the sandbox itself says."""
    return {"is": "hint", "text": sentence}


def _line(kind: str, value: Any) -> list[Block]:
    told = said(value)
    return [{"is": kind, "text": told}] if told else []


def media(kind: Any, url: Any, name: Any = None) -> list[Block]:
    """A picture, film, sound, or file by its address; never fetched."""
    address = said(url)
    if not address and not said(name):
        return []
    last = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return [{"is": "media", "kind": said(kind) or "file", "url": address, "name": said(name) or last}]


def buttons(labels: Iterable[tuple[Any, Any]], kind: str = "buttons") -> list[Block]:
    """Things to tap: label and where it leads. `chips` are suggestions below a message."""
    shown = [{"label": said(label), "detail": said(detail)} for label, detail in labels if said(label)]
    return [{"is": kind, "items": shown}] if shown else []


def rows(heading: Any, lines: Iterable[tuple[Any, Any]]) -> list[Block]:
    """A list with a heading: label and detail of each line."""
    shown = [{"label": said(label), "detail": said(detail)} for label, detail in lines if said(label)]
    return [{"is": "rows", "title": said(heading), "items": shown}] if shown else []


def card(blocks: list[Block]) -> list[Block]:
    """Blocks in a frame of their own."""
    return [{"is": "card", "blocks": blocks}] if blocks else []


def carousel(cards: list[list[Block]]) -> list[Block]:
    """Cards side by side."""
    shown = [blocks for blocks in cards if blocks]
    return [{"is": "carousel", "cards": shown}] if shown else []


def place(name: Any, address: Any, latitude: Any, longitude: Any) -> list[Block]:
    """A place on the map, without the map."""
    where = ", ".join(filter(None, (said(latitude), said(longitude))))
    return [{"is": "place", "name": said(name) or "Location", "address": said(address), "where": where}]
