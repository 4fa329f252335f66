"""The cache: a second run says the same, sooner; and no file in it makes a run say anything else or fail."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import (
    BAD,
    GOOD,
    MESSAGES,
    NOW,
    SECRET,
    UNKNOWN,
    cache_files,
    check,
    known,
    make,
    same,
    write,
)

from msglint.report import FORMATS

ALL = len(MESSAGES) + 1
PLAIN = ("--no-cache", "--jobs", "1")


@pytest.fixture(scope="module")
def warm_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that was checked twice, so that its files are known by their times."""
    folder = make(tmp_path_factory.mktemp("pattern") / "repository")
    time.sleep(2.1)
    check(folder)
    return folder


@pytest.fixture
def repository(warm_pattern: Path) -> Iterator[Path]:
    """That repository, for one test to change: put back afterwards."""
    spare = warm_pattern.with_name("spare")
    shutil.rmtree(spare, ignore_errors=True)
    shutil.copytree(warm_pattern, spare, symlinks=True)
    yield spare
    shutil.rmtree(spare)


def test_every_format_says_the_same_from_the_cache(warm_pattern: Path) -> None:
    for name in FORMATS:
        warm = check(warm_pattern, "-v", "--output-format", name)
        assert known(warm) >= ALL - len(UNKNOWN) - 1, name  # one more expired an hour ago
        same(warm, check(warm_pattern, *PLAIN, "--output-format", name))


@pytest.mark.parametrize(
    "options",
    [
        ("--statistics",),
        ("--fail-on", "warning"),
        ("--diff",),
        ("--quiet", "--exit-zero"),
        ("a",),
        ("a/good.yaml",),
    ],
)
def test_other_ways_to_ask_say_the_same(repository: Path, options: tuple[str, ...]) -> None:
    same(check(repository, *options), check(repository, *PLAIN, *options))
    same(check(repository, *options), check(repository, *PLAIN, *options))


def test_a_subfolder_and_another_spelling_know_the_same_files(repository: Path) -> None:
    assert known(check(repository / "a", "-v")) > 5
    same(check(repository / "a", "-v"), check(repository / "a", *PLAIN))
    absolute = check(repository, str(repository / "a"))
    same(absolute, check(repository, *PLAIN, str(repository / "a")))
    same(check(repository, str(repository / "a")), absolute)


def test_a_baseline_counts_what_is_known(repository: Path) -> None:
    check(repository, "--write-baseline", "base.json")
    text = (repository / "base.json").read_text()
    os.unlink(repository / "base.json")
    check(repository, *PLAIN, "--write-baseline", "base.json")
    assert (repository / "base.json").read_text() == text
    same(check(repository, "--baseline", "base.json"), check(repository, *PLAIN, "--baseline", "base.json"))


def test_a_changed_file_is_checked_anew(repository: Path) -> None:
    before = known(check(repository, "-v"))
    write(repository / "a/good.yaml", BAD)
    changed = check(repository, "-v", "--output-format", "concise")
    assert "a/good.yaml:3:12: error" in changed.stdout
    assert known(changed) == before - 1
    same(changed, check(repository, *PLAIN, "--output-format", "concise"))


