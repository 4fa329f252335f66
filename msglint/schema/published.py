"""The schemas as editors and other validators get them."""

from __future__ import annotations

from typing import Any

from msglint.schema.files import Schema, bundle


def published(name: str) -> Schema:
    """The schema `name`, self-contained; what only our own keywords say stands beside them for others too."""
    schema = bundle(name)
    _offer(schema)
    return schema


def _offer(node: Any) -> None:
    """Names the values of `enumIgnoreCase` as examples: other programs complete these, and do not know it."""
    match node:
        case {"enumIgnoreCase": [*values]} if "examples" not in node:
            node["examples"] = values
    match node:
        case dict():
            below = list(node.items())
        case list():
            below = list(enumerate(node))
        case _:
            return
    for key, each in below:
        if key not in ("x-lint", "examples", "enum", "const", "defaultSnippets"):
            _offer(each)
