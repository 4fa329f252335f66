"""What is offered to CI: valid by the official schemas, and the shell in it run as a runner runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from generate import NO_CI, ROOT
from test_cli import BAD, GOOD, WARNED

from msglint import __version__
from msglint.source import Source
from msglint.stream import documents

GITLAB = ROOT / "templates" / "msglint.gitlab-ci.yml"
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SHELL = [
    line
    for block in re.findall(r"```(?:sh|groovy)\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
BASH = shutil.which("bash") or "bash"

needs_bash = pytest.mark.skipif(os.name == "nt", reason="the stubs are shell scripts with a Unix path")


def value(text: str) -> Any:
    """The value of a YAML file, by YAML 1.2 as CI systems mean it: `on` is a word."""
    [document] = documents(Source("x.yaml", text))
    assert not document.problems
    return document.value


ACTION = value((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
JOB = value(GITLAB.read_text(encoding="utf-8"))["msglint"]


# ---- valid


@pytest.mark.parametrize("schema", ["github-actions", "gitlab-ci", "github-workflows", "azure-pipelines"])
def test_valid_by_the_official_schema(schema: str, tmp_path: Path) -> None:
    """The action, the template, and each snippet of docs/ci.md."""
    pytest.importorskip("check_jsonschema")
    files = {"github-actions": [ROOT / "action.yml"], "gitlab-ci": [GITLAB]}.get(schema, [])
    marks = {"github-workflows": "on: [", "gitlab-ci": "include:", "azure-pipelines": "task:"}
    for index, text in enumerate(YAML):
        if schema in marks and marks[schema] in text:
            files.append(tmp_path / f"{index}.yml")
            files[-1].write_text(text, encoding="utf-8")
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_would_refuse(tmp_path: Path) -> None:
    """The judge above judges: an action without steps is refused."""
    pytest.importorskip("check_jsonschema")
    (tmp_path / "action.yml").write_text("name: x\ndescription: x\nruns: {using: composite}\n")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions"]
    assert subprocess.run(
        [*command, str(tmp_path / "action.yml")], capture_output=True, check=False
    ).returncode


def test_no_expression_stands_in_a_script() -> None:
    """An input inside of a script would be run; it comes by the environment, where it is text."""
    scripts = [step["run"] for step in STEPS.values() if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)
    given = {word for step in STEPS.values() for word in re.findall(r"inputs\.([\w-]+)", json.dumps(step))}
    assert given == set(ACTION["inputs"])
    assert not any("$[[" in line for line in JOB["script"])


def test_documented_inputs_and_defaults_are_the_real_ones() -> None:
    """The tables of docs/ci.md."""
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*?) ?\|", PAGE, re.MULTILINE))
    for name, told in ACTION["inputs"].items():
        assert rows.pop(name).strip("`") == told["default"]
    assert rows.pop("MSGLINT_VERSION") == "the release of the template"
    for name, default in rows.items():
        assert default.strip("`") == JOB["variables"][name]


def test_versions_are_this_one() -> None:
    """What is pinned is the release that it comes with."""
    assert JOB["variables"]["MSGLINT_VERSION"] == __version__
    pinned = re.findall(r"msglint==([\w.]+)|@v(0[\w.]+)|/v(0[\w.]+)/", PAGE)
    assert len(pinned) > 5
    assert {version for found in pinned for version in found if version} == {__version__}


# ---- the action


class Runner:
    """A scratch repository with the files and variables that a GitHub runner gives to a step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        (self.folder / "messages").mkdir(parents=True)
        (self.folder / ".git").mkdir()
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        for name in ("output", "summary"):
            (folder / name).touch()
        self.output, self.summary = folder / "output", folder / "summary"

    def write(self, **messages: str) -> None:
        for name, text in messages.items():
            (self.folder / "messages" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def step(self, id: str, environment: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs the script of a step; `inputs` stand for those of the action, by default its own."""
        told = {name: told["default"] for name, told in ACTION["inputs"].items()} | {
            name.replace("_", "-"): text for name, text in inputs.items()
        }
        step = STEPS[id]
        given = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: told[found[1]], text)
            for name, text in step["env"].items()
        }
        script = self.temporary / f"{id}.sh"
        script.write_text(step["run"], encoding="utf-8")
        kept = {name: text for name, text in os.environ.items() if name not in NO_CI}
        return subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.folder / told["working-directory"],
            env={
                **kept,
                "GITHUB_ACTIONS": "true",
                "CI": "true",
                "GITHUB_WORKSPACE": str(self.folder),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_ACTION_PATH": str(ROOT),
                "RUNNER_TEMP": str(self.temporary),
                **given,
                **environment,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs the step that checks, with this msglint in place of the installed one."""
        program = self.temporary / "msglint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m msglint "$@"\n')
        program.chmod(0o755)
        self.output.write_text("")
        done = self.step("check", {"MSGLINT": str(program)}, **inputs)
        assert self.output.read_text() == f"exit-code={done.returncode}\n"
        return done


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@needs_bash
def test_action_passes(runner: Runner) -> None:
    """A clean folder is exit code 0, and no annotation."""
    runner.write(good=GOOD)
    done = runner.check(paths="messages/")
    assert (done.returncode, done.stderr) == (0, "")
    assert "::error" not in done.stdout


@needs_bash
def test_action_fails_with_annotations_and_summary(runner: Runner) -> None:
    """An error at its line, a warning, and a table of both in the summary of the job."""
    runner.write(good=GOOD, bad=BAD, warned=WARNED)
    done = runner.check(paths="messages/", sarif_file="msglint.sarif")
    assert done.returncode == 1
    assert "::error file=messages/bad.yaml,line=3," in done.stdout
    assert "::warning file=messages/warned.yaml,line=1," in done.stdout
    assert "sms-sender-missing" in runner.summary.read_text(encoding="utf-8")
    log = json.loads((runner.folder / "msglint.sarif").read_text(encoding="utf-8"))
    assert {each["ruleId"] for each in log["runs"][0]["results"]} == {"sms-sender-missing", "unknown-field"}


@needs_bash
def test_action_hands_its_inputs_on(runner: Runner) -> None:
    """Several paths, one with a space; several options; another level; another folder."""
    runner.write(good=GOOD, warned=WARNED)
    other = runner.folder / "more messages"
    other.mkdir()
    (other / "bad.yaml").write_text(BAD)
    assert runner.check(paths="messages/").returncode == 0
    assert runner.check(paths="messages/", fail_on="warning").returncode == 1
    assert runner.check(paths="messages/", fail_on="warning", args="--ignore unknown-field").returncode == 0
    done = runner.check(paths="messages/\nmore messages\n")
    assert "::error file=more messages/bad.yaml" in done.stdout
    done = runner.check(paths="bad.yaml", working_directory="more messages")
    assert "::error file=more messages/bad.yaml" in done.stdout
    done = runner.check(paths="messages/", args="--output-format concise\n--isolated")
    assert done.stdout.startswith("messages/warned.yaml:1:1: warning:")


@needs_bash
def test_action_fails_on_nothing(runner: Runner) -> None:
    """An empty folder is 3, a missing one 2: neither passes unseen."""
    assert runner.check(paths="messages/").returncode == 3
    assert runner.check(paths="gone/").returncode == 2
    assert runner.check(fail_on="loud").returncode == 2


@needs_bash
@pytest.mark.parametrize("name", ["paths", "args", "fail_on", "sarif_file"])
def test_action_runs_no_input(runner: Runner, name: str) -> None:
    """What would be a command in a script stays a word."""
    runner.write(good=GOOD)
    for attack in (
        '"; touch hit; "',
        "$(touch hit)",
        "`touch hit`",
        "x; touch hit #",
        "--help\n'; touch hit",
    ):
        runner.check(**{"paths": "messages/", name: attack})
        assert not (runner.folder / "hit").exists()
        assert not (runner.folder / "messages" / "hit").exists()


@needs_bash
def test_action_takes_no_pattern_for_files(runner: Runner) -> None:
    """A `*` among the options stays as it is, for --exclude."""
    runner.write(good=GOOD, bad=BAD)
    assert runner.check(paths="messages/", args="--exclude bad*").returncode == 0
    (runner.folder / "bad").touch()
    assert runner.check(paths="messages/", args="--exclude bad*").returncode == 0


@needs_bash
def test_action_installs_what_it_is_told(runner: Runner) -> None:
    """The release that is named, else the action's own ref; pip is a stub that says what it was told."""
    python = runner.temporary / "python"
    python.write_text(
        '#!/bin/sh\ntest "$1 $2" = "-m venv" && mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && exit\n'
        'printf "%s|" "$@" >> "$(dirname "$0")/told"\n'
    )
    python.chmod(0o755)
    told = runner.temporary / "msglint" / "bin" / "told"
    for version, what in (
        ("", str(ROOT)),
        ("0.1.0", "msglint==0.1.0"),
        ("1 --hash x", "msglint==1 --hash x"),
    ):
        runner.output.write_text("")
        assert runner.step("install", {"PYTHON": str(python)}, version=version).returncode == 0
        assert told.read_text().endswith(f"|install|--quiet|--disable-pip-version-check|--|{what}|")
        assert runner.output.read_text() == f"msglint={runner.temporary}/msglint/bin/msglint\n"
        told.unlink()


@needs_bash
@pytest.mark.slow
def test_action_installs_itself(runner: Runner) -> None:
    """Without a stub: a Python of its own, msglint from the action's folder, ready to check."""
    pytest.importorskip(
        "check_jsonschema"
    )  # with the packages of `make setup`: `make portable` needs no second time
    assert runner.step("install", {"PYTHON": sys.executable}).returncode == 0
    program = runner.output.read_text().removeprefix("msglint=").strip()
    runner.write(bad=BAD)
    done = runner.step("check", {"MSGLINT": program})
    assert done.returncode == 1
    assert "::error file=messages/bad.yaml" in done.stdout


# ---- the GitLab template


def gitlab(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the script of the job as GitLab's runner does: its lines in one shell that stops at the first error."""
    programs = folder / ".programs"
    programs.mkdir(exist_ok=True)
    for name, module in (("python", "true"), ("msglint", f'"{sys.executable}" -m msglint')):
        (programs / name).write_text(f'#!/bin/sh\n{module} "$@"\n')
        (programs / name).chmod(0o755)
    kept = {name: text for name, text in os.environ.items() if name not in NO_CI}
    environment = {**kept, "GITLAB_CI": "true", "CI_PROJECT_DIR": str(folder)}
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return subprocess.run(
        ["sh", "-e", "-c", "\n".join(JOB["script"])],
        cwd=folder,
        env={**environment, **JOB["variables"], **variables, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@needs_bash
def test_gitlab_job(runner: Runner) -> None:
    """Exit code, findings in the log, and the reports that the job keeps."""
    folder = runner.folder
    runner.write(good=GOOD)
    assert gitlab(folder, MSGLINT_PATHS="messages/").returncode == 0
    assert json.loads((folder / "gl-code-quality-report.json").read_text()) == []
    runner.write(bad=BAD, warned=WARNED)
    done = gitlab(folder, MSGLINT_PATHS="messages/ --")
    assert done.returncode == 2  # behind the options, a word is a path
    done = gitlab(folder, MSGLINT_PATHS="messages/")
    assert done.returncode == 1
    assert "messages/bad.yaml:3:12: error:" in done.stdout
    artifacts = JOB["artifacts"]
    rows = json.loads((folder / artifacts["reports"]["codequality"]).read_text())
    assert [row["location"]["path"] for row in rows] == ["messages/bad.yaml", "messages/warned.yaml"]
    assert ElementTree.parse(folder / artifacts["reports"]["junit"]).getroot().get("failures") == "1"
    assert set(artifacts["paths"]) == set(artifacts["reports"].values())
    told = {"MSGLINT_PATHS": "messages/good.yaml messages/warned.yaml", "MSGLINT_FAIL_ON": "warning"}
    assert gitlab(folder, **told).returncode == 1
    assert gitlab(folder, **told, MSGLINT_ARGS="--ignore unknown-field --isolated").returncode == 0


@needs_bash
def test_gitlab_job_runs_no_variable(runner: Runner) -> None:
    """What would be a command in a script stays a word, and a `*` stays as it is."""
    runner.write(good=GOOD, bad=BAD)
    for name in JOB["variables"]:
        gitlab(runner.folder, **{name: "$(touch hit); touch hit `touch hit`"})
        assert not (runner.folder / "hit").exists()
    (runner.folder / "bad1").touch()
    assert gitlab(runner.folder, MSGLINT_ARGS="--exclude bad*", MSGLINT_PATHS="messages/").returncode == 0


# ---- the page


def test_commands_of_the_page_run(runner: Runner) -> None:
    """Every `msglint check` of docs/ci.md, as it stands there."""
    runner.write(good=GOOD)
    lines = [*SHELL, *(line for text in YAML for line in text.splitlines())]
    commands = [
        found[1] for line in lines if (found := re.search(r"(?<!\S)\S*?msglint (check [^'#]*)", line))
    ]
    assert len(commands) == 4
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "msglint", *shlex.split(command)],
            cwd=runner.folder,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (runner.folder / "msglint.xml").exists()


# ---- the Dockerfile


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, in order."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    parts = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in parts]


def test_dockerfile_runs_without_root_and_names_no_registry() -> None:
    """Small, pinned, not root, and what is copied is let in by .dockerignore."""
    found = instructions()
    images = {rest.split()[0] for name, rest in found if name == "FROM"}
    assert images == {JOB["image"]}
    assert re.fullmatch(r"python:3\.\d+-slim", JOB["image"])
    python = tuple(map(int, re.findall(r"\d+", JOB["image"])))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert python >= tuple(map(int, re.findall(r"\d+", project["requires-python"])))
    assert f"Programming Language :: Python :: {python[0]}.{python[1]}" in project["classifiers"]
    last = max(index for index, (name, _) in enumerate(found) if name == "FROM")
    final = found[last:]
    assert int(dict(final)["USER"]) > 0
    assert [name for name, _ in final].index("USER") < [name for name, _ in final].index("ENTRYPOINT")
    assert json.loads(dict(final)["ENTRYPOINT"]) == ["msglint"]
    assert "msglint" in project["scripts"]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {
        word for name, rest in found if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]
    }
    assert {f"!{word}" for word in copied} <= set(ignored)
    assert ignored[0] == "*"


@needs_bash
@pytest.mark.slow
def test_dockerfile_builds(tmp_path: Path) -> None:
    """The steps of the first stage, run here with the folders of the image moved: msglint runs from the result."""
    pytest.importorskip("check_jsonschema")
    source, target = tmp_path / "source", tmp_path / "msglint"
    source.mkdir()
    for name, rest in instructions():
        if name == "COPY" and "--from" not in rest:
            *files, folder = rest.split()
            for each in files:
                if (ROOT / each).is_dir():
                    shutil.copytree(
                        ROOT / each, source / folder, ignore=shutil.ignore_patterns("__pycache__")
                    )
                else:
                    shutil.copy(ROOT / each, source / folder)
        elif name == "RUN" and "venv" in rest:
            line = rest.replace("/opt/msglint", str(target)).replace("python ", f"{sys.executable} ", 1)
            subprocess.run(["sh", "-ec", line], cwd=source, check=True, capture_output=True)
    done = subprocess.run(
        [target / "bin" / "msglint", "schema"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("v1 ")
