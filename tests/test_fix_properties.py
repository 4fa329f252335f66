"""All fixes on rewritten messages: only what a fix says changes, its finding goes, no error comes, and it settles."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from fixable import Seed, fixable, seeds
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ODD_VALUES, exact, paths, read, written

from msglint import edits
from msglint.diagnostics import Change, Diagnostic, Fix, LocatedFix, Severity, applied
from msglint.diagnostics import Path as Steps
from msglint.document import Document
from msglint.fixer import fix
from msglint.linter import Options, lint
from msglint.source import Source
from msglint.spans import Spans

EXAMPLES = settings(max_examples=3 if settings().max_examples <= 1000 else 500)
"""Three a rule make some three hundred messages."""

OTHER = "deliverychannel: sms\ndestination: [{msisdn: ['+447700900101']}]\nchannels: {sms: {senderid: HARBOUR, text: 🎉}}\n"
"""A correct message that stands before or behind in a stream."""


# ---- what a fix said by path must make of a payload ----


@dataclass(frozen=True)
class Said:
    """A fix before its characters were looked up."""

    fix: Fix
    base: Steps


@contextmanager
def overheard() -> Iterator[dict[int, Said]]:
    """What each located fix was made from, by its identity."""
    said: dict[int, Said] = {}
    locate = edits.locate

    def listen(fix: Fix, spans: Spans, base: Steps) -> LocatedFix | None:
        located = locate(fix, spans, base)
        if located is not None:
            said[id(located)] = Said(fix, base)
        return located

    with patch.object(edits, "locate", listen):
        yield said


def wanted(value: Any, said: Said, raw: Spans) -> Any:
    """The payload that a fix promises: every change made, nothing else."""
    root = {"": copy.deepcopy(value)}
    steps: list[tuple[Change, Any, Any]] = []
    for change in said.fix.changes:
        *above, last = ("", *said.base, *change.path)
        holder: Any = root
        for step in above:
            holder = holder[step]
        steps.append((change, holder, last))
    for change, holder, last in sorted(steps, key=_items_from_behind):
        match change.verb:
            case "replace":
                holder[last] = change.text
            case "quote" if not isinstance(holder[last], str):
                holder[last] = raw.raw((*said.base, *change.path))
            case "rename":
                pairs = [(change.text if key == last else key, item) for key, item in holder.items()]
                holder.clear()
                holder.update(pairs)
            case "remove":
                del holder[last]
            case "insert":
                assert last not in holder
                holder[last] = read(change.text)[0].value
    return root[""]


def _items_from_behind(step: tuple[Change, Any, Any]) -> tuple[bool, int]:
    """Items of lists last, those behind before those in front, so that every index holds until its turn."""
    change, _, last = step
    return change.verb == "remove", -last if isinstance(last, int) else 0


# ---- one fix ----


@dataclass(frozen=True)
class Looked:
    """What a run over a source saw."""

    source: Source
    documents: list[Document]
    found: list[Diagnostic]
    said: dict[int, Said]

    def count(self) -> Counter[tuple[int, str]]:
        """How often each rule has something to say of each document."""
        return Counter((each.document, each.rule) for each in self.found)

    def errors(self, mended: Diagnostic | None = None) -> Counter[tuple[int, str]]:
        """The errors; where one was mended, without what it may have hidden of the same value."""
        place = None
        if mended is not None and mended.severity is Severity.ERROR:
            place = (mended.document, mended.path)
        return Counter(
            (each.document, each.rule)
            for each in self.found
            if each.severity is Severity.ERROR and (each.document, each.path) != place
        )


def look(text: str, options: Options) -> Looked:
    """Lints a text, and listens to what its fixes are made from."""
    source = Source("x.yaml", text)
    with overheard() as said:
        found = lint(source, options).diagnostics
    return Looked(source, read(text), found, said)


def check_fixes(text: str, options: Options, rule: str, uncovers: bool = False) -> int:
    """Applies each fix of a text alone, then all; returns how many of them were the rule's.

    `uncovers`: the message has further mistakes, which a fix may bring to light.
    """
    before = look(text, options)
    fixes = [(each, each.fix) for each in before.found if each.fix is not None]
    for each, located in fixes:
        check_edits(before, each, located)
        after = look(applied(text, located.edits), options)
        check_payload(before, each, located, after)
        assert is_json(after.source.text) or not is_json(before.source.text)
        if not uncovers:
            kind = (each.document, each.rule)
            assert after.count()[kind] < before.count()[kind], f"{each.rule} is still there"
            assert after.errors(each) - before.errors() == Counter(), f"errors after the fix of {each.rule}"
    if fixes:
        check_settled(before.source, options)
    return sum(each.rule == rule for each, _ in fixes)


def is_json(text: str) -> bool:
    """Whether a text is JSON, which a fix must leave it: the file may be one that no reader of YAML sees."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def check_edits(before: Looked, each: Diagnostic, located: LocatedFix) -> None:
    """The edits are apart, change something, and lie within their document."""
    text = before.source.text
    places = sorted((edit.start, edit.end) for edit in located.edits)
    assert places
    assert all(one[1] <= other[0] and one != other for one, other in pairwise(places))
    mine = before.documents[each.document]
    behind = [other.start for other in before.documents if other.index > each.document]
    assert mine.start <= places[0][0]
    assert places[-1][1] <= min([len(text), *behind])
    assert all(text[edit.start : edit.end] != edit.content for edit in located.edits)


