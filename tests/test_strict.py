"""The preset `strict` on correct messages: what it says there is what one would defend, each rule with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from casefiles import all_cases
from fixable import STRICT

from examples import grounds
from msglint.catalog import entries
from msglint.linter import Options, lint
from msglint.settings import DEFAULTS
from msglint.source import Source
from msglint.stream import documents

TABLE: dict[str, Any] = next(documents(Source.read(str(Path(__file__).parent / "strict.yaml")))).value


def correct() -> Iterator[tuple[Source, Options]]:
    """The correct messages: the good cases without a documented quirk, and the minimal requests."""
    for case in all_cases():
        if case.good and not case.expected:
            name = case.name.partition("[")[0]
            yield Source(name, case.text.lstrip("\n")), STRICT._replace(now=case.now)
    for ground in grounds():
        yield Source(ground.name, json.dumps(ground.value)), STRICT


@cache
def found() -> dict[str, set[tuple[str, str]]]:
    """For each rule that fires on a correct message the files and sentences in which it does."""
    seen: dict[str, set[tuple[str, str]]] = {}
    for source, options in correct():
        for each in lint(source, options).diagnostics:
            seen.setdefault(each.rule, set()).add((source.name, each.message))
    return seen


def test_there_are_five_hundred() -> None:
    """Enough messages to speak of."""
    assert sum(1 for _ in correct()) >= 500


def test_a_default_run_says_nothing() -> None:
    """Without the preset there is no finding at all."""
    for source, options in correct():
        told = lint(source, options._replace(settings=DEFAULTS)).diagnostics
        assert [(source.name, each.rule, each.message) for each in told] == []


def test_the_rules_that_fire_are_those_of_the_table() -> None:
    """A rule that starts to fire on correct messages needs a reason there, and one that stops leaves it."""
    assert sorted(found()) == sorted(TABLE)


def test_no_correct_message_has_an_error() -> None:
    """The preset adds advice, never an error, and only rules that a default run leaves out."""
    for rule in found():
        assert entries()[rule].severity.word != "error"
        assert not entries()[rule].default


@pytest.mark.parametrize("rule", sorted(TABLE))
def test_each_finding_is_shown_and_defended(rule: str) -> None:
    """The table's example is a finding that is really made, and its reason a sentence."""
    row = TABLE[rule]
    assert row.keys() == {"why", "in", "says"}
    assert (row["in"], row["says"]) in found().get(rule, set())
    assert row["why"][0].isupper()
    assert row["why"].endswith(".")
    assert 30 < len(row["why"]) < 160
    assert row["why"] != entries()[rule].summary
