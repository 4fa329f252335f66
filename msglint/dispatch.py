"""Which rules look where: the patterns of many rules walked through a request at once."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple, TypeVar

from msglint import rules
from msglint.diagnostics import Finding, Judged, Path, Severity
from msglint.errors import RuleCrashError
from msglint.request import Request
from msglint.rule import RULES, Check, Given, Rule
from msglint.schema.broken import own_rules
from msglint.settings import Settings

Key = TypeVar("Key")
Item = TypeVar("Item")


class Duty(NamedTuple):
    """A rule that is on: with its severity, and its check with the options that it was told."""

    rule: Rule
    severity: Severity
    check: Check


Watch = list[tuple[Given | None, list[Duty]]]
"""The rules that look at a place, with what must be given there (None: they always look)."""


class Node:
    """A step of the patterns: the rules that end here, and the steps that go on.

    `watches` are the rules that look here (0), or so many steps further up, and need what stands here.
    """

    __slots__ = ("every", "keys", "watches")

    def __init__(self) -> None:
        self.watches: list[tuple[int, Watch]] = []
        self.keys: dict[str, Node] = {}
        self.every: Node | None = None


_roots: dict[tuple[str, str | None, int], tuple[Settings, Node]] = {}


def judge(request: Request) -> list[Judged]:
    """The findings of the rules about a request, graded, paths from the request's root."""
    found: list[Judged] = []
    duty: Duty | None = None
    at = request.at
    stack: list[tuple[Node, Path, Any]] = [(_root(request), (), request.value)]
    try:  # one for all rules: these loops run dozens of times a message
        while stack:
            node, path, value = stack.pop()
            for up, watch in node.watches:
                place = at(path[:-up]) if up else at(path, value)
                for given, duties in watch:
                    duty = duties[0]
                    if given is None or given(place):
                        for duty in duties:
                            for finding in duty.check(place):
                                rebased = _rebased(finding, place.path)
                                found.append(Judged(duty.rule.id, duty.severity, rebased))
            if value.__class__ is dict:
                keys = node.keys
                if keys:  # there are more patterns than keys in a message, so these are looked up in those
                    stack += [(keys[key], (*path, key), below) for key, below in value.items() if key in keys]
            elif value.__class__ is list and node.every is not None:
                every = node.every
                stack += [(every, (*path, index), item) for index, item in enumerate(value)]
    except Exception as error:
        if duty is None:
            raise
        raise RuleCrashError(
            f"rule {duty.rule.id} failed on {request.document.source.name}: "
            f"{type(error).__name__}: {error}; please report this bug"
        ) from error
    return found


def _root(request: Request) -> Node:
    """The patterns of all rules that are on for a request's API, channel, and settings; made once for each."""
    key = (request.api, request.channel, id(request.settings))
    known = _roots.get(key)
    if known is None:
        known = _roots[key] = request.settings, _build(request.api, request.channel, request.settings)
    return known[1]


def _build(api: str, channel: str | None, settings: Settings) -> Node:
    top = Node()
    if settings.select and settings.select <= own_rules():
        return top  # no rule of code is asked for: none needs to be imported
    rules.load(channel)
    names = {api, f"{api}/{channel}"}
    for rule in list(RULES.values()):
        severity = settings.level(rule.id, rule.severity, rule.default)
        if severity is None or (rule.on and not rule.on & names):
            continue
        if rule.account and not getattr(settings.account, rule.account):
            continue
        told = settings.options.get(rule.id, {})
        duty = Duty(rule, severity, partial(rule.check, **told) if told else rule.check)
        for pattern in rule.at:
            node = _node(top, (*pattern, *rule.needs))
            _member(_member(node.watches, len(rule.needs)), rule.given).append(duty)
    return top


def _member(pairs: list[tuple[Key, list[Item]]], key: Key) -> list[Item]:
    """The list that belongs to a key, which is put in where it is not there yet."""
    for known, found in pairs:
        if known == key:
            return found
    pairs.append((key, []))
    return pairs[-1][1]


def _node(node: Node, pattern: Path) -> Node:
    for step in pattern:
        if step == "*":
            node.every = node.every or Node()
            node = node.every
        else:
            node = node.keys.setdefault(str(step), Node())
    return node


def _rebased(finding: Finding, base: Path) -> Finding:
    if not base:
        return finding
    fix = finding.fix
    if fix is not None:
        fix = fix._replace(
            changes=tuple(change._replace(path=(*base, *change.path)) for change in fix.changes)
        )
    mark = None if finding.mark is None else (*base, *finding.mark)
    return finding._replace(path=(*base, *finding.path), fix=fix, mark=mark)
