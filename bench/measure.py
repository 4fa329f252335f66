"""Times whole processes: seconds, processor seconds, and peak memory, in interleaved rounds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.corpus import WORK

LAUNCHER = Path(__file__).with_name("launch.py")
OUTPUTS = WORK / "outputs"

SLOW = 4.0
"""Seconds: what takes longer runs in the first `SLOW_ROUNDS` rounds only."""

SLOW_ROUNDS = 3

_MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10
"""The system counts peak memory in kilobytes, on macOS in bytes."""

_NOISE = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE", "FORCE_COLOR")
"""Variables that would change what is measured."""


class UnexpectedExitError(Exception):
    """A command ended otherwise than it should: its figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of a process cost: seconds, processor seconds, megabytes."""

    wall: float
    cpu: float
    peak: float


@dataclass(slots=True)
class Job:
    """A command to time in a folder, the exit code it should end with, and its samples.

    `judges` says that it names the broken files, `remembers` that a first run leaves something
    for the others; `prepare` goes before each run and is not timed.
    """

    name: str
    command: Sequence[str]
    folder: Path
    exit_code: int = 0
    judges: bool = False
    remembers: bool = False
    prepare: Callable[[], None] | None = None
    samples: list[Sample] = field(default_factory=list)

    @property
    def output(self) -> Path:
        """The file that holds what the last run printed."""
        return OUTPUTS / f"{self.folder.name}-{self.name.replace(' ', '-')}.txt"

    @property
    def wall(self) -> float:
        """The median of the seconds."""
        return median(sample.wall for sample in self.samples)

    @property
    def cpu(self) -> float:
        """The median of the processor seconds."""
        return median(sample.cpu for sample in self.samples)

    @property
    def peak(self) -> float:
        """The highest peak memory of all runs, in megabytes."""
        return max(sample.peak for sample in self.samples)

    def run(self) -> Sample:
        """Runs the command once."""
        OUTPUTS.mkdir(parents=True, exist_ok=True)
        if self.prepare is not None:
            self.prepare()
        environment = {name: word for name, word in os.environ.items() if name not in _NOISE}
        done = subprocess.run(
            [sys.executable, "-I", "-S", LAUNCHER, self.folder, self.output, *self.command],
            env=environment | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        wall, cpu, peak, code = done.stdout.split()
        if int(code) != self.exit_code:
            said = self.output.read_text(encoding="utf-8", errors="replace")[-500:]
            raise UnexpectedExitError(f"{self.name} ended with {code}, not {self.exit_code}: {said}")
        return Sample(float(wall), float(cpu), float(peak) / _MEGABYTE)


def interleave(jobs: Sequence[Job], rounds: int) -> None:
    """Runs all jobs in turn, round after round, each round starting with another one.

    What disturbs the machine for a while then disturbs them all, and their ratios stand.
    """
    for job in jobs:
        if job.remembers:
            job.run()
    for number in range(rounds):
        first = number % len(jobs)
        for job in (*jobs[first:], *jobs[:first]):
            if number < SLOW_ROUNDS or job.wall < SLOW:
                job.samples.append(job.run())


def ratio(one: Job, other: Job) -> float:
    """How many times as long one job takes as another: the median over the rounds they share."""
    pairs = zip(one.samples, other.samples, strict=False)
    return median(mine.wall / theirs.wall for mine, theirs in pairs)


def processor_ratio(one: Job, other: Job) -> float:
    """The same in processor time, which a busy machine disturbs less."""
    pairs = zip(one.samples, other.samples, strict=False)
    return median(mine.cpu / theirs.cpu for mine, theirs in pairs)
