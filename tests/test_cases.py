"""Every document of `tests/cases` is judged as it says; every constraint of the sheets has cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from casefiles import Case, Expected, all_cases

from examples import grounds
from msglint.catalog import rule_ids
from msglint.diagnostics import Diagnostic, Severity
from msglint.linter import Options, lint
from msglint.settings import DEFAULTS
from msglint.source import Source
from msglint.stream import documents

CASES = all_cases()
CONSTRAINTS = Path(__file__).parent / "constraints"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_judged_as_it_says(case: Case) -> None:
    """The errors of a bad document and all findings of a good one are exactly the expected ones."""
    source = Source.from_bytes(case.file.name, case.text.encode())
    result = lint(source, Options.default()._replace(now=case.now))
    found = [
        (
            each.severity,
            Expected(source.position(each.start)[0], each.rule, each.pointer),
            _text_row(source, each),
        )
        for each in result.diagnostics
    ]
    wanted = list(case.expected)
    for severity, finding, row in found:
        same = [
            replace(finding, row=at, pointer=to)
            for at in (finding.row, row)
            for to in (finding.pointer, None)
        ]
        match = next((want for want in wanted if want in same), None)
        if match is not None:
            wanted.remove(match)
        else:
            harmless = severity is not Severity.ERROR and not case.good
            assert harmless, f"{case.name}: unexpected {finding}; expected {case.expected}"
    assert not wanted, f"{case.name}: not found: {wanted}; found {found}"


def _text_row(source: Source, each: Diagnostic) -> int:
    """The first row of the text that a finding is about: within a text of several lines no comment can stand."""
    spans = list(documents(source))[each.document].spans
    return (
        source.position(spans.value(each.path).start)[0]
        if spans.style(each.path)
        else source.position(each.start)[0]
    )


def test_messages_are_short() -> None:
    """No message of any rule is longer than 120 characters or has a line break, whatever value it shows."""
    strict = Options.default()._replace(settings=DEFAULTS._replace(everything=True))
    for case in CASES:
        text = case.text.replace("example.com", "example.com/" + "long" * 40)
        for each in lint(Source("x.yaml", text), strict._replace(now=case.now)).diagnostics:
            assert len(each.message) <= 120, (case.name, each.message)
            assert "\n" not in each.message


def test_cases_exist() -> None:
    """The folders hold hundreds of cases of both kinds."""
    kinds = Counter(case.good for case in CASES)
    assert kinds[True] > 250
    assert kinds[False] > 700


def test_five_hundred_correct_messages_say_nothing() -> None:
    """A default run over the good documents without a quirk, and the minimal requests, prints nothing."""
    plain = [case for case in CASES if case.good and not case.expected]
    assert len(plain) + len(grounds()) >= 500


def test_bad_cases_expect_something_and_good_ones_no_error() -> None:
    """A bad document says what is wrong with it."""
    assert [case.name for case in CASES if not case.good and not case.expected] == []


def test_expected_rules_exist() -> None:
    """No case waits for a rule that nobody knows."""
    known = set(rule_ids())
    assert {want.rule for case in CASES for want in case.expected} - known == set()


def constraints() -> dict[str, dict[str, str]]:
    """All constraints of the sheets, by id."""
    from msglint.stream import documents

    found: dict[str, dict[str, str]] = {}
    for file in sorted(CONSTRAINTS.glob("*.yaml")):
        for document in documents(Source.read(str(file))):
            assert document.problems == []
            for entry in document.value:
                assert entry["id"] not in found, f"{entry['id']} twice"
                assert entry["level"] in ("E", "W", "I"), entry
                found[entry["id"]] = entry
    return found


def test_every_constraint_has_a_good_and_a_bad_case() -> None:
    """Each E-fact of the sheets is shown kept and broken."""
    covered = {
        kind: {id for case in CASES if case.good is kind for id in case.covers} for kind in (True, False)
    }
    facts = constraints()
    assert (covered[True] | covered[False]) - set(facts) == set(), "covers an unknown constraint"
    hard = {id: entry for id, entry in facts.items() if entry["level"] == "E"}
    assert len(hard) > 300
    assert [id for id, entry in hard.items() if id not in covered[True] and entry.get("only") != "bad"] == []
    assert [
        id for id, entry in hard.items() if id not in covered[False] and entry.get("only") != "good"
    ] == []


def test_every_softer_fact_has_a_rule_or_a_reason() -> None:
    """Each W- and I-fact of the sheets is reported by a rule, or says why nothing reports it."""
    known = set(rule_ids())
    soft = [entry for entry in constraints().values() if entry["level"] in ("W", "I")]
    assert len(soft) > 300
    assert [entry["id"] for entry in soft if "rule" not in entry and "unchecked" not in entry] == []
    assert [entry["id"] for entry in soft if "rule" in entry and entry["rule"] not in known] == []
