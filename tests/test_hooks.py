"""The hooks as users get them: the real `pre-commit` on a scratch repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from generate import ROOT
from test_cli import BAD, GOOD

from msglint.source import Source
from msglint.stream import documents

TYPO = GOOD.replace("msisdn", "msidn")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What of this project a hook's environment is made from, committed in a repository of its own."""
    import shutil

    folder = tmp_path_factory.mktemp("published")
    for name in ("msglint", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A repository with a folder of messages."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "messages").mkdir()
    return tmp_path


def try_repo(published: Path, scratch: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """Runs one hook over all files of the scratch repository."""
    git(scratch, "add", "--all")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(published), hook, "--all-files", "--verbose"],
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(published.parent / "pre-commit-home")},
    )


def test_manifest_is_found_under_both_names() -> None:
    """pre-commit reads the dotted name; the other one is a link to it."""
    link = ROOT / "pre-commit-hooks.yaml"
    assert link.read_text() == (ROOT / ".pre-commit-hooks.yaml").read_text()
    hooks = next(documents(Source.read(str(link)))).value
    assert [hook["id"] for hook in hooks] == ["msglint", "msglint-fix"]
    assert all(hook["entry"].startswith("msglint check ") for hook in hooks)


def test_hooks_pass_fail_and_fix(published: Path, scratch: Path) -> None:
    """A good message passes, a bad one fails with its finding, a typo is mended."""
    pytest.importorskip("pre_commit")
    (scratch / "messages" / "gate.yaml").write_text(GOOD)
    (scratch / "compose.yaml").write_text("services: {}\n")
    done = try_repo(published, scratch, "msglint")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    (scratch / "messages" / "gate.yaml").write_text(BAD)
    done = try_repo(published, scratch, "msglint")
    assert done.returncode == 1
    assert "[sms-sender-missing]" in done.stdout
    (scratch / "messages" / "gate.yaml").write_text(TYPO)
    done = try_repo(published, scratch, "msglint-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (scratch / "messages" / "gate.yaml").read_text() == GOOD
