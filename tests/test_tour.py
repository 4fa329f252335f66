"""The README's tour, step by step as a reader would do it, with the browser at its end."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import needs_chromium
from generate import ROOT

MSGLINT = [sys.executable, "-m", "msglint"]


class Tour:
    """The tour's blocks, with a port of their own in place of the one that the README shows."""

    def __init__(self, folder: Path) -> None:
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        [part] = re.findall(r"^## A tour\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        part = part.replace("8765", str(self.port))
        [message] = re.findall(r"```yaml tour\n(.*?)```", part, re.DOTALL)
        (folder / "ferry.yaml").write_text(message, encoding="utf-8")
        self.steps = [
            block.splitlines() for block in re.findall(r"```console tour\n(.*?)```", part, re.DOTALL)
        ]
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("MSGLINT_")}

    def run(self, step: list[str]) -> tuple[str, int]:
        """Types the commands of a step; what the last one printed, and its exit code."""
        *before, line = [each.removeprefix("$ ") for each in step if each.startswith("$ ")]
        for each in before:
            name, value = each.removeprefix("export ").split("=")
            self.environment[name] = value
        done = subprocess.run(
            [*MSGLINT, *shlex.split(line)[1:]],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout, done.returncode


def _shown(step: list[str]) -> str:
    return "\n".join(line for line in step if not line.startswith("$ "))


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """The tour up to the sandbox that was left running."""
    tour = Tour(tmp_path_factory.mktemp("tour"))
    check, fix, sandbox, _ = tour.steps
    assert tour.run(check) == (_shown(check) + "\n", 1)
    assert tour.run(fix) == (_shown(fix) + "\n", 0)
    command = [*MSGLINT, *shlex.split(sandbox[0])[2:], "--port", str(tour.port)]
    with subprocess.Popen(
        command, cwd=tour.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == _shown(sandbox) + "\n"
        yield tour
        process.terminate()
        process.stderr.close()


def _timeless(text: str) -> str:
    return re.sub(r"(?<=about ).*(?= UTC)", "now", text)


def test_what_was_written_checked_and_mended_is_sent(tour: Tour) -> None:
    printed, code = tour.run(tour.steps[3])
    assert (_timeless(printed), code) == (_timeless(_shown(tour.steps[3])) + "\n", 0)
    printed, code = tour.run(tour.steps[3])
    assert "of these      1 are in the outbox already" in printed
    [message] = httpx.get(f"http://127.0.0.1:{tour.port}/_sandbox/messages").json()
    assert message["address"] == "+447700900101"


@pytest.mark.slow
@needs_chromium
def test_the_browser_shows_it_as_the_recipient_sees_it(tour: Tour, chromium: Any) -> None:
    tour.run(tour.steps[3])
    chromium.get(f"http://127.0.0.1:{tour.port}")
    end = time.monotonic() + 15
    while (
        "Ferry 12 leaves from pier B - ten minutes late."
        not in chromium.find_element("tag name", "body").text
    ):
        assert time.monotonic() < end, "the page does not show the message"
        time.sleep(0.05)
