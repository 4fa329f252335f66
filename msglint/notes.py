"""What is noted of YAML while it is read: problems at the place under construction."""

from __future__ import annotations

from typing import Any

from msglint import complaints
from msglint.complaints import Said
from msglint.diagnostics import Change, Fix, Path
from msglint.document import Document, Problem
from msglint.events import ScalarEvent
from msglint.frames import NO_KEY, SKIP, Frame, step
from msglint.regexes import regex
from msglint.source import Source
from msglint.spans import Span

_TAG = regex(r"![^\s,\[\]{}]*")


class Notes:
    """The document under construction, its open containers, and what is wrong with it so far.

    `base` is where in the source the parser's text begins.
    """

    def __init__(self, source: Source, base: int, document: Document) -> None:
        self.source = source
        self.base = base
        self.current = document
        self.stack: list[Frame] = []

    def at(self, node: Any) -> Span:
        """The characters of a node."""
        return self.current.spans.span_of(node)

    def path(self) -> Path:
        """The path of the container under construction."""
        return tuple(map(step, self.stack[:-1]))

    def next_path(self) -> Path:
        """The path of the value that is placed next."""
        return tuple(map(step, self.stack))

    def expects_key(self) -> bool:
        """Whether the next value is a key."""
        return bool(self.stack) and not self.stack[-1].is_list and self.stack[-1].key is NO_KEY

    def quoting(self) -> Fix:
        """The fix that quotes the value that is placed next."""
        return Fix("quote it", (Change("quote", self.next_path()),))

    def problem(self, said: Said, span: Span, path: Path, fix: Fix | None = None) -> None:
        """Notes a problem of the document."""
        self.current.problems.append(
            Problem(said.rule, said.message, span.start, span.end, path, said.hint, fix)
        )

    def unknown_tag(self, event: Any) -> None:
        """Notes a tag outside the core schema."""
        text = self.source.text
        match = _TAG.search(text, self.base + event.start_mark.index)
        span = Span(match.start(), match.end()) if match else self.at(event)
        self.problem(complaints.unknown_tag(text[span.start : span.end]), span, self.next_path())

    def refuse_key(self, frame: Frame, value: Any, node: Any) -> None:
        """Notes a key that is there already or is no text; the value of one that no name stands for is dropped."""
        frame.key = SKIP
        span = self.at(node)
        written = self.source.text[span.start : span.end]
        if value.__class__ is str:
            row = self.source.position(self.at(frame.node.keys[value]).start)[0]
            self.problem(complaints.duplicate_key(value, row), span, (*self.path(), value))
        elif isinstance(value, dict | list):
            if self.source.text[max(span.start - 1, 0) : span.start + 1] == "{{":
                frame.placeholder = span
            else:
                self.problem(complaints.COMPLEX_KEY, span, self.path())
        else:
            path = (*self.path(), written)
            plain = node.__class__ is ScalarEvent and not node.style
            fix = Fix("quote the key", (Change("rename", path, written),)) if plain else None
            self.problem(complaints.non_string_key(written), span, path, fix)
            frame.key = written if written not in frame.value else SKIP
