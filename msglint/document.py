"""A YAML document: its plain value, the place of every part, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from msglint.diagnostics import Fix, Path
from msglint.source import Source
from msglint.spans import Spans


class Problem(NamedTuple):
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
    are the characters of the source it takes, its leading comments included. `places` are its
    spans, or what finds them when somebody asks: nobody does of a document that is in order.
    """

    source: Source
    index: int
    start: int
    value: Any = None
    places: Spans | Callable[[], Spans] = field(default_factory=lambda: Spans("", None))
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False
    end: int = 0

    @property
    def spans(self) -> Spans:
        """The place of every part."""
        if not isinstance(self.places, Spans):
            self.places = self.places()
        return self.places


def broken(source: Source, index: int, start: int, problem: Problem, end: int) -> Document:
    """A document of which nothing is known but what is wrong with it."""
    spans = Spans(source.text, None, start)
    return Document(source, index, start, places=spans, problems=[problem], broken=True, end=end)
