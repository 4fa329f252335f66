"""Several processes: the same bytes come out for any number of them, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from casefiles import CASES
from repositories import BAD, GOOD, NOW, check, make, same, write

from msglint.cli.workers import WORTH, processes
from msglint.report import FORMATS


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "concise"])
def test_every_format_says_the_same(tmp_path: Path, name: str) -> None:
    folder = make(tmp_path / "repository")
    options = ("--no-cache", "--output-format", name)
    one = check(folder, *options, "--jobs", "1")
    same(check(folder, *options, "--jobs", "3"), one)


def test_the_cases_come_out_the_same() -> None:
    options = ("--no-cache", "--output-format", "json", "--preset", "strict")
    one, two, three = (check(CASES, *options, "--jobs", number) for number in "123")
    assert len(one.stdout) > 100_000
    same(two, one)
    same(three, one)


def test_many_files_with_findings_come_out_in_order(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository", {f"{n:04}.yaml": BAD if n % 3 else GOOD for n in range(700)})
    one = check(folder, "--no-cache", "--jobs", "1", "--output-format", "concise")
    two = check(folder, "-v", "--jobs", "2", "--output-format", "concise")
    same(two, one)
    assert "in 2 processes" in two.stderr
    same(check(folder, "-v", "--output-format", "concise"), one)


def test_ids_that_repeat_are_found_across_processes(tmp_path: Path) -> None:
    folder = make(
        tmp_path / "repository",
        {
            f"{n:02}.yaml": f"correlationid: run-{n % 20}\n{GOOD}---\ncorrelationid: own-{n}\n{GOOD}"
            for n in range(60)
        },
    )
    options = ("--no-cache", "--preset", "strict", "--output-format", "json")
    one = check(folder, *options, "--jobs", "1")
    assert one.stdout.count("correlation-id-repeated") >= 40
    same(check(folder, *options, "--jobs", "2"), one)


def test_configurations_hold_in_other_processes(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    write(folder / ".msglint.yaml", "rules: {sms-sender-missing: info}\nexclude: [b/broken.yaml]\n")
    write(folder / "b/.msglint.yaml", "rules: {sms-sender-missing: warning}\n")
    for options in ((), ("--isolated",), ("--ignore", "time-in-past"), ("--config", "b/.msglint.yaml")):
        one = check(folder, "--no-cache", "--jobs", "1", *options)
        same(check(folder, "--no-cache", "--jobs", "2", *options), one)


def test_a_file_that_is_gone_is_told_as_by_one_process(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    (folder / "a" / "gone.yaml").symlink_to("nowhere.yaml")
    for number in "12":
        done = check(folder, "--no-cache", "--jobs", number, "a/gone.yaml", "a")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "msglint: a/gone.yaml: no such file or directory\n"


_BROKEN_RULE = """\
import sys
import msglint.judging
def by_rules(request):
    if request.document.source.name == "a/good.yaml":
        {act}
    return real(request)
real, msglint.judging.by_rules = msglint.judging.by_rules, by_rules
"""


def _patched(folder: Path, act: str) -> dict[str, str]:
    """An environment in which judging one file goes wrong, in this process and in others."""
    write(folder / "patch" / "sitecustomize.py", _BROKEN_RULE.format(act=act))
    return {"PYTHONPATH": str(folder / "patch")}


def test_a_crash_is_reported_as_by_one_process(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    crash = 'from msglint.errors import RuleCrashError; raise RuleCrashError("rule x failed on a/good.yaml")'
    for act in (crash, "raise KeyError('odd')"):
        env = _patched(tmp_path, act)
        one, two = (check(folder, "--no-cache", "--jobs", number, "a", env=env) for number in "12")
        assert one.returncode == 2
        assert "rule x" in one.stderr or "a bug in msglint: KeyError" in one.stderr
        assert (two.returncode, two.stdout, two.stderr) == (one.returncode, one.stdout, one.stderr)


def test_a_process_that_dies_is_one_sentence(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    for act in ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import os; os._exit(3)"):
        done = check(folder, "--no-cache", "--jobs", "2", "a", env=_patched(tmp_path, act))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert "`--jobs 1` checks without others" in done.stderr


def test_modules_among_the_messages_are_not_imported(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    for name in ("json", "datetime", "signal", "msglint", "ruamel"):
        write(folder / f"{name}.py", "import os; open('imported', 'w'); os._exit(9)\n")
    script = tmp_path / "start" / "start.py"
    write(script, "import sys\nfrom msglint.cli import main\nmain(sys.argv[1:])\n")
    done = check(folder, "--no-cache", "--jobs", "2", start=str(script))
    assert done.returncode == 1
    assert not (folder / "imported").exists()


def _are_gone(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
@pytest.mark.parametrize("delay", [0.3, 0.6, 1.0])
def test_an_interrupt_ends_all_processes(tmp_path: Path, delay: float) -> None:
    folder = make(tmp_path / "repository", {f"{n:04}.yaml": f"{BAD}---\n" * 20 for n in range(800)})
    run = subprocess.Popen(
        [sys.executable, "-m", "msglint", "check", "--now", NOW, "--no-cache", "--jobs", "2", "."],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(delay)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
    out, err = run.communicate(timeout=20)
    if delay >= 0.6:  # before, the interpreter may not have come as far as to msglint's own handling
        assert (run.returncode, out, err.strip()) == (130, "", "msglint: interrupted")
    assert _are_gone(run.pid)


def test_how_many_processes_are_used() -> None:
    assert processes(None, WORTH) == 1
    assert processes(1, 5000) == 1
    assert processes(4, 5000) == 4
    assert processes(4, 2) == 2
    assert processes(2, 0) == 1


@pytest.mark.parametrize("word", ["0", "-1", "many", "1.5", "257", "9" * 5000, "²", ""])
def test_an_odd_number_is_one_sentence(tmp_path: Path, word: str) -> None:
    done = check(tmp_path, f"--jobs={word}")
    assert done.returncode == 2
    assert done.stderr.startswith("msglint: --jobs: ")
    assert done.stderr.count("\n") == 1
