"""What the rules say of themselves is true: every example is run."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from casefiles import CASES, DEFAULT_NOW

from examples import account, as_message, grounds, rule_options
from msglint import rules
from msglint.across import Across
from msglint.catalog import Entry, Example, entries, options
from msglint.diagnostics import Path
from msglint.fixer import fix
from msglint.linter import Options, lint
from msglint.recognition import recognise
from msglint.request import Request, meant
from msglint.rule import RULES, Rule
from msglint.schema.files import load
from msglint.settings import DEFAULTS
from msglint.source import Source
from msglint.stream import documents

OPTIONS = Options.default()._replace(now=DEFAULT_NOW)
ALL = list(entries().values())
EXAMPLES = [(entry, example) for entry in ALL for example in entry.examples]


def _options(entry: Entry, example: Example) -> Options:
    """The recommended rules, the entry's own where it is off by default, and what an example sets or assumes."""
    levels = {} if entry.default else {entry.id: entry.severity}
    told = {entry.id: rule_options(example)}
    assert told[entry.id].keys() <= options(entry.id).keys(), example.text
    settings = DEFAULTS._replace(levels=levels, options=told, account=account(example))
    return OPTIONS._replace(settings=settings)


@pytest.mark.parametrize(
    ("entry", "example"), EXAMPLES, ids=[f"{entry.id}-{example.kind}" for entry, example in EXAMPLES]
)
def test_example(entry: Entry, example: Example) -> None:
    """A bad example raises exactly its rule, a good or fixed one nothing."""
    result = lint(as_message(entry, example), _options(entry, example), also=Across().look)
    found = {each.rule for each in result.diagnostics}
    assert found == ({entry.id} if example.kind == "bad" else set())


@pytest.mark.parametrize(
    "entry", [each for each in ALL if any(e.kind == "fixed" for e in each.examples)], ids=lambda e: e.id
)
def test_fixed_example_is_what_fix_makes(entry: Entry) -> None:
    """The fix of a bad example makes the fixed one that the documentation shows behind it."""
    bad = next(each for each in entry.examples if each.kind == "bad")
    wanted = next(each for each in entry.examples if each.kind == "fixed")
    fixed = fix(as_message(entry, bad), _options(entry, bad), unsafe=True)
    assert fixed.result.source.text == as_message(entry, wanted).text
    assert fixed.result.diagnostics == []


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.id)
def test_documentation_is_complete(entry: Entry) -> None:
    """Every rule has a lawful id, a summary that is a sentence, its reason, a source, and examples."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.id)
    assert not entry.id.startswith(("no-", "disallow-"))
    assert re.fullmatch(r"[A-Z`].{10,110}\.", entry.summary), entry.summary
    assert len(entry.why) > 20
    assert entry.source
    kinds = {example.kind for example in entry.examples}
    assert "good" in kinds
    assert "bad" in kinds or entry.id == "bad-encoding"


@cache
def _requests() -> list[Request]:
    """The requests of all case files."""
    sources = [Source.read(str(file)) for file in sorted(CASES.rglob("*.yaml"))]
    found = [document for source in sources for document in documents(source) if not document.broken]
    return [request for each in found for request in recognise(each, DEFAULT_NOW).requests]


def _without(value: Any, path: Path) -> Any:
    """A copy of a value without the key at the end of a path."""
    copied = deepcopy(value)
    holder = copied
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return copied


rules.load_all()


@pytest.mark.parametrize("rule", [each for each in RULES.values() if each.needs], ids=lambda rule: rule.id)
def test_a_rule_says_nothing_without_what_it_needs(rule: Rule) -> None:
    """What a rule needs only spares calls: called without it, it finds nothing in any message of the cases."""
    looked = 0
    for request in _requests():
        if rule.on and not rule.on & {request.api, f"{request.api}/{request.channel}"}:
            continue
        for place in (each for pattern in rule.at for each in request.root().find(pattern)):
            for needed in place.find(rule.needs):
                bare = replace(request, value=_without(request.value, needed.path))
                assert list(rule.check(bare.at(place.path))) == []
                looked += 1
    assert looked


@cache
def _all_requests() -> list[Request]:
    """The requests of all case files and of all examples, as these set the account and the options."""
    found = [*_requests()]
    for entry, example in EXAMPLES:
        if entry.id != "bad-encoding":
            told = _options(entry, example).settings
            for document in documents(as_message(entry, example)):
                found += [] if document.broken else recognise(document, DEFAULT_NOW, settings=told).requests
    return found


@pytest.mark.parametrize("rule", [each for each in RULES.values() if each.given], ids=lambda rule: rule.id)
def test_a_rule_says_nothing_where_what_it_looks_for_is_not_given(rule: Rule) -> None:
    """What must be given only spares calls, too, whatever options the rule is told; and it spares some, not all."""
    assert rule.given is not None
    calls = {True: 0, False: 0}
    for request in _all_requests():
        if rule.on and not rule.on & {request.api, f"{request.api}/{request.channel}"}:
            continue
        read = meant(request)
        for place in (each for pattern in rule.at for each in read.root().find((*pattern, *rule.needs))):
            above = read.at(place.path[: len(place.path) - len(rule.needs)])
            is_given = bool(rule.given(above))
            calls[is_given] += 1
            if not is_given:
                told = request.settings.options.get(rule.id, {})
                assert list(rule.check(above, **told)) == [], request.value
    assert calls[True]
    assert calls[False]


def test_bad_encoding_by_bytes() -> None:
    """The one rule whose bad example is no text."""
    found = lint(Source.from_bytes("x.yaml", b"deliverychannel: s\xffms\n"), OPTIONS).diagnostics
    assert [(each.rule, each.start) for each in found] == [("bad-encoding", 18)]


def test_minimal_requests_are_clean() -> None:
    """The ground on which the examples stand has no findings."""
    import json

    for ground in grounds():
        source = Source(ground.name, json.dumps(ground.value))
        assert lint(source, OPTIONS).diagnostics == [], ground.name


def test_every_keyword_leads_to_a_rule() -> None:
    """The table of keywords names rules that exist."""
    assert set(load("x-lint.json")["keywords"].values()) <= set(entries())


def test_rules_of_code_and_of_schemas_do_not_share_ids() -> None:
    """An id has one documentation."""
    assert set(RULES) & set(load("x-lint.json")["rules"]) == set()
