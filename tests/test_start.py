"""What a command loads: nothing that it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MESSAGE = """\
channel: sms
from: HARBOUR
to:
  - msisdn: ["+447700900123"]
content: {type: text, text: Gate 3 is open.}
"""

NETWORK = ("ssl", "http.client", "http.server", "asyncio", "httpx", "urllib.request")
STORES = ("sqlite3", "csv", "psycopg")
PARTS = (
    "msglint.outbox",
    "msglint.sender",
    "msglint.api",
    "msglint.listener",
    "msglint.sandbox",
    "msglint.lsp",
)
EVERYWHERE = (*NETWORK, *STORES, *PARTS, "importlib.metadata", "phonenumbers", "_hashlib", "xml")
JUDGING = ("msglint.linter", "msglint.rules", "ruamel.yaml", "jsonschema_rs")
"""What it takes to judge a message."""

NO_NEED = ("ruamel", "msglint.builder", "msglint.locate", "msglint.edits")
"""What only a message takes that is written in an odd way, or has something wrong with it."""

LISTING = """
import sys
from msglint.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
"""A command, and then the names of all modules: `-X importtime` tells none of those that `import_module` loads."""

COMMANDS = {
    "check": (
        ("check", "--no-cache", "message.yaml"),
        (
            *EVERYWHERE,
            "pathspec",
            "multiprocessing",
            "concurrent.futures",
            "msglint.fixer",
            "msglint.suppress",
            *NO_NEED,
            "msglint.verdicts",
        ),
    ),
    "check a folder": (
        ("check", "--no-cache", "--jobs", "1", "."),
        (*EVERYWHERE, "multiprocessing", "msglint.fixer", *NO_NEED),
    ),
    "version": (("--version",), (*EVERYWHERE, *JUDGING)),
    "help": (("check", "--help"), (*EVERYWHERE, *JUDGING)),
}
"""Commands with the modules that they must not load."""


def loaded(folder: Path, arguments: tuple[str, ...]) -> set[str]:
    """The modules that are there when a command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", LISTING, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return set(done.stderr.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "message.yaml").write_text(MESSAGE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_nothing_that_it_does_not_use(folder: Path, command: str) -> None:
    arguments, forbidden = COMMANDS[command]
    names = loaded(folder, arguments)
    assert "msglint.cli" in names  # the list was understood
    needless = {name for name in names for each in forbidden if name == each or name.startswith(f"{each}.")}
    assert not needless


def test_only_the_rules_of_the_message_s_channel_are_loaded(folder: Path) -> None:
    names = loaded(folder, ("check", "--no-cache", "message.yaml"))
    assert "msglint.rules.sms" in names
    others = ("apple_", "email_", "in_app", "messenger", "mms", "push", "rcs", "voice", "whatsapp")
    assert not {name for name in names if name.startswith(tuple(f"msglint.rules.{each}" for each in others))}


def test_a_run_by_schemas_alone_loads_no_rules_of_code(folder: Path) -> None:
    names = loaded(folder, ("check", "--no-cache", "--schema-only", "message.yaml"))
    assert "msglint.schema" in names
    assert not {name for name in names if name.startswith("msglint.rules.")}
