"""What a run of the benchmarks gives: the jobs of each corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.corpus import Corpus
from bench.growth import Growth
from bench.measure import Job
from bench.tool import Tool


@dataclass(frozen=True)
class Table:
    """The jobs on one corpus."""

    kind: str
    corpus: Corpus
    jobs: Sequence[Job]

    def job(self, name: str) -> Job | None:
        """The job of a tool, or None where it took no part."""
        return next((job for job in self.jobs if job.name == name), None)


@dataclass
class Results:
    """A whole run."""

    tools: Sequence[Tool]
    missing: Sequence[str]
    command: str
    tables: list[Table] = field(default_factory=list)
    pair: tuple[Job, Job] | None = None
    stream: tuple[Job, Job] | None = None
    """Msglint and the bare parser on one long stream."""

    growths: Sequence[Growth] = ()
    """Msglint on files with ever more of one thing."""
