"""A source's documents, going on behind what is no YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from msglint import complaints, quick
from msglint.document import Document, Problem, broken
from msglint.quick import NOT_SURE, NOTHING
from msglint.regexes import regex
from msglint.source import Source
from msglint.spans import Spans

_FORBIDDEN = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_HARMLESS = bytes({9, 10, 13, *range(0x20, 0x7F), *range(0x80, 0x100)})
_MAY_BEGIN_FORBIDDEN = (b"\xc2", b"\xed", b"\xef\xbf")
"""In UTF-8, of the forbidden characters beyond ASCII."""

_CHUNK = 1 << 16

_MARKER = regex(r"\n---(?=[ \t\r\n]|\Z)")
_DIRECTIVE = regex(r"^%", re.MULTILINE)

_state = {"quick": True}


def use_quick(on: bool) -> None:
    """Lets `quick` read what is plainly written, or leaves all to the parser; for tests."""
    _state["quick"] = on


def documents(source: Source) -> Iterator[Document]:
    """The documents of a source in order; a text without any gives none.

    A line that starts with `---` always starts a document, so each stretch between two of them
    is parsed on its own: what is no YAML costs one document, never the rest of the stream, and
    a long stream needs the memory of its longest document.
    """
    index = 0
    for piece in source.pieces():
        for document in _documents(piece, index):
            yield document
            index += 1


def _documents(source: Source, index: int) -> Iterator[Document]:
    """The documents of a piece, of which the first has an index."""
    unreadable = _unreadable(source)
    if unreadable is not None:
        yield broken(source, index, 0, unreadable, len(source.text))
        return
    leading: int | None = None
    for start, end in _stretches(source.text):
        begin = start if leading is None else leading
        before = index
        for document in _read(source, start, end, index, begin):
            yield document
            index += 1
        leading = begin if index == before else None


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch that holds one document, or none but comments."""
    start = 0
    if "\n---" in text and not ("%" in text and _DIRECTIVE.search(text)):
        for marker in _MARKER.finditer(text):
            yield start, marker.start() + 1
            start = marker.start() + 1
    yield start, len(text)


def _read(source: Source, start: int, end: int, index: int, begin: int) -> Iterator[Document]:
    """The documents of one stretch: by `quick` where it is sure of them, else by the parser."""
    text = source.text
    value = (
        quick.value(text if end - start == len(text) else text[start:end]) if _state["quick"] else NOT_SURE
    )
    if value is NOT_SURE:
        from msglint.parsing import (
            parsed,  # most runs need no parser, which takes longer to import than to run
        )

        yield from parsed(source, start, end, index, begin)
    elif value is not NOTHING:
        yield Document(source, index, begin, value, places=partial(_places, source, start, end), end=end)


def _places(source: Source, start: int, end: int) -> Spans:
    from msglint.parsing import spans

    return spans(source, start, end)


def _unreadable(source: Source) -> Problem | None:
    if source.undecodable is not None:
        said = complaints.bad_encoding(source.encoding)
        return Problem(said.rule, said.message, source.undecodable, source.undecodable + 1, hint=said.hint)
    match = forbidden(source.text)
    if match is None:
        return None
    said = complaints.forbidden_character(match[0])
    return Problem(said.rule, said.message, match.start(), match.end(), hint=said.hint)


def forbidden(text: str) -> re.Match[str] | None:
    """The first character of a text that YAML does not allow anywhere."""
    return _FORBIDDEN.search(text) if _may_hold_forbidden(text) else None


def _may_hold_forbidden(text: str) -> bool:
    """Whether a text must be searched: most need not, and to know that is several times faster."""
    for start in range(0, len(text), _CHUNK):
        data = text[start : start + _CHUNK].encode("utf-8", "surrogatepass")
        if data.translate(None, _HARMLESS):
            return True
        if not data.isascii() and any(begin in data for begin in _MAY_BEGIN_FORBIDDEN):
            return True
    return False
