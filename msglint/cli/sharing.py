"""Many files: what is known of them already, what other processes judge, and the rest."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from dataclasses import dataclass

from msglint import verdicts
from msglint.cli.known import Known, Look
from msglint.cli.run import Run
from msglint.cli.workers import processes, workers
from msglint.results import FileResult
from msglint.source import Source, content
from msglint.verdicts import Ids, Verdict

File = tuple[str, bool]
"""A path, and whether the user named it."""


@dataclass(slots=True)
class Sharing:
    """How the files of a run are gone through; what comes out is the same in any way.

    `jobs` are the processes that may be used (None: as many as pay), `rules` the ids that there
    are, where the reports need them.
    """

    run: Run
    known: Known | None
    jobs: int | None
    rules: Container[str] | None = None
    used: int = 1
    """The processes that were used."""

    def results(self, found: list[File]) -> Iterator[tuple[FileResult, int]]:
        """The results in the order of the files, each with the number of fixes applied."""
        looks = [self._look(path, named) for path, named in found]
        open_files = [
            file
            for file, look in zip(found, looks, strict=True)
            if look.verdict is None and look.key is not None
        ]
        self.used = processes(self.jobs, len(open_files))
        with workers(self.run, open_files, self.used) as lines:
            for (path, named), look in zip(found, looks, strict=True):
                yield self._result(path, named, look, lines)

    def _look(self, path: str, named: bool) -> Look:
        if self.known is not None:
            return self.known.look(path, named)
        return Look(path if self.jobs != 1 and os.path.isfile(path) else None)

    def _result(
        self, path: str, named: bool, look: Look, lines: Iterator[str | None]
    ) -> tuple[FileResult, int]:
        found = None if look.verdict is None else self._restored(look.verdict, path)
        if found is not None:
            return found[0], 0
        line = next(lines) if look.verdict is None and look.key is not None else None
        verdict = None if line is None else verdicts.parsed(line)
        found = None if verdict is None else self._restored(verdict, path)
        if found is not None:
            self._learn(look, line, *found)
            return found[0], 0
        if self.known is None:
            return self.run.check(Source.read(path), named)
        result, fixes, written = judged(self.run, path, named)
        self._learn(look, written, result, self.run.across.ids)
        return result, fixes

    def _restored(self, verdict: Verdict, path: str) -> tuple[FileResult, Ids] | None:
        found = verdicts.restored(verdict, path, self.rules)
        if found is None or not found[1]:
            return found
        if not self.run.across.knows_none(found[1]):
            return None  # what is wrong with these two, only a look at the file tells
        self.run.across.remember(path, found[1])
        return found

    def _learn(self, look: Look, line: str | None, result: FileResult, ids: Ids) -> None:
        if self.known is not None:
            self.known.learn(look, line, result, ids)


def judged(run: Run, path: str, named: bool) -> tuple[FileResult, int, str | None]:
    """The result of a file with its fixes, and the line that stands for it where it rests on nothing else."""
    data = content(path)
    run.across.begin()
    result, fixes = run.check(Source.from_bytes(path, data), named)
    if run.across.repeated:
        return result, fixes, None
    return result, fixes, verdicts.written(result, verdicts.digest(data), run.across.ids)
