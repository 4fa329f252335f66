"""A YAML document: its plain value, the place of every part, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from msglint.diagnostics import Fix, Path
from msglint.source import Source
from msglint.spans import Spans


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the YAML itself. `start` and `end` are characters of the source."""

    rule: str
    message: str
    start: int
    end: int
    path: Path = ()
    hint: str | None = None
    fix: Fix | None = None


@dataclass(slots=True)
class Document:
    """One YAML document: its plain value, the place of every part, and what is wrong with it.

    A `broken` document has no value worth judging: only its problems count. `start` and `end`
    are the characters of the source it takes, its leading comments included.
    """

    source: Source
    index: int
    start: int
    value: Any = None
    spans: Spans = field(default_factory=lambda: Spans("", None))
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False
    end: int = 0
