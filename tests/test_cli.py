"""The command line as users meet it: exit codes, one sentence on stderr, data on stdout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from msglint.catalog import entries
from msglint.cli import COMMANDS, main
from msglint.cli.interrupt import interruptible
from msglint.schema.files import bundle

GOOD = """\
deliverychannel: sms
destination: [{msisdn: ["+447700900101"]}]
channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
"""
BAD = GOOD.replace("senderid: HARBOUR, ", "")
WARNED = "correlationId: run-7\n" + GOOD


def msglint(
    *arguments: str, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the real command in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "msglint", *arguments],
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        env={**environment, **(env or {})},
    )
    result = subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )
    assert "Traceback" not in result.stderr
    return result


def says(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The run ended with this code and one sentence on stderr that holds the words."""
    assert result.returncode == code, result.stdout + result.stderr
    assert result.stderr.startswith("msglint: ")
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good, a bad, and a warned message."""
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "warned.yaml").write_text(WARNED)
    return tmp_path


def test_clean_is_zero(folder: Path) -> None:
    """A correct message: exit code 0, one line."""
    done = msglint("check", "good.yaml", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 message.\n", "")


def test_findings_are_one(folder: Path) -> None:
    """A finding at the fail level: exit code 1, findings on stdout."""
    done = msglint("check", "bad.yaml", cwd=folder)
    assert done.returncode == 1
    assert "bad.yaml:3:12: error: `senderid` is missing" in done.stdout
    assert "[sms-sender-missing]" in done.stdout
    assert "Found 1 error in 1 of 1 message." in done.stdout
    assert done.stderr == ""


def test_warnings_pass_unless_asked(folder: Path) -> None:
    """Warnings alone: 0, and 1 with `--fail-on warning`."""
    assert msglint("check", "warned.yaml", cwd=folder).returncode == 0
    assert msglint("check", "warned.yaml", "--fail-on", "warning", cwd=folder).returncode == 1
    assert msglint("check", "bad.yaml", "--exit-zero", cwd=folder).returncode == 0


@pytest.mark.parametrize("name", ["full", "concise", "json", "jsonl"])
def test_exit_code_does_not_depend_on_the_format(folder: Path, name: str) -> None:
    """The same run has the same code in every format."""
    assert msglint("check", "bad.yaml", "--output-format", name, cwd=folder).returncode == 1
    assert msglint("check", "good.yaml", "--output-format", name, cwd=folder).returncode == 0


def test_not_yaml_is_a_finding(folder: Path) -> None:
    """A file that does not parse: exit code 1, with a place."""
    (folder / "broken.yaml").write_text("a: [1, 2\n")
    done = msglint("check", "broken.yaml", cwd=folder)
    assert done.returncode == 1
    assert "broken.yaml:1:4: error: a bracket is opened here and never closed [yaml-syntax]" in done.stdout


def test_binary_file_is_a_finding(folder: Path) -> None:
    """A picture named .yaml: one finding, no traceback."""
    (folder / "picture.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 50)
    done = msglint("check", "picture.yaml", "--output-format", "concise", cwd=folder)
    assert done.returncode == 1
    assert done.stdout.count("error:") == 1
    assert "[bad-encoding]" in done.stdout


def test_missing_path(tmp_path: Path) -> None:
    """A path that does not exist: exit code 2 and one sentence."""
    says(msglint("check", "nowhere.yaml", cwd=tmp_path), 2, "nowhere.yaml", "no such file")


def test_unreadable_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that may not be read: exit code 2 and one sentence."""

    def denied(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.chdir(folder)
    monkeypatch.setattr("msglint.source.open", denied, raising=False)
    with pytest.raises(SystemExit) as stop:
        main(["check", "good.yaml"])
    assert (stop.value.code, capsys.readouterr().err) == (2, "msglint: good.yaml: Permission denied\n")


def test_directory_in_place_of_a_file_for_output(folder: Path) -> None:
    """An output that cannot be written: exit code 2 and one sentence."""
    says(msglint("check", "good.yaml", "--output", f"json:{folder}", cwd=folder), 2, "cannot be written")


def test_nothing_checked_is_three(tmp_path: Path) -> None:
    """A directory without messages: exit code 3, and 0 with `--allow-empty`."""
    (tmp_path / "notes.txt").write_text("hello")
    says(msglint("check", ".", cwd=tmp_path), 3, "nothing was checked")
    assert msglint("check", ".", "--allow-empty", cwd=tmp_path).returncode == 0
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    says(msglint("check", ".", cwd=tmp_path), 3, "the one YAML or JSON document in . is no message")
    done = msglint("check", ".", "--output-format", "json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (3, [])


def test_other_yaml_is_counted_in_a_directory_and_an_error_when_named(folder: Path) -> None:
    """A file that is no message is passed over in a search, and judged when it is named."""
    (folder / "compose.yaml").write_text("services: {}\n")
    (folder / "bad.yaml").unlink()
    done = msglint("check", ".", cwd=folder)
    assert done.returncode == 0
    assert "1 document is not a message." in done.stdout
    done = msglint("check", "compose.yaml", cwd=folder)
    assert done.returncode == 1
    assert "[not-a-message]" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--now", "yesterday"], ["--now", "yesterday"]),
        (["--api", "v3"], ["--api", "v3", "sms-v1"]),
        (["--select", "too-lang"], ["too-lang", "did you mean 'too-long'"]),
        (["--ignore", "x"], ["no rule called 'x'"]),
        (["--severity", "too-long=fatal"], ["fatal"]),
        (["--fail-on", "never"], ["never"]),
        (["--output-format", "xml"], ["xml", "concise"]),
        (["--output", "json"], ["NAME:FILE"]),
        (["--colour"], ["--colour"]),
    ],
)
def test_wrong_usage_is_two(folder: Path, arguments: list[str], words: list[str]) -> None:
    """A wrong option or value: exit code 2 and one sentence."""
    says(msglint("check", "good.yaml", *arguments, cwd=folder), 2, *words)


