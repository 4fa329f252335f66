"""Many sources at once give what each one gives alone, in their order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from casefiles import CASES, DEFAULT_NOW

from msglint import linter
from msglint.across import Across
from msglint.diagnostics import Severity
from msglint.linter import Options, Task, lint, lint_each
from msglint.results import REPEATED_ID
from msglint.settings import DEFAULTS
from msglint.source import Source

GOOD = 'deliverychannel: sms\ndestination: [{msisdn: ["+447700900101"]}]\nchannels: {sms: {senderid: A, text: Hi}}\n'
STRICT = Options(DEFAULT_NOW, settings=DEFAULTS._replace(everything=True), named=False)


@pytest.mark.parametrize("most", [1, 3, 64])
def test_the_cases_together_say_what_they_say_alone(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(linter, "_DOCUMENTS", most)
    sources = [Source.read(str(file)) for file in sorted(CASES.rglob("*.yaml"))]
    together = list(lint_each(Task(source, STRICT) for source in sources))
    assert [each.source.name for each in together] == [source.name for source in sources]
    for source, found in zip(sources, together, strict=True):
        alone = lint(source, STRICT)
        assert found.diagnostics == alone.diagnostics, source.name
        assert (found.messages, found.others, found.bad_messages) == (
            alone.messages,
            alone.others,
            alone.bad_messages,
        )
        assert (found.suppressed, found.private) == (alone.suppressed, alone.private)
        assert (found.since, found.until) == (alone.since, alone.until)


def test_sources_without_documents_have_results_too() -> None:
    texts = ["", "# later\n", GOOD, "", "a: [\n", GOOD]
    found = list(lint_each(Task(Source(f"{n}.yaml", text), STRICT) for n, text in enumerate(texts)))
    assert [(each.source.name, each.messages) for each in found] == [
        ("0.yaml", 0),
        ("1.yaml", 0),
        ("2.yaml", 1),
        ("3.yaml", 0),
        ("4.yaml", 1),
        ("5.yaml", 1),
    ]


def test_no_source_at_all() -> None:
    assert list(lint_each([])) == []


def test_who_looks_across_sees_the_messages_in_order() -> None:
    """A repeated id is found in the later file, whatever goes through the steps together."""
    options = STRICT._replace(settings=DEFAULTS._replace(levels={REPEATED_ID: Severity.WARNING}))
    across = Across()
    text = f"correlationid: run-7\n{GOOD}"
    tasks = [Task(Source(f"{n}.yaml", text), options, also=across.look) for n in range(3)]
    found = [[each.rule for each in result.diagnostics] for result in lint_each(tasks)]
    assert [REPEATED_ID in rules for rules in found] == [False, True, True]


def test_sources_are_read_when_they_are_needed() -> None:
    """A long list is not read as a whole before the first result comes out."""
    begun: list[int] = []

    def tasks() -> Iterator[Task]:
        for number in range(1000):
            begun.append(number)
            yield Task(Source(f"{number}.yaml", GOOD), STRICT)

    next(lint_each(tasks()))
    assert len(begun) < 100
