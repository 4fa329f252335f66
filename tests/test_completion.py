"""What a shell completes: asked through click's own classes, and in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, ShellComplete
from test_cli import msglint, says

from msglint.catalog import entries
from msglint.cli import COMMANDS, cli
from msglint.cli.completion import SHELLS
from msglint.report import FORMATS
from msglint.request import APIS
from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS


def items(*words: str) -> list[CompletionItem]:
    """The completions of the last word of a command line."""
    return ShellComplete(cli, {}, "msglint", "_MSGLINT_COMPLETE").get_completions(list(words[:-1]), words[-1])


def values(*words: str) -> list[str]:
    return [item.value for item in items(*words)]


def test_commands_and_options() -> None:
    """Commands with their summaries, options of a command."""
    assert values("") == list(COMMANDS)
    assert values("se") == ["send"]
    assert items("se")[0].help == COMMANDS["send"][1]
    assert {"--select", "--severity"} <= set(values("check", "--se"))
    assert "--version" in values("--v")


def test_rule_ids() -> None:
    """One for `rule`, lists with commas for --select and --ignore, none twice, each with its summary."""
    every = list(entries())
    assert values("rule", "") == values("check", "--select", "") == values("fix", "--ignore", "") == every
    assert values("rule", "plus-l") == ["plus-lost"]
    assert items("rule", "plus-l")[0].help == entries()["plus-lost"].summary
    assert values("check", "--select", "too-deep,plus-l") == ["too-deep,plus-lost"]
    assert values("check", "--select", "plus-lost,plus-l") == []
    assert values("check", "--select", "no-such") == []


def test_graded_rules() -> None:
    """Rules with an equals sign, then levels."""
    assert values("check", "--severity", "too-") == [f"{id}=" for id in entries() if id.startswith("too-")]
    levels = ["plus-lost=error", "plus-lost=warning", "plus-lost=info"]
    assert values("check", "--severity", "plus-l") == values("check", "--severity", "plus-lost=") == levels
    assert values("check", "--severity", "plus-lost=w") == ["plus-lost=warning"]
    assert values("check", "--severity", "plus-l=w") == []


def test_names() -> None:
    """Formats, reports, APIs, presets, levels, schemas, shells, regions, faults."""
    assert values("check", "--output-format", "") == list(FORMATS)
    assert values("check", "--output", "sa") == ["sarif:msglint.sarif"]
    assert {each.partition(":")[0] for each in values("check", "--output", "")} == set(FORMATS)
    assert values("check", "--api", "") == values("payload", "--api", "") == list(APIS)
    assert values("check", "--preset", "s") == ["strict"]
    assert values("check", "--fail-on", "") == ["error", "warning", "info"]
    assert values("schema", "") == list(API_SCHEMAS + OTHER_SCHEMAS)
    assert values("completion", "") == list(SHELLS)
    assert "eu" in values("payload", "--region", "")
    assert values("sandbox", "--fault", "drop-") == ["drop-after=0.02"]


@pytest.mark.parametrize(
    "words",
    [("check", ""), ("fix", "m"), ("check", "--config", ""), ("check", "--baseline", ""), ("payload", "")],
)
def test_files_are_left_to_the_shell(words: tuple[str, ...]) -> None:
    """Paths are completed by the shell itself."""
    assert [item.type for item in items(*words)] == ["file"]


def test_folders_are_left_to_the_shell() -> None:
    """Where only a folder will do, only folders are completed."""
    assert [item.type for item in items("schema", "--bundle", "") + items("init", "")] == ["dir", "dir"]


@pytest.mark.parametrize("shell", SHELLS)
def test_script(shell: str, tmp_path: Path) -> None:
    """The command prints what click makes for the shell, and the script can ask back."""
    done = msglint("completion", shell, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_MSGLINT_COMPLETE={shell}_complete" in done.stdout
    environment = {
        "_MSGLINT_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "msglint rule plus-l",
        "COMP_CWORD": "2",
    }
    if shell == "fish":
        environment |= {"COMP_CWORD": "plus-l"}
    asked = msglint(cwd=tmp_path, env=environment)
    assert asked.returncode == 0
    assert "plus-lost" in asked.stdout
    assert "too-long" not in asked.stdout


def test_unknown_shell_is_usage(tmp_path: Path) -> None:
    """A shell that is not known: exit code 2, and those that are."""
    says(msglint("completion", "csh", cwd=tmp_path), 2, "csh", "bash", "zsh", "fish")


@pytest.fixture
def bash(tmp_path: Path) -> Callable[..., list[str]]:
    """Completes a command line in a real bash that has read the script."""
    program = shutil.which("bash")
    if program is None or os.name == "nt":
        pytest.skip("no bash on this machine")
    version = subprocess.check_output(
        [program, "-c", "echo ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}"], text=True
    )
    if int(version) < 44:
        pytest.skip("click completes in bash 4.4 and newer")
    stub = tmp_path / "programs" / "msglint"
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m msglint "$@"\n')
    stub.chmod(0o755)

    def complete(*words: str) -> list[str]:
        script = (
            'eval "$(msglint completion bash)"; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1));'
            '_msglint_completion "$1"; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        path = os.pathsep.join([str(stub.parent), os.environ["PATH"]])
        done = subprocess.run(
            [program, "--norc", "-c", script, "bash", *words],
            env={**os.environ, "PATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.split()

    return complete


def test_real_bash(bash: Callable[..., list[str]]) -> None:
    """Commands, rule ids, and formats, as bash gets them."""
    assert bash("msglint", "fi") == ["fix"]
    assert bash("msglint", "check", "--select", "plus-l") == ["plus-lost"]
    assert bash("msglint", "check", "--output-format", "sar") == ["sarif"]


def test_start_is_not_slower() -> None:
    """A run that completes nothing imports nothing of it."""
    code = (
        "import sys; from msglint.cli import main\n"
        "try: main(['check', '--isolated', '--color=never', '-'])\n"
        "except SystemExit: print({'click.shell_completion', 'msglint.cli.completion'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="channel: sms\n", capture_output=True, text=True, check=True
    )
    assert "[missing-field]" in done.stdout
    assert done.stdout.endswith("set()\n")
