"""Where every key and value of a document stands, looked up by path."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from msglint.diagnostics import Path
from msglint.regexes import regex
from msglint.writing import Writing, writing

_PROPERTIES = regex(r"(?:[&!][^\s,\[\]{}]*(?:(?:\s+(?:#[^\r\n]*)?)+|(?=[,\]}]|$)))*")


class Span(NamedTuple):
    """Characters `start` to `end` of a text, end exclusive."""

    start: int
    end: int


class MapNode:
    """A mapping: its first and last event, and for each key its event and its value's node."""

    __slots__ = ("end", "keys", "start", "values")

    def __init__(self, start: Any) -> None:
        self.start = start
        self.end: Any = None
        self.keys: dict[str, Any] = {}
        self.values: dict[str, Any] = {}


class ListNode:
    """A sequence: its first and last event, and the node of each item."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: Any) -> None:
        self.start = start
        self.end: Any = None
        self.items: list[Any] = []


class AliasNode:
    """An alias `*name`: its own event, and the node of what it stands for."""

    __slots__ = ("event", "target")

    def __init__(self, event: Any, target: Any) -> None:
        self.event = event
        self.target = target


class Spans:
    """The places of one document. A scalar's node is its event; a container's a Map- or ListNode."""

    __slots__ = ("_writings", "base", "root", "text")

    def __init__(self, text: str, root: Any, base: int = 0) -> None:
        self.text = text
        self.root = root
        self.base = base
        self._writings: dict[int, tuple[Span, Writing | None]] = {}

    def node(self, path: Path) -> Any:
        """The node at a path, or the nearest one above it that exists."""
        node = self.root
        for step in path:
            if isinstance(node, AliasNode):
                node = node.target
            if isinstance(node, MapNode) and step in node.values:
                node = node.values[step]
            elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                break
        return node

    def has(self, path: Path) -> bool:
        """Whether a value stands at exactly this path."""
        node = self.root
        for step in path:
            if isinstance(node, AliasNode):
                node = node.target
            if isinstance(node, MapNode) and step in node.values:
                node = node.values[step]
            elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return False
        return node is not None

    def value(self, path: Path) -> Span:
        """The characters of the value at a path, without anchor, tag, and trailing blanks."""
        return self.span_of(self.node(path))

    def key(self, path: Path) -> Span | None:
        """The characters of the key at the end of a path; None for an item of a list and the root."""
        if not path:
            return None
        parent = self.node(path[:-1])
        if isinstance(parent, AliasNode):
            parent = parent.target
        if isinstance(parent, MapNode) and path[-1] in parent.keys:
            return self.span_of(parent.keys[path[-1]])
        return None

    def raw(self, path: Path) -> str:
        """The source text of the value at a path."""
        return self.raw_of(self.value(path))

    def raw_of(self, span: Span) -> str:
        """The source text between two places."""
        return self.text[span.start : span.end]

    def is_container(self, path: Path) -> bool:
        """Whether the value at a path is a mapping or a sequence (not an alias of one)."""
        return isinstance(self.node(path), MapNode | ListNode)

    def style(self, path: Path) -> str:
        """How the scalar at a path is written: `''` plain, `'` or `"` quoted, `|` or `>` block."""
        node = self.node(path)
        return getattr(node, "style", None) or ""

    def has_type(self, path: Path, key: bool = False) -> bool:
        """Whether a tag such as `!!int` tells the type of the scalar at a path, or of the key."""
        node = self.node(path)
        if key:
            node = getattr(self.node(path[:-1]), "keys", {}).get(path[-1])
        tag = getattr(node, "tag", None)
        return tag not in (None, "!", "tag:yaml.org,2002:str")

    def is_alias(self, path: Path) -> bool:
        """Whether the path passes through, or ends at, an alias."""
        return any(isinstance(self.node(path[:depth]), AliasNode) for depth in range(len(path) + 1))

    def caret(self, path: Path) -> Span:
        """Where a finding about the value at a path is shown.

        A scalar: itself, or its key when it is empty. A container: its key; without one, the key
        or value it begins with.
        """
        node = self.node(path)
        key = self.key(path)
        if not isinstance(node, MapNode | ListNode):
            span = self.span_of(node)
            return key if key is not None and span.start == span.end else span
        if key is not None:
            return key
        if isinstance(node, MapNode) and node.keys:
            return self.span_of(next(iter(node.keys.values())))
        if isinstance(node, ListNode) and node.items:
            return self.caret((*path, 0)) if self.has((*path, 0)) else self.span_of(node)
        return self.span_of(node)

    def entry(self, path: Path) -> Span | None:
        """The characters of a key with its value, or of an item of a list."""
        parent = self.node(path[:-1])
        step = path[-1]
        if isinstance(parent, MapNode) and step in parent.keys:
            key = self.span_of(parent.keys[step])
            return Span(key.start, self._end(parent.values[step], key.end))
        if isinstance(parent, ListNode) and isinstance(step, int) and step < len(parent.items):
            return Span(self.span_of(parent.items[step]).start, self._end(parent.items[step], 0))
        return None

    def beside(self, path: Path, gone: Collection[Path] = ()) -> tuple[Span | None, Span | None]:
        """The nearest entries before and behind the one at a path, in its container, that are not `gone`."""
        *above, mine = path
        order = self._order(self.node(path[:-1]))
        at = order.index(mine)
        sides = (reversed(order[:at]), order[at + 1 :])
        before, behind = (next((step for step in side if (*above, step) not in gone), None) for side in sides)
        return (
            None if before is None else self.entry((*above, before)),
            None if behind is None else self.entry((*above, behind)),
        )

    def last(self, path: Path) -> tuple[Span | None, Span | None]:
        """The first and the last entry of the mapping at a path."""
        node = self.node(path)
        order = self._order(node)
        if not order or not isinstance(node, MapNode):
            return None, None
        return self.entry((*path, order[0])), self.entry((*path, order[-1]))

    def _order(self, node: Any) -> Sequence[str | int]:
        match node:
            case MapNode():
                return list(node.keys)
            case ListNode():
                return range(len(node.items))
        return ()

    def is_flow(self, path: Path) -> bool:
        """Whether the container at a path is written in `{}` or `[]`."""
        span = self.span_of(self.node(path))
        return self.text[span.start : span.start + 1] in ("{", "[")

    def _end(self, node: Any, least: int) -> int:
        """Where a value ends: of a block collection where its last part ends, comments behind it left out."""
        while isinstance(node, MapNode | ListNode):
            span = self.span_of(node)
            parts = list(node.values.values()) if isinstance(node, MapNode) else node.items
            if self.text[span.start : span.start + 1] in ("{", "[") or not parts:
                return max(span.end, least)
            if isinstance(node, MapNode):
                least = max(least, self.span_of(list(node.keys.values())[-1]).end)
            node = parts[-1]
        return max(self.span_of(node).end, least)

    def scalars(self) -> Iterator[tuple[Path, Any]]:
        """All scalars, keys included, with the path of each (of a key: its value's)."""
        queue: list[tuple[Path, Any]] = [((), self.root)]
        while queue:
            path, node = queue.pop()
            if isinstance(node, MapNode):
                for key, value in node.values.items():
                    event = node.keys[key]
                    name = event.target if isinstance(event, AliasNode) else event
                    if isinstance(name, MapNode):  # `{{name}}` as a key
                        queue.append(((*path, key), name))
                    else:
                        yield (*path, key), name
                    queue.append(((*path, key), value))
            elif isinstance(node, ListNode):
                queue += [((*path, index), item) for index, item in enumerate(node.items)]
            elif node is not None and not isinstance(node, AliasNode):
                yield path, node

    def texts(self) -> list[Span]:
        """The characters of all scalars that may hold a `#` or more than a line: quoted ones, blocks, long ones."""
        return [
            self.span_of(event)
            for _, event in self.scalars()
            if event.style or event.start_mark.line != event.end_mark.line
        ]

    def part(self, path: Path, start: int, end: int) -> Span | None:
        """The characters that a stretch of a scalar's text is written with; None where that is not certain."""
        raw, found = self.writing(path)
        stretch = None if found is None else found.stretch(start, end)
        return None if stretch is None else Span(raw.start + stretch[0], raw.start + stretch[1])

    def writing(self, path: Path) -> tuple[Span, Writing | None]:
        """The characters of a scalar, a block's last line breaks included, and how they write its text."""
        node = self.node(path)
        known = self._writings.get(id(node))
        if known is None:
            text = getattr(node, "value", None)
            span, style = self.span_of(node), self.style(path)
            if style in ("|", ">"):
                span = Span(span.start, self.base + node.end_mark.index)
            found = writing(self.raw_of(span), style, text) if isinstance(text, str) else None
            self._writings[id(node)] = known = span, found
        return known

    def span_of(self, node: Any) -> Span:
        """The characters of a node, without anchor, tag, and trailing blanks."""
        if node is None:
            return Span(self.base, self.base)
        if isinstance(node, MapNode | ListNode):
            first, last = node.start, node.end or node.start
        elif isinstance(node, AliasNode):
            first = last = node.event
        else:
            first = last = node
        start = self.base + first.start_mark.index
        end = self.base + last.end_mark.index
        match = _PROPERTIES.match(self.text, start, end)
        if match:
            start = match.end()
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        return Span(start, end)
