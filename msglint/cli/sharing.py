"""Many files: what is known of them already, what other processes judge, and the rest."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from msglint import verdicts
from msglint.cli.known import Known, Look
from msglint.cli.run import Run
from msglint.cli.workers import is_own, processes, workers
from msglint.results import FileResult
from msglint.source import Source, content, is_long
from msglint.verdicts import Ids, Verdict

File = tuple[str, bool]
"""A path, and whether the user named it."""


class Judgement(NamedTuple):
    """The result of a file, the fixes applied to it, and the ids in it.

    `line` stands for the result, None where it rests on something else than this file.
    """

    result: FileResult
    fixes: int
    line: str | None
    ids: Ids


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
        unknown = [each for each in zip(found, looks, strict=True) if each[1].verdict is None]
        open_files = [file for file, look in unknown if look.key is not None]
        self.used = processes(self.jobs, len(open_files))
        mine = judged_each(self.run, _own(unknown, self.used))
        with workers(self.run, open_files, self.used) as lines:
            for file, look in zip(found, looks, strict=True):
                yield self._result(file, look, lines, mine)

    def _look(self, path: str, named: bool) -> Look:
        if self.known is not None:
            return self.known.look(path, named)
        return Look(path if self.jobs != 1 and os.path.isfile(path) else None)

    def _result(
        self, file: File, look: Look, lines: Iterator[str | None], mine: Iterator[Judgement]
    ) -> tuple[FileResult, int]:
        line, verdict, is_mine = None, look.verdict, False
        if verdict is None:
            line = next(lines) if look.key is not None else None
            is_mine = line is None
            verdict = None if line is None else verdicts.parsed(line)
        found = None if verdict is None else self._restored(verdict, file[0])
        if found is not None:
            if line is not None:
                self._learn(look, line, *found)
            return found[0], 0
        result, fixes, line, ids = next(mine if is_mine else judged_each(self.run, [file]))
        self._learn(look, line, result, ids)
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


def _own(unknown: list[tuple[File, Look]], count: int) -> Iterator[File]:
    """The files that this process judges itself: no other one can, or it is its turn."""
    at = 0
    for file, look in unknown:
        if look.key is None:
            yield file
        else:
            if is_own(at, count):
                yield file
            at += 1


def judged_each(run: Run, files: Iterable[File]) -> Iterator[Judgement]:
    """Judges files, in their order."""
    digests: deque[Callable[[], str]] = deque()  # asked when the file was gone through

    def sources() -> Iterator[tuple[Source, bool]]:
        for path, named in files:
            source, digest = _read(path)
            digests.append(digest)
            yield source, named

    across = run.across
    across.begin()
    for result, fixes in run.check_each(sources()):
        ids, digest = across.ids, digests.popleft()()
        line = None if across.repeated else verdicts.written(result, digest, ids)
        across.begin()
        yield Judgement(result, fixes, line, ids)


def _read(path: str) -> tuple[Source, Callable[[], str]]:
    """A file, and what its content is known by."""
    if is_long(path):
        from msglint import long

        digest = verdicts.Digest()
        return long.opened(path, digest.update), digest.hexdigest
    data = content(path)
    return Source.from_bytes(path, data), partial(verdicts.digest, data)
