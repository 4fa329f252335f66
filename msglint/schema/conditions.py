"""Why a condition of the schemas applied: the words behind "because"."""

from __future__ import annotations

from typing import Any

from msglint.diagnostics import Path
from msglint.request import Request
from msglint.schema.engines import Violation
from msglint.schema.files import Schema, resolve
from msglint.schema.words import code

_TELLING = frozenset(("required", "anyOf", "not", "enum", "enumIgnoreCase", "const"))
"""Keywords whose breaking a condition explains: limits hold whatever the condition was."""

_INTO = ("properties", "items", "additionalProperties")
"""Keywords whose sub-schemas describe a part of the value instead of the value itself."""


def reason(request: Request, schema: Schema, violation: Violation) -> str:
    """`, because …` for the nearest condition passed on the way to a violation, or nothing.

    The condition that chose the channel counts only for keys of the request's root: said
    everywhere, it would tell nothing.
    """
    if violation.schema_path[-1] not in _TELLING:
        return ""
    found = _nearest_if(schema, violation.schema_path)
    if found is None and not violation.path:
        found = _nearest_if(schema, violation.way)
    if found is None:
        return ""
    condition, below = found
    said = _say(request, condition, violation.path[: len(violation.path) - below])
    return f", because {said}" if said else ""


def _nearest_if(schema: Schema, way: Path) -> tuple[Schema, int] | None:
    """The innermost `if` on a way, and how many steps of the value's path lie behind it."""
    node: Any = schema
    found: Schema | None = None
    below = 0
    into_names = False
    for step in way[:-1]:
        if into_names:
            into_names = False
            below += 1
        elif step == "then" and isinstance(node, dict) and "if" in node:
            found, below = node["if"], 0
        elif step == "properties":
            into_names = True
        elif step in _INTO:
            below += 1
        node = resolve(schema, node["$ref"]) if step == "$ref" else node[step]
    return None if found is None else (found, below)


def _say(request: Request, condition: Schema, path: Path) -> str:
    """The first property that a condition demands, with the value the request has there."""
    properties = condition.get("properties", {})
    for name, sub in properties.items():
        if "properties" in sub:
            inner = _say(request, sub, (*path, name))
            if inner:
                return inner
        elif {"const", "enum", "pattern", "enumIgnoreCase"} & sub.keys():
            value = request.root().get(*path, name)
            if value is not None:
                return f"`{name}` is {code(value)}"
    required = condition.get("required", [])
    return f"`{required[0]}` is given" if required and not properties else ""
