"""Reports on the command line: several in one run, whole files only, and what CI chooses."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from test_cli import BAD, GOOD, WARNED, msglint, says

from msglint.cli import ci, files, main
from msglint.errors import InputError
from msglint.report import FORMATS

GITHUB = {"GITHUB_ACTIONS": "true"}
GITLAB = {"GITLAB_CI": "true"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a good, a bad, and a warned message."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "messages").mkdir()
    for name, text in (("good", GOOD), ("bad", BAD), ("warned", WARNED)):
        (tmp_path / "messages" / f"{name}.yaml").write_text(text)
    return tmp_path


def test_several_reports_in_one_run(folder: Path) -> None:
    """Each into its file, people's text on stdout, the exit code as without them."""
    outputs = [f"--output={name}:out.{name}" for name in FORMATS]
    done = msglint("check", "messages", *outputs, cwd=folder)
    assert done.returncode == 1
    assert "Found 1 error, 1 warning in 2 of 3 messages." in done.stdout
    assert json.loads((folder / "out.sarif").read_text())["runs"][0]["invocations"][0]["exitCode"] == 1
    assert ElementTree.fromstring((folder / "out.junit").read_text()).get("failures") == "1"
    assert len(json.loads((folder / "out.gitlab").read_text())) == 2
    for name in FORMATS:
        text = (folder / f"out.{name}").read_text()
        assert "senderid" in text
        assert "\x1b" not in text
    assert not [each for each in folder.iterdir() if each.name.startswith(".msglint-")]


@pytest.mark.parametrize("name", FORMATS)
def test_stdout_and_file_hold_the_same(folder: Path, name: str) -> None:
    """A format is what it is, wherever it goes, and has the same exit codes."""
    done = msglint("check", "messages", "--output-format", name, "--output", f"{name}:out", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (folder / "out").read_text()
    clean = msglint("check", "messages/good.yaml", "--output-format", name, cwd=folder)
    assert (clean.returncode, clean.stderr) == (0, "")


def test_fail_level_reaches_junit(folder: Path) -> None:
    """What makes the run fail fails in the report."""
    msglint("check", "messages", "--fail-on", "warning", "--output", "junit:out.xml", cwd=folder)
    assert ElementTree.fromstring((folder / "out.xml").read_text()).get("failures") == "2"


def test_paths_are_seen_from_the_root_of_the_repository(folder: Path) -> None:
    """A run in a subfolder names files as the CI around does."""
    done = msglint("check", ".", "--output-format", "checkstyle", cwd=folder / "messages")
    assert 'name="messages/bad.yaml"' in done.stdout
    done = msglint("check", str(folder / "messages" / "bad.yaml"), "--output-format", "azure", cwd=folder)
    assert "sourcepath=messages/bad.yaml;" in done.stdout


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("sarff:a", ("no output format called 'sarff'", "did you mean 'sarif'?")),
        ("zzzzzz:a", ("no output format called 'zzzzzz'", "there are: full, concise")),
        ("sarif", ("'sarif' is not NAME:FILE",)),
        ("sarif:", ("'sarif:' is not NAME:FILE",)),
        ("sarif:-", ("for stdout there is --output-format sarif",)),
        ("sarif:nowhere/a.sarif", ("there is no folder nowhere", "make it first")),
        ("sarif:messages", ("messages: cannot be written: it is a folder",)),
    ],
)
def test_outputs_that_cannot_be(folder: Path, output: str, words: tuple[str, ...]) -> None:
    """One sentence, exit code 2, and that before anything is checked or written."""
    done = msglint("check", "messages", "--output", "json:first.json", "--output", output, cwd=folder)
    says(done, 2, *words)
    assert not (folder / "first.json").exists()


def test_unknown_format_on_stdout(folder: Path) -> None:
    """The same words for `--output-format`."""
    says(msglint("check", "--output-format", "gitlub", cwd=folder), 2, "did you mean 'git")


