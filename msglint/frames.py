"""Containers under construction."""

from __future__ import annotations

from typing import Any

from msglint.spans import ListNode, MapNode, Span

NO_KEY: Any = object()
"""A mapping that waits for a key."""

SKIP: Any = object()
"""A key whose value is read and dropped."""


class Frame:
    """A container under construction; `key` is the one whose value comes next."""

    __slots__ = ("anchor", "count", "is_list", "key", "key_event", "merged", "node", "placeholder", "value")

    def __init__(self, event: Any, is_list: bool, count: int) -> None:
        self.value: Any = [] if is_list else {}
        self.node: Any = ListNode(event) if is_list else MapNode(event)
        self.is_list = is_list
        self.key: Any = NO_KEY
        self.key_event: Any = None
        self.anchor = event.anchor
        self.count = count
        self.placeholder: Span | None = None
        self.merged: set[str] = set()


def step(frame: Frame) -> str | int:
    """The key or index at which the next value of a container is placed."""
    if frame.is_list:
        return len(frame.value)
    return frame.key if isinstance(frame.key, str) else "?"
