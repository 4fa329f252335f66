"""What another process does: reads its files' names, writes a line for each, says nothing else."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from typing import Any

from msglint.cli.options import Grading
from msglint.cli.run import Run
from msglint.cli.sharing import judged
from msglint.diagnostics import Severity


def main() -> None:
    """Judges the files named on stdin; whatever goes wrong with one is left to who reads the lines."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that started this one
    import msglint.linter  # noqa: F401 - while the names are on their way

    try:
        told, files = json.loads(sys.stdin.buffer.read())
        run = _run(**told)
        for path, named in files:
            sys.stdout.buffer.write(_line(run, path, named).encode() + b"\n")
        sys.stdout.buffer.flush()
    except (BrokenPipeError, ValueError):  # nobody is there any more
        os._exit(1)
    os._exit(0)


def _run(now: str, select: list[str], levels: dict[str, int | None], **told: Any) -> Run:
    graded = {rule: None if level is None else Severity(level) for rule, level in levels.items()}
    return Run(now=datetime.fromisoformat(now), grading=Grading(frozenset(select), graded), **told)


def _line(run: Run, path: str, named: bool) -> str:
    run.across.forget()  # the ids of other files are counted by who reads the lines
    try:
        return judged(run, path, named)[2] or ""
    except Exception:
        return ""  # it judges the file itself, and fails as it would have without this process
