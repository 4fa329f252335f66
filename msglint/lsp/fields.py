"""What the schemas say of a place in a request: its fields, its values, and the text that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Path
from msglint.request import Request
from msglint.schema import compiled
from msglint.schema.engines import Engine, compile_schema
from msglint.schema.files import Schema
from msglint.schema.shape import Shape

_LIMITS = (
    ("minLength", "characters: at least {}"),
    ("maxLength", "characters: at most {}"),
    ("maxBytes", "bytes: at most {}"),
    ("minItems", "items: at least {}"),
    ("maxItems", "items: at most {}"),
    ("minimum", "value: at least {}"),
    ("maximum", "value: at most {}"),
)

_conditions: dict[int, tuple[Schema, Engine]] = {}


def shape_at(request: Request, path: Path) -> Shape | None:
    """What may stand at a path of a request, as far as its values decide it; None where nobody knows."""
    schema, _, shape = compiled(request.api, request.channel)
    value = request.value
    shape = _decided(schema, shape, value)
    for step in path:
        inner = shape.items if isinstance(step, int) else shape.properties.get(step, shape.extra)
        if inner is None and not (isinstance(step, int) and shape.properties):
            return None
        value = _below(value, step)
        if inner is not None:  # else a list stands where an object is expected
            shape = _decided(schema, inner, value)
    return shape


def root_shape(api: str) -> Shape:
    """What may stand at the root of a request of which only the API is known."""
    schema, _, shape = compiled(api, None)
    return _decided(schema, shape, {})


def _below(value: Any, step: str | int) -> Any:
    match value, step:
        case dict(), str():
            return value.get(step)
        case list(), int():
            return value[step] if step < len(value) else None
    return None


def _decided(schema: Schema, shape: Shape, value: Any) -> Shape:
    """A shape with what follows from the conditions that a value meets."""
    taken: list[int] = []
    while True:
        more = [
            entry["then"]
            for entry in _conditional(shape)
            if id(entry) not in taken and _holds(schema, entry["if"], value)
        ]
        if not more:
            return shape
        taken += [id(entry) for entry in _conditional(shape)]
        shape = Shape(schema, [*shape.nodes, *more])


def _conditional(shape: Shape) -> Iterator[Schema]:
    for node in shape.nodes:
        for entry in (node, *node.get("allOf", ())):
            if "if" in entry and "then" in entry:
                yield entry


def _holds(schema: Schema, condition: Schema, value: Any) -> bool:
    known = _conditions.get(id(condition))
    if known is None:
        whole = {"$schema": schema["$schema"], **condition, "$defs": schema.get("$defs", {})}
        known = _conditions[id(condition)] = condition, compile_schema(whole)
    return known[1].is_valid(value)


def fields(shape: Shape, present: Any) -> dict[str, Shape]:
    """The fields that may be added to an object, those it must have first."""
    there = set(present) if isinstance(present, dict) else set()
    needed = required(shape)
    barred = set(_barred(shape, there))
    found = {
        name: inner
        for name, inner in shape.properties.items()
        if name not in there and name not in barred and {} not in [node.get("not") for node in inner.nodes]
    }
    return dict(sorted(found.items(), key=lambda each: each[0] not in needed))


def required(shape: Shape) -> set[str]:
    """The fields that an object must have."""
    return {name for node in shape.nodes for name in node.get("required", ())}


def _barred(shape: Shape, there: set[str]) -> Iterator[str]:
    """The fields that exclude one that is there."""
    for node in shape.nodes:
        for entry in (node, *node.get("allOf", ())):
            together = entry.get("not", {}).get("required", ())
            for name in together if len(together) > 1 else ():
                if set(together) - {name} <= there:
                    yield name


def values(shape: Shape) -> list[Any]:
    """The values that may stand at a place, where they can be counted."""
    choices = [node[name] for node in shape.nodes for name in ("enum", "enumIgnoreCase") if name in node] + [
        [node["const"]] for node in shape.nodes if "const" in node
    ]
    if choices:
        rest = choices[1:]
        return [value for value in choices[0] if all(value in each for each in rest)] or choices[0]
    return [True, False] if shape.annotation("type") == "boolean" else []


def is_container(shape: Shape) -> bool:
    """Whether an object or a list is expected."""
    types = shape.annotation("type")
    return types in ("object", "array") or bool(shape.properties)


def page(name: str, shape: Shape) -> str:
    """A field in Markdown: what it is, what it may be, examples."""
    title = shape.annotation("title")
    gone = " · deprecated" if shape.annotation("deprecated") else ""
    parts = [f"**{title}** (`{name}`){gone}" if title else f"`{name}`{gone}"]
    said = shape.annotation("markdownDescription") or shape.annotation("description")
    if said:
        parts.append(said)
    facts = list(_facts(shape))
    if facts:
        parts.append("\n".join(f"- {each}" for each in facts))
    return "\n\n".join(parts)


def _facts(shape: Shape) -> Iterator[str]:
    known = values(shape)
    if known:
        yield "one of " + ", ".join(f"`{written(value)}`" for value in known)
    else:
        types = shape.annotation("type")
        if types is not None:
            yield "type: " + (types if isinstance(types, str) else " or ".join(types))
    for keyword, words in _LIMITS:
        limits = [node[keyword] for node in shape.nodes if keyword in node]
        if limits:
            yield words.format((min if keyword.startswith("max") else max)(limits))
    examples = shape.annotation("examples")
    if examples:
        yield "such as " + ", ".join(f"`{written(value)}`" for value in examples[:4])


def written(value: Any) -> str:
    """A value as it is written in YAML, on one line."""
    from msglint.edits import scalar

    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return scalar(value)
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
        case None:
            return "null"
    return str(value)
