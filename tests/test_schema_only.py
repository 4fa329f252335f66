"""`check --schema-only`: what the schemas and the parser know, and no rule of code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import GOOD, msglint, says

from msglint.schema.broken import own_rules

MESSAGE = "batch: 4\ncorrelationid: 7\n" + GOOD.replace("Gate 3 is", "Gate 3 – is")
"""An unknown field and a number without quotes, which schemas see; a dash that only a rule of code sees."""


def rules(*arguments: str, cwd: Path) -> set[str]:
    done = msglint("check", "--output-format", "json", *arguments, cwd=cwd)
    return {each["rule"] for each in json.loads(done.stdout)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "gate.yaml").write_text(MESSAGE, encoding="utf-8")
    return tmp_path


def test_only_what_the_schemas_know(folder: Path) -> None:
    """The findings of a whole run, without those of code; with and without what an earlier run remembers."""
    whole = rules("gate.yaml", cwd=folder)
    assert {"unknown-field", "unquoted-number"} <= whole
    assert whole - own_rules()
    for _ in range(2):
        assert rules("--schema-only", "gate.yaml", cwd=folder) == whole & own_rules()
        assert rules("gate.yaml", cwd=folder) == whole


def test_configuration_holds(folder: Path) -> None:
    """Levels of configuration and command line hold; a comment that ignores a rule of code is not called unused."""
    (folder / ".msglint.yaml").write_text("rules: {unknown-field: off}\n")
    assert rules("--schema-only", "gate.yaml", cwd=folder) == {"unquoted-number"}
    assert rules("--schema-only", "--ignore", "unquoted-number", "gate.yaml", cwd=folder) == set()
    text = "# msglint: ignore-file[sms-unicode-text] a dash is worth it\n" + MESSAGE
    (folder / "gate.yaml").write_text(text, encoding="utf-8")
    assert rules("--schema-only", "gate.yaml", cwd=folder) == {"unquoted-number"}


def test_rules_that_are_off_stay_off(folder: Path) -> None:
    """A rule of the schemas that nobody asked for is not switched on by choosing these rules."""
    repeated = "correlationid: a1\n" + GOOD
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(repeated)
    assert rules("--schema-only", "one.yaml", "two.yaml", cwd=folder) == set()


def test_select_is_refused(folder: Path) -> None:
    """Both choose the rules."""
    says(msglint("check", "--schema-only", "--select", "plus-lost", "gate.yaml", cwd=folder), 2, "not both")


def test_no_rule_of_code_is_imported(folder: Path) -> None:
    """That is what makes it quick."""
    code = (
        "import sys; from msglint.cli import main\n"
        "try: main(['check', '--schema-only', '--no-cache', 'gate.yaml'])\n"
        "except SystemExit: print([name for name in sys.modules if name.startswith('msglint.rules.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "[unquoted-number]" in done.stdout
    assert done.stdout.endswith("[]\n")