def test_a_change_that_keeps_size_and_time_is_seen(repository: Path) -> None:
    file = repository / "a/good.yaml"
    write(file, GOOD.replace("HARBOUR", "HARB0UR"))
    check(repository)
    stat = file.stat()
    write(file, GOOD.replace("senderid", "sendirid"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert file.stat().st_size == stat.st_size
    assert "sendirid" in check(repository).stdout


def test_a_change_right_after_a_check_is_seen(repository: Path) -> None:
    file = repository / "a/good.yaml"
    for text in (GOOD, BAD, GOOD, BAD.replace("Gate 3", "Gate 4"), BAD.replace("text", "texd")):
        write(file, text)
        same(check(repository), check(repository, *PLAIN))


def test_a_touched_file_is_known_by_its_content(repository: Path) -> None:
    before = known(check(repository, "-v"))
    for file in (repository / "a").iterdir():
        os.utime(file)
    assert known(check(repository, "-v")) == before


def test_a_fresh_clone_knows_its_files(repository: Path) -> None:
    """CI restores a cache beside files with other times and inodes."""
    before = known(check(repository, "-v"))
    clone = repository.with_name("clone")
    shutil.rmtree(clone, ignore_errors=True)
    shutil.copytree(repository, clone, copy_function=shutil.copy)
    assert known(check(clone, "-v")) == before
    shutil.rmtree(clone)


def test_a_renamed_file_has_its_own_name(repository: Path) -> None:
    (repository / "a/bad.yaml").rename(repository / "a/worse.yaml")
    done = check(repository)
    assert "a/worse.yaml:" in done.stdout
    assert "a/bad.yaml" not in done.stdout
    same(done, check(repository, *PLAIN))


@pytest.mark.parametrize(
    "options",
    [
        ("--select", "sms-sender-missing"),
        ("--ignore", "sms-sender-missing"),
        ("--severity", "sms-sender-missing=info"),
        ("--preset", "strict"),
        ("--api", "v2"),
        ("--schema-only",),
        ("a/good.yaml", "b/other.yaml", "a", "b"),
    ],
)
def test_other_options_have_their_own_verdicts(repository: Path, options: tuple[str, ...]) -> None:
    plain = check(repository, *PLAIN, *options)
    for _ in range(2):
        same(check(repository, *options), plain)
    same(check(repository), check(repository, *PLAIN))


def test_a_changed_configuration_has_its_own_verdicts(repository: Path) -> None:
    write(repository / "base/strict.yaml", "rules: {sms-sender-missing: warning}\n")
    texts = (
        "rules: {sms-sender-missing: info}\n",
        "rules: {sms-sender-missing: off}\n",
        "extends: base/strict.yaml\n",
        "exclude: [a/bad.yaml]\n",
        "overrides: [{files: ['a/**'], rules: {sms-sender-missing: info}}]\n",
    )
    for text in (*texts, *texts):
        write(repository / ".msglint.yaml", text)
        plain = check(repository, *PLAIN)
        for _ in range(2):
            same(check(repository), plain)
        if "extends" in text:
            write(repository / "base/strict.yaml", "rules: {sms-sender-missing: off}\n")
            same(check(repository), check(repository, *PLAIN))
    write(repository / ".msglint.yaml", "rules: {no-such-rule: off}\n")
    assert check(repository).returncode == 2


def test_a_configuration_is_not_read_when_all_is_known(repository: Path) -> None:
    write(
        repository / ".msglint.yaml", "exclude: [a/bad.yaml, b/secret.yaml]\nrules: {sms-unicode-text: off}\n"
    )
    os.unlink(repository / "a/expired.yaml")
    same(check(repository), check(repository, *PLAIN))
    assert not _imported(repository) & {"ruamel.yaml", "msglint.config", "msglint.catalog"}


def test_each_folder_has_its_own_configuration(repository: Path) -> None:
    write(repository / "b/.msglint.yaml", "rules: {sms-sender-missing: info}\n")
    for _ in range(2):
        same(check(repository), check(repository, *PLAIN))
    os.unlink(repository / "b/.msglint.yaml")
    same(check(repository), check(repository, *PLAIN))


def test_what_is_left_out_is_looked_up_anew(repository: Path) -> None:
    for text in ("bad.yaml\n", "a/\n", "*.yaml\n!good.yaml\n", ""):
        write(repository / ".gitignore", text)
        for _ in range(2):
            same(check(repository, "."), check(repository, *PLAIN, "."))
    write(repository / "a/.gitignore", "/bad.yaml\n")
    same(check(repository), check(repository, *PLAIN))
    write(repository / "a/new.yaml", BAD)
    same(check(repository), check(repository, *PLAIN))


def test_an_expiry_passes(repository: Path) -> None:
    for now in (
        "2026-06-02T08:59:59Z",
        "2026-06-02T09:00:00Z",
        "2026-06-02T09:00:01Z",
        "2026-06-04T00:00:00Z",
        NOW,
    ):
        for _ in range(2):
            cached = check(repository, "--now", now)
            same(cached, check(repository, *PLAIN, "--now", now))
        assert ("a/later.yaml" in cached.stdout) is (now > "2026-06-02T09:00:00Z")


def test_another_version_knows_nothing(repository: Path) -> None:
    script = repository.with_name("newer.py")
    script.write_text(
        "import sys, msglint\nmsglint.__version__ = '99.0'\nfrom msglint.cli import main\nmain(sys.argv[1:])\n"
    )
    assert known(check(repository, "-v", start=str(script))) == 0
    assert known(check(repository, "-v", start=str(script))) > 0


def test_an_id_that_repeats_is_found_whatever_is_known(repository: Path) -> None:
    for name in ("one", "two", "three"):
        write(repository / f"c/{name}.yaml", f"correlationid: run-{name}\n{GOOD}")
    options = ("--preset", "strict", "--output-format", "concise", "c")
    for _ in range(2):
        same(check(repository, *options), check(repository, *PLAIN, *options))
    assert known(check(repository, "-v", *options)) == 3
    write(repository / "c/two.yaml", f"correlationid: run-three\n{GOOD}")
    for _ in range(2):
        repeated = check(repository, *options)
        assert "[correlation-id-repeated]" in repeated.stdout
        same(repeated, check(repository, *PLAIN, *options))
    os.unlink(repository / "c/two.yaml")
    assert "[correlation-id-repeated]" not in check(repository, *options).stdout


def test_no_secret_gets_into_the_cache(repository: Path) -> None:
    write(repository / "a/named.yaml", "key: 0123456\n" + BAD)
    write(
        repository / "a/hidden.yaml",
        f"# msglint: ignore-file[credential-in-message] known\nkey: {SECRET}\n{GOOD}",
    )
    write(repository / "a/id.yaml", f"correlationid: https://robot:{SECRET}@example.com/x\n{GOOD}")
    off = ("--ignore", "credential-in-message")
    for options in ((), off, ("--preset", "strict"), ("--preset", "strict", *off)):
        for _ in range(2):
            same(check(repository, *options), check(repository, *PLAIN, *options))
    held = b"".join(file.read_bytes() for file in cache_files(repository))
    assert b"a/good.yaml" in held
    for secret in (SECRET.encode(), b"0123456\\", b'"0123456', b"robot"):
        assert secret not in held


def test_no_cache_writes_nothing(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    check(folder, *PLAIN)
    check(folder, "a/good.yaml")  # not worth it
    assert not (folder / ".msglint_cache").exists()


def test_without_a_repository_there_is_no_cache_of_its_own_accord(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    (folder / ".git").rmdir()
    assert "--cache-dir" in check(folder, "-v").stderr
    assert sorted(each.name for each in folder.iterdir()) == ["a", "b"]
    write(folder / ".msglint.yaml", "")
    check(folder / "a")
    assert (folder / ".msglint_cache").is_dir()


def test_a_folder_can_be_named(tmp_path: Path) -> None:
    one, two = (make(tmp_path / name) for name in ("one", "two"))
    write(two / "a/good.yaml", BAD)
    for folder in (one, two):
        for _ in range(2):
            same(check(folder, "--cache-dir", "../cache"), check(folder, *PLAIN))
    assert known(check(one, "-v", env={"MSGLINT_CACHE_DIR": "../cache"})) > 5
    assert not (one / ".msglint_cache").exists()


def test_the_cache_is_left_out_of_git_and_backups(warm_pattern: Path) -> None:
    home = warm_pattern / ".msglint_cache"
    assert (home / ".gitignore").read_text() == "*\n"
    assert (home / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_folder_of_somebody_else_stays_as_it_is(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    check(folder, "--cache-dir", ".")
    assert not (folder / ".gitignore").exists()
    assert set(MESSAGES) <= {str(each.relative_to(folder)) for each in folder.rglob("*")}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    (tmp_path / "elsewhere").mkdir()
    (folder / ".msglint_cache").symlink_to(tmp_path / "elsewhere")
    same(check(folder), check(folder, *PLAIN))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    folder = make(tmp_path / "repository")
    write(folder / ".msglint_cache", "a file in its place\n")
    done = check(folder, "-v")
    same(done, check(folder, *PLAIN))
    assert "without a cache: " in done.stderr
    assert done.stderr.count("\n") == 1
    assert check(folder).stderr == ""


def test_what_is_gone_is_forgotten(repository: Path) -> None:
    os.unlink(repository / "a/two.yaml")
    write(repository / "a/good.yaml", GOOD + "\n")
    check(repository, "b")
    check(repository)
    file = max(cache_files(repository), key=lambda file: file.stat().st_mtime_ns)
    assert b"a/two.yaml" not in file.read_bytes()
    assert b"a/good.yaml" in file.read_bytes()


def test_only_so_many_files_stay(repository: Path) -> None:
    dead = repository / ".msglint_cache" / f"{'0' * 32}.77.new"
    write(dead, "half")
    os.utime(dead, (0, 0))
    write(repository / ".msglint_cache" / "mine.txt", "not made by msglint")
    for number in range(12):
        check(
            repository,
            "--severity",
            f"sms-sender-missing={('error', 'warning', 'info')[number % 3]}",
            "--ignore",
            f"{('too-long', 'too-short', 'too-many', 'too-few')[number // 3]}",
        )
    assert len(cache_files(repository)) == 10
    assert not dead.exists()
    assert (repository / ".msglint_cache" / "mine.txt").exists()


def test_two_runs_at_once_say_the_same(repository: Path) -> None:
    command = [sys.executable, "-m", "msglint", "check", "--now", NOW, "--output-format", "json", "."]
    plain = check(repository, *PLAIN, "--output-format", "json", ".")
    for _ in range(3):
        for number in range(4):
            write(repository / f"a/new{number}.yaml", GOOD)
        runs = [
            subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) for _ in range(4)
        ]
        for run in runs:
            assert run.communicate()[0] == plain.stdout
    assert known(check(repository, "-v", "--output-format", "json", ".")) > ALL
    assert not list((repository / ".msglint_cache").glob("*.new"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_a_killed_run_leaves_nothing_wrong(repository: Path) -> None:
    command = [sys.executable, "-m", "msglint", "check", "--now", NOW, "."]
    plain = check(repository, *PLAIN, ".")
    began = time.monotonic()
    check(repository, ".")
    whole = time.monotonic() - began
    for step in range(8):
        for number in range(4):
            write(repository / f"a/new{number}.yaml", f"{GOOD}# {step}\n")
        plain = plain if step else check(repository, *PLAIN, ".")
        run = subprocess.Popen(command, cwd=repository, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.3 + step / 8))
        run.kill()
        run.wait()
        same(check(repository, "."), plain)


def test_a_pipe_is_read_once_and_not_remembered(repository: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes with names here")
    os.mkfifo(repository / "pipe.yaml")
    with subprocess.Popen(["sh", "-c", "cat a/bad.yaml > pipe.yaml"], cwd=repository):
        done = check(repository, "-v", "a", "pipe.yaml", "--output-format", "concise")
    assert "pipe.yaml:3:12: error" in done.stdout


def _imported(folder: Path) -> set[str]:
    code = (
        "import sys, atexit\nfrom msglint.cli import main\n"
        "atexit.register(lambda: print(*sorted(sys.modules), sep='\\n', file=sys.stderr))\n"
        f"main(['check', '--now', {NOW!r}, '.'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    return set(done.stderr.split("\n"))


def test_nothing_heavy_is_imported_when_all_is_known(repository: Path) -> None:
    for name in (*UNKNOWN, "a/expired.yaml"):
        os.unlink(repository / name)
    write(repository / ".gitignore", "*.log\n")
    check(repository, ".")
    found = _imported(repository)
    assert "msglint.cli.known" in found
    heavy = {
        "ruamel.yaml",
        "_ruamel_yaml",
        "jsonschema",
        "jsonschema_rs",
        "pathspec",
        "subprocess",
        "pathlib",
    }
    heavy |= {"msglint.linter", "msglint.rules", "msglint.schema", "msglint.catalog", "msglint.stream"}
    assert not found & heavy
