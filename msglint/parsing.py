"""The documents of a stretch of a source as the parser reads them, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator

from msglint import complaints
from msglint.builder import MAX_DEPTH, Builder
from msglint.document import Document, Problem, broken
from msglint.events import VAGUE, ParseError, has_second_opinion
from msglint.mishaps import mishap
from msglint.regexes import regex
from msglint.source import Source
from msglint.spans import Spans

_SECOND_OPINION_LIMIT = 1_000_000
"""Characters up to which the slow parser is asked about what the fast one refuses: some seconds."""

_BRACKET = regex(r"[\[\]{}]")
_PLACEHOLDER = regex(r"(?<=[:\-,\[ \t])(?P<all>(?P<name>\{\{[^{}\n]*\}\})[^\n]*)")


def parsed(source: Source, start: int, end: int, index: int, begin: int) -> Iterator[Document]:
    """The documents between two characters of a source, the first with this index and beginning."""
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
    yield broken(source, builder.index, builder.resume_at, problem, end)


def _is_worth_a_second_opinion(text: str) -> bool:
    """Whether the slow parser may read a text: its time grows with length, and squared with open brackets."""
    if len(text) > _SECOND_OPINION_LIMIT:
        return False
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest <= 2 * MAX_DEPTH


def spans(source: Source, start: int, end: int) -> Spans:
    """The places of the only document, known to be in order, between two characters of a source."""
    return next(Builder(source, start, end, 0, start, not has_second_opinion()).documents()).spans


def _syntax(text: str, start: int, offset: int, failure: ParseError) -> Problem:
    line_end = text.find("\n", offset)
    line = text.rfind("\n", start, offset)
    above = max(text.rfind("\n", start, line), start) if line > start else start
    trap = _PLACEHOLDER.search(text, above, line_end if line_end >= 0 else len(text))
    if trap is not None:
        at = trap.start("all")
        said = complaints.placeholder(trap["name"])
        return Problem(said.rule, said.message, at, at + len(trap["all"].rstrip()), hint=said.hint)
    if failure.message in VAGUE:
        happened = mishap(text, start, offset)
        if happened is not None:
            message, hint, at, end = happened
            return Problem("yaml-syntax", message, at, end, hint=hint)
    at = offset
    while at > start and (at >= len(text) or text[at] in "\r\n"):
        at -= 1
    return Problem("yaml-syntax", failure.message, at, at + 1, hint=failure.hint)
