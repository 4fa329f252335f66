"""The outline of a file: its messages, and in each the fields with what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from lsprotocol import types

from msglint.diagnostics import Path
from msglint.lsp.fields import written
from msglint.lsp.parts import count
from msglint.lsp.view import View
from msglint.request import Request
from msglint.secrets import hidden
from msglint.spans import Span, Spans
from msglint.statistics import destinations

_DEPTH = 4
_MOST = 300
"""Levels and entries of an object that an outline shows: more serve no reader."""

_KINDS = {
    dict: types.SymbolKind.Object,
    list: types.SymbolKind.Array,
    str: types.SymbolKind.String,
    bool: types.SymbolKind.Boolean,
    int: types.SymbolKind.Number,
    float: types.SymbolKind.Number,
}


def symbols(view: View) -> list[types.DocumentSymbol]:
    """One symbol a message, with its fields below it."""
    return [_message(view, request, forth) for request, forth in view.requests()]


def _message(view: View, request: Request, forth: Callable[[int], int]) -> types.DocumentSymbol:
    outline = _Outline(view, request.document.spans, forth)
    whole = outline.whole(request.path)
    reached = destinations(request)
    return types.DocumentSymbol(
        name=f"{request.channel or 'message'} ({request.api})",
        detail=count(reached, "destination") if reached and not request.external else None,
        kind=types.SymbolKind.Event,
        range=view.positions.range(forth(whole.start), forth(whole.end)),
        selection_range=outline.place(request.document.spans.caret(request.path)),
        children=list(outline.fields(request.path, request.value, _DEPTH)),
    )


class _Outline:
    """Symbols of the parts of one document."""

    def __init__(self, view: View, spans: Spans, forth: Callable[[int], int]) -> None:
        self.view = view
        self.spans = spans
        self.forth = forth

    def fields(self, path: Path, value: Any, depth: int) -> Iterator[types.DocumentSymbol]:
        """The fields of an object, or the objects of a list."""
        match value:
            case dict():
                inside: Iterator[tuple[str | int, Any]] = iter(value.items())
            case list():
                inside = ((at, item) for at, item in enumerate(value) if isinstance(item, dict | list))
            case _:
                return
        if not depth or self.spans.is_alias(path):
            return
        for step, item in islice(inside, _MOST):
            here = (*path, step)
            entry = self.spans.entry(here)
            if entry is not None:
                yield types.DocumentSymbol(
                    name=str(step) or '""' if isinstance(step, str) else f"{step + 1}.",
                    detail=_detail(item),
                    kind=_KINDS.get(type(item), types.SymbolKind.Null),
                    range=self.place(entry),
                    selection_range=self.place(self.spans.key(here) or self.spans.caret(here)),
                    children=list(self.fields(here, item, depth - 1)),
                )

    def whole(self, path: Path) -> Span:
        """All characters of a message, without comments before and behind it."""
        if path:
            return self.spans.entry(path) or self.spans.value(path)
        _, last = self.spans.last(())
        value = self.spans.value(())
        return Span(value.start, value.end if last is None else max(last.end, self.spans.caret(()).end))

    def place(self, span: Span) -> types.Range:
        """Characters of the document as a range of the open text."""
        return self.view.positions.range(self.forth(span.start), self.forth(span.end))


def _detail(value: Any) -> str | None:
    match value:
        case dict():
            return None
        case list():
            return count(len(value), "item")
        case str():
            shown = hidden(value)
            return shown if len(shown) <= 60 else f"{shown[:59]}…"
    return written(value)
