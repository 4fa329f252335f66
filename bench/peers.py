"""The tools that are timed: msglint, its peers, and the floors below which nothing can be."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench.corpus import NOW, WORK, Corpus
from bench.measure import Job

WITHOUT_RULES = "msglint without rules"
ALL_RULES = "msglint, preset strict"
"""Msglint itself with fewer and with more rules, which shows what rules cost."""

SECOND_RUN = "msglint, 2nd run"
ONE_CHANGED = "msglint, one file changed"
ALL_CORES = "msglint, all cores"
"""Msglint with what makes it quick on many files: the cache, and processes."""

MANY = 1000
"""Files from which on these have something to show."""

PEERS = WORK / "peers"
SCHEMAS = WORK / "schemas"

_PYTHON_PEERS = ("check-jsonschema", "yamllint")
_NPM_PEER = "@sourcemeta/jsonschema"

_READ = """
import os
folders = ["."]
while folders:
    for entry in os.scandir(folders.pop()):
        if entry.is_dir():
            folders.append(entry.path)
        elif entry.name.endswith(".yaml"):
            file = os.open(entry.path, os.O_RDONLY)
            os.read(file, 1 << 20)
            os.close(file)
"""

Command = Callable[[Corpus, str | None], Sequence[str]]


@dataclass(frozen=True)
class Tool:
    """A program: its version, how it is called on a corpus, and its exit code for broken files.

    `judges` says that it should name the broken files, `needs_schema` that it takes the files
    of one API at a time. `called` is the call for readers. A floor has no version.
    """

    name: str
    command: Command
    version: str = ""
    called: str = ""
    complains: int = 0
    judges: bool = False
    needs_schema: bool = False
    least: int = 1
    """The smallest corpus that it is run on."""

    remembers: bool = False
    edits: bool = False
    """Whether one file is changed before each run."""

    def job(self, corpus: Corpus, api: str | None) -> Job:
        """The tool's job on a corpus of one API, or (None) of all."""
        code = self.complains if corpus.broken else 0
        job = Job(self.name, self.command(corpus, api), corpus.folder, code, self.judges, self.remembers)
        if self.edits:
            job.prepare = partial(_edit, corpus.folder / corpus.files[0])
        return job


def _edit(file: Path) -> None:
    """Adds an empty line to a file, or takes it away again."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text[:-1] if text.endswith("\n\n") else f"{text}\n", encoding="utf-8", newline="\n")


ALONE = ("--no-cache", "--jobs", "1")
"""One process that checks every file."""


def msglint(name: str = "msglint", *more: str, shown: str = "", how: tuple[str, ...] = ALONE) -> Tool:
    """The command of this interpreter's environment, with more options; `shown` are these for readers."""
    start = msglint_command()
    options = ("check", "--output-format", "concise", "--now", NOW, *how)
    words = " ".join((*options, *((shown,) if shown else more)))
    return Tool(
        name,
        lambda corpus, api: [*start, *options, *more, corpus.target],
        _version([*start, "--version"]),
        f"{'python -m ' if len(start) > 1 else ''}msglint {words} FOLDER",
        complains=1,
        judges=True,
    )


def other_rules() -> list[Tool]:
    """Msglint with other rules than those of a default run: without the ones of code, and with all of them."""
    return [
        msglint(WITHOUT_RULES, "--schema-only"),
        msglint(ALL_RULES, "--preset", "strict"),
    ]


def quick() -> list[Tool]:
    """Msglint as it is on many files: with all cores, and when it has seen the files before."""
    again = replace(msglint(SECOND_RUN, how=()), least=MANY, remembers=True)
    return [
        replace(msglint(ALL_CORES, how=("--no-cache",)), least=MANY),
        again,
        replace(again, name=ONE_CHANGED, edits=True),
    ]


def msglint_command() -> list[str]:
    """How msglint is started: its console script, or the module where there is none."""
    script = Path(sys.executable).with_name("msglint")
    if script.exists():
        return [str(script)]
    if find_spec("msglint") is None:
        raise SystemExit("msglint is not installed in this environment: pip install -e .")
    return [sys.executable, "-m", "msglint"]


def floors() -> list[Tool]:
    """The start of an interpreter, and that with reading every file."""
    python = sys.executable
    return [
        Tool("python -c pass", lambda corpus, api: [python, "-c", "pass"]),
        Tool("read the files", lambda corpus, api: [python, "-c", _READ]),
    ]


def peers() -> tuple[list[Tool], list[str]]:
    """The peers, installed where they are not; and a sentence for each that is left out."""
    makers = {"yamllint": _yamllint, "check-jsonschema": _check_jsonschema, "sourcemeta": _sourcemeta}
    found, missing = [], []
    for name, make in makers.items():
        try:
            found.append(make())
        except subprocess.CalledProcessError as error:
            missing.append(f"{name} is left out: its installation ended with {error.returncode}")
        except OSError as error:
            missing.append(f"{name} is left out: {error}")
    return found, missing


def write_schemas() -> None:
    """The schema bundles that the other validators get."""
    command = [*msglint_command(), "schema", "--bundle", str(SCHEMAS)]
    subprocess.run(command, check=True, capture_output=True)


def _yamllint() -> Tool:
    program = _python_peer("yamllint")
    return Tool(
        "yamllint",
        lambda corpus, api: [program, "-d", "relaxed", corpus.target],
        _version([program, "--version"]),
        "yamllint -d relaxed FOLDER",
    )


def _check_jsonschema() -> Tool:
    program = _python_peer("check-jsonschema")
    return Tool(
        "check-jsonschema",
        lambda corpus, api: [program, "--schemafile", str(SCHEMAS / f"{api}.json"), *corpus.files],
        _version([program, "--version"]),
        "check-jsonschema --schemafile SCHEMA FILES",
        complains=1,
        judges=True,
        needs_schema=True,
    )


def _sourcemeta() -> Tool:
    """The native program: the npm package wraps it in a script that starts node first."""
    program = str(_native())
    options = ("validate", "--fast", "--continue", "--extension", ".yaml")
    return Tool(
        "sourcemeta --fast",
        lambda corpus, api: [program, *options, str(SCHEMAS / f"{api}.json"), corpus.target],
        _version([program, "version"]),
        f"jsonschema {' '.join(options)} SCHEMA FOLDER, the native program without node",
        complains=2,
        judges=True,
        needs_schema=True,
    )


def _python_peer(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    if beside.exists():
        return str(beside)
    environment = PEERS / "venv"
    program = environment / "bin" / name
    if not program.exists():
        print(f"installing {', '.join(_PYTHON_PEERS)} into {environment}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        install = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, *_PYTHON_PEERS], check=True)
    return str(program)


def _native() -> Path:
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    musl = "-musl" if sys.platform == "linux" and not platform.libc_ver()[0] else ""
    package = PEERS / "node_modules" / _NPM_PEER
    program = package / "build" / "github-releases" / f"jsonschema-{sys.platform}-{machine}{musl}"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("there is no npm to install it with")
        print(f"installing {_NPM_PEER} into {PEERS}", file=sys.stderr)
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        install = [npm, "install", *quiet, "--prefix", str(PEERS), _NPM_PEER]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    if not program.exists():
        raise FileNotFoundError(f"{_NPM_PEER} has no program for this system")
    return program


def _version(command: Sequence[str]) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]
