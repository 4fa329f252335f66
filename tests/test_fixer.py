"""Fixes: bad becomes fixed, everything outside the edits stays byte for byte."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from casefiles import Case, all_cases
from test_cli import msglint, says

from msglint.diagnostics import Change, Fix
from msglint.edits import locate
from msglint.fixer import Fixed, apply, diff, fix
from msglint.linter import Options, lint
from msglint.source import Source
from msglint.stream import documents

CASES = [case for case in all_cases() if not case.good]
BROKEN = """\
deliverychannel: sms
destination:
  - msidn: [+447700900101]   # a comment stays
channels: {sms: {senderid: HARBOUR,   text: Hi ☔, type: 4}}
"""
MENDED = """\
deliverychannel: sms
destination:
  - msisdn: ["+447700900101"]   # a comment stays
channels: {sms: {senderid: HARBOUR,   text: Hi ☔, type: "4"}}
"""


def mend(case: Case, unsafe: bool) -> Fixed:
    return fix(Source(case.name, case.text), Options.default()._replace(now=case.now), unsafe)


def test_fix_mends_and_touches_nothing_else() -> None:
    """Quoting, renaming, replacing: comments, spacing, and order stay."""
    fixed = fix(Source("x.yaml", BROKEN), Options.default())
    assert fixed.result.source.text == MENDED
    assert fixed.applied == 3
    assert fixed.result.diagnostics == []


def test_fixing_twice_is_fixing_once() -> None:
    """After a fix there is nothing left to fix, in every bad case."""
    for case in CASES:
        once = mend(case, unsafe=True)
        again = fix(once.result.source, Options.default()._replace(now=case.now), unsafe=True)
        assert not again.changed, case.name


@pytest.mark.parametrize("unsafe", [False, True])
def test_fix_of_every_case_keeps_all_but_its_edits(unsafe: bool) -> None:
    """In every bad case each edit lies at its finding's place, and a fixed finding does not come back."""
    fixable = 0
    for case in CASES:
        options = Options.default()._replace(now=case.now)
        source = Source(case.name, case.text)
        for each in lint(source, options).diagnostics:
            if each.fix is None or (each.fix.applicability == "unsafe" and not unsafe):
                continue
            fixable += 1
            text = apply(source.text, [each.fix.edits])
            first = min(edit.start for edit in each.fix.edits)
            last = max(edit.end for edit in each.fix.edits)
            assert text.startswith(source.text[:first])
            assert text.endswith(source.text[last:])
            after = lint(Source(case.name, text), options).diagnostics
            assert (each.rule, each.path) not in {(other.rule, other.path) for other in after}, case.name
    assert fixable > 50


def test_overlapping_fixes_wait_for_the_next_round() -> None:
    """Two fixes of one place do not garble each other."""
    text = "deliverychannel: sms\ncorelationid: a\ncorrelationId: b\n" + BROKEN.partition("\n")[2]
    fixed = fix(Source("x.yaml", text), Options.default())
    assert "corelationid" not in fixed.result.source.text or "correlationId" not in fixed.result.source.text


def test_line_ends_and_byte_order_marks_stay() -> None:
    """CRLF and a byte order mark survive a fix."""
    data = b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode()
    fixed = fix(Source.from_bytes("x.yaml", data), Options.default())
    source = fixed.result.source
    assert source.encode(source.text) == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()


def test_diff_shows_the_change() -> None:
    """A diff names the file and shows the changed lines only."""
    shown = diff(fix(Source("x.yaml", BROKEN), Options.default()))
    assert shown.startswith("--- x.yaml\n+++ x.yaml\n@@")
    assert "-  - msidn: [+447700900101]   # a comment stays\n" in shown
    assert '+  - msisdn: ["+447700900101"]   # a comment stays\n' in shown


def test_command_line_fixes_in_place(tmp_path: Path) -> None:
    """`--fix` writes the file, keeps its permissions, and reports what is left."""
    file = tmp_path / "x.yaml"
    file.write_text(BROKEN)
    file.chmod(0o640)
    done = msglint("check", "--fix", "x.yaml", cwd=tmp_path)
    assert (done.returncode, file.read_text(), file.stat().st_mode & 0o777) == (0, MENDED, 0o640)
    assert "x.yaml: 3 fixed" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["x.yaml"]


