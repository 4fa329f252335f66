"""The examples of rules as whole messages: each set at its rule's place in a minimal request."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from casefiles import DEFAULT_NOW

from msglint.catalog import Entry, Example
from msglint.config import account_of
from msglint.rule import RULES
from msglint.settings import Account
from msglint.source import Source
from msglint.stream import documents

MINIMAL = Path(__file__).parent / "minimal.yaml"
_FOR = re.compile(r"^# for: (\S+)$", re.MULTILINE)
_ACCOUNT = re.compile(r"^# account: (.+)$", re.MULTILINE)
_OPTIONS = re.compile(r"^# options: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Ground:
    """A minimal request and the API and channel it is for."""

    name: str
    value: Any


def account(example: Example) -> Account:
    """The account that an example assumes: its comment `# account: {regions: [GB]}`."""
    told = _ACCOUNT.search(example.text)
    if told is None:
        return Account()
    return account_of(next(documents(Source("account", told[1]))).value)


def rule_options(example: Example) -> dict[str, Any]:
    """The options of its rule that an example sets: its comment `# options: {limit: 2}`."""
    told = _OPTIONS.search(example.text)
    if told is None:
        return {}
    options = next(documents(Source("options", told[1]))).value
    assert isinstance(options, dict), example.text
    return options


@cache
def grounds() -> list[Ground]:
    """All minimal requests."""
    source = Source.read(str(MINIMAL))
    return [
        Ground(name[1], document.value)
        for document in documents(source)
        if (name := _FOR.search(source.text, document.start, document.end))
    ]


def as_message(entry: Entry, example: Example) -> Source:
    """An example as a source of its own: whole files as they are, pieces set at the rule's place.

    A message with `deliverychannel` or `channel` is a whole one. A piece goes into the first minimal request in which the place exists, else into the first
    in which its parent does, and so on, those that have a key of the piece there before others; a list at the root is a whole body. It is written as JSON, except that its own lines stay as they are
    where the place is a scalar.
    """
    if not entry.at:
        return Source(f"{entry.id}.yaml", example.text)
    rule = RULES[entry.id]
    piece = next(documents(Source("piece", example.text)))
    assert piece.problems == [], (entry.id, example.text)
    if rule.at[0] and _is_whole(piece.value):
        return Source(f"{entry.id}.yaml", example.text)
    wanted = [
        ground for ground in grounds() if not rule.on or {ground.name, ground.name.split("/")[0]} & rule.on
    ]
    if rule.at[0]:
        wanted.sort(key=lambda ground: not _shares_a_key(_at(ground.value, rule.at[0]), piece.value))
    for depth_left in range(6):
        for pattern in rule.at:
            depth = len(pattern) - depth_left
            for ground in wanted:
                if depth >= 0 and _at(ground.value, pattern[:depth]) is not None:
                    return _placed(entry.id, ground, pattern, piece.value, example.text)
    raise AssertionError(f"no minimal request has a place for {entry.id}")


def _is_whole(piece: Any) -> bool:
    return isinstance(piece, dict) and not piece.keys().isdisjoint(("deliverychannel", "channel"))


def _shares_a_key(there: Any, piece: Any) -> bool:
    """Whether a piece lies over a mapping that has one of its keys: the block of one channel, not of another."""
    return isinstance(there, dict) and isinstance(piece, dict) and bool(there.keys() & piece.keys())


def _placed(id: str, ground: Ground, pattern: tuple[Any, ...], value: Any, text: str) -> Source:
    request = copy.deepcopy(ground.value)
    marker = "@@here@@"
    if not pattern:
        whole = value if isinstance(value, list) else {**request, **value}
        return Source(f"{id}.yaml", json.dumps(whole, ensure_ascii=False))
    parent = _at(request, pattern[:-1])
    if parent is None:
        parent = request
        for above in pattern[:-1]:
            parent = parent[0] if above == "*" else parent.setdefault(above, {})
    step: Any = 0 if pattern[-1] == "*" else pattern[-1]
    if isinstance(value, dict) and isinstance(_at(request, pattern), dict):
        parent[step] = {**_at(request, pattern), **value}
    elif isinstance(value, dict | list):
        parent[step] = value
    else:
        parent[step] = marker
    dumped = json.dumps(request, ensure_ascii=False)
    if f'"{marker}"' not in dumped:
        return Source(f"{id}.yaml", dumped)
    return Source(f"{id}.yaml", _with_scalar(request, marker, text.strip("\n")))


def _with_scalar(value: Any, marker: str, text: str, indent: int = 0) -> str:
    """A request as block YAML with the scalar's own text in place of the marker."""
    lines = []
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        head = " " * indent + (f"{json.dumps(key)}:" if isinstance(value, dict) else "-")
        if item == marker:
            first, *rest = text.split("\n")
            lines += [f"{head} {first}", *(" " * (indent + 2) + line for line in rest)]
        elif marker in json.dumps(item):
            lines += [head, _with_scalar(item, marker, text, indent + 2)]
        else:
            lines.append(f"{head} {json.dumps(item, ensure_ascii=False)}")
    return "\n".join(lines)


def _at(value: Any, steps: tuple[Any, ...]) -> Any:
    for step in steps:
        if step == "*":
            value = value[0] if isinstance(value, list) and value else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


__all__ = ["DEFAULT_NOW", "as_message", "grounds"]
