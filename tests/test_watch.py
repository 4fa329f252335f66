"""`check --watch` as a real process: what changes is checked again, and nothing else is."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from test_cli import BAD, GOOD, WARNED, msglint, says

from msglint.cli.check import command
from msglint.cli.watch import Scope

pytest.importorskip("watchfiles")

READY = "watching for changes"


class Watcher:
    """A running `msglint check --watch` in a folder; what it prints is read as it comes."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {
            key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "msglint", "check", "--watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**environment, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._seen = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def report(self) -> str:
        """The next report, once it is complete."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = self.lines[self._seen :]
            ends = [index for index, line in enumerate(found) if line.startswith(READY)]
            if ends:
                self._seen += ends[0] + 1
                return "".join(found[: ends[0]])
            time.sleep(0.02)
        raise AssertionError("no report came: " + "".join(self.lines))

    def stays_quiet(self) -> bool:
        """Whether nothing more is said for a while."""
        time.sleep(1)
        return len(self.lines) == self._seen

    def interrupt(self) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        """The exit code, once all is read."""
        code = self.process.wait(10)
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "gate.yaml").write_text(GOOD)
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Watcher]]:
    """Starts watchers, and ends those that a test leaves running."""
    if os.name == "nt":
        pytest.skip("there is no SIGINT for one process on Windows")
    running: list[Watcher] = []

    def started(*arguments: str) -> Watcher:
        running.append(Watcher(folder, *arguments))
        return running[-1]

    yield started
    for watcher in running:
        if watcher.process.poll() is None:
            watcher.process.kill()
            watcher.ended()


def test_changes_are_checked(folder: Path, start: Callable[..., Watcher]) -> None:
    """A changed, a new, a removed file, one in a new folder; Ctrl-C ends with 130."""
    watcher = start("messages")
    assert "No findings in 1 message." in watcher.report()
    (folder / "messages" / "gate.yaml").write_text(BAD)
    report = watcher.report()
    assert report.splitlines()[0].endswith("messages/gate.yaml changed")
    assert "messages/gate.yaml:3:12: error: `senderid` is missing" in report
    assert "^^^" in report
    (folder / "messages" / "warned.yaml").write_text(WARNED)
    assert "Found 1 error, 1 warning in 2 of 2 messages." in watcher.report()
    (folder / "messages" / "gate.yaml").unlink()
    assert "Found 1 warning in 1 of 1 message." in watcher.report()
    (folder / "messages" / "below").mkdir()
    watcher.report()
    (folder / "messages" / "below" / "bad.yaml").write_text(BAD)
    assert "messages/below/bad.yaml:3:12: error:" in watcher.report()
    assert watcher.interrupt() == 130
    assert watcher.lines[-1] == "msglint: interrupted\n"


def test_concise_and_a_saved_file_as_editors_do_it(folder: Path, start: Callable[..., Watcher]) -> None:
    """One named file, replaced by renaming; several writes in a row are one report."""
    file = folder / "messages" / "gate.yaml"
    watcher = start("--output-format", "concise", "messages/gate.yaml")
    assert "No findings" in watcher.report()
    for _ in range(3):
        (folder / "messages" / "gate.yaml.new").write_text(BAD)
        (folder / "messages" / "gate.yaml.new").rename(file)
    report = watcher.report()
    assert "messages/gate.yaml:3:12: error:" in report
    assert "^^^" not in report
    assert watcher.stays_quiet()
    (folder / "messages" / "other.yaml").write_text(BAD)  # not asked for
    assert watcher.stays_quiet()
    file.unlink()
    assert "no such file" in watcher.report()
    file.write_text(GOOD)
    assert "No findings" in watcher.report()


def test_configuration_is_noticed(folder: Path, start: Callable[..., Watcher]) -> None:
    """A new one, a broken one, one that it extends; what it says holds at once."""
    (folder / "messages" / "gate.yaml").write_text(BAD)
    watcher = start("messages")
    assert "Found 1 error" in watcher.report()
    (folder / ".msglint.yaml").write_text("rules: {sms-sender-missing: warning}\n")
    assert "Found 1 warning" in watcher.report()
    (folder / ".msglint.yaml").write_text("rules: {sms-sender-missing: loud}\n")
    assert "msglint: .msglint.yaml:1:" in watcher.report()
    (folder / "shared").mkdir()
    (folder / "shared" / "base.yaml").write_text("rules: {sms-sender-missing: off}\n")
    (folder / ".msglint.yaml").write_text("extends: shared/base.yaml\n")
    assert "No findings" in watcher.report()
    (folder / "shared" / "base.yaml").write_text("rules: {sms-sender-missing: info}\n")
    assert "Found 1 info" in watcher.report()


def test_its_own_files_are_no_change(folder: Path, start: Callable[..., Watcher]) -> None:
    """A report that lands in the searched folder starts no next one, nor does what is passed over."""
    (folder / "node_modules").mkdir()
    watcher = start("--output", "json:report.json", ".")
    watcher.report()
    assert (folder / "report.json").read_text() == "[]\n"
    assert watcher.stays_quiet()
    (folder / "messages" / "notes.txt").write_text("x")
    (folder / "node_modules" / "x.yaml").write_text(BAD)
    (folder / ".hidden.yaml").write_text(BAD)
    assert watcher.stays_quiet()
    (folder / ".gitignore").write_text("messages/\n")
    assert "nothing was checked" in watcher.report()


def test_usage_errors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be watched is said in one sentence, and ends with 2."""
    says(msglint("check", "--watch", "-", cwd=folder), 2, "standard input cannot be watched")
    says(msglint("check", "--watch", "--fix", "messages", cwd=folder), 2, "--fix would write")
    says(
        msglint("check", "--watch", "--write-baseline", "x.json", "messages", cwd=folder),
        2,
        "--write-baseline",
    )
    says(msglint("check", "--watch", "gone.yaml", cwd=folder), 2, "gone.yaml: no such file")
    says(msglint("check", "--watch", "--select", "no-such", "messages", cwd=folder), 2, "no rule called")
    says(msglint("fix", "--watch", "messages", cwd=folder), 2, "--watch")


def test_without_watchfiles(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    from msglint.errors import UsageError

    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "watchfiles":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.chdir(folder)
    with pytest.raises(UsageError, match=r"pip install 'msglint\[watch\]'"):
        command.main(["--watch", "messages"], standalone_mode=False)


def test_scope_leaves_out_what_is_not_searched(folder: Path) -> None:
    """Folders of tools are not even watched; those above are, for a configuration that may come."""
    (folder / ".venv" / "lib").mkdir(parents=True)
    (folder / "messages" / "node_modules" / "x").mkdir(parents=True)
    context = command.make_context("check", [str(folder / "messages")])
    with click.Context(command):
        scope = Scope.of(context.params)
    assert scope.folders == {os.path.realpath(folder / "messages"), os.path.realpath(folder)}