def test_one_file_for_two_reports(folder: Path) -> None:
    """The second would put the first away."""
    done = msglint("check", "--output", "sarif:a", "--output", "junit:messages/../a", cwd=folder)
    says(done, 2, "sarif and junit cannot both go into")


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves the old report and nothing beside it."""
    file = tmp_path / "a.json"
    file.write_text("old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(InputError, match=r"a\.json: cannot be written: No space left on device"):
        files.save(str(file), "new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    assert file.read_text() == "old"


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """A new report has the usual permissions, an old one keeps its own, a link stays a link."""
    files.save(str(tmp_path / "new"), "x")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "plain").chmod(0o640)
    (tmp_path / "link").symlink_to("plain")
    files.save(str(tmp_path / "link"), "y")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "plain").read_text() == "y"
    assert stat.S_IMODE((tmp_path / "plain").stat().st_mode) == 0o640


def test_a_device_is_written_to(folder: Path) -> None:
    """A pipe or a device cannot be put in place by renaming."""
    done = msglint("check", "messages", "-q", "--output", "concise:/dev/stderr", cwd=folder)
    assert "messages/bad.yaml:3:12: error:" in done.stderr


def test_github_is_chosen_in_github(folder: Path) -> None:
    """Annotations on stdout, a table in the summary of the job, behind what is there."""
    summary = folder / "summary.md"
    summary.write_text("# Job\n")
    done = msglint("check", "messages", cwd=folder, env={**GITHUB, "GITHUB_STEP_SUMMARY": str(summary)})
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("::error file=messages/bad.yaml,line=3,")
    assert done.stdout.endswith("Found 1 error, 1 warning in 2 of 3 messages. 1 fixable with --fix.\n")
    text = summary.read_text()
    assert text.startswith("# Job\n### msglint\n\nFound 1 error, 1 warning")
    assert text.count("| error |") == 1


def test_github_names_files_from_its_workspace(folder: Path) -> None:
    """The workspace is the root, also where there is no repository."""
    (folder / ".git").rmdir()
    env = {**GITHUB, "GITHUB_WORKSPACE": str(folder)}
    assert "file=messages/bad.yaml," in msglint("check", ".", cwd=folder / "messages", env=env).stdout
    env["GITHUB_WORKSPACE"] = str(folder / "mess")
    assert "file=bad.yaml," in msglint("check", ".", cwd=folder / "messages", env=env).stdout


@pytest.mark.parametrize("place", ["nowhere/summary.md", "messages"])
def test_a_summary_that_cannot_be_written_costs_no_run(folder: Path, place: str) -> None:
    """It is said, and the exit code is that of the findings."""
    env = {**GITHUB, "GITHUB_STEP_SUMMARY": place}
    done = msglint("check", "messages", cwd=folder, env=env)
    assert done.returncode == 1
    assert done.stderr.startswith(f"msglint: no job summary: {place}")
    assert done.stderr.count("\n") == 1


def test_gitlab_is_chosen_in_gitlab(folder: Path) -> None:
    """The report on stdout, to be put into a file; lines for people on stderr."""
    done = msglint("check", "messages", cwd=folder, env=GITLAB)
    assert done.returncode == 1
    assert {each["check_name"] for each in json.loads(done.stdout)} >= {"sms-sender-missing"}
    assert "messages/bad.yaml:3:12: error:" in done.stderr


@pytest.mark.parametrize("env", [GITHUB, GITLAB])
def test_a_named_format_wins_over_ci(folder: Path, env: dict[str, str]) -> None:
    """Named on stdout or for a file: then CI chooses nothing."""
    assert msglint("check", "messages", "--output-format", "json", cwd=folder, env=env).stdout[0] == "["
    done = msglint("check", "messages", "--output", "json:a.json", cwd=folder, env=env)
    assert done.stdout.startswith("messages/bad.yaml:3:12: error:")
    other = dict.fromkeys(env, "false")
    assert msglint("check", "messages", cwd=folder, env=other).stdout == done.stdout


def test_a_terminal_in_ci_shows_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks at a terminal wants to read."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert ci.format_read_here() == "github"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert ci.format_read_here() is None


def test_quiet_in_github(folder: Path) -> None:
    """A clean run says so; machine formats are never empty documents."""
    done = msglint("check", "messages/good.yaml", cwd=folder, env=GITHUB)
    assert done.stdout == "No findings in 1 message.\n"


def test_nothing_checked_is_still_a_report(tmp_path: Path) -> None:
    """Exit code 3, in the report too."""
    done = msglint("check", ".", "--output", "sarif:a.sarif", cwd=tmp_path)
    assert done.returncode == 3
    assert json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["invocations"][0]["exitCode"] == 3


def test_modules_are_imported_only_when_used(folder: Path) -> None:
    """A run in one format imports no other."""
    code = (
        "import sys\nfrom msglint.cli import main\n"
        "try:\n    main(['check', 'messages', '--output-format', 'checkstyle'])\n"
        "except SystemExit:\n    pass\n"
        "print(sorted(name.rpartition('.')[2] for name in sys.modules if name.startswith('msglint.report.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.splitlines()[-1] == "['checkstyle', 'markup', 'places']"


def test_text_that_is_no_unicode_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose name is no text is reported in every format."""
    name = os.fsdecode(b"\xff.yaml")
    (tmp_path / name).write_text(BAD)
    monkeypatch.chdir(tmp_path)
    for format in FORMATS:
        with pytest.raises(SystemExit) as stop:
            main(["check", name, "-q", "--output", f"{format}:out"])
        assert stop.value.code == 1
        assert (tmp_path / "out").stat().st_size


def test_a_report_in_a_checked_folder_is_no_message(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("channel: smss\n")
    first = msglint("check", ".", "--output", "json:report.json", "--no-cache", cwd=tmp_path)
    second = msglint("check", ".", "--no-cache", cwd=tmp_path)
    assert second.stdout == first.stdout.replace("1 message.\n", "1 message. 1 document is not a message.\n")
