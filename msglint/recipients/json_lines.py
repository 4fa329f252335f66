"""Rows of JSON Lines files: an object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msglint.recipients.lines import lines
from msglint.recipients.raw import Raw, no_text


class _Pairs(list[tuple[str, Any]]):
    """An object as its keys and values, repeated keys included."""


def _no_number(word: str) -> str:
    raise ValueError(f"`{word}` is no JSON")


# Numbers keep their digits as they are written: 4.479E+11 is to be seen, and 10.50 is not 10.5.
_decoder = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_float=str, parse_int=str, parse_constant=_no_number
)


def rows(path: str) -> Iterator[Raw]:
    """The rows of a file; before the first one its keys, as a header has them.

    A later object may lack keys, which is an empty cell, but has no others.
    """
    header: list[str] = []
    for number, line in enumerate(lines(path), 1):
        if not line.strip():
            continue
        line = line.rstrip("\r\n")
        pairs, problem = _object(line)
        if problem is not None:
            yield number, (line,), problem
            continue
        names = [name for name, _ in pairs]
        if not header:
            header = names
            yield number, names, no_text(names)
        yield _row(number, header, names, pairs)


def _object(line: str) -> tuple[_Pairs, str | None]:
    try:
        value = _decoder.decode(line)
    except RecursionError:
        return _Pairs(), "lists or objects nested too deep"
    except ValueError as error:
        where = f" (column {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return _Pairs(), f"no JSON: {what}{where}"
    match value:
        case _Pairs() if value:
            return value, None
        case _Pairs():
            return value, "an empty object"
    return _Pairs(), 'each line is an object, such as {"msisdn": "+447700900123"}'


def _row(number: int, header: list[str], names: list[str], pairs: _Pairs) -> Raw:
    cells = [_text(value) for _, value in pairs]
    problem = no_text(cells)
    for (name, _), cell in zip(pairs, cells, strict=True):
        if cell is _NESTED:
            problem = f"`{name}` is a list or an object; a cell is a text, a number, true, false, or null"
    if names != header:
        given = dict(zip(names, cells, strict=True))
        if len(given) < len(names):
            repeated = next(name for name in names if names.count(name) > 1)
            problem = f"the key `{repeated}` stands twice"
        elif strange := [name for name in names if name not in header]:
            problem = f"the first object has no key `{strange[0]}`; it sets the columns of all"
        cells = [given.get(name, "") for name in header]
    return number, cells, problem


_NESTED = "(nested)"


def _text(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return _NESTED
