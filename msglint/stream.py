"""A source's documents, going on behind what is no YAML."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial

from msglint import complaints
from msglint.builder import MAX_DEPTH, Builder, spans_of
from msglint.document import Document, Problem
from msglint.events import ParseError, has_second_opinion
from msglint.source import Source
from msglint.spans import Spans

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_HARMLESS = bytes({9, 10, 13, *range(0x20, 0x7F), *range(0x80, 0x100)})
_MAY_BEGIN_FORBIDDEN = (b"\xc2", b"\xed", b"\xef\xbf")
"""In UTF-8, of the forbidden characters beyond ASCII."""

_CHUNK = 1 << 16
_SECOND_OPINION_LIMIT = 1_000_000
"""Characters up to which the slow parser is asked about what the fast one refuses: some seconds."""

_BRACKET = re.compile(r"[\[\]{}]")
_MARKER = re.compile(r"\n---(?=[ \t\r\n]|\Z)")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_PLACEHOLDER = re.compile(r"(?<=[:\-,\[ \t])(?P<all>(?P<name>\{\{[^{}\n]*\}\})[^\n]*)")

_quick = {"after": 20_000}
"""Characters after which `quick` reads what is plainly written: to compile its patterns costs what it saves on these."""


def use_quick(after: int | None) -> None:
    """Lets `quick` read after so many more characters, or never; for tests."""
    _quick["after"] = sys.maxsize if after is None else after


def documents(source: Source) -> Iterator[Document]:
    """The documents of a source in order; a text without any gives none.

    A line that starts with `---` always starts a document, so each stretch between two of them
    is parsed on its own: what is no YAML costs one document, never the rest of the stream, and
    a long stream needs the memory of its longest document.
    """
    unreadable = _unreadable(source)
    if unreadable is not None:
        yield _broken(source, 0, 0, unreadable, len(source.text))
        return
    index = 0
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
    _quick["after"] -= end - start
    if _quick["after"] < 0:
        from msglint import quick

        text = source.text
        value = quick.value(text if end - start == len(text) else text[start:end])
        if value is quick.NOTHING:
            return
        if value is not quick.NOT_SURE:
            places = partial(spans_of, source, start, end, not has_second_opinion())
            yield Document(source, index, begin, value, places=places, end=end)
            return
    yield from _parsed(source, start, end, index, begin)


def _parsed(source: Source, start: int, end: int, index: int, begin: int) -> Iterator[Document]:
    builder = Builder(source, start, end, index, begin)
    try:
        yield from builder.documents()
        return
    except ParseError as failure:
        stopped = failure
    if has_second_opinion() and _is_worth_a_second_opinion(source.text[start:end]):
        builder = Builder(
            source, start, end, builder.index, builder.resume_at, pure=True, skip=builder.index - index
        )
        try:
            yield from builder.documents()
            return
        except ParseError as failure:
            stopped = failure
    offset = min(start + stopped.offset, end)
    problem = _syntax(source.text, builder.resume_at, offset, stopped)
    yield _broken(source, builder.index, builder.resume_at, problem, end)


def _is_worth_a_second_opinion(text: str) -> bool:
    """Whether the slow parser may read a text: its time grows with length, and squared with open brackets."""
    if len(text) > _SECOND_OPINION_LIMIT:
        return False
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest <= 2 * MAX_DEPTH


def _broken(source: Source, index: int, start: int, problem: Problem, end: int) -> Document:
    spans = Spans(source.text, None, start)
    return Document(source, index, start, places=spans, problems=[problem], broken=True, end=end)


def _unreadable(source: Source) -> Problem | None:
    if source.undecodable is not None:
        said = complaints.bad_encoding(source.encoding)
        return Problem(said.rule, said.message, source.undecodable, source.undecodable + 1, hint=said.hint)
    match = _FORBIDDEN.search(source.text) if _may_hold_forbidden(source.text) else None
    if match is None:
        return None
    said = complaints.forbidden_character(match[0])
    return Problem(said.rule, said.message, match.start(), match.end(), hint=said.hint)


def _may_hold_forbidden(text: str) -> bool:
    """Whether a text must be searched: most need not, and to know that is several times faster."""
    for start in range(0, len(text), _CHUNK):
        data = text[start : start + _CHUNK].encode("utf-8", "surrogatepass")
        if data.translate(None, _HARMLESS):
            return True
        if not data.isascii() and any(begin in data for begin in _MAY_BEGIN_FORBIDDEN):
            return True
    return False


def _syntax(text: str, start: int, offset: int, failure: ParseError) -> Problem:
    line_end = text.find("\n", offset)
    line = text.rfind("\n", start, offset)
    above = max(text.rfind("\n", start, line), start) if line > start else start
    trap = _PLACEHOLDER.search(text, above, line_end if line_end >= 0 else len(text))
    if trap is not None:
        at = trap.start("all")
        said = complaints.placeholder(trap["name"])
        return Problem(said.rule, said.message, at, at + len(trap["all"].rstrip()), hint=said.hint)
    at = offset
    while at > start and (at >= len(text) or text[at] in "\r\n"):
        at -= 1
    return Problem("yaml-syntax", failure.message, at, at + 1, hint=failure.hint)
