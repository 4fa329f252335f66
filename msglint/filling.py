"""Placeholders `$(name)`: where they stand in a value, and the value with texts in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msglint.diagnostics import Path
from msglint.regexes import regex

PLACEHOLDER = regex(r"\$\(([^()\s]+)\)")

BUILT_IN = frozenset(("unsubscribe",))
"""Names that the platform fills by itself (email.md §7)."""


def texts(value: Any, path: Path = ()) -> list[tuple[Path, str]]:
    """All texts below a value, with their paths; keys are none."""
    found: list[tuple[Path, str]] = []
    _collect(value, path, found)
    return found


def _collect(value: Any, path: Path, found: list[tuple[Path, str]]) -> None:
    match value:
        case str():
            found.append((path, value))
        case dict() | list():
            for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
                if inner.__class__ is str:  # most are: it is not worth a call
                    found.append(((*path, step), inner))
                else:
                    _collect(inner, (*path, step), found)


def words(value: Any) -> list[str]:
    """All texts below a value."""
    found: list[str] = []
    _gather(value, found)
    return found


def _gather(value: Any, found: list[str]) -> None:
    if value.__class__ is str:
        found.append(value)
    elif value.__class__ is dict or value.__class__ is list:
        for inner in value.values() if value.__class__ is dict else value:
            _gather(inner, found)


def texts_of_content(request: Any, channel: str | None) -> list[tuple[Path, str]]:
    """The texts of a v2 or SMS v1 request in which the platform fills placeholders.

    On RCS that is the text of a text message only.
    """
    path, content = _content(request, channel)
    return texts(content, path)


def words_of_content(request: Any, channel: str | None) -> list[str]:
    """The same without their paths, which takes half the time."""
    return words(_content(request, channel)[1])


def _content(request: Any, channel: str | None) -> tuple[Path, Any]:
    content = request.get("content") if isinstance(request, dict) else None
    if channel != "rcs":
        return ("content",), content
    if isinstance(content, dict) and content.get("type") == "text":
        return ("content", "text"), content.get("text")
    return ("content",), None


def placeholders(value: Any) -> dict[str, tuple[Path, ...]]:
    """The names of the placeholders in the texts of a value, each with the paths where it stands.

    >>> placeholders({"text": "Pier $(pier), $(hour). Pier $(pier)!", "links": ["$(hour)"]})
    {'pier': (('text',),), 'hour': (('text',), ('links', 0))}
    """
    return places(texts(value))


def places(found: Iterable[tuple[Path, str]]) -> dict[str, tuple[Path, ...]]:
    """As `placeholders`, of texts that were found already."""
    names: dict[str, list[Path]] = {}
    for path, text in found:
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            names.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in names.items()}


def fill(value: Any, substitutions: Mapping[str, str]) -> Any:
    """A copy of a value with the placeholders in its texts filled; keys and unknown names stay.

    What is put in is final: a `$(name)` that comes in with it is not filled in turn.

    >>> fill({"$(a)": ["$(a)-$(b)", 1]}, {"a": "$(b)"})
    {'$(a)': ['$(b)-$(b)', 1]}
    """

    def text_for(found: re.Match[str]) -> str:
        return substitutions.get(found[1], found[0])

    match value:
        case str():
            return PLACEHOLDER.sub(text_for, value) if "$(" in value else value
        case dict():
            return {key: fill(inner, substitutions) for key, inner in value.items()}
        case list():
            return [fill(inner, substitutions) for inner in value]
    return value
