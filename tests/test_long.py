"""Long files: read piece by piece they say what they say as a whole, and take no more memory than short ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from casefiles import all_cases
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from strategies import more

from msglint import long, verdicts
from msglint.cli import cli
from msglint.errors import InputError
from msglint.linter import Options, lint
from msglint.long import LongSource, opened
from msglint.report import FORMATS, Style, report
from msglint.results import FileResult
from msglint.source import Source

OPTIONS = Options(now=datetime(2026, 6, 1, tzinfo=timezone.utc))
CLEAN = "deliverychannel: sms\ndestination: [{msisdn: ['+447700900123']}]\nchannels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}\n"
STRETCHES = (
    CLEAN,
    CLEAN.replace("\n", "\r\n"),
    CLEAN.replace("Gate 3", "Gate 🚲 3"),
    CLEAN.replace("sms:", "smss:"),
    CLEAN.replace("HARBOUR, ", ""),
    CLEAN.replace("}}", ""),
    "# only a comment\n",
    "...\n",
    "\n\n",
    "text: |\n  a\n  --- b\n   ---\n",
    "a: 1\n---b: 2\n",
    "- [é, 'ü\n\n  x']\n",
    "api: \t\n",
)


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long, "_BLOCK", 300)
        yield


def same(path: Path, formats: Collection[str] = FORMATS) -> FileResult:
    """The result of a long file, which is that of the whole one in all that reports show."""
    cut, whole = opened(str(path)), Source.read(str(path))
    assert isinstance(cut, LongSource)
    assert "".join(piece.text for piece in cut.pieces()) == whole.text
    result, known = lint(cut, OPTIONS), lint(whole, OPTIONS)
    assert result.diagnostics == known.diagnostics
    counts = ("messages", "others", "bad_messages", "private", "since", "until")
    assert [getattr(result, name) for name in counts] == [getattr(known, name) for name in counts]
    for format in formats:
        assert report(format)([result], Style()) == report(format)([known], Style()), format
    return result


@given(st.lists(st.sampled_from(STRETCHES), max_size=12), st.integers(1, 500))
@more(0.5)
def test_pieces_say_what_the_whole_says(
    tmp_path_factory: pytest.TempPathFactory, stretches: list[str], block: int
) -> None:
    path = tmp_path_factory.mktemp("long") / "stream.yaml"
    path.write_bytes("---\n".join(stretches).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long, "_BLOCK", block)
        same(path)


def test_all_cases_in_one_stream(tmp_path: Path) -> None:
    texts = [case.text for case in all_cases() if "msglint:" not in case.text]
    path = tmp_path / "stream.yaml"
    path.write_text("".join(f"---\n{text.rstrip()}\n" for text in texts))
    found = same(path, ("full", "json"))
    assert found.messages > 500
    assert len(found.diagnostics) > 500


def test_only_what_is_shown_is_kept(tmp_path: Path) -> None:
    """The text of the file is never there as a whole."""
    path = tmp_path / "stream.yaml"
    path.write_text("---\n".join([CLEAN] * 40 + [CLEAN.replace("sms:", "smss:")] + [CLEAN] * 40))
    source = LongSource(str(path))
    result = lint(source, OPTIONS)
    report("full")([result], Style())
    report("json")([result], Style())
    assert result.diagnostics
    assert "text" not in source.__dict__
    assert len(source._kept) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"# msglint: ignore-file[unknown-field] - old\n{CLEAN}---\n{CLEAN}",
        f"{CLEAN}---\n{'# ' + 'x' * 296}\n# msglint: api=v1\n{CLEAN}",
        f"\ufeff{CLEAN}---\n{CLEAN}",
        f"%YAML 1.2\n---\n{CLEAN}---\n{CLEAN}",
        f"{CLEAN}...\n%YAML 1.2\n---\n{CLEAN}",
        f"{CLEAN}---\n{CLEAN}\x07",
        f"{CLEAN}---\n{CLEAN}".encode("utf-16"),
        f"{CLEAN}---\n{CLEAN}".encode() + b"\xff",
        f"{CLEAN}---\n{CLEAN}".encode() + b"\xc3",
    ],
)
def test_where_something_holds_for_all_of_a_file_it_is_read_whole(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "stream.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    assert opened(str(path)) == Source.read(str(path))


def test_a_document_longer_than_a_block(tmp_path: Path) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text(f"{CLEAN}---\n{CLEAN}x: {'long ' * 1000}\n---\n{CLEAN}")
    assert [each.rule for each in same(path).diagnostics] == ["unknown-field"]


def test_a_place_that_nobody_kept(tmp_path: Path) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text(f"{CLEAN}---\n" * 9)
    source, whole = LongSource(str(path)), Source.read(str(path))
    for offset in range(0, len(whole.text), 50):
        assert source.position(offset) == whole.position(offset)
    assert source.line(7) == whole.line(7)
    assert source.between(100, 200) == whole.between(100, 200)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text(f"{CLEAN}---\n" * 9)
    source = opened(str(path))
    path.write_bytes(path.read_bytes()[:900] + b"\xff" * 900)
    with pytest.raises(
        InputError, match=r"stream\.yaml: it was changed while it was read; run msglint again"
    ):
        lint(source, OPTIONS)
    path.unlink()
    with pytest.raises(InputError, match=r"stream\.yaml: No such file or directory"):
        lint(source, OPTIONS)


def test_known_findings_bring_their_documents_back(tmp_path: Path) -> None:
    """What the cache knows of a long file is shown without the file's text, too."""
    path = tmp_path / "stream.yaml"
    path.write_text("---\n".join([CLEAN, CLEAN.replace("sms:", "smss:")] * 10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("msglint.source.LONG", 0)
        result = lint(opened(str(path)), OPTIONS)
        line = verdicts.written(result, verdicts.digest(path.read_bytes()), [])
        assert line is not None
        verdict = verdicts.parsed(line)
        assert verdict is not None
        restored = verdicts.restored(verdict, str(path))
        assert restored is not None
        for format in ("full", "json"):
            assert report(format)([restored[0]], Style()) == report(format)([result], Style())
        assert "text" not in restored[0].source.__dict__
        path.write_text(path.read_text().replace("Gate 3", "Gate 4"))
        assert verdicts.restored(verdict, str(path)) is None


# ---- memory ----

_PEAK = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "msglint", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(os.wait4(process.pid, 0)[2].ru_maxrss // 1024)
"""


def peak(*arguments: str) -> int:
    """Megabytes that a run of msglint takes at most."""
    return int(
        subprocess.run([sys.executable, "-c", _PEAK, *arguments], capture_output=True, check=True).stdout
    )


def streams(folder: Path) -> Iterator[Path]:
    """One of 4 and one of 13 megabytes, with a mistake in one of a thousand messages, and an emoji above each."""
    texts = [f"# 🚲\n{CLEAN}"] * 999 + [CLEAN.replace("sms:", "smss:")]
    part = "".join(f"---\n{text}" for text in texts)
    for size in (4_500_000, 13_000_000):
        path = folder / f"{size}.yaml"
        path.write_text(part * (size // len(part.encode())))
        yield path


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="there is no wait4 on this system")
@pytest.mark.parametrize("cache", [("--no-cache",), ("--cache-dir", "cache")], ids=["no cache", "cache"])
def test_a_stream_takes_the_same_memory_however_long_it_is(tmp_path: Path, cache: tuple[str, ...]) -> None:
    """Three times the messages take some megabytes more, for what is said of them: the text alone would take 34."""
    options = [str(tmp_path / "cache") if each == "cache" else each for each in cache]
    small, large = (
        peak("check", "--output-format", "concise", *options, str(path)) for path in streams(tmp_path)
    )
    assert large < small + 15


def test_the_command_line_reads_long_files_by_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text("---\n".join([CLEAN, CLEAN.replace("sms:", "smss:")] * 10))
    arguments = ["check", "--output-format", "json", "--now", "2026-06-01T00:00:00Z", str(path)]
    whole = CliRunner().invoke(cli, [*arguments, "--no-cache"])
    monkeypatch.setattr("msglint.source.LONG", 1000)
    read: list[str] = []

    def noting(path: str, *more: Callable[[bytes], object]) -> Source:
        read.append(path)
        return opened(path, *more)

    monkeypatch.setattr(long, "opened", noting)
    for options in (
        ["--no-cache"],
        ["--cache-dir", str(tmp_path / "cache")],
        ["--cache-dir", str(tmp_path / "cache")],
    ):
        cut = CliRunner().invoke(cli, [*arguments, *options, str(tmp_path)])
        assert json.loads(cut.stdout) == json.loads(whole.stdout)
    assert len(read) == 3


@pytest.mark.parametrize("arguments", [["check", "--diff"], ["fix", "--unsafe-fixes"], ["check", "--fix"]])
def test_long_files_are_mended_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    path = tmp_path / "stream.yaml"
    text = "---\n".join([CLEAN, CLEAN.replace("'+447700900123'", "+447700900123")] * 10)
    done = []
    for least in (10**9, 1000):
        path.write_text(text)
        monkeypatch.setattr("msglint.source.LONG", least)
        found = CliRunner().invoke(cli, [*arguments, str(path)], standalone_mode=False)
        assert found.exception is None
        done.append((found.output, path.read_text()))
    assert done[0] == done[1]
    assert "".join(done[0]).count('"+447700900123"') == 10
