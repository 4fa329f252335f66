"""The peers from the npm registry."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from bench.corpus import Corpus
from bench.tool import PEERS, SCHEMAS, Tool, version_of

_SOURCEMETA = "@sourcemeta/jsonschema"
_SPECTRAL = "@stoplight/spectral-cli"
_AJV = "ajv-cli"

FEW = 100
"""Files in the largest corpus for those that are written in JavaScript."""


def sourcemeta() -> Tool:
    """The native program: the npm package wraps it in a script that starts node first."""
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    musl = "-musl" if sys.platform == "linux" and not platform.libc_ver()[0] else ""
    program = str(
        _file(_SOURCEMETA, f"build/github-releases/jsonschema-{sys.platform}-{machine}{musl}", _SOURCEMETA)
    )
    options = ("validate", "--fast", "--continue", "--extension", ".yaml")
    return Tool(
        "sourcemeta --fast",
        lambda corpus, api: [program, *options, str(SCHEMAS / f"{api}.json"), corpus.target],
        version_of([program, "version"]),
        f"jsonschema {' '.join(options)} SCHEMA FOLDER, the native program without node",
        complains=2,
        judges=True,
        needs_schema=True,
    )


def ajv() -> Tool:
    """The validator that most of JavaScript uses; formats that only msglint knows it leaves aside."""
    program = str(_file(_AJV, "dist/index.js", _AJV, "ajv-formats"))
    options = ("validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats")

    def command(corpus: Corpus, api: str | None) -> list[str]:
        return [_node(), program, *options, "-s", str(SCHEMAS / f"{api}.json"), "-d", "**/*.yaml"]

    return Tool(
        "ajv-cli",
        command,
        _package(_AJV)["version"],
        f"ajv {' '.join(options)} -s SCHEMA -d '**/*.yaml'",
        complains=1,
        judges=True,
        needs_schema=True,
        most=FEW,
    )


def spectral() -> Tool:
    """The linter of API descriptions, with the schema as its only rule."""
    program = str(_file(_SPECTRAL, "dist/index.js", _SPECTRAL))

    def command(corpus: Corpus, api: str | None) -> list[str]:
        return [_node(), program, "lint", "--quiet", "--ruleset", str(_ruleset(str(api))), "**/*.yaml"]

    return Tool(
        "spectral",
        command,
        _package(_SPECTRAL)["version"],
        "spectral lint --quiet --ruleset SCHEMA-AS-A-RULE '**/*.yaml'",
        complains=1,
        judges=True,
        needs_schema=True,
        most=FEW,
    )


def _ruleset(api: str) -> Path:
    """A file with the schema of an API as a rule."""
    schema = json.loads((SCHEMAS / f"{api}.json").read_text(encoding="utf-8"))
    options = {"dialect": "draft2020-12", "schema": schema}
    judge = {"function": "schema", "functionOptions": options}
    rules = {"request": {"given": "$", "severity": "error", "message": "{{error}}", "then": judge}}
    file = SCHEMAS / f"{api}.spectral.json"
    file.write_text(json.dumps({"rules": rules}), encoding="utf-8")
    return file


def _package(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        (PEERS / "node_modules" / name / "package.json").read_text(encoding="utf-8")
    )
    return found


def _file(package: str, file: str, *needed: str) -> Path:
    """A file of a package, which is installed where it is not there yet."""
    found = PEERS / "node_modules" / package / file
    if not found.exists():
        print(f"installing {', '.join(needed)} into {PEERS}", file=sys.stderr)
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        install = [_program("npm"), "install", *quiet, "--prefix", str(PEERS), *needed]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    if not found.exists():
        raise FileNotFoundError(f"{package} has no program for this system")
    return found


def _node() -> str:
    return _program("node")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"there is no {name}")
    return found
