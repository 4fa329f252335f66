"""What can be said of an open file: what its text says now, and for a broken part what it last said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msglint.diagnostics import Path
from msglint.document import Document
from msglint.lsp.analysis import Analysis
from msglint.lsp.drift import Drift
from msglint.lsp.positions import Positions
from msglint.request import Request
from msglint.source import Source
from msglint.spans import AliasNode, ListNode, MapNode, Span, Spans


class Spot(NamedTuple):
    """A document, a character of it, and the way back to the text that is open."""

    document: Document
    requests: list[Request]
    offset: int
    forth: Callable[[int], int]


class View(NamedTuple):
    """An open file at one moment: `good` is its last analysis without a broken part, `drift` what came since."""

    version: int
    source: Source
    positions: Positions
    now: Analysis
    good: Analysis | None
    drift: Drift

    def spot(self, offset: int) -> Spot | None:
        """The document that a character belongs to: of a broken one as it last was."""
        here = _document(self.now, offset)
        if here is not None and not here.broken:
            return Spot(here, _requests(self.now, here), offset, _same)
        if self.good is None:
            return None
        old = self.drift.back(offset)
        there = None if old is None else _document(self.good, old)
        if old is None or there is None:
            return None
        return Spot(there, _requests(self.good, there), old, self.drift.forth)

    def requests(self) -> Iterator[tuple[Request, Callable[[int], int]]]:
        """All requests of the file in order, with the way of their characters into the open text."""
        found = [(request.document.start, request, _same) for request in self.now.requests]
        broken = [(each.start, each.end) for each in self.now.documents if each.broken]
        found += [
            (self.drift.forth(request.document.start), request, self.drift.forth)
            for request in (self.good.requests if self.good is not None and broken else ())
            if any(start <= self.drift.forth(_middle(request)) < end for start, end in broken)
        ]
        found.sort(key=lambda each: each[0])
        for _, request, forth in found:
            yield request, forth


def _same(offset: int) -> int:
    return offset


def _middle(request: Request) -> int:
    """The first character of a request's document that is more than a marker or a comment."""
    return request.document.spans.value(()).start


def _document(analysis: Analysis, offset: int) -> Document | None:
    """The document that takes a character, or that ends there."""
    found = None
    for document in analysis.documents:
        if document.start <= offset <= document.end:
            found = document
    return found


def _requests(analysis: Analysis, document: Document) -> list[Request]:
    return [each for each in analysis.requests if each.document is document]


def part_at(spans: Spans, offset: int) -> tuple[Path, bool] | None:
    """The innermost path whose key or scalar has a character, and whether that is its key."""
    path: Path = ()
    node = spans.root
    while True:
        step = _step(spans, node, path, offset)
        if step is None:
            if isinstance(node, MapNode | ListNode) or node is None:
                return None
            return (path, False) if _within(spans.span_of(node), offset) else None
        path = (*path, step[0])
        if step[1]:
            return path, True
        node = spans.node(path)


def _step(spans: Spans, node: object, path: Path, offset: int) -> tuple[str | int, bool] | None:
    """The entry of a container that has a character, and whether it is the key that has it."""
    match node:
        case MapNode():
            for name, key in node.keys.items():
                if _within(spans.span_of(key.event if isinstance(key, AliasNode) else key), offset):
                    return name, True
                entry = spans.entry((*path, name))
                if entry is not None and _within(entry, offset):
                    return name, False
        case ListNode():
            for index in range(len(node.items)):
                entry = spans.entry((*path, index))
                if entry is not None and _within(entry, offset):
                    return index, False
    return None


def _within(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
