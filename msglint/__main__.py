"""The command `msglint`, and `python -m msglint`: a process that lives for one command."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def run() -> NoReturn:
    """Runs the command line, and ends the process with its exit code."""
    gc.set_threshold(50_000, 20, 50)  # what imports make stays: to search it again and again finds no garbage
    from msglint.cli import main

    try:
        main()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 0)


def _leave(code: int) -> NoReturn:
    """Ends at once where no other thread goes on: all is written, and to take an interpreter apart takes its time."""
    import threading

    if threading.active_count() > 1:
        raise SystemExit(code)
    with suppress(OSError):  # nobody may be there any more to read it
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
