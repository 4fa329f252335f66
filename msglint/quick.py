r"""The value of a text that is written so plainly that no reader of YAML could take it for anything else.

Nearly all message files are block mappings and lists of one-line scalars, and a clean one needs no
places. One pattern takes such a text apart, line by line, without an object for each token. It is no
second grammar: whatever it does not know for certain (anchors, tags, tabs, odd indentation, texts
over several lines, a key that comes twice, a number that would lose a digit) it leaves alone, and the
parser judges. What it gives is what `builder` gives, which then has no problem to note.
"""

from __future__ import annotations

import re
from typing import Any

from msglint.scalars import PLAIN_STARTS, NotJsonNumberError, loses_digits, resolve_plain

NOT_SURE: Any = object()
"""A text that only the parser can judge."""

NOTHING: Any = object()
"""A text without a document: blank lines and comments."""

_ODD = ("\t", "\x85", "\u2028", "\u2029", "\ufeff")
"""Blanks, line breaks, and marks that the versions of YAML do not agree about."""

_MAX_BRACKETS = 30

_QUOTES = frozenset("\"'")

# A level takes a column or is the item of a list: 60 columns stay within the builder's bound.
_INDENT = r"[ ]{0,60}"
_WORD = r"(?:[Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL)"
_KEY = (
    rf"(?:[A-EG-MO-SU-Za-eg-mo-su-z_$]|(?!{_WORD}:)[FNTfnt])[A-Za-z0-9_$().-]{{0,99}}+"
    r"""|"[A-Za-z0-9_$(). /-]{1,99}+"|'[A-Za-z0-9_$(). /-]{1,99}+'"""
)
_PLAIN = (
    r"""(?:[^\x00- \-?:,\[\]{}#&*!|>'"%@`~]|-(?=[0-9]))"""
    r"[^:#\n]*(?:(?::(?=[^ \n])|(?<! )#)[^:#\n]*)*(?<! )"
)
_DOUBLE = r'"[^"\\\n]*(?:\\[\\"nt][^"\\\n]*)*"'
_SINGLE = r"'[^'\n]*(?:''[^'\n]*)*'"
# What stands within brackets is taken apart by itself.
_FLOW = rf"""[\[{{](?:[^"'#\n]++|{_DOUBLE}|{_SINGLE})*+"""
_FLOW_PLAIN = (
    r"""(?:[^\x00- \-?:,.\[\]{}#&*!|>'"%@`~]|-(?=[0-9]))"""
    r"""(?:[^\n?:,\[\]{}#"']*[^\n ?:,\[\]{}#"'])?"""
)
# All lines of a block start with the blanks of its first one, more than those of its key.
_BLOCK = (
    r"[|>]-?(?: +#[^\n]*)?\n(?P<margin>(?P=indent)(?(dash)  ) +)[^ \n][^\n]*\n"
    r"(?:(?P=margin) *[^ \n][^\n]*\n|\n)*+"
)
_END = r" *+(?:(?<= )#[^\n]*)?\n"
_BETWEEN = r"(?: *#[^\n]*\n|\n)*+"

_lead = re.compile(rf"{_BETWEEN}(?:---{_END}{_BETWEEN})?+(?=[\s\S])").match
_rows = re.compile(
    rf"(?P<indent>{_INDENT})(?P<dash>- )?+(?:(?P<key>{_KEY}):(?=[ \n]) *+)?+"
    rf"(?:(?P<scalar>{_PLAIN}|{_DOUBLE}|{_SINGLE}|{_FLOW})?{_END}|(?P<block>{_BLOCK})){_BETWEEN}"
    r"|(?P<other>[\s\S])[\s\S]*+"
).findall
_flow_parts = re.compile(
    rf"(?:(?P<key>{_KEY}): +)?(?:(?P<scalar>{_DOUBLE}|{_SINGLE}|{_FLOW_PLAIN})|(?P<opened>[\[{{]))[ \n]*"
    r"(?P<closed>(?:[\]}][ \n]*)*+)(?P<comma>,[ \n]*)?|(?P<other>[\s\S])[\s\S]*+"
).findall
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class _NotSureError(Exception):
    """Something that one pattern cannot judge."""


