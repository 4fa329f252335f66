"""A small repository of messages of every sort, and the command run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from msglint.verdicts import digest

NOW = "2026-06-01T09:00:00Z"

GOOD = """\
deliverychannel: sms
destination: [{msisdn: ["+447700900101"]}]
channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
"""
BAD = GOOD.replace("senderid: HARBOUR, ", "")
SECRET = "hunter2hunter2"
MESSAGES = {
    "a/good.yaml": GOOD,
    "a/two.yaml": f"{GOOD}---\n{GOOD}",
    "a/bad.yaml": BAD,
    "a/emoji 🎉.yaml": BAD.replace("Gate", "Gate 🎉 \\u00e9"),
    "a/quoted.yaml": GOOD.replace('"+447700900101"', "+447700900101"),
    "a/later.yaml": 'expiry: "2026-06-02T09:00:00.000Z"\n' + GOOD,
    "a/expired.yaml": 'expiry: "2026-05-30T09:00:00.000Z"\n' + GOOD,
    "b/ignored.yaml": BAD.replace(
        "Gate 3 is open.}}", "Open.}} # msglint: ignore[sms-sender-missing] set later"
    ),
    "b/unused.yaml": GOOD + "# msglint: ignore[too-long]\n",
    "b/broken.yaml": "deliverychannel: [sms\n",
    "b/other.yaml": "name: nothing to send\n",
    "b/secret.yaml": f'callbackData: "https://robot:{SECRET}@hooks.example.com/x"\n' + BAD,
    "b/json.json": '{"deliverychannel": "sms"}\n',
}
UNKNOWN = ("b/secret.yaml",)
"""What no cache may hold."""


def make(folder: Path, messages: dict[str, str] | None = None) -> Path:
    """Writes messages into a new repository: those above and one in UTF-16, or others."""
    (folder / ".git").mkdir(parents=True)
    for name, text in (MESSAGES if messages is None else messages).items():
        write(folder / name, text)
    if messages is None:
        (folder / "a" / "utf16.yaml").write_bytes(b"\xff\xfe" + BAD.encode("utf-16-le"))
    return folder


def write(file: Path, text: str) -> None:
    """Writes a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def check(
    folder: Path, *options: str, env: dict[str, str] | None = None, start: str = "-m msglint"
) -> subprocess.CompletedProcess[str]:
    """Runs `msglint check` in a folder."""
    done = subprocess.run(
        [sys.executable, *start.split(" ", 1), "check", "--now", NOW, *options],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1", **(env or {})},
    )
    assert "Traceback" not in done.stderr
    return done


def same(one: subprocess.CompletedProcess[str], other: subprocess.CompletedProcess[str]) -> None:
    """Two runs said the same."""
    assert one.stdout == other.stdout
    assert one.returncode == other.returncode


def known(done: subprocess.CompletedProcess[str]) -> int:
    """How many files a run with `-v` knew."""
    (line,) = [line for line in done.stderr.splitlines() if " known from " in line]
    return int(line.split("; ")[1].split()[0].replace(",", ""))


def cache_files(folder: Path) -> list[Path]:
    """The files of a repository's cache that hold lines."""
    home = folder / ".msglint_cache"
    return [each for each in home.iterdir() if len(each.name) == 32] if home.is_dir() else []


def sealed(body: bytes) -> bytes:
    """A cache file with this body, which passes for a whole one."""
    return f"msglint cache 1 {digest(body)}\n".encode() + body