def test_unknown_command_is_two(folder: Path) -> None:
    """A misspelt command: exit code 2 with a suggestion; a file in its place: how to check it."""
    says(msglint("chek", cwd=folder), 2, "did you mean `check`")
    says(msglint("good.yaml", cwd=folder), 2, "msglint check good.yaml")


def test_stdin(tmp_path: Path) -> None:
    """`-` reads standard input, under the name that is given."""
    done = msglint(
        "check", "-", "--stdin-filename", "x.yaml", "--output-format", "concise", cwd=tmp_path, stdin=BAD
    )
    assert done.returncode == 1
    assert done.stdout.startswith("x.yaml:3:12: error:")


def test_select_ignore_severity(folder: Path) -> None:
    """Rules can be chosen, left out, and graded."""
    assert msglint("check", "bad.yaml", "--ignore", "sms-sender-missing", cwd=folder).returncode == 0
    assert msglint("check", "bad.yaml", "--select", "too-long,too-many", cwd=folder).returncode == 0
    assert msglint("check", "bad.yaml", "--select", "sms-sender-missing", cwd=folder).returncode == 1
    done = msglint("check", "bad.yaml", "--severity", "sms-sender-missing=warning", cwd=folder)
    assert (done.returncode, "1 warning" in done.stdout) == (0, True)


