"""What another process does: reads its files' names, writes a line for each, says nothing else."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msglint.cli.options import Grading
from msglint.cli.run import Run
from msglint.cli.sharing import File, judged_each
from msglint.diagnostics import Severity


def main() -> None:
    """Judges the files named on stdin; whatever goes wrong with one is left to who reads the lines."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that started this one
    import msglint.linter  # noqa: F401 - while the names are on their way

    try:
        told, files = json.loads(sys.stdin.buffer.read())
        run = _run(**told)
        for line in _lines(run, files):
            sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()
    except (BrokenPipeError, ValueError):  # nobody is there any more
        os._exit(1)
    os._exit(0)


def _run(now: str, select: list[str], levels: dict[str, int | None], **told: Any) -> Run:
    graded = {rule: None if level is None else Severity(level) for rule, level in levels.items()}
    return Run(now=datetime.fromisoformat(now), grading=Grading(frozenset(select), graded), **told)


def _lines(run: Run, files: list[File]) -> Iterator[str]:
    """A line for each file; an empty one where it fails: who reads it judges the file itself, and fails as it would have."""
    done = 0
    while done < len(files):
        try:
            for each in judged_each(run, files[done:]):
                run.across.forget()  # the ids of other files are counted by who reads the lines
                yield each.line or ""
                done += 1
        except Exception:
            yield ""
            done += 1