def value(text: str) -> Any:
    r"""The value of a text's only document, NOTHING without one, or NOT_SURE; never raises.

    The text must hold no character that YAML forbids.

    >>> value("sender: Shop\nto:\n- '42'\n"), value("# later\n") is NOTHING, value("a: *b") is NOT_SURE
    ({'sender': 'Shop', 'to': ['42']}, True, True)
    """
    if any(odd in text for odd in (_ODD if not text.isascii() else _ODD[:1])):
        return NOT_SURE
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return NOT_SURE
    if text[-1:] != "\n":
        if "|" in text or ">" in text:  # a block's last line may lack its end
            return NOT_SURE
        text += "\n"
    lead = _lead(text)
    if lead is None:
        return NOT_SURE if "---" in text else NOTHING
    start = lead.end()
    try:
        if text[start] in "[{":
            return _flow(text[start:])
        rows = _rows(text, start)
        return NOT_SURE if rows[-1][-1] else _assembled(rows)
    except _NotSureError:
        return NOT_SURE


def _assembled(rows: list[tuple[str, ...]]) -> Any:
    """The rows' keys and values, put into one another by their indentation."""
    at, is_list = rows[0][:2]
    here: Any = [] if is_list else {}  # the container that `at` indents
    around: list[tuple[str, Any]] = [("", None), (at, here)]  # those it lies in, and itself
    root = here
    waiting = ""  # a key whose value is the container that the next row begins
    for indent, dash, key, scalar, block, margin, _ in rows:
        if waiting:
            if indent < at or (indent == at and not dash):
                raise _NotSureError
            here[waiting] = [] if dash else {}
            at, here, waiting = indent, here[waiting], ""
            around.append((at, here))
        elif dash or at != indent or here.__class__ is list:
            at, here = _left(around, indent, dash)
        if dash:
            if not key:
                here.append(_scalar(scalar or block, margin))
                continue
            here.append({})
            at, here = indent + "  ", here[-1]
            around.append((at, here))
        if key[:1] in _QUOTES:
            key = key[1:-1]
        if not key or key in here:
            raise _NotSureError
        if scalar and scalar[0] in PLAIN_STARTS:
            here[key] = scalar
        elif scalar or block:
            here[key] = _scalar(scalar or block, margin)
        else:
            waiting = key
    if waiting:
        raise _NotSureError
    return root


def _left(around: list[tuple[str, Any]], indent: str, dash: str) -> tuple[str, Any]:
    """The open container that a row goes on with; those within it are left behind."""
    while around[-1][0] > indent:
        around.pop()
    if not dash and around[-1][1].__class__ is list:  # whose items stand right below its key
        around.pop()
    at, here = around[-1]
    if at != indent or here.__class__ is not (list if dash else dict):
        raise _NotSureError
    return at, here


def _scalar(written: str, margin: str = "") -> Any:
    """The value of a scalar, or of a list or mapping in brackets."""
    match written[:1]:
        case '"':
            return _ESCAPED.sub(_unescaped, written[1:-1]) if "\\" in written else written[1:-1]
        case "'":
            return written[1:-1].replace("''", "'")
        case "[" | "{":
            return _flow(written)
        case "|" | ">":
            return _block(written, margin)
        case _:
            return _plain(written)


def _flow(written: str) -> Any:
    """The value of a list or mapping in brackets."""
    root: Any = None
    here: Any = None
    stack: list[Any] = []
    for key, scalar, opened, closed, comma, other in _flow_parts(written):
        item: Any = _scalar(scalar) if scalar else [] if opened == "[" else {}
        key = key[1:-1] if key[:1] in _QUOTES else key
        if other:
            raise _NotSureError
        if here.__class__ is list and not key:
            here.append(item)
        elif here.__class__ is dict and key and key not in here:
            here[key] = item
        elif root is None and opened and not key:
            root = item
        else:
            raise _NotSureError
        if opened:
            stack.append(here)
            here = item
        for bracket in closed.replace(" ", "").replace("\n", ""):
            if here.__class__ is not (list if bracket == "]" else dict):
                raise _NotSureError
            here = stack.pop()
        if bool(comma) is (here is None or (opened != "" and not closed)) or len(stack) > _MAX_BRACKETS:
            raise _NotSureError
    if here is not None or root is None:
        raise _NotSureError
    return root


def _plain(written: str) -> Any:
    """The value of a plain scalar that the builder has nothing to say of."""
    try:
        value = resolve_plain(written)
    except NotJsonNumberError:
        raise _NotSureError from None
    if value is None or (value.__class__ is int and loses_digits(written)):
        raise _NotSureError
    return value


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES[match[1]]


def _block(written: str, margin: str) -> str:
    """The text of a block, whose lines all start with `margin`."""
    header, _, lines = written.partition("\n")
    text = lines[len(margin) :].rstrip("\n").replace("\n" + margin, "\n")
    if header[0] == ">":
        if "\n\n" in text or "\n " in text or " \n" in text:  # not every line break is a blank here
            raise _NotSureError
        text = text.replace("\n", " ")
    return text if header[1:2] == "-" else text + "\n"