def test_walk_honours_gitignore_and_exclude(folder: Path) -> None:
    """What .gitignore or --exclude leaves out is not checked, hidden folders are not searched."""
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("build/\n*.tmp.yaml\n")
    for name in ("build/a.yaml", "deep/b.tmp.yaml", "deep/c.yaml", ".hidden/d.yaml", "old/e.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(BAD)
    (folder / "deep" / ".gitignore").write_text("f.yaml\n")
    (folder / "deep" / "f.yaml").write_text(BAD)
    done = msglint("check", ".", "--output-format", "jsonl", "--exclude", "old/", cwd=folder)
    names = {json.loads(line)["filename"] for line in done.stdout.splitlines()}
    assert names == {"bad.yaml", "warned.yaml", os.path.join("deep", "c.yaml")}


def test_force_exclude_holds_for_named_files(folder: Path) -> None:
    """Hooks pass file names: only --force-exclude lets --exclude hold for them."""
    assert msglint("check", "bad.yaml", "--exclude", "bad.yaml", cwd=folder).returncode == 1
    done = msglint("check", "bad.yaml", "good.yaml", "--exclude", "bad.yaml", "--force-exclude", cwd=folder)
    assert done.returncode == 0


def test_several_outputs(folder: Path) -> None:
    """`--output` writes another report to a file, stdout stays as it was."""
    done = msglint(
        "check", "bad.yaml", "--output", "json:out.json", "--output", "concise:out.txt", cwd=folder
    )
    assert "Found 1 error" in done.stdout
    assert json.loads((folder / "out.json").read_text())[0]["rule"] == "sms-sender-missing"
    assert "[sms-sender-missing]" in (folder / "out.txt").read_text()


def test_json_follows_its_schema(folder: Path) -> None:
    """`json` and `jsonl` are what `msglint schema diagnostics` says."""
    from jsonschema import Draft202012Validator

    (folder / "broken.yaml").write_text("a: [1\n---\n" + WARNED)
    done = msglint("check", ".", "--output-format", "json", cwd=folder)
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    Draft202012Validator(bundle("diagnostics")).validate(findings)
    lines = msglint("check", ".", "--output-format", "jsonl", cwd=folder).stdout.splitlines()
    assert [json.loads(line) for line in lines] == findings
    order = [
        (each["filename"], each["location"]["row"], each["location"]["column"], each["rule"])
        for each in findings
    ]
    assert order == sorted(order)


def test_color_follows_the_environment(folder: Path) -> None:
    """No colour in a pipe; FORCE_COLOR brings it, NO_COLOR takes it, --color wins."""
    assert "\x1b[" not in msglint("check", "bad.yaml", cwd=folder).stdout
    assert "\x1b[" in msglint("check", "bad.yaml", cwd=folder, env={"FORCE_COLOR": "1"}).stdout
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert "\x1b[" not in msglint("check", "bad.yaml", cwd=folder, env=both).stdout
    assert "\x1b[" in msglint("check", "bad.yaml", "--color", "always", cwd=folder, env=both).stdout


def test_closed_pipe_is_no_error(folder: Path) -> None:
    """`msglint check | head -1` ends quietly."""
    (folder / "many.yaml").write_text("---\n".join([BAD] * 3000))
    command = f'"{sys.executable}" -m msglint check many.yaml | head -1'
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_full_disk_is_one_sentence(folder: Path) -> None:
    """An output that cannot be written ends with exit code 2, not with a trace."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = f'"{sys.executable}" -m msglint check bad.yaml > /dev/full'
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("msglint: ")
    assert done.stderr.count("\n") == 1


def test_help_shows_examples_and_exit_codes(tmp_path: Path) -> None:
    """`--help` of every command has an example and the exit codes."""
    for name in COMMANDS:
        done = msglint(name, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert "Example" in done.stdout
        assert "Exit codes:" in done.stdout
    assert "check" in msglint("--help", cwd=tmp_path).stdout


def test_rule_explains_every_rule(tmp_path: Path) -> None:
    """`msglint rule` lists all rules and explains each, schema-made ones too."""
    listed = msglint("rule", cwd=tmp_path).stdout
    for id in entries():
        assert f"{id} " in listed
    done = msglint("rule", "missing-field", cwd=tmp_path)
    assert done.returncode == 0
    assert "Bad:" in done.stdout
    says(msglint("rule", "mising-field", cwd=tmp_path), 2, "missing-field")


def test_schema_prints_and_writes(tmp_path: Path) -> None:
    """`msglint schema` prints one bundle, or writes all of them."""
    done = msglint("schema", "v2", cwd=tmp_path)
    assert json.loads(done.stdout)["title"] == "Webex Connect Messaging API v2"
    done = msglint("schema", "--bundle", "out", cwd=tmp_path)
    assert done.returncode == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "config.json",
        "diagnostics.json",
        "sms-v1.json",
        "v1.json",
        "v2.json",
        "voice-calls-v1.json",
        "voice-messages-v1.json",
    ]
    says(msglint("schema", "v9", cwd=tmp_path), 2, "no schema called 'v9'")
    (tmp_path / "file").write_text("")
    says(msglint("schema", "--bundle", "file", cwd=tmp_path), 2, "cannot be written")


def test_a_crash_is_one_line(tmp_path: Path, folder: Path) -> None:
    """A bug in a rule names the rule and the file and ends with exit code 2."""
    script = (
        "from msglint.rule import rule\nfrom msglint.diagnostics import Severity\n"
        "@rule('always-crashes', at='', severity=Severity.INFO, source='test')\n"
        "def crash(place):\n    raise ZeroDivisionError('oops')\n"
        "from msglint.cli import main\nmain(['check', 'good.yaml'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "always-crashes" in done.stderr
    assert "good.yaml" in done.stderr


def test_an_interrupt_that_goes_under_in_native_code_is_heard() -> None:
    """An exception within a callback of native code is lost there; the next file brings it up again."""

    def items() -> Iterator[int]:
        for number in range(5):
            with suppress(KeyboardInterrupt):
                if number == 2:
                    signal.raise_signal(signal.SIGINT)
            yield number

    found: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(interruptible(items()))
    assert len(found) <= 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
