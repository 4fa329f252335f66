"""How rules look at values: the parts below one, links, placeholders, and numbers in texts."""

from __future__ import annotations

import re
from typing import Any

from msglint.diagnostics import Path
from msglint.regexes import regex

LINK = regex(r"https?://[^\s]+", re.IGNORECASE)
"""A web address within a text."""

_NUMBER = regex(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def below(value: Any, *steps: str) -> list[tuple[Path, Any]]:
    """The parts of a value at a pattern, with their paths; `*` stands for every item of a list.

    >>> below({"rows": [{"id": "a"}, {"id": "b"}]}, "rows", "*", "id")
    [(('rows', 0, 'id'), 'a'), (('rows', 1, 'id'), 'b')]
    """
    for at, step in enumerate(steps):
        if step == "*":
            return _in_lists(value, steps[:at], steps[at:])
        if value.__class__ is not dict or step not in value:
            return []
        value = value[step]
    return [(steps, value)]


def _in_lists(value: Any, path: Path, steps: tuple[str, ...]) -> list[tuple[Path, Any]]:
    found = [(path, value)]
    for step in steps:
        if step == "*":
            found = [
                ((*path, index), item)
                for path, part in found
                if part.__class__ is list
                for index, item in enumerate(part)
            ]
        else:
            found = [
                ((*path, step), part[step]) for path, part in found if part.__class__ is dict and step in part
            ]
    return found


def fields_within(value: Any, names: frozenset[str]) -> list[tuple[Path, Any]]:
    """Every field of these names in a value, however deep, with its path; what stands below one is not searched.

    >>> fields_within({"a": [{"title": "x"}]}, frozenset(("title",)))
    [(('a', 0, 'title'), 'x')]
    """
    found: list[tuple[Path, Any]] = []
    _collect(value, names, (), found)
    return found


def _collect(value: Any, names: frozenset[str], path: Path, found: list[tuple[Path, Any]]) -> None:
    if value.__class__ is dict:
        for key, inner in value.items():
            if key in names:
                found.append(((*path, key), inner))
            elif inner.__class__ is dict or inner.__class__ is list:
                _collect(inner, names, (*path, key), found)
    elif value.__class__ is list:
        for index, inner in enumerate(value):
            if inner.__class__ is dict or inner.__class__ is list:
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
