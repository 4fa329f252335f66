"""Judges a request by the schemas and says what is wrong in our own words."""

from __future__ import annotations

from functools import cache

from msglint.diagnostics import Judged
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
    unknown = unknown_keys(request.value, shape)
    violations = [] if engine.is_valid(request.value) else engine.violations(request.value)
    if not violations and not unknown:
        return []
    from msglint.schema.explain import explain

    return explain(request, schema, violations, unknown, shape)