def check_payload(before: Looked, each: Diagnostic, located: LocatedFix, after: Looked) -> None:
    """Every document is read as before; the one of the fix as promised."""
    was, now = before.documents, after.documents
    assert [document.broken for document in now] == [document.broken for document in was]
    said = before.said.get(id(located))
    for old, new in zip(was, now, strict=True):
        mine = said is not None and old.index == each.document
        promised = wanted(old.value, said, old.spans) if said is not None and mine else old.value
        assert exact(new.value) == exact(promised)


def check_settled(source: Source, options: Options) -> None:
    """All fixes together come to an end, leave no fix behind, and a second run changes nothing."""
    for unsafe in (False, True):
        once = fix(source, options, unsafe)
        left = {each.rule for each in once.result.diagnostics if each.fix and _applies(each.fix, unsafe)}
        assert left == set()
        again = fix(once.result.source, options, unsafe)
        assert (again.applied, again.result.source.text) == (0, once.result.source.text)


def _applies(fix: LocatedFix, unsafe: bool) -> bool:
    return unsafe or fix.applicability == "safe"


# ---- messages written anew ----

_TOLD = re.compile(r"^# msglint: (?:api|recipients)=.*\n", re.MULTILINE)


@st.composite
def rewritten(draw: st.DrawFn, seed: Seed, value: Any = None) -> str:
    """A message with the same payload (or another one) in other YAML: styles, comments, line ends, in a stream."""
    (document,) = read(seed.text)
    if document.problems or "msglint: ignore" in seed.text:
        return draw(streamed("", "\n" + seed.text.removeprefix("---\n")))
    value = document.value if value is None else value
    if isinstance(value, dict) and "deliverychannel" in value and draw(st.integers(0, 4)) == 0:
        value = draw(st.sampled_from([[value], [copy.deepcopy(read(OTHER)[0].value), value]]))
    _, text = draw(written(st.just(value), most=1, anchors=False))
    text = text.replace("\r\n", "\n").removesuffix("...\n").removeprefix("# a comment\n")
    return draw(streamed("".join(_TOLD.findall(seed.text)), text.removeprefix("---")))


@st.composite
def streamed(draw: st.DrawFn, told: str, body: str) -> str:
    """A document with comments on top, or as one of several, with other line ends; `body` stands behind its `---`."""
    body += "" if body.endswith("\n") else "\n"
    match draw(st.sampled_from(["alone", "top", "second", "first", "middle"])):
        case "alone":
            text = f"{told}---{body}"
        case "top":
            text = f"# 🎉 “top”: {{{{ - [\n{told}---{body}"
        case "first":
            text = f"---\n{told}{body}---\n{OTHER}"
        case "second":
            text = f"{OTHER}---\n{told}{body}"
        case _:
            text = f"{OTHER}---\n{told}{body}---\n{OTHER}"
    return text.replace("\n", "\r\n") if draw(st.integers(0, 3)) == 0 else text


@pytest.mark.parametrize("rule", sorted(fixable()))
@given(data=st.data())
@EXAMPLES
def test_a_fix_does_what_it_says(rule: str, data: st.DataObject) -> None:
    """In whatever YAML a message is written."""
    seed = data.draw(st.sampled_from(seeds()[rule]))
    check_fixes(data.draw(rewritten(seed)), seed.options, rule)


@pytest.mark.parametrize("rule", sorted(fixable()))
def test_a_fix_does_what_it_says_as_found(rule: str) -> None:
    """In the messages of the case files and the documentation as they are, and with other line ends."""
    for seed in seeds()[rule]:
        assert check_fixes(seed.text, seed.options, rule)
        assert check_fixes(seed.text.replace("\n", "\r\n"), seed.options, rule)


def test_every_rule_with_a_fix_is_shown() -> None:
    """The messages of these tests show a fix of each rule that can give one, and no other rule gives one."""
    assert set(seeds()) == fixable()


# ---- damaged messages ----


@st.composite
def damaged(draw: st.DrawFn, seed: Seed) -> Any:
    """The value of a message with something added, repeated, emptied, or made longer."""
    value = copy.deepcopy(read(seed.text)[0].value)
    for _ in range(draw(st.integers(1, 2))):
        places = [path for path, _ in paths(value) if path]
        if not places:
            break
        last: Any
        *steps, last = draw(st.sampled_from(places))
        holder: Any = value
        for step in steps:
            holder = holder[step]
        odd = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
        match draw(st.sampled_from(["add", "replace", "emoji", "emoji", "lines", "twin", "twin"])):
            case "add" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["extra", "Text", "text", "type", "a b", "", "é🎉"]))] = odd
            case "replace":
                holder[last] = odd
            case "emoji" if isinstance(holder[last], str):
                at = draw(st.integers(0, len(holder[last])))
                holder[last] = holder[last][:at] + "🎉 “x”" + holder[last][at:]
            case "lines" if isinstance(holder[last], str):
                holder[last] = f"a\n{holder[last]}\n  b\n"
            case "twin" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[last]))
    return value


@pytest.mark.parametrize("rule", sorted(fixable()))
@given(data=st.data())
@EXAMPLES
def test_a_fix_of_a_damaged_message(rule: str, data: st.DataObject) -> None:
    """Also where a message has further mistakes a fix changes nothing but what it says, and all fixes settle."""
    seed = data.draw(st.sampled_from(seeds()[rule]))
    value = data.draw(damaged(seed))
    check_fixes(data.draw(rewritten(seed, value)), seed.options, rule, uncovers=True)
