"""YAML to plain values and the place of each, in one pass over the parser's events.

The values are those of the YAML 1.2 core schema: `yes` is a string, a timestamp is a string.
What a JSON body cannot hold, or what other readers of the file would take for something else,
is a `Problem` with a place, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint import complaints
from msglint.document import Document
from msglint.events import (
    SURROGATE,
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YAMLError,
    event_source,
    has_second_opinion,
    parse_error,
)
from msglint.frames import NO_KEY, SKIP, Frame
from msglint.notes import Notes
from msglint.scalars import PLAIN_STARTS, NotJsonNumberError, loses_digits, resolve_plain
from msglint.source import Source
from msglint.spans import AliasNode, MapNode, Span, Spans

MAX_DEPTH = 100
"""Levels of nesting; the deepest documented message has about twenty."""

MAX_EXPANDED = 200_000
"""Values that aliases may add to a document; 1000 destinations need a few thousand."""

_STRING_TAG = "tag:yaml.org,2002:str"
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
)


class _TooMuchError(Exception):
    """A document that is not worth building further; its problem is already noted."""


class Builder(Notes):
    """Builds the documents of one parser run over the characters `base` to `end` of a source.

    `begin` is where the first document starts, its leading comments included; the first `skip`
    documents are read and dropped.
    """

    def __init__(
        self, source: Source, base: int, end: int, index: int, begin: int, pure: bool = False, skip: int = 0
    ) -> None:
        text = source.text
        super().__init__(source, base, Document(source, index, base))
        self.index = index
        self.skip = skip
        self.text = text if base == 0 and end == len(text) else text[base:end]
        if self.text.startswith("\ufeff"):  # the parsers pass a byte order mark over, and do not count it
            self.text = self.text[1:]
            self.base += 1
        self.pure = pure or not has_second_opinion()
        self.next_event = event_source(self.text, pure)
        self.resume_at = begin

    def documents(self) -> Iterator[Document]:
        """The documents up to the end of the text; raises ParseError where YAML ends."""
        try:
            yield from self._documents()
        except YAMLError as error:
            raise parse_error(self.text, error) from None

    def _documents(self) -> Iterator[Document]:
        while (event := self.next_event()) is not None:
            if event.__class__ is not DocumentStartEvent:
                continue
            document = Document(self.source, self.index, self.resume_at, end=self.resume_at)
            self.current = document
            document.places = Spans(self.source.text, None, self.base)
            try:
                self._build(document)
            except _TooMuchError:
                document.broken = True
                document.end = self._skip_rest()
            if self.pure:
                self._note_halves(document)
            self.resume_at = document.end
            if self.skip:
                self.skip -= 1
                continue
            self.index += 1
            yield document

    def _note_halves(self, document: Document) -> None:
        """Halves of surrogate pairs, which the C parser refuses and the pure one lets pass."""
        for path, event in document.spans.scalars():
            if SURROGATE.search(event.value):
                document.broken = True
                self.problem(complaints.HALF_PAIR, self.at(event), path)

    def _skip_rest(self) -> int:
        """Leaves the rest of the text unread: nothing in it is worth the time of the parser."""
        self.next_event = lambda: None
        return self.base + len(self.text)

    def _build(self, document: Document) -> None:  # noqa: C901
        """Reads events up to the end of the document; an explicit stack, so depth costs nothing.

        Nine of ten events are scalars without anchor or tag: what is done for them is written out.
        """
        self.stack = []
        self.anchors: dict[str, tuple[Any, Any, int]] = {}
        self.open_anchors: set[str] = set()
        self.count = self.expanded = 0
        next_event = self.next_event
        stack = self.stack
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                if event.ctag is not None or event.anchor is not None:
                    value = self._scalar(event)
                elif not event.style and value[:1] not in PLAIN_STARTS:
                    value = self._plain(event)
                if not stack:
                    self._put(value, event)
                    continue
                frame = stack[-1]
                key = frame.key
                if frame.is_list:
                    frame.value.append(value)
                    frame.node.items.append(event)
                elif key is NO_KEY:
                    if value.__class__ is str and value not in frame.value:
                        frame.key = value
                        frame.key_event = event
                    else:
                        self._take_key(frame, value, event)
                elif key.__class__ is str and key != "<<":
                    frame.key = NO_KEY
                    frame.value[key] = value
                    frame.node.keys[key] = frame.key_event
                    frame.node.values[key] = event
                else:
                    self._put(value, event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, kind is SequenceStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(event)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentEndEvent:
                document.end = self.base + event.end_mark.index
                return

    def _put(self, value: Any, node: Any) -> None:
        """Places a finished value: as the root, an item, a key, or the value of the key before."""
        if not self.stack:
            self.current.value = value
            self.current.spans.root = node
            return
        frame = self.stack[-1]
        key = frame.key
        if frame.is_list:
            frame.value.append(value)
            frame.node.items.append(node)
        elif key is NO_KEY:
            self._take_key(frame, value, node)
        else:
            frame.key = NO_KEY
            if key is not SKIP:
                if key == "<<" and not frame.key_event.style:
                    self._merge(frame, value, node)
                else:
                    frame.value[key] = value
                    frame.node.keys[key] = frame.key_event
                    frame.node.values[key] = node

    def _take_key(self, frame: Frame, value: Any, node: Any) -> None:
        frame.key_event = node
        if value.__class__ is str and (value not in frame.value or value in frame.merged):
            frame.merged.discard(value)
            frame.key = value
            return
        self.refuse_key(frame, value, node)

    def _merge(self, frame: Frame, value: Any, node: Any) -> None:
        """Notes a merge key, and merges all the same: what it brings is judged, not missed."""
        self.problem(complaints.MERGE_KEY, self.at(frame.key_event), (*self.path(), "<<"))
        target = node.target if isinstance(node, AliasNode) else node
        if isinstance(value, dict) and isinstance(target, MapNode):
            for key, merged in value.items():
                if key not in frame.value:
                    frame.merged.add(key)
                    frame.value[key] = merged
                    frame.node.keys[key] = frame.key_event
                    frame.node.values[key] = target.values[key]

    def _open(self, event: Any, is_list: bool) -> None:
        self.count += 1
        if len(self.stack) >= MAX_DEPTH:
            start = self.at(event).start
            self.problem(complaints.too_deep(MAX_DEPTH), Span(start, start + 1), self.next_path())
            raise _TooMuchError
        if event.tag is not None and event.tag not in _CORE_TAGS:
            self.unknown_tag(event)
        if event.anchor is not None:
            self.open_anchors.add(event.anchor)
        self.stack.append(Frame(event, is_list, self.count))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        frame.node.end = event
        self.count += len(frame.value)
        if frame.anchor is not None:
            self.open_anchors.discard(frame.anchor)
            self.anchors[frame.anchor] = (frame.value, frame.node, self.count - frame.count + 1)
        value = frame.value
        if frame.placeholder is not None:
            if value:
                self.problem(complaints.COMPLEX_KEY, frame.placeholder, self.next_path())
            else:
                span = self.at(frame.node)
                value = self.source.text[span.start : span.end]
                self.problem(complaints.placeholder(value), span, self.next_path(), self.quoting())
        self._put(value, frame.node)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if name in self.open_anchors:
            self.problem(complaints.cyclic_alias(name), self.at(event), self.next_path())
            raise _TooMuchError
        if name not in self.anchors:
            self.problem(complaints.undefined_alias(name), self.at(event), self.next_path())
            raise _TooMuchError
        value, node, size = self.anchors[name]
        self.count += size
        self.expanded += size
        if self.expanded > MAX_EXPANDED:
            self.problem(complaints.alias_bomb(MAX_EXPANDED), self.at(event), self.next_path())
            raise _TooMuchError
        self._put(value, AliasNode(event, node))

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        value: Any = event.value
        if tag is None:
            if not event.style:
                value = self._plain(event)
        elif tag not in _CORE_TAGS:
            if tag != "!":
                self.unknown_tag(event)
        elif tag != _STRING_TAG:
            value = self._plain(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, event, 1)
        return value

    def _plain(self, event: Any) -> Any:
        """The value of a plain scalar; the text itself where a number would lose what is written."""
        text = event.value
        try:
            value = resolve_plain(text)
        except NotJsonNumberError:
            self.problem(complaints.non_json_number(text), self.at(event), self.next_path())
            return text
        if value.__class__ is int and loses_digits(text) and not self.expects_key():
            self.problem(
                complaints.lost_digits(text, value), self.at(event), self.next_path(), self.quoting()
            )
            return text
        return value
