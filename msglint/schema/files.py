"""The files of `schemas/`, and how they are put together into one self-contained schema.

References between the files become references below `$defs`, so a bundle needs no other file;
nothing is ever fetched.
"""

from __future__ import annotations

import copy
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
    result = copy.deepcopy(load(root))
    result.pop("$id", None)
    if only is not None:
        _keep_channel(result, only)
    defs = result.setdefault("$defs", {})
    pending = _rewrite(result, root, root)
    done: set[tuple[str, str]] = set()
    while pending:
        file, name = needed = pending.pop()
        if needed in done:
            continue
        done.add(needed)
        part = copy.deepcopy(load(file)["$defs"][name])
        pending |= _rewrite(part, file, root)
        defs.setdefault(file, {"$defs": {}})["$defs"][name] = part
    return result


def _keep_channel(schema: Schema, channel: str) -> None:
    request = schema["$defs"].get("request", {})
    kept = [
        entry
        for entry in request.pop("allOf", [])
        if not entry.get("then", {}).get("$ref", "").startswith("channels/")
        or entry["then"]["$ref"].startswith(f"channels/{channel}.json#")
    ]
    if kept:
        request["allOf"] = kept


def _rewrite(node: Any, here: str, root: str) -> set[tuple[str, str]]:
    """Makes every `$ref` below a node local to the bundle; returns (file, definition) of each."""
    found: set[tuple[str, str]] = set()
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            target, _, fragment = reference.partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(here), target)) if target else here
            if file == root:
                node["$ref"] = f"#{fragment}"
            else:
                node["$ref"] = f"#/$defs/{file.replace('/', '~1')}{fragment}"
                found.add((file, fragment.split("/")[2]))
        for key, value in node.items():
            if key not in ("x-lint", "examples", "enum", "const", "defaultSnippets"):
                found |= _rewrite(value, here, root)
    elif isinstance(node, list):
        for value in node:
            found |= _rewrite(value, here, root)
    return found


def resolve(schema: Schema, reference: str) -> Schema:
    """The sub-schema of a bundle that a local reference names."""
    node: Any = schema
    for step in reference.removeprefix("#").split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    result: Schema = node
    return result
