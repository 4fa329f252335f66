"""Hover: what a field is, and of an SMS text how it is sent."""

from __future__ import annotations

from lsprotocol import types

from msglint.diagnostics import Path
from msglint.lsp import fields, parts
from msglint.lsp.view import Spot, View, part_at
from msglint.request import Request


def hover(view: View, position: types.Position) -> types.Hover | None:
    """What is known of the key or value at a position."""
    offset = view.positions.offset(position)
    spot = view.spot(offset)
    found = None if spot is None else part_at(spot.document.spans, spot.offset)
    if spot is None or found is None:
        return None
    path, on_key = found
    texts = [_field(spot, path), *(() if on_key else _sms(spot, path))]
    said = "\n\n---\n\n".join(filter(None, texts))
    if not said:
        return None
    spans = spot.document.spans
    span = (spans.key(path) if on_key else None) or spans.value(path)
    where = view.positions.range(spot.forth(span.start), spot.forth(span.end))
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), where)


def _field(spot: Spot, path: Path) -> str | None:
    request = request_of(spot, path)
    if request is None:
        return None
    inner = path[len(request.path) :]
    names = [step for step in inner if isinstance(step, str)]
    shape = fields.shape_at(request, inner)
    return None if shape is None or not names else fields.page(names[-1], shape)


def _sms(spot: Spot, path: Path) -> list[str]:
    request = request_of(spot, path)
    found = None if request is None else parts.measured(request)
    return [parts.long(found)] if found is not None and found.path == path else []


def request_of(spot: Spot, path: Path) -> Request | None:
    """The request that a path of a document belongs to."""
    return next((each for each in spot.requests if path[: len(each.path)] == each.path), None)
