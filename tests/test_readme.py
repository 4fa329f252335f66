"""Every command of the README and the docs runs; every output they show is the tool's own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from generate import ROOT, readme
from receipt_calls import Sent, fill

from msglint.catalog import book
from msglint.source import Source

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_ELSEWHERE = {
    "make demo": "run by CI as a whole",
    "make test": "this",
    "pipx install msglint": "make wheel installs what is built",
    "pip install msglint": "make wheel installs what is built",
    "msglint receipts --port 8766 --outbox msglint-outbox.db": "test_receipts.py runs it until Ctrl-C",
    "msglint outbox resume --tps 100 --yes": "test_outbox_commands.py runs it with a sandbox",
    "createdb --encoding=UTF8 msglint": "test_outbox_postgresql.py makes its own",
    "msglint send --region eu --outbox postgresql://sender@db.example.com/msglint --tps 100 --recipients customers.csv "
    "campaign.yaml": "test_outbox_postgresql.py has a server",
    "pip install 'msglint[lsp]'": "make wheel installs what is built",
}


def commands() -> list[str]:
    """The commands that the pages show behind a `$`."""
    return [
        line.removeprefix("$ ")
        for page in PAGES
        for block in _CONSOLE.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def test_pages_show_commands() -> None:
    """The README's first two commands are the front door."""
    assert commands()[:2] == ["make demo", "make test"]
    assert len(commands()) > 8


@pytest.mark.parametrize("command", sorted(set(commands()) - set(_ELSEWHERE)))
def test_command_runs(command: str, tmp_path: Path) -> None:
    """A command works as shown, in a folder with messages."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "examples", tmp_path / "messages", ignore=shutil.ignore_patterns("broken.yaml"))
    shutil.copy(ROOT / "examples" / "sms.yaml", tmp_path / "welcome.yaml")
    if " --baseline " in command:
        (tmp_path / "msglint-baseline.json").write_text('{"version": 1, "findings": []}')
    if command.startswith("msglint outbox "):
        sent, lost = (
            Sent("+447700900101", "c1", "t1"),
            Sent("+447700900102", "c2", "", "unknown", "", "no reply"),
        )
        fill(str(tmp_path / "msglint-outbox.db"), [sent], [lost])
    line = re.sub(r"\bmsglint (?=[a-z])", f'"{sys.executable}" -m msglint ', command)
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if "broken" in command else 0), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_readme_shows_the_real_output() -> None:
    """The outputs in README.md are what the tool prints."""
    assert (ROOT / "README.md").read_text(encoding="utf-8") == readme()


def test_rules_page_is_fresh() -> None:
    """docs/rules.md is what the rules say of themselves."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == book()


def test_yaml_of_the_readme_is_right() -> None:
    """Every message the README shows checks clean, every configuration can be used."""
    from msglint import check
    from msglint.config import check as check_config

    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    kinds = {"channel": 0, "extends:": 0, "repos:": 0}
    for block in blocks:
        kind = next(kind for kind in kinds if kind in block)
        kinds[kind] += 1
        source = Source("README.md", block)
        if kind == "extends:":
            assert check_config(source) == []
        elif "deliverychannel" in block or "channel:" in block:
            assert check(source) == []
    assert min(kinds.values()) >= 1


def test_links_lead_somewhere() -> None:
    """Every relative link of the pages names a file that exists."""
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "tests" / "cases" / "README.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_project_speaks_of_itself_alone() -> None:
    """No page, schema, or module names a machine's path."""
    for file in [*ROOT.glob("msglint/**/*.py"), *ROOT.glob("schemas/**/*.json"), *PAGES]:
        assert not re.search(r"/(?:work|home|root|tmp)/", file.read_text(encoding="utf-8")), file
