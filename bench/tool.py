"""A program that is timed: how it is called on a corpus, and what is expected of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.corpus import WORK, Corpus
from bench.measure import Job

PEERS = WORK / "peers"
"""Where the peers are installed."""

SCHEMAS = WORK / "schemas"
"""The schema bundles that the other validators get."""

Command = Callable[[Corpus, str | None], Sequence[str]]


@dataclass(frozen=True)
class Tool:
    """A program: its version, how it is called on a corpus, and its exit code for broken files.

    `judges` says that it should name the broken files, `needs_schema` that it takes the files
    of one API at a time. `called` is the call for readers; a floor has no version and none of these.
    """

    name: str
    command: Command
    version: str = ""
    called: str = ""
    complains: int = 0
    judges: bool = False
    needs_schema: bool = False
    least: int = 1
    most: int = 5000
    """The smallest and the largest corpus that it is run on."""

    twin: Callable[[Corpus], Path] | None = None
    """Makes the folder that it is run in of the corpus, where that is another one."""

    remembers: bool = False
    edits: bool = False
    """Whether one file is changed before each run."""

    def job(self, corpus: Corpus, api: str | None) -> Job:
        """The tool's job on a corpus of one API, or (None) of all."""
        code = self.complains if corpus.broken else 0
        folder = corpus.folder if self.twin is None else self.twin(corpus)
        job = Job(self.name, self.command(corpus, api), folder, code, self.judges, self.remembers)
        if self.edits:
            job.prepare = partial(_edit, corpus.folder / corpus.files[0])
        return job


def _edit(file: Path) -> None:
    """Adds an empty line to a file, or takes it away again."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text[:-1] if text.endswith("\n\n") else f"{text}\n", encoding="utf-8", newline="\n")


def version_of(command: Sequence[str]) -> str:
    """The version that a program says it has: the last word it prints."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]
