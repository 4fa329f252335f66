"""Two validation engines behind one door: a schema and a value in, violations out.

`jsonschema-rs` where it is installed, `jsonschema` elsewhere and as the judge in tests. Both
know the own formats and keywords of `msglint.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from msglint.diagnostics import Path, pointer
from msglint.formats import FORMATS, KEYWORDS
from msglint.regexes import regex
from msglint.schema.ecma import as_python
from msglint.schema.files import Schema, resolve

_COUNT = regex(r"\+?0*([0-9]{1,20})")


class Violation(NamedTuple):
    """A value that breaks a keyword: where, which keyword of the schema, and the way to it.

    `schema_path` is canonical (references followed) and ends with the keyword; `way` is the
    path of evaluation, which shows the conditions passed, or the canonical one.
    """

    path: Path
    schema_path: Path
    way: Path


class Engine(Protocol):
    """A compiled schema."""

    def is_valid(self, value: Any) -> bool:
        """Whether the value breaks nothing."""
        ...

    def violations(self, value: Any) -> list[Violation]:
        """All that the value breaks, in no particular order, each (path, keyword) once."""
        ...


_choice: dict[str, bool | None] = {"native": None}


def use_native(native: bool | None) -> None:
    """Chooses the engine for this process: native, portable, or (None) what is installed."""
    _choice["native"] = native


def compile_schema(schema: Schema) -> Engine:
    """A bundle made ready for judging values."""
    if _choice["native"] is not False:
        try:
            import jsonschema_rs
        except ImportError:
            if _choice["native"]:
                raise
        else:
            return _Native(schema, jsonschema_rs)
    return _Portable(schema)


class _Native:
    def __init__(self, schema: Schema, library: Any) -> None:
        keywords = {name: _native_keyword(check) for name, check in KEYWORDS.items()}
        self._validator = library.Draft202012Validator(
            schema, formats=FORMATS, keywords=keywords, validate_formats=True
        )
        self.is_valid: Callable[[Any], bool] = self._validator.is_valid

    def violations(self, value: Any) -> list[Violation]:
        found = [
            Violation(tuple(error.instance_path), tuple(error.schema_path), tuple(error.evaluation_path))
            for error in self._validator.iter_errors(value)
        ]
        if any(_is_blurred(value, each.path) for each in found):
            found = _sharpened(value, found, self._validator.evaluate(value).list()["details"])
        return _unique(found)


def _is_blurred(value: Any, path: Path) -> bool:
    """Whether the library may not have told all names of a path: it drops empty ones, and reads `01` as 1."""
    for step in path:
        if value.__class__ is dict and (step.__class__ is int or "" in value):
            return True
        value = value[step]
    return value.__class__ is dict and "" in value


def _sharpened(value: Any, found: list[Violation], units: list[Any]) -> list[Violation]:
    """Violations with the names of their paths as they are written, which the library tells as pointers elsewhere."""
    exact: dict[tuple[str, Path], list[Path]] = {}
    for unit in units:
        if not unit["valid"]:
            path = _as_path(value, unit["instanceLocation"])
            exact.setdefault((unit["evaluationPath"], _blurred(path)), []).append(path)
    once = {(each.way, each.path): each for each in found}
    return [
        each._replace(path=path)
        for each in once.values()
        for path in exact.get((pointer(each.way), each.path), [each.path])
    ]


def _as_path(value: Any, text: str) -> Path:
    """A JSON pointer into a value as a path: an index where there is a list, else a name."""
    path: Path = ()
    for part in text.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        step: str | int = int(name) if value.__class__ is list else name
        path = (*path, step)
        value = value[step]
    return path


def _blurred(path: Path) -> Path:
    """A path as the library tells it beside an error."""
    return tuple(_as_index(step) for step in path if step != "")


def _as_index(step: str | int) -> str | int:
    match = _COUNT.fullmatch(str(step))
    return step if match is None or int(match[1]) >= 2**64 else int(match[1])


def _native_keyword(check: Callable[[Any, Any], bool]) -> type:
    class Keyword:
        def __init__(self, parent_schema: Any, value: Any, schema_path: Any) -> None:
            self.value = value

        def validate(self, instance: Any) -> None:
            if not check(self.value, instance):
                raise ValueError

    return Keyword


class _Portable:
    def __init__(self, schema: Schema) -> None:
        from jsonschema import Draft202012Validator, FormatChecker, validators

        self._schema = schema
        checker = FormatChecker(formats=())
        for name, check in FORMATS.items():
            checker.checks(name)(_only_text(check))
        extra: dict[str, Any] = {name: _portable_keyword(check) for name, check in KEYWORDS.items()}
        extra["pattern"] = _pattern
        extra["enum"] = _enum
        extra["const"] = _const
        validator = validators.extend(Draft202012Validator, extra)  # type: ignore[no-untyped-call]
        self._validator = validator(schema, format_checker=checker)

    def is_valid(self, value: Any) -> bool:
        return bool(self._validator.is_valid(value))

    def violations(self, value: Any) -> list[Violation]:
        return _unique(self._violation(error) for error in self._validator.iter_errors(value))

    def _violation(self, error: Any) -> Violation:
        steps = tuple(error.absolute_schema_path)
        way = _with_references(self._schema, self._schema, steps[:-1], error.schema)
        if way is None:
            raise LookupError(f"no way to {steps} in the schema")
        way = (*way, steps[-1])
        return Violation(tuple(error.absolute_path), _canonical(self._schema, way), way)


def _only_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)


def _portable_keyword(check: Callable[[Any, Any], bool]) -> Any:
    from jsonschema import ValidationError

    def keyword(validator: Any, limit: Any, instance: Any, schema: Any) -> Iterable[ValidationError]:
        if not check(limit, instance):
            yield ValidationError("")

    return keyword


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterable[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.search(as_python(pattern), instance):
        yield ValidationError("")


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON values: `1` is not `true`, and `1` is `1.0`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _enum(validator: Any, allowed: list[Any], instance: Any, schema: Any) -> Iterable[Any]:
    from jsonschema import ValidationError

    if not any(_same(word, instance) for word in allowed):
        yield ValidationError("")


def _const(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterable[Any]:
    return _enum(validator, [wanted], instance, schema)


def _with_references(schema: Schema, node: Any, steps: Path, goal: Any) -> Path | None:
    """The path of evaluation to a sub-schema; `jsonschema` leaves the `$ref` steps out of it."""
    if not steps and node is goal:
        return ()
    if steps:
        step: Any = steps[0]
        inner = None
        if isinstance(node, dict):
            inner = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            inner = node[step]
        rest = None if inner is None else _with_references(schema, inner, steps[1:], goal)
        if rest is not None:
            return (step, *rest)
    if isinstance(node, dict) and "$ref" in node:
        rest = _with_references(schema, resolve(schema, node["$ref"]), steps, goal)
        if rest is not None:
            return ("$ref", *rest)
    return None


def _canonical(schema: Schema, way: Path) -> Path:
    """A path of evaluation with its references followed."""
    node: Any = schema
    path: Path = ()
    for step in way[:-1]:
        if step == "$ref":
            reference = node["$ref"]
            node = resolve(schema, reference)
            path = tuple(
                int(part) if part.isdigit() else part.replace("~1", "/").replace("~0", "~")
                for part in reference.removeprefix("#").split("/")[1:]
            )
        else:
            node = node[step]
            path = (*path, step)
    return (*path, way[-1])


def _unique(violations: Iterable[Violation]) -> list[Violation]:
    seen: dict[tuple[Path, Path], Violation] = {}
    for violation in violations:
        seen.setdefault(violation[:2], violation)
    return list(seen.values())
