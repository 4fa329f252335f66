"""Other processes that judge files beside this one: started anew on every system, fed once, and read in order."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from msglint.cli.run import Run
from msglint.errors import MsglintError

if TYPE_CHECKING:
    from subprocess import Popen

WORTH = 1000
"""Files for which a process more pays: with half of them its start is only just made up for."""

_TURN = 13
"""Files that go to one process before the next one's turn: a prime, so that no pattern of names loads one alone."""


def processes(wanted: int | None, files: int) -> int:
    """How many processes judge so many files; `wanted` None: as many as pay."""
    if not sys.executable or getattr(sys, "frozen", False):
        return 1  # there is no interpreter to start another one with
    if wanted is None:
        wanted = min(cores(), files // WORTH)
    return max(min(wanted, files), 1)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_own(at: int, count: int) -> bool:
    """Whether this process judges the file at a place in their order; it is the last of so many."""
    return _turn(at, count) == count - 1


def _turn(at: int, count: int) -> int:
    return at // _TURN % count


@contextmanager
def workers(run: Run, files: list[tuple[str, bool]], count: int) -> Iterator[Iterator[str | None]]:
    """The lines for files in their order, made by so many processes, of which this is one: None where it is its turn.

    Each other one gets its files at once and writes as it goes; a full pipe holds it back until it is read.
    """
    started: list[Popen[bytes]] = []
    try:
        started += [_start() for _ in range(count - 1)]
        for number, worker in enumerate(started):
            _feed(worker, run, [each for at, each in enumerate(files) if _turn(at, count) == number])
        yield _lines(started, files)
    finally:
        for worker in started:
            worker.kill()
        for worker in started:
            _pipe(worker.stdout).close()
            with suppress(OSError):  # what it did not take is still to be flushed
                _pipe(worker.stdin).close()
            worker.wait()


def _start() -> Popen[bytes]:
    import subprocess

    # The path is the parent's: of its own accord an interpreter would look for modules among the messages.
    code = f"import sys; sys.path[:] = {sys.path!r}; from msglint.cli.worker import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _feed(worker: Popen[bytes], run: Run, files: list[tuple[str, bool]]) -> None:
    told = {
        "now": run.now.isoformat(),
        "api": run.api,
        "select": sorted(run.grading.select),
        "levels": run.grading.levels,
        "everything": run.everything,
        "config_file": run.config_file,
        "isolated": run.isolated,
    }
    stdin = _pipe(worker.stdin)
    try:
        stdin.write(json.dumps([told, files]).encode())
        stdin.close()
    except OSError:
        raise _death(worker, files[0][0]) from None


def _lines(started: list[Popen[bytes]], files: list[tuple[str, bool]]) -> Iterator[str | None]:
    count = len(started) + 1
    for at, (path, _) in enumerate(files):
        if is_own(at, count):
            yield None
            continue
        worker = started[_turn(at, count)]
        line = _pipe(worker.stdout).readline()
        if not line.endswith(b"\n"):
            raise _death(worker, path)
        yield line[:-1].decode("ascii")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _death(worker: Popen[bytes], path: str) -> MsglintError:
    worker.kill()  # where only its pipe is closed
    code = worker.wait()
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return MsglintError(f"{path}: the process that checked it {how}; `--jobs 1` checks without others")
