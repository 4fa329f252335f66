"""Which keys the schemas know, object by object: for unknown keys and near names.

A shape is the merge of all schema nodes that describe one place: the node itself, what it
refers to, and the unconditional members of its `allOf` (house rule: conditions only tighten).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msglint.diagnostics import Path
from msglint.schema.files import Schema, resolve


class Shape:
    """What may stand at one place. Compiled lazily, since schemas may refer to themselves."""

    def __init__(self, schema: Schema, nodes: list[Schema]) -> None:
        self._schema = schema
        self.nodes = list(_closure(schema, nodes))

    @cached_property
    def properties(self) -> dict[str, Shape]:
        """The known keys and the shape of each one's value."""
        found: dict[str, list[Schema]] = {}
        for node in self.nodes:
            for name, sub in node.get("properties", {}).items():
                found.setdefault(name, []).append(sub)
        return {name: Shape(self._schema, nodes) for name, nodes in found.items()}

    @cached_property
    def items(self) -> Shape | None:
        """The shape of a list's members, or None where nothing is said."""
        nodes = [node["items"] for node in self.nodes if isinstance(node.get("items"), dict)]
        return Shape(self._schema, nodes) if nodes else None

    @cached_property
    def extra(self) -> Shape | None:
        """The shape of the values of a free map, or None."""
        nodes = [
            node["additionalProperties"]
            for node in self.nodes
            if isinstance(node.get("additionalProperties"), dict)
        ]
        return Shape(self._schema, nodes) if nodes else None

    @cached_property
    def closed(self) -> bool:
        """Whether a key outside `properties` is unknown (else it is the author's own)."""
        return bool(self.properties) and not any("additionalProperties" in node for node in self.nodes)

    def lint(self, name: str) -> dict[str, Any]:
        """What `x-lint` of the nodes says under a name that is no keyword, merged."""
        found: dict[str, Any] = {}
        for node in self.nodes:
            found |= node.get("x-lint", {}).get(name, {})
        return found

    def allows(self, value: Any) -> bool:
        """Whether a value is of a type that may stand here."""
        types = self.annotation("type")
        return types is None or _type_of(value) in ([types] if isinstance(types, str) else types)

    def annotation(self, name: str) -> Any:
        """The first value of an annotation such as `title` or `description`, or None."""
        return next((node[name] for node in self.nodes if name in node), None)


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _closure(schema: Schema, nodes: list[Schema]) -> Iterator[Schema]:
    seen: set[int] = set()
    queue = list(nodes)
    while queue:
        node = queue.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if "$ref" in node:
            queue.append(resolve(schema, node["$ref"]))
        queue.extend(entry for entry in node.get("allOf", []) if "if" not in entry and "not" not in entry)


def request_shape(schema: Schema) -> Shape:
    """The shape of a request: the envelope and the channel that the bundle was narrowed to."""
    request = resolve(schema, schema["$ref"])
    chosen = [entry["then"] for entry in request.get("allOf", []) if "$ref" in entry.get("then", {})]
    return Shape(schema, [request, *chosen])


def unknown_keys(value: Any, shape: Shape, path: Path = ()) -> list[tuple[Path, str, Shape]]:
    """The keys of a value that its shape does not know: path of the object, key, shape there."""
    found: list[tuple[Path, str, Shape]] = []
    if value.__class__ is dict:
        properties = shape.properties
        for key, item in value.items():
            sub = properties.get(key)
            if sub is None:
                if shape.closed:
                    found.append((path, key, shape))
                    continue
                sub = shape.extra
            if sub is not None and (item.__class__ is dict or item.__class__ is list):
                found += unknown_keys(item, sub, (*path, key))
    elif value.__class__ is list:
        items = shape.items
        if items is not None:
            for index, item in enumerate(value):
                if item.__class__ is dict or item.__class__ is list:
                    found += unknown_keys(item, items, (*path, index))
    return found
