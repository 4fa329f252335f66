"""Completion: keys that may stand at a place, values where they can be counted, comments to msglint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from lsprotocol import types

from msglint.clock import Clock
from msglint.edits import scalar
from msglint.lsp import fields
from msglint.lsp.cursor import MARK, Cursor, cursor
from msglint.lsp.directives import comment_at, directives
from msglint.lsp.view import View
from msglint.recognition import recognise
from msglint.request import APIS, Request
from msglint.schema.shape import Shape


def completion(view: View, position: types.Position) -> types.CompletionList:
    """What may be typed at a position."""
    offset = view.positions.offset(position)
    comment = comment_at(view, offset)
    if comment is not None:
        items = list(directives(view, comment, offset))
    else:
        where = cursor(view.source, offset)
        items = [] if where is None else list(_items(view, where))
    return types.CompletionList(False, items)


def _items(view: View, where: Cursor) -> Iterator[types.CompletionItem]:
    requests = recognise(where.document, datetime.now(timezone.utc), None, view.now.settings).requests
    request = next((each for each in requests if where.path[: len(each.path)] == each.path), None)
    if request is None:
        yield from _first_keys(view, where)
        return
    path = where.path[len(request.path) :]
    shape = fields.shape_at(request, path)
    if shape is None:
        return
    if where.on_key and shape.properties:
        yield from _keys(view, where, shape, request)
    elif not where.on_key:
        yield from _values(view, where, shape)
        if shape.properties:  # an object may begin here
            yield from _keys(view, where, shape, request)
    elif fields.values(shape):  # an item of a list of words
        yield from _values(view, where, shape)


def _keys(view: View, where: Cursor, shape: Shape, request: Request) -> Iterator[types.CompletionItem]:
    present = request.root().get(*where.path[len(request.path) :]) if where.on_key else None
    if isinstance(present, dict):
        present = {key: value for key, value in present.items() if key != MARK}
    needed = fields.required(shape)
    for rank, (name, inner) in enumerate(fields.fields(shape, present).items()):
        yield _key(view, where, name, inner, rank, "required" if name in needed else None)


def _first_keys(view: View, where: Cursor) -> Iterator[types.CompletionItem]:
    """The keys of a message of which nothing tells its API yet."""
    if where.path or not (where.on_key or where.document.value == MARK):
        return
    seen: set[str] = set()
    for api in APIS:
        request = Request({}, api, None, Clock(datetime.now(timezone.utc)), where.document)
        shape = fields.shape_at(request, ())
        for name, inner in fields.fields(shape, {}).items() if shape is not None else ():
            if name not in seen:
                seen.add(name)
                first = name in ("deliverychannel", "channel")
                yield _key(view, where, name, inner, len(seen) if not first else 0, f"API {api}")


def _key(
    view: View, where: Cursor, name: str, shape: Shape, rank: int, detail: str | None
) -> types.CompletionItem:
    written = name if where.quote else scalar(name)
    if not where.follows:
        written += f"{where.quote}:" if fields.is_container(shape) else f"{where.quote}: "
    gone = [types.CompletionItemTag.Deprecated] if shape.annotation("deprecated") else None
    return types.CompletionItem(
        label=name,
        kind=types.CompletionItemKind.Field,
        detail=detail,
        tags=gone,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, fields.page(name, shape)),
        sort_text=f"{rank:03}",
        filter_text=name,
        text_edit=types.TextEdit(view.positions.range(where.start, where.end), written),
    )


def _values(view: View, where: Cursor, shape: Shape) -> Iterator[types.CompletionItem]:
    title = shape.annotation("title")
    for rank, value in enumerate(_wanted(shape, where)):
        written = str(value) if where.quote else fields.written(value)
        yield types.CompletionItem(
            label=str(value) if isinstance(value, str) else fields.written(value),
            kind=types.CompletionItemKind.EnumMember,
            detail=title,
            sort_text=f"{rank:03}",
            filter_text=written,
            text_edit=types.TextEdit(view.positions.range(where.start, where.end), written),
        )


def _wanted(shape: Shape, where: Cursor) -> list[Any]:
    """The values of a place; within quotes only texts, and none that another one repeats with quotes."""
    known = fields.values(shape)
    if where.quote:
        return [value for value in known if isinstance(value, str)]
    plain = {fields.written(value) for value in known if not isinstance(value, str)}
    return [value for value in known if not (isinstance(value, str) and value in plain)]
