"""What the rules say of themselves is true: every example is run."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from casefiles import DEFAULT_NOW

from examples import account, as_message, grounds, rule_options
from msglint.across import Across
from msglint.catalog import Entry, Example, entries, options
from msglint.fixer import fix
from msglint.linter import Options, lint
from msglint.rule import RULES
from msglint.schema.files import load
from msglint.settings import DEFAULTS
from msglint.source import Source

OPTIONS = replace(Options.default(), now=DEFAULT_NOW)
ALL = list(entries().values())
EXAMPLES = [(entry, example) for entry in ALL for example in entry.examples]


def _options(entry: Entry, example: Example) -> Options:
    """The recommended rules, the entry's own where it is off by default, and what an example sets or assumes."""
    levels = {} if entry.default else {entry.id: entry.severity}
    told = {entry.id: rule_options(example)}
    assert told[entry.id].keys() <= options(entry.id).keys(), example.text
    settings = replace(DEFAULTS, levels=levels, options=told, account=account(example))
    return replace(OPTIONS, settings=settings)


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
