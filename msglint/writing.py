"""Which characters of a source each character of a scalar's text is written with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from msglint.regexes import regex


class Piece(NamedTuple):
    """A stretch of a text, and the characters that it is written with: itself, an escape, a line break."""

    text: str
    raw: str


class Writing:
    """The pieces of a scalar, found by the place in its text; places of the source count from its first one."""

    __slots__ = ("_at", "_ends", "_same", "_starts")

    def __init__(self, pieces: list[Piece], at: int) -> None:
        self._starts: list[int] = []
        self._at: list[int] = []
        self._ends: list[int] = []
        self._same: list[bool] = []
        start = 0
        for piece in pieces:
            if piece.text:
                self._starts.append(start)
                self._at.append(at)
                self._ends.append(at + len(piece.raw))
                self._same.append(piece.text == piece.raw)
            start += len(piece.text)
            at += len(piece.raw)

    def stretch(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters of the source that a stretch of the text is written with; None for no characters."""
        if not self._starts or end <= start:
            return None
        first, last = (max(bisect_right(self._starts, place) - 1, 0) for place in (start, end - 1))
        opening, closing = self._at[first], self._ends[last]
        if self._same[first]:
            opening += start - self._starts[first]
        if self._same[last]:
            closing = self._at[last] + end - self._starts[last]
        return opening, closing


def writing(raw: str, style: str, text: str) -> Writing | None:
    r"""How a scalar's text is written in the characters of a source; None where that is not certain.

    `raw` starts with the quote or the mark of the style, and ends with the scalar.

    >>> found = writing('"a \\u2013\n  b"', '"', "a – b")
    >>> found.stretch(2, 3), found.stretch(3, 4), found.stretch(4, 5)
    ((3, 9), (9, 12), (12, 13))
    """
    opening = 1 if style in ("'", '"') else 0
    if style in ("|", ">"):
        header = _HEADER.match(raw)
        if header is None:
            return None
        opening = header.end()
        pieces = _block(raw[opening:], style, text, header["digit"] is None)
    else:
        inside = raw[opening : len(raw) - opening]
        pieces = [Piece(text, inside)] if inside == text else list(_flow(inside, style))
    if pieces is None or "".join(piece.text for piece in pieces) != text:
        return None
    return Writing(pieces, opening)


# ---- plain and quoted scalars ----

_BREAK = r"(?:\r\n|\r|\n)"
_FOLD = rf"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*"
_BREAKS = regex(_BREAK)
_PARTS = {
    "": regex(rf"(?P<fold>{_FOLD})|[ \t]+|[^ \t\r\n]+"),
    "'": regex(rf"(?P<fold>{_FOLD})|(?P<quote>'')|[ \t]+|[^' \t\r\n]+"),
    '"': regex(
        rf"(?P<fold>{_FOLD})|\\(?:(?P<none>{_BREAK}[ \t]*)|"
        r"(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|"
        r"(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(?P<name>.))"
        r"|[ \t]+|[^\\ \t\r\n]+"
    ),
}
_NAMED = {
    **dict(zip("abtnvfre", "\a\b\t\n\v\f\r\x1b", strict=True)),
    **dict(zip('0 "/\\N_LP\t', '\0 "/\\\x85\xa0\u2028\u2029\t', strict=True)),
}


def _flow(raw: str, style: str) -> Iterator[Piece]:
    """The pieces of a scalar that is no block: line breaks folded, escapes read."""
    for match in _PARTS[style].finditer(raw):
        yield Piece(_meant(match), match[0])


def _meant(match: re.Match[str]) -> str:
    kind, written = match.lastgroup, match[0]
    match kind:
        case "fold":
            return _folded(written)
        case "none":
            return ""
        case "quote":
            return "'"
        case "pair":
            units = bytes.fromhex(written[2:6] + written[8:12])
            return units.decode("utf-16-be")
        case "code":
            number = int.from_bytes(bytes.fromhex(written[2:].zfill(8)))
            return chr(number) if number < 0x110000 else ""
        case "name":
            return _NAMED.get(written[1], "")
    return written


def _folded(breaks: str) -> str:
    """What line breaks between two lines of text stand for: one for a blank, each further one for itself."""
    return "\n" * (len(_BREAKS.findall(breaks)) - 1) or " "


# ---- block scalars ----

_HEADER = regex(r"[|>](?:[-+]?(?P<digit>[1-9])?[-+]?)(?:[ \t]+(?:#[^\r\n]*)?)?(?:\r\n|\r|\n)")
_LINE = regex(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def _block(raw: str, style: str, text: str, detected: bool) -> list[Piece] | None:
    """The pieces of a block scalar; `detected`: its first line says the indentation, not its header."""
    lines = [(match[1], match[2]) for match in _LINE.finditer(raw) if match[0]]
    indent = _indentation([line for line, _ in lines], text.split("\n"), detected)
    if indent is None:
        return None
    pieces = _literal(lines, indent) if style == "|" else _folding(lines, indent)
    return list(_chomped(pieces, text))


def _indentation(lines: list[str], wanted: list[str], detected: bool) -> int | None:
    """How far a block is indented: its first line with text has so many blanks more than the text itself."""
    first, line = _first(lines)
    _, said = _first(wanted)
    indent = len(line) - len(line.lstrip(" ")) - (len(said) - len(said.lstrip(" ")))
    if not line or not said or indent < 0:
        return None
    if detected and (said[0] == " " or any(len(blank) > indent for blank in lines[:first])):
        return None
    return indent


def _first(lines: list[str]) -> tuple[int, str]:
    """The first line that has more than blanks, with its index."""
    return next(((index, line) for index, line in enumerate(lines) if line.strip(" ")), (0, ""))


def _literal(lines: list[tuple[str, str]], indent: int) -> Iterator[Piece]:
    for line, end in lines:
        yield Piece("", line[:indent])
        yield Piece(line[indent:], line[indent:])
        yield Piece("\n" if end else "", end)


def _folding(lines: list[tuple[str, str]], indent: int) -> Iterator[Piece]:
    """The pieces of a folded block: a line break between two lines that start with no blank is folded."""
    filled = [index for index, (line, _) in enumerate(lines) if len(line) > indent]
    yield from _literal(lines[: filled[0]], indent)
    for index, following in pairwise([*filled, len(lines)]):
        line, end = lines[index]
        yield Piece("", line[:indent])
        yield Piece(line[indent:], line[indent:])
        empty = lines[index + 1 : following]
        next_line = lines[following][0] if following < len(lines) else " " * (indent + 1)
        if line[indent] in " \t" or next_line[indent] in " \t":
            yield Piece("\n" if end else "", end)
            yield from _literal(empty, indent)
        elif empty:
            yield Piece("", end)
            yield from _literal(empty, indent)
        else:
            yield Piece(" ", end)


def _chomped(pieces: Iterator[Piece], text: str) -> Iterator[Piece]:
    """The pieces without the line breaks at the end that the header takes away."""
    left = len(text)
    for piece in pieces:
        if left <= 0 or (piece.raw[:1] in ("\r", "\n") and len(piece.text) > left):
            return
        left -= len(piece.text)
        yield piece
