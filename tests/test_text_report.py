"""Reports for people: what is shown of a line however long it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msglint.linter import Options, lint
from msglint.report import Style, report
from msglint.source import Source


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_very_long_line_is_shown_around_the_place(before: int, behind: int) -> None:
    wrong = '"HARBOUR"'
    text = f'{{"channel": "sms", "a": "{"x" * before}", "fromm": {wrong}, "b": "{"y" * behind}"}}\n'
    shown = report("full")([lint(Source("x.yaml", text), Options.default())], Style()).splitlines()
    at = next(row for row, line in enumerate(shown) if "`from` is missing" in line)
    line, carets = shown[at + 1], shown[at + 2]
    assert line[carets.index("^") : carets.rindex("^") + 1] == '"fromm"'
    assert len(text) <= 1000 or len(line) < 250
