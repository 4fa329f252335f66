"""Runs one command and says what it cost: `python -I -S launch.py FOLDER OUTPUT COMMAND...`.

It prints seconds, processor seconds, peak memory as the system counts it, and the exit code.
It is a process of its own, and a small one, because the peak memory of a child starts from what
its parent takes.
"""

import os
import sys
import time


def run(folder: str, output: str, command: list[str]) -> str:
    """Runs a command within a folder, all it prints going to a file; returns the line to print."""
    os.chdir(folder)
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    outputs = [(os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, sink, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=outputs)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    return f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss} {code}"


if __name__ == "__main__":
    print(run(sys.argv[1], sys.argv[2], sys.argv[3:]))
