"""The peers that msglint is timed beside, installed where they are not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import npm
from bench.ours import msglint_command
from bench.tool import PEERS, SCHEMAS, Tool, version_of

_PYTHON_PEERS = ("check-jsonschema", "yamllint")


def peers() -> tuple[list[Tool], list[str]]:
    """The peers, installed where they are not; and a sentence for each that is left out."""
    makers = {
        "yamllint": _yamllint,
        "check-jsonschema": _check_jsonschema,
        "sourcemeta": npm.sourcemeta,
        "ajv-cli": npm.ajv,
        "spectral": npm.spectral,
    }
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
        version_of([program, "--version"]),
        "yamllint -d relaxed FOLDER",
    )


def _check_jsonschema() -> Tool:
    program = _python_peer("check-jsonschema")
    return Tool(
        "check-jsonschema",
        lambda corpus, api: [program, "--schemafile", str(SCHEMAS / f"{api}.json"), *corpus.files],
        version_of([program, "--version"]),
        "check-jsonschema --schemafile SCHEMA FILES",
        complains=1,
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
