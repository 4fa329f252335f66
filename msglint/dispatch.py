"""Which rules look where: the patterns of many rules walked through a request at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint import rules
from msglint.diagnostics import Path, Severity
from msglint.request import Place, Request
from msglint.rule import RULES, Rule
from msglint.settings import Settings


class Node:
    """A step of the patterns: the rules that end here, and the steps that go on."""

    __slots__ = ("every", "keys", "rules")

    def __init__(self) -> None:
        self.rules: list[tuple[Rule, Severity, dict[str, Any]]] = []
        self.keys: dict[str, Node] = {}
        self.every: Node | None = None


_roots: dict[tuple[str, str | None, int], tuple[Settings, Node]] = {}


def root(request: Request) -> Node:
    """The patterns of all rules that are on for a request's API, channel, and settings; made once for each."""
    key = (request.api, request.channel, id(request.settings))
    known = _roots.get(key)
    if known is None:
        known = _roots[key] = request.settings, _build(request.api, request.channel, request.settings)
    return known[1]


def _build(api: str, channel: str | None, settings: Settings) -> Node:
    rules.load(channel)
    top = Node()
    names = {api, f"{api}/{channel}"}
    for rule in list(RULES.values()):
        severity = settings.level(rule.id, rule.severity, rule.default)
        if severity is None or (rule.on and not rule.on & names):
            continue
        told = (rule, severity, dict(settings.options.get(rule.id, {})))
        for pattern in rule.at:
            _node(top, pattern).rules.append(told)
    return top


def _node(node: Node, pattern: Path) -> Node:
    for step in pattern:
        if step == "*":
            node.every = node.every or Node()
            node = node.every
        else:
            node = node.keys.setdefault(str(step), Node())
    return node


def places(request: Request) -> Iterator[tuple[Place, list[tuple[Rule, Severity, dict[str, Any]]]]]:
    """The places of a request at which rules look, with these rules."""
    stack: list[tuple[Node, Path, Any]] = [(root(request), (), request.value)]
    while stack:
        node, path, value = stack.pop()
        if node.rules:
            yield Place(request, path, value), node.rules
        if value.__class__ is dict:
            for key, below in node.keys.items():
                if key in value:
                    stack.append((below, (*path, key), value[key]))
        elif value.__class__ is list and node.every is not None:
            every = node.every
            stack += [(every, (*path, index), item) for index, item in enumerate(value)]
