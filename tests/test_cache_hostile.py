"""A cache that anybody may have written: it costs the time it would have saved, never a run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from repositories import cache_files, make, sealed, write

from msglint.catalog import rule_ids
from msglint.cli.checking import Speed, Which, check_all
from msglint.cli.options import Grading
from msglint.cli.run import Run
from msglint.linter import Options, lint
from msglint.report import FORMATS, OF_RULES, Style, report
from msglint.results import FileResult
from msglint.source import Source
from msglint.verdicts import digest, parsed, restored, written

CLOCK = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
RULES = frozenset(rule_ids())


@pytest.fixture(scope="module", autouse=True)
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A repository with a cache, to stand in."""
    before = Path.cwd()
    folder = make(tmp_path_factory.mktemp("hostile") / "repository")
    os.chdir(folder)
    time.sleep(2.1)
    _checked()
    yield folder
    os.chdir(before)


def _run() -> Run:
    return Run(CLOCK, None, Grading(frozenset(), {}), None, None, False)


def _checked(cache: bool = True, rules: frozenset[str] | None = None) -> list[FileResult]:
    return check_all(_run(), Which((".",), (), False, "<stdin>"), Speed(jobs=1, cache=cache), rules)[0]


def _said(results: list[FileResult]) -> list[Any]:
    shown: list[Any] = []
    for result in results:
        fields = {
            name: value for name, value in asdict(result).items() if name not in ("since", "until", "private")
        }
        shown.append(fields)
    return shown


def _file() -> Path:
    (file,) = cache_files(Path())
    return file


def test_results_from_the_cache_are_those_of_a_check() -> None:
    assert _said(_checked()) == _said(_checked(cache=False))


@given(st.data())
def test_a_damaged_file_is_no_cache(data: st.DataObject) -> None:
    plain = _said(_checked(cache=False))
    _checked()
    whole = _file().read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.sampled_from(("cut", "flip", "insert", "noise")))
    damaged = {
        "cut": whole[:at],
        "flip": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "insert": whole[:at] + b"\n" + whole[at:],
        "noise": data.draw(st.binary(max_size=200)),
    }[change]
    _file().write_bytes(damaged)
    assert _said(_checked()) == plain


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("no-such-rule"),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=20,
)


def _replaced(value: Any, data: st.DataObject) -> Any:
    """A value with something else somewhere in it."""
    if isinstance(value, list) and value and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], _replaced(value[at], data), *value[at + 1 :]]
    return data.draw(_JSON)


def _forged(line: str, data: st.DataObject) -> str:
    key, _, rest = line.partition("\t")
    parts = rest.split("\t")
    at = data.draw(st.integers(0, len(parts) - 1))
    if parts[at].startswith("[") and data.draw(st.booleans()):
        parts[at] = json.dumps(_replaced(json.loads(parts[at]), data))
    else:
        parts[at] = data.draw(st.text(st.characters(max_codepoint=126, exclude_characters="\n"), max_size=12))
    return "\t".join([key, *parts])


@given(st.data())
def test_a_forged_file_breaks_no_run_and_no_report(data: st.DataObject) -> None:
    _file().unlink()
    _checked()
    time.sleep(0)
    lines = _file().read_bytes().split(b"\n", 1)[1].decode().split("\n")
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=4))
    forged = [_forged(line, data) if at in chosen else line for at, line in enumerate(lines)]
    body = "\n".join(forged).encode("ascii", "replace")
    _file().write_bytes(sealed(body))
    for rules, names in ((RULES, OF_RULES), (None, tuple(FORMATS.keys() - OF_RULES))):
        results = _checked(rules=rules)
        assert len(results) == len(_checked(cache=False))
        for name in names:
            report(name)(results, Style())
        _file().write_bytes(sealed(body))


@given(st.text(max_size=60), st.sampled_from((None, RULES)))
@example("x\t1\t0\t\t\t" + "[" * 5000, None)
@example("x\t1\t0\t\t\t[1e999,[],[],[]]", None)
@example("x\t" + "9" * 5000 + "\t0\t\t\t", None)
@example("x\t1\t0\t" + "9" * 5000 + "\t1\t", None)
@example('x\t1\t0\t\t\t[1,[["too-long",3,"\\u001b[2J",null,"",null,0,1,0,null,[]]],[],[]]', None)
def test_no_line_raises(line: str, rules: frozenset[str] | None) -> None:
    verdict = parsed(line)
    if verdict is not None:
        restored(verdict, "a/good.yaml", rules)


def test_a_message_that_moves_the_cursor_is_no_finding() -> None:
    source = Source("a/bad.yaml", Path("a/bad.yaml").read_text())
    content = digest(Path("a/bad.yaml").read_bytes())
    line = written(lint(source, Options(CLOCK)), content, [])
    assert line is not None
    verdict, forged = parsed(line), parsed(line.replace("is missing", "is\\u001b[2J missing"))
    assert verdict is not None
    assert forged is not None
    assert restored(verdict, "a/bad.yaml") is not None
    assert restored(forged, "a/bad.yaml") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_place_of_the_file_does_not_hang() -> None:
    file = _file()
    file.unlink()
    os.mkfifo(file)
    assert _said(_checked()) == _said(_checked(cache=False))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_a_link_in_place_of_the_file_is_not_written_through() -> None:
    write(Path("target.txt"), "mine")
    file = _file()
    file.unlink()
    file.symlink_to(Path("target.txt").resolve())
    _checked()
    assert Path("target.txt").read_text() == "mine"
    assert not file.is_symlink()