def test_command_line_diff_changes_nothing(tmp_path: Path) -> None:
    """`--diff` shows the change, exits with 1, and leaves the file alone."""
    file = tmp_path / "x.yaml"
    file.write_text(BROKEN)
    done = msglint("check", "--diff", "x.yaml", cwd=tmp_path)
    assert (done.returncode, file.read_text()) == (1, BROKEN)
    assert done.stdout.startswith("--- x.yaml")
    file.write_text(MENDED)
    assert msglint("check", "--diff", "x.yaml", cwd=tmp_path).returncode == 0


def test_standard_input_is_fixed_to_standard_output(tmp_path: Path) -> None:
    """`--fix -` prints the mended text."""
    done = msglint("check", "--fix", "-", cwd=tmp_path, stdin=BROKEN)
    assert (done.returncode, done.stdout) == (0, MENDED)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file whose place is gone is one sentence, and nothing is lost."""
    (tmp_path / "x.yaml").symlink_to("/proc/version")
    says(msglint("check", "--fix", "missing.yaml", cwd=tmp_path), 2, "missing.yaml")


def test_mutated_messages_parse_after_a_fix() -> None:
    """On messages with random mistakes a fix never makes a file unreadable, and settles."""
    chance = random.Random(20260601)
    texts = [case.text.lstrip("\n") for case in all_cases() if case.good and len(case.text) < 4000]
    for _ in range(300):
        text = chance.choice(texts)
        at = chance.randrange(len(text))
        mutated = (
            text[:at] + chance.choice(["x", '"', "", "+", "0", "A", " "]) + text[at + chance.randrange(2) :]
        )
        before = lint(Source("x", mutated), Options.default())
        fixed = fix(Source("x", mutated), Options.default(), unsafe=True)
        if not any(each.rule == "yaml-syntax" for each in before.diagnostics):
            assert not any(each.rule == "yaml-syntax" for each in fixed.result.diagnostics)
        assert not fix(fixed.result.source, Options.default(), unsafe=True).changed


@pytest.mark.parametrize(
    ("text", "gone", "wanted"),
    [
        ("{a: 1, b: 2, c: 3}\n", ["b", "c"], "{a: 1}\n"),
        ("{a: 1, b: 2, c: 3}\n", ["a", "b"], "{c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", ["a", "c"], "{b: 2}\n"),
        ("a: 1\nb: 2\nc: 3\n", ["a", "b"], "c: 3\n"),
        ("{a: 1, b: 2}\n", ["a", "b"], None),
        ("a: 1\nb: 2\n", ["a", "b"], None),
    ],
)
def test_neighbours_are_removed_together(text: str, gone: list[str], wanted: str | None) -> None:
    """No comma stays behind, no two edits touch the same characters, and no mapping is emptied."""
    (document,) = documents(Source("x.yaml", text))
    fixing = Fix("remove them", tuple(Change("remove", (key,)) for key in gone))
    located = locate(fixing, document.spans, ())
    assert (None if located is None else apply(text, [located.edits])) == wanted


@pytest.mark.parametrize(
    ("text", "path", "value", "wanted"),
    [
        ('{"a": "b"}', ("c",), "TAG", '{"a": "b", "c": "TAG"}'),
        ('{"a": "b"}', ("c",), "true", '{"a": "b", "c": true}'),
        ('{"a": {}}', ("a", "c"), "TAG", '{"a": {"c": "TAG"}}'),
        ("{a: b}", ("c",), "TAG", "{a: b, c: TAG}"),
    ],
)
def test_json_stays_json(text: str, path: tuple[str, ...], value: str, wanted: str) -> None:
    """A key put into a file of JSON is quoted there, and so is its text."""
    (document,) = documents(Source("x.json", text))
    located = locate(Fix("insert it", (Change("insert", path, value),)), document.spans, ())
    assert located is not None
    assert apply(text, [located.edits]) == wanted
