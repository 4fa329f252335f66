"""docs/writing-rules.md is true: a test follows the walk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from generate import ROOT

RULE = re.search(
    r"```python\n(.*?)\n```\n\n- `at`",
    (ROOT / "docs" / "writing-rules.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
MESSAGE = """\
channel: sms
from: HARBOUR
to: [{msisdn: ["+447700900101"]}]
content: {type: text, text: YOUR PARCEL IS HERE}
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the page's rule in one new file."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("msglint", "schemas", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "cases"))
    assert RULE is not None
    (folder / "msglint" / "rules" / "shouting.py").write_text(f'"""Shouting."""\n\n{RULE[1]}\n')
    (folder / "x.yaml").write_text(MESSAGE)
    return folder


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(copy)},
    )


def test_the_rule_is_found_explained_and_applied(copy: Path) -> None:
    """One new file is all: the rule has a page, options, a finding, and a fix."""
    page = run(copy, "msglint", "rule", "sms-text-shouting").stdout
    assert "A text all in capitals reads as shouting." in page
    assert "`min_letters` (default `12`)" in page
    assert run(copy, "msglint", "check", "x.yaml").returncode == 0
    shown = run(copy, "msglint", "check", "--select", "sms-text-shouting", "x.yaml").stdout
    assert "x.yaml:4:29: info: the text is all in capitals [sms-text-shouting]" in shown
    diff = run(
        copy, "msglint", "check", "--select", "sms-text-shouting", "--diff", "--unsafe-fixes", "x.yaml"
    ).stdout
    assert "+content: {type: text, text: Your parcel is here}" in diff


def test_its_option_is_configured(copy: Path) -> None:
    """The keyword-only parameter is an option of .msglint.yaml."""
    config = copy / "own.yaml"
    config.write_text("rules: {sms-text-shouting: {severity: warning, min_letters: 40}}\n")
    assert "No findings" in run(copy, "msglint", "check", "--config", "own.yaml", "x.yaml").stdout
    config.write_text("rules: {sms-text-shouting: {severity: warning, min_letter: 40}}\n")
    assert (
        "did you mean `min_letters`" in run(copy, "msglint", "check", "--config", "own.yaml", "x.yaml").stderr
    )


def test_its_examples_run(copy: Path) -> None:
    """The examples of the docstring run without being named anywhere."""
    done = run(
        copy,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_rules.py",
        "-k",
        "sms-text-shouting",
        "--rootdir",
        str(copy),
        "-c",
        str(ROOT / "pyproject.toml"),
        "--override-ini",
        f"pythonpath={copy / 'tests'}",
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"[5-9] passed", done.stdout), done.stdout
