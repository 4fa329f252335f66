"""Our sentences for what breaks a schema, made from the keyword, its limit, and the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msglint.diagnostics import Path
from msglint.measure import utf8_bytes
from msglint.schema.files import Schema
from msglint.secrets import hidden

_TYPES = {
    "string": "a text",
    "object": "an object (`key: value` lines)",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "null",
}


def code(value: Any) -> str:
    """A value in backticks, cut to 40 characters; a container by its kind."""
    match value:
        case None:
            return "null"
        case bool():
            return "`true`" if value else "`false`"
        case dict():
            return "an object"
        case list():
            return "a list"
        case "":
            return "an empty text"
    text = hidden(str(value)[:2000]).replace("\r", "\\r").replace("\n", "\\n")  # hidden while it is whole
    return f"`{text if len(text) <= 40 else text[:37] + '…'}`"


def kind(value: Any) -> str:
    """What a value is, in words: `a text`, `the number 4`, `a list`."""
    match value:
        case None:
            return "null"
        case bool():
            return code(value)
        case int() | float():
            return f"the number {code(value)}"
        case str():
            return "a text"
        case list():
            return "a list"
    return "an object"


def name(path: Path) -> str:
    """How a sentence calls the value at a path: by its key, or as an entry of its list.

    >>> name(("to", 0, "msisdn")), name(("to", 0, "msisdn", 1)), name(())
    ('`msisdn`', 'an entry of `msisdn`', 'the request')
    """
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "the request"
    return f"`{keys[-1]}`" if isinstance(path[-1], str) else f"an entry of `{keys[-1]}`"


def any_of(words: list[Any]) -> str:
    """Words in backticks joined by commas and `or`.

    >>> any_of(["a", "b", "c"])
    '`a`, `b`, or `c`'
    """
    shown = [code(word) for word in words]
    if len(shown) <= 2:
        return " or ".join(shown)
    return ", ".join(shown[:-1]) + f", or {shown[-1]}"


def all_of(words: list[str]) -> str:
    """Words in backticks joined by commas and `and`.

    >>> all_of(["a", "b", "c"])
    '`a`, `b`, and `c`'
    """
    shown = [code(word) for word in words]
    return " and ".join(shown) if len(shown) <= 2 else ", ".join(shown[:-1]) + f", and {shown[-1]}"


def types(expected: str | list[str]) -> str:
    """JSON Schema types in words."""
    return " or ".join(_TYPES[each] for each in ([expected] if isinstance(expected, str) else expected))


def actual(keyword: str, value: Any) -> Any:
    """What a limit counted: characters, bytes, or entries of the value."""
    match keyword:
        case "maxLength" | "minLength":
            return len(value)
        case "maxBytes":
            return utf8_bytes(value)
        case "maxItems" | "minItems" | "maxProperties" | "minProperties":
            return len(value)
    return value


def default_sentence(keyword: str, limit: Any, value: Any, path: Path) -> str:
    """The sentence for a broken keyword that has none of its own."""
    return _SENTENCES[keyword](limit, value, path)


def fill(template: str, keyword: str, schema: Schema, value: Any) -> str:
    """A sentence of the schemas with its `{value}`, `{limit}`, `{actual}` filled in."""
    limit = schema.get(keyword)
    if keyword == "maxTotal":
        limit = schema[keyword]["max"]
    return (
        template.replace("{value}", code(value))
        .replace("{limit}", str(limit))
        .replace("{actual}", str(actual(keyword, value)))
    )


def are_few(allowed: list[Any]) -> bool:
    """Whether a sentence can name all allowed values."""
    return len(allowed) <= 6 and sum(len(str(word)) for word in allowed) <= 54


def _enum(limit: list[Any], value: Any, path: Path) -> str:
    if are_few(limit):
        return f"{name(path)} must be {any_of(limit)}, not {code(value)}"
    return f"{code(value)} is not a value of {name(path)}"


def _wrong_type(limit: Any, value: Any, path: Path) -> str:
    return f"{name(path)} must be {types(limit)}, not {kind(value)}"


def _too_short(limit: int, value: Any, path: Path) -> str:
    return f"{name(path)} is empty" if not value else f"{name(path)} needs at least {limit} characters"


def _too_few(limit: int, value: Any, path: Path) -> str:
    return (
        f"{name(path)} is an empty list" if not value else f"{len(value)} entries; {name(path)} needs {limit}"
    )


_SENTENCES: dict[str, Callable[[Any, Any, Path], str]] = {
    "type": _wrong_type,
    "enum": _enum,
    "enumIgnoreCase": _enum,
    "const": lambda limit, value, path: f"{name(path)} must be {code(limit)}, not {code(value)}",
    "maxLength": lambda limit, value, path: f"{len(value)} characters; {name(path)} may have {limit}",
    "maxBytes": lambda limit, value, path: (
        f"{utf8_bytes(value)} bytes of UTF-8; {name(path)} may have {limit}"
    ),
    "minLength": _too_short,
    "maxItems": lambda limit, value, path: f"{len(value)} entries; {name(path)} may have {limit}",
    "minItems": _too_few,
    "maxTotal": lambda limit, value, path: f"more than {limit['max']} entries in all in {name(path)}",
    "uniqueBy": lambda limit, value, path: f"a second entry with the same `{limit}`",
    "uniqueItems": lambda limit, value, path: f"{name(path)} holds the same entry twice",
    "maximum": lambda limit, value, path: f"{code(value)} is more than {limit}",
    "exclusiveMaximum": lambda limit, value, path: f"{code(value)} is not less than {limit}",
    "minimum": lambda limit, value, path: f"{code(value)} is less than {limit}",
    "exclusiveMinimum": lambda limit, value, path: f"{code(value)} is not more than {limit}",
    "maxValue": lambda limit, value, path: f"{code(value)} is more than {limit}",
    "minValue": lambda limit, value, path: f"{code(value)} is less than {limit}",
    "pattern": lambda limit, value, path: f"{code(value)} does not have the form of {name(path)}",
    "format": lambda limit, value, path: f"{code(value)} does not have the form of {name(path)}",
    "not": lambda limit, value, path: f"{name(path)} is not allowed here",
    "anyOf": lambda limit, value, path: f"{name(path)} fits none of the allowed forms",
    "minProperties": lambda limit, value, path: f"{name(path)} is empty",
    "maxProperties": lambda limit, value, path: f"{len(value)} fields; {name(path)} may have {limit}",
    "contains": lambda limit, value, path: f"{name(path)} lacks an entry it needs",
}
