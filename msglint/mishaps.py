"""Usual mishaps behind what is no YAML, told by the lines around the place where the parser stops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msglint.complaints import short
from msglint.regexes import regex

_KEY = regex(
    r"(?P<indent> *)(?P<items>(?:- +)*)(?P<key>[\w$(){}.-]+|\"[^\"]*\"|'[^']*'):(?P<value>[ \t][^#\n]*)?(?:#.*)?"
)
_WORD = regex(r"(?P<indent> *)(?P<word>[A-Za-z_][\w.-]*)[ \t]*(?:#.*)?")
_ENDED = regex(r"""(?:^|[:\-,\[{][ \t])[ \t]*(?P<quote>['"])(?:(?!(?P=quote)).)*(?P=quote)$""")


class Mishap(NamedTuple):
    """What most likely happened; `start` and `end` are characters of the text."""

    message: str
    hint: str
    start: int
    end: int


def mishap(text: str, start: int, offset: int) -> Mishap | None:
    r"""What happened at a place of a document that starts at `start`; None where nothing usual did.

    >>> mishap("to\n  - msisdn: [1]\n", 0, 13).message
    'a `:` is missing behind `to`'
    """
    line = _Line.at(text, offset)
    return (
        _quote_within(text, line, offset)
        or _missing_colon(text, start, line)
        or _wrong_column(text, start, line)
    )


class _Line(NamedTuple):
    start: int
    text: str

    @classmethod
    def at(cls, text: str, offset: int) -> _Line:
        start = text.rfind("\n", 0, offset) + 1
        end = text.find("\n", offset)
        return cls(start, text[start : len(text) if end < 0 else end].rstrip("\r"))

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))


def _above(text: str, start: int, line: _Line) -> Iterator[_Line]:
    """The lines above one that have more than a comment, the nearest first."""
    while line.start > start:
        line = _Line.at(text, line.start - 1)
        bare = line.text.strip()
        if bare == "---":
            return
        if bare and bare[0] != "#":
            yield line


def _quote_within(text: str, line: _Line, offset: int) -> Mishap | None:
    """An apostrophe within apostrophes, a quote within quotes."""
    found = _ENDED.search(line.text, 0, offset - line.start)
    if found is None or not text[offset : offset + 1].isalnum():
        return None
    quote = found["quote"]
    hint = (
        "within apostrophes one is written twice (`''`), or put the text in double quotes"
        if quote == "'"
        else 'within double quotes one is written `\\"`, or put the text in apostrophes'
    )
    return Mishap(f"the text ends at this `{quote}`, and more follows", hint, offset - 1, offset)


def _missing_colon(text: str, start: int, line: _Line) -> Mishap | None:
    """A key without its colon, and what belongs to it on the lines below."""
    above = _above(text, start, line)
    word = next(above, None)
    found = None if word is None else _WORD.fullmatch(word.text)
    if word is None or found is None or line.indent < word.indent:
        return None
    before = next((each for each in above if each.indent <= word.indent), None)
    if before is not None and (before.indent != word.indent or not _KEY.fullmatch(before.text)):
        return None  # then it is the next line of a text
    at = word.start + found.start("word")
    name = found["word"]
    return Mishap(f"a `:` is missing behind `{short(name)}`", f"write `{short(name)}:`", at, at + len(name))


def _wrong_column(text: str, start: int, line: _Line) -> Mishap | None:
    """A key in a column that is not that of its neighbours."""
    key = _KEY.fullmatch(line.text)
    above = next(_above(text, start, line), None)
    if key is None or above is None or key["items"]:
        return None
    span = line.start + key.start("key"), line.start + key.end("key")
    name = short(key["key"])
    other = _KEY.fullmatch(above.text)
    if (
        line.indent > above.indent
        and other is not None
        and not other["items"]
        and (other["value"] or "").strip()
    ):
        return Mishap(
            f"`{name}` is further right than `{short(other['key'])}` above, which has a value already",
            "keys that belong together begin in the same column",
            *span,
        )
    level = next((each for each in _above(text, start, line) if each.indent <= line.indent), None)
    if level is not None and level.indent == line.indent and level.text.lstrip().startswith("- "):
        holder = next((each for each in _above(text, start, line) if each.indent < line.indent), None)
        owner = None if holder is None else _KEY.fullmatch(holder.text)
        beside = "" if owner is None else f": beside `{short(owner['key'])}`, it begins in its column"
        return Mishap(
            f"the key `{name}` stands among the items of a list", f"move it to the left{beside}", *span
        )
    if line.indent < above.indent and (level is None or level.indent < line.indent):
        return Mishap(
            f"`{name}` begins in a column in which nothing above begins",
            "keys that belong together begin in the same column",
            *span,
        )
    return None
