"""The hooks as users get them: the real `pre-commit` and `prek` on a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from generate import ROOT
from test_cli import BAD, GOOD

from msglint.source import Source
from msglint.stream import documents

TYPO = GOOD.replace("msisdn", "msidn")
UNICODE = GOOD.replace("Gate 3 is", "Gate 3 – is")

RUNNERS = {
    "pre-commit": [sys.executable, "-m", "pre_commit"],
    "prek": [str(Path(sys.executable).with_name("prek"))],
}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What of this project a hook's environment is made from, committed in a repository of its own.

    The workers share it, and so the environments made from it, since making one takes seconds.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "hooks" / "published"
    folder.parent.mkdir(exist_ok=True)
    done = folder.with_name("done")
    with FileLock(folder.with_name("lock")):
        if not done.exists():
            _publish(folder)
            done.touch()
    return folder


def _publish(folder: Path) -> None:
    for name in ("msglint", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


@pytest.fixture(params=RUNNERS)
def runner(request: pytest.FixtureRequest) -> str:
    """The program that runs the hooks; both come with the group `hooks`, which `make portable` does without."""
    pytest.importorskip("pre_commit")
    return str(request.param)


class Repository:
    """A repository with messages, in which the hooks of the published one are tried."""

    def __init__(self, folder: Path, published: Path, runner: str) -> None:
        self.folder, self.published, self.runner = folder, published, runner
        (folder / "messages").mkdir()
        git(folder, "init", "--quiet")

    def write(self, text: str, name: str = "messages/gate.yaml") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        git(self.folder, "add", "--all")

    def read(self) -> str:
        return (self.folder / "messages" / "gate.yaml").read_text(encoding="utf-8")

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        home = str(self.published.parent / "home")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**kept, "PRE_COMMIT_HOME": home, "PREK_HOME": home + "-prek", "PYTHONUTF8": "1"},
        )

    def try_all(self) -> subprocess.CompletedProcess[str]:
        """Runs all hooks of the published repository over all files, by `try-repo` of the runner, which makes a new environment."""
        return self.run([*RUNNERS[self.runner], "try-repo", str(self.published), "--all-files", "--verbose"])

    def configure(self, *hooks: str) -> None:
        """Names hooks in a configuration as the README does; their environment is made once for all tests."""
        revision = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=self.published, text=True)
        config = f"repos:\n  - repo: {self.published}\n    rev: {revision.strip()}\n    hooks:\n"
        config += "".join(f"      - id: {hook}\n        files: ^messages/\n" for hook in hooks)
        self.write(config, ".pre-commit-config.yaml")

    def hook(self, *hooks: str) -> subprocess.CompletedProcess[str]:
        """Runs some hooks over all files."""
        self.configure(*hooks)
        return self.run([*RUNNERS[self.runner], "run", "--all-files", "--verbose"])


@pytest.fixture
def repository(tmp_path: Path, published: Path, runner: str) -> Repository:
    """A repository with one good message, and YAML that is none of our business."""
    made = Repository(tmp_path, published, runner)
    made.write("services: {}\n", "compose.yaml")
    made.write(GOOD)
    return made


def test_manifest_is_found_under_both_names() -> None:
    """pre-commit reads the dotted name; the other one is a link to it."""
    link = ROOT / "pre-commit-hooks.yaml"
    assert link.read_text() == (ROOT / ".pre-commit-hooks.yaml").read_text()
    hooks = next(documents(Source.read(str(link)))).value
    assert [hook["id"] for hook in hooks] == ["msglint", "msglint-fix", "msglint-schema"]
    assert all(hook["entry"].startswith("msglint check ") for hook in hooks)
    assert all(hook["require_serial"] for hook in hooks)
    assert "send" not in link.read_text()


def test_a_good_message_passes(repository: Repository) -> None:
    """A good message passes all three hooks, and stays as it is."""
    done = repository.hook("msglint", "msglint-fix", "msglint-schema")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 3
    assert repository.read() == GOOD


def test_try_repo_fails_and_fixes(repository: Repository) -> None:
    """A misspelt key fails the first hook, is mended by the second, and so passes the third."""
    repository.write(TYPO)
    done = repository.try_all()
    assert done.returncode == 1, done.stdout + done.stderr
    assert (done.stdout.count("Failed"), done.stdout.count("Passed")) == (2, 1)
    assert "[missing-field]" in done.stdout
    assert "files were modified by this hook" in done.stdout
    assert repository.read() == GOOD


def test_msglint_fails(repository: Repository) -> None:
    """A finding that is an error fails the hook, which shows it; a warning is shown and passes."""
    repository.write(BAD)
    done = repository.hook("msglint")
    assert done.returncode == 1
    assert "messages/gate.yaml:3:12: error:" in done.stdout
    assert "[sms-sender-missing]" in done.stdout
    assert repository.read() == BAD
    repository.write(UNICODE)
    done = repository.hook("msglint")
    assert done.returncode == 0
    assert "[sms-unicode-text]" in done.stdout


def test_msglint_fix_mends_and_fails(repository: Repository) -> None:
    """A changed file stops the commit though all was mended; the second time it passes."""
    repository.write(TYPO)
    done = repository.hook("msglint-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert repository.read() == GOOD
    git(repository.folder, "add", "--all")
    assert repository.hook("msglint-fix").returncode == 0
    repository.write(BAD)
    done = repository.hook("msglint-fix")
    assert done.returncode == 1
    assert "[sms-sender-missing]" in done.stdout
    assert repository.read() == BAD


def test_msglint_schema_fails(repository: Repository) -> None:
    """What the schemas know fails; what only a rule of code knows is not looked for."""
    repository.write(TYPO)
    done = repository.hook("msglint-schema")
    assert done.returncode == 1
    assert "[missing-field]" in done.stdout
    assert repository.read() == TYPO
    repository.write(UNICODE)
    done = repository.hook("msglint-schema")
    assert done.returncode == 0
    assert "sms-unicode-text" not in done.stdout


def test_a_commit_is_stopped(repository: Repository) -> None:
    """Installed as in the README, the hook mends the staged file and the commit does not happen."""
    git(repository.folder, "commit", "--quiet", "--message", "good")
    repository.configure("msglint", "msglint-fix")
    repository.run([*RUNNERS[repository.runner], "install"])
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    repository.write(TYPO)
    commit = ["git", *identity, "commit", "--message", "typo"]
    done = repository.run(commit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "[missing-field]" in done.stdout + done.stderr
    assert repository.read() == GOOD
    git(repository.folder, "add", "--all")
    assert repository.run(commit).returncode == 0
