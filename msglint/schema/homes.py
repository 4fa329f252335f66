"""Where a misplaced key belongs: in an object above the one that holds it, or below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Path
from msglint.request import Place
from msglint.schema import words
from msglint.schema.shape import Shape

_DEPTH = 3
"""How many levels below an object are searched."""


def home(shape: Shape, root: Place, path: Path, key: str) -> Path | None:
    """The path of an object near `path` whose shape knows a key that stands at `path`, and that lacks it."""
    above = list(_on_the_way(shape, path))
    if len(above) <= len(path):
        return None
    below = _below(above[-1], root.get(*path), path, _DEPTH)
    for where, known in [*((path[:depth], above[depth]) for depth in reversed(range(len(path)))), *below]:
        value = root.get(*where)
        if key in known.properties and isinstance(value, dict) and key not in value:
            return where
    return None


def objects_above(path: Path) -> Iterator[Path]:
    """The paths of the objects that hold the one at a path, the nearest first, up to the entry of a list.

    >>> list(objects_above(("to", 0, "a", "b")))
    [('to', 0, 'a'), ('to', 0)]
    """
    while path and isinstance(path[-1], str):
        path = path[:-1]
        yield path


def place(path: Path) -> str:
    """A place in words: `in …`, or the top level.

    >>> place(("channels", "sms")), place(())
    ('in `sms`', 'at the top level of the request')
    """
    return f"in {words.name(path)}" if path else "at the top level of the request"


def _on_the_way(shape: Shape, path: Path) -> Iterator[Shape]:
    """The shapes of the objects and lists from the root to a path, both included."""
    yield shape
    for step in path:
        inner = shape.items if isinstance(step, int) else shape.properties.get(step)
        if inner is None:
            return
        yield inner
        shape = inner


def _below(shape: Shape, value: Any, path: Path, depth: int) -> Iterator[tuple[Path, Shape]]:
    """The objects that a value holds, the nearest first, with their shapes; of a list its first entry."""
    inside: list[tuple[Path, Shape, Any]] = []
    for name, inner in shape.properties.items() if isinstance(value, dict) else ():
        match value.get(name):
            case dict() as held:
                inside.append(((*path, name), inner, held))
            case [dict() as held, *_] if inner.items is not None:
                inside.append(((*path, name, 0), inner.items, held))
    yield from ((where, known) for where, known, _ in inside)
    if depth > 1:
        for where, known, held in inside:
            yield from _below(known, held, where, depth - 1)
