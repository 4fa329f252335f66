"""How rules look at values: the parts below one, links, placeholders, and numbers in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Path

LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
"""A web address within a text."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def below(value: Any, *steps: str) -> Iterator[tuple[Path, Any]]:
    """The parts of a value at a pattern, with their paths; `*` stands for every item of a list.

    >>> list(below({"rows": [{"id": "a"}, {"id": "b"}]}, "rows", "*", "id"))
    [(('rows', 0, 'id'), 'a'), (('rows', 1, 'id'), 'b')]
    """
    for at, step in enumerate(steps):
        if step == "*":
            if isinstance(value, list):
                head, rest = steps[:at], steps[at + 1 :]
                for index, item in enumerate(value):
                    for path, part in below(item, *rest) if rest else (((), item),):
                        yield (*head, index, *path), part
            return
        if not isinstance(value, dict) or step not in value:
            return
        value = value[step]
    yield steps, value


def fields_within(value: Any, names: frozenset[str]) -> list[tuple[Path, Any]]:
    """Every field of these names in a value, however deep, with its path; what stands below one is not searched.

    >>> fields_within({"a": [{"title": "x"}]}, frozenset(("title",)))
    [(('a', 0, 'title'), 'x')]
    """
    found: list[tuple[Path, Any]] = []
    _collect(value, names, (), found)
    return found


def _collect(value: Any, names: frozenset[str], path: Path, found: list[tuple[Path, Any]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in names:
                found.append(((*path, key), inner))
            elif isinstance(inner, dict | list):
                _collect(inner, names, (*path, key), found)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict | list):
                _collect(inner, names, (*path, index), found)


def has_placeholder(text: str) -> bool:
    """Whether the platform fills a text in before sending: `$(name)`, `{{name}}`."""
    return "$(" in text or "{{" in text


def as_number(value: Any) -> float | None:
    """A number, or the number that a text of digits stands for."""
    match value:
        case bool():
            return None
        case int() | float():
            try:
                return float(value)
            except OverflowError:
                return None
        case str() if len(value) <= 40 and _NUMBER.fullmatch(value):
            return float(value)
    return None


def is_true(flag: Any) -> bool:
    """Whether a switch is on; the documentation's samples write it as a text."""
    return flag is True or flag == "true"
