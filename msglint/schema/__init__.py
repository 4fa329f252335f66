"""Judges a request by the schemas and says what is wrong in our own words."""

from __future__ import annotations

from functools import cache
from typing import Any

from msglint.diagnostics import Judged, Path
from msglint.request import Request
from msglint.schema.engines import Engine, compile_schema
from msglint.schema.files import Schema, bundle
from msglint.schema.shape import Shape, request_shape, unknown_keys

__all__ = ["check", "compiled"]


@cache
def compiled(api: str, channel: str | None) -> tuple[Schema, Engine, Shape]:
    """The schema of one API and channel, its engine, and its shape; made once per process."""
    schema = bundle(api, only=channel or "none")
    if api == "v1":  # a list of requests is judged one by one
        schema = {"$schema": schema["$schema"], "$ref": "#/$defs/request", "$defs": schema["$defs"]}
    return schema, compile_schema(schema), request_shape(schema)


def check(request: Request) -> list[Judged]:
    """What is wrong with a request by its schema, paths from the request's root."""
    schema, engine, shape = compiled(request.api, request.channel)
    value, wrapped = _unwrapped(request.value)
    unknown = unknown_keys(value, shape)
    violations = [] if engine.is_valid(value) else engine.violations(value)
    if not violations and not unknown:
        return []
    from msglint.schema.explain import explain

    if wrapped:
        violations = [each._replace(path=_rewrapped(each.path)) for each in violations]
        unknown = [(_rewrapped(path), key, at) for path, key, at in unknown]
    return explain(request, schema, violations, unknown)


def _unwrapped(value: Any) -> tuple[Any, bool]:
    """A v1 request whose `channels` is a list of one object, as if it were that object (envelope-v1.md §13)."""
    if isinstance(value, dict):
        match value.get("channels"):
            case [{}] as channels if isinstance(channels, list):
                return {**value, "channels": channels[0]}, True
    return value, False


def _rewrapped(path: Path) -> Path:
    return ("channels", 0, *path[1:]) if path[:1] == ("channels",) else path
