"""Patterns of JSON Schema (ECMA-262) for Python's `re`, so that both engines read them alike."""

from __future__ import annotations

import re
from functools import cache

from msglint.regexes import regex

_BLANKS = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_PIECE = regex(r"\\.|\[\^?|\]|\.|\$|[^\\\[\].$]+", re.DOTALL)


@cache
def as_python(pattern: str) -> str:
    r"""A pattern of ECMA-262 for Python's `re`.

    `$` is the end of the text, never the place before a last line break; `.` stops at every
    line terminator; `\s` is the blanks of ECMA-262.
    """
    inside = False
    parts = []
    for piece in _PIECE.findall(pattern):
        if piece in ("[", "[^"):
            inside = True
        elif piece == "]":
            inside = False
        elif piece == "\\s":
            piece = _BLANKS if inside else f"[{_BLANKS}]"
        elif piece == "\\S" and not inside:
            piece = f"[^{_BLANKS}]"
        elif not inside and piece == ".":
            piece = "[^\\n\\r\\u2028\\u2029]"
        elif not inside and piece == "$":
            piece = "\\Z"
        parts.append(piece)
    return "".join(parts)
