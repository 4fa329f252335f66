"""The one place that knows which YAML parser is used.

ruamel.yaml's C parser (from `ruamel.yaml.clib`) where it is installed, its pure-Python parser
elsewhere: both give the same event classes, whose marks count code points of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

try:
    from _ruamel_yaml import CParser
except ImportError:
    CParser = None

__all__ = [
    "SURROGATE",
    "AliasEvent",
    "DocumentEndEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "ParseError",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "YAMLError",
    "event_source",
    "has_second_opinion",
    "parse_error",
    "use_pure_parser",
]

Event = Any
NextEvent = Callable[[], Event]

_state = {"pure": CParser is None}


class ParseError(Exception):
    """The text is no YAML: `message` in our words, `offset` in code points of the parsed text."""

    def __init__(self, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


def use_pure_parser(pure: bool) -> None:
    """Chooses the parser for this process; for tests and for `MSGLINT_PURE`."""
    _state["pure"] = pure or CParser is None


def event_source(text: str, pure: bool = False) -> NextEvent:
    """A function that gives the next event, and None after the last.

    It raises YAMLError where the text is no YAML: `parse_error` makes that our own. It is the
    parser's own function, because it is called for every value of every file.
    """
    if pure or _state["pure"]:
        return _pure_events(text)
    next_event: NextEvent = CParser(text).get_event
    return next_event


def _pure_events(text: str) -> NextEvent:
    r"""Events of the pure parser, with `\ud83d\ude00` read as JSON reads it: as one character."""
    from ruamel.yaml import YAML

    events = YAML(typ="safe", pure=True).parse(text)

    last: list[Event] = [StreamStartEvent(None, None)]

    def next_event() -> Event:
        try:
            event = next(events, None)
        except (ValueError, OverflowError) as error:  # an escape beyond Unicode
            mark = getattr(last[0], "end_mark", None)
            raise MarkedYAMLError(problem="escape", problem_mark=mark) from error
        if event.__class__ is ScalarEvent and event.style == '"' and SURROGATE.search(event.value):
            joined = event.value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
            event.value = joined
        last[0] = event
        return event

    return next_event


SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair of UTF-16 units; alone it is no character."""

_NOWHERE = "this does not fit here: neither a key nor a list item, or an indentation that fits nothing above"
_NO_KEY = "a `:` where no key can stand: the line above is no `key: value`"
VAGUE = frozenset((_NOWHERE, _NO_KEY))
"""Sentences that say no more than that something is wrong: the lines around may tell what."""

_SENTENCES = (
    (
        r"^found character '\\t'|tab",
        "a tab cannot be used for indentation here",
        "YAML is indented with blanks",
    ),
    (r"cannot start any token", "this character cannot start a value", "put the value in quotes"),
    (r"^mapping values are not allowed", "a second `:` on this line", "put the text in quotes"),
    (r"^found unexpected end of stream|quoted scalar", "a quote is opened here and never closed", None),
    (r"got '<stream end>'", "a bracket is opened here and never closed", None),
    (r"^expected ',' or '\]'|find expected ',' or '\]'", "`,` or `]` is missing before this", None),
    (r"^expected ',' or '\}'|find expected ',' or '\}'", "`,` or `}` is missing before this", None),
    (
        r"find expected key|expected <block end>|find expected ':'|find expected '-'",
        _NOWHERE,
        None,
    ),
    (
        r"sequence entries are not allowed",
        "a list item (`- `) cannot start here",
        "start it on a line of its own",
    ),
    (r"chomping or indentation", "`|` and `>` start a block: its text begins on the next line", None),
    (r"alphabetic or numeric character", "`*` and `&` need a name; as text they need quotes", None),
    (r"<document start>", "text after the end of a document", None),
    (r"node content", "a value was expected here", None),
    (r"incompatible YAML document", "a version of YAML that nothing reads", "leave the %YAML line out"),
    (r"escape", "an escape that YAML does not know", "in single quotes a backslash is only a backslash"),
)

_UNCLOSED = re.compile(r"end of stream|<stream end>")
_MAPPING_ON_LINE = re.compile(r":\s[^\n]*$")


def has_second_opinion() -> bool:
    """Whether the pure parser should judge what the C parser refused.

    libyaml 0.1 is stricter than YAML 1.2 within flow collections: it stops at
    `[https://example.com]`, `{"a":1}`, and `[Really?, no]`.
    """
    return not _state["pure"]


def parse_error(text: str, error: YAMLError) -> ParseError:
    """What a parser raised for a text, in our words."""
    if not isinstance(error, MarkedYAMLError):
        return ParseError("this is not readable as YAML", 0)
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    if _UNCLOSED.search(problem) and error.context_mark is not None:
        mark = error.context_mark
    offset = 0 if mark is None else min(int(mark.index), len(text))
    message, hint = _sentence(
        problem, text[text.rfind("\n", 0, offset) + 1 : offset], text[offset : offset + 1]
    )
    return ParseError(message, offset, hint)


def _sentence(problem: str, before: str, character: str) -> tuple[str, str | None]:
    """Sentence and hint for a parser's problem, the text before it on its line, and the character there."""
    if character == "\t":
        return _SENTENCES[0][1:]
    if "mapping values" in problem and not _MAPPING_ON_LINE.search(before):
        return _NO_KEY, None
    for pattern, message, hint in _SENTENCES:
        if re.search(pattern, problem):
            return message, hint
    return problem or "this is not readable as YAML", None
