"""The files of `schemas/`, and how they are put together into one self-contained schema.

References between the files become references below `$defs`, so a bundle needs no other file;
nothing is ever fetched.
"""

from __future__ import annotations

import json
import os
import posixpath
from functools import cache
from typing import TYPE_CHECKING, Any

from msglint.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

Schema = dict[str, Any]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

API_SCHEMAS = ("v1", "v2", "sms-v1", "voice-messages-v1", "voice-calls-v1")
"""Names of the schemas that describe a request."""

OTHER_SCHEMAS = ("config", "diagnostics")
"""Names of the schemas of msglint's own files: `.msglint.yaml` and the `json` output."""


def folder() -> Path:
    """Where the schemas are: inside the package, or beside it in a checkout."""
    from pathlib import Path

    return Path(_folder())


@cache
def _folder() -> str:
    packaged = os.path.join(_PACKAGE, "schemas")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(_PACKAGE), "schemas")


@cache
def load(name: str) -> Schema:
    """A file of `schemas/` by its path there (`channels/sms.json`). Shared: do not change it."""
    with open(os.path.join(_folder(), name), "rb") as file:
        data: Schema = json.load(file)
    return data


def bundle(name: str, only: str | None = None) -> Schema:
    """The schema `name` with all it refers to, self-contained.

    `only` keeps of the channel conditions the one of that channel (a stem in `channels/`).
    """
    if name not in API_SCHEMAS + OTHER_SCHEMAS:
        raise UsageError(f"no schema called {name!r}; there are: {', '.join(API_SCHEMAS + OTHER_SCHEMAS)}")
    root = f"{name}.json"
    pending: set[tuple[str, str]] = set()
    result: Schema = _localised(
        load(root) if only is None else _narrowed(load(root), only), root, root, pending
    )
    result.pop("$id", None)
    defs = result.setdefault("$defs", {})
    done: set[tuple[str, str]] = set()
    while pending:
        file, name = needed = pending.pop()
        if needed not in done:
            done.add(needed)
            part = _localised(load(file)["$defs"][name], file, root, pending)
            defs.setdefault(file, {"$defs": {}})["$defs"][name] = part
    return result


def _narrowed(schema: Schema, channel: str) -> Schema:
    """A schema without the conditions of other channels."""
    request = schema["$defs"].get("request", {})
    kept = [
        entry
        for entry in request.get("allOf", [])
        if not entry.get("then", {}).get("$ref", "").startswith("channels/")
        or entry["then"]["$ref"].startswith(f"channels/{channel}.json#")
    ]
    narrow = {key: value for key, value in request.items() if key != "allOf"}
    if kept:
        narrow["allOf"] = kept
    return {**schema, "$defs": {**schema["$defs"], "request": narrow}}


_DATA = frozenset(("x-lint", "examples", "enum", "const", "defaultSnippets"))
"""Keywords whose values are no schemas."""


def _localised(node: Any, here: str, root: str, found: set[tuple[str, str]]) -> Any:
    """A copy of a node of the file `here` with each `$ref` local to the bundle; adds to `found` (file, definition) of each."""
    if isinstance(node, list):
        return [_localised(value, here, root, found) for value in node]
    if not isinstance(node, dict):
        return node
    copied = {
        key: value if key in _DATA else _localised(value, here, root, found) for key, value in node.items()
    }
    reference = node.get("$ref")
    if isinstance(reference, str):
        target, _, fragment = reference.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(here), target)) if target else here
        if file == root:
            copied["$ref"] = f"#{fragment}"
        else:
            copied["$ref"] = f"#/$defs/{file.replace('/', '~1')}{fragment}"
            found.add((file, fragment.split("/")[2]))
    return copied


def resolve(schema: Schema, reference: str) -> Schema:
    """The sub-schema of a bundle that a local reference names."""
    node: Any = schema
    for step in reference.removeprefix("#").split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    result: Schema = node
    return result
