"""The files of a run, in order: judged one by one, or shared with earlier runs and other processes."""

from __future__ import annotations

import os
from collections.abc import Container
from typing import TYPE_CHECKING, NamedTuple

import click

from msglint.cli import files
from msglint.cli.interrupt import interruptible
from msglint.cli.run import Run
from msglint.cli.workers import processes
from msglint.results import FileResult
from msglint.source import Source

if TYPE_CHECKING:
    from msglint.cli.known import Known

FEW = 10
"""Named files for which the cache is left alone: to read it takes longer than to check them."""


class Speed(NamedTuple):
    """What the command line says of how a run goes, which changes nothing of what it finds."""

    jobs: int | None = None
    cache: bool = True
    cache_folder: str | None = None
    verbose: bool = False


class Which(NamedTuple):
    """What the command line says of the files of a run."""

    paths: tuple[str, ...]
    exclude: tuple[str, ...]
    force_exclude: bool
    stdin: str

    @property
    def folders(self) -> list[str]:
        """The folders that are searched."""
        return [path for path in self.paths if os.path.isdir(path)]


def check_all(
    run: Run, which: Which, speed: Speed, rules: Container[str] | None = None
) -> tuple[list[FileResult], int]:
    """The results of a run in the order of the files, and how many fixes were applied.

    `rules` are the ids that there are, where the reports need them.
    """
    found = [run.check(files.stdin(which.stdin), True)] if "-" in which.paths else []
    alone = bool(run.mending or run.keep)  # these want more than a line can hold
    known = None if alone or not speed.cache else _known(run, which, speed)
    excludes = run.excludes if known is None else known.excludes
    listed = files.listed(which.paths, which.exclude, excludes, which.force_exclude, known)
    jobs = 1 if alone else speed.jobs
    used = 1
    if known is None and processes(jobs, len(listed)) == 1:
        read = Source.read if alone else files.opened
        sources = ((read(path), named) for path, named in listed)
        found += interruptible(run.check_each(sources))
    else:
        from msglint.cli.sharing import Sharing

        sharing = Sharing(run, known, jobs, rules)
        found += interruptible(sharing.results(listed))
        used = sharing.used
    if known is not None:
        known.save(which.folders)
    if speed.verbose:
        click.echo(_told(used, known), err=True)
    return [result for result, _ in found], sum(fixes for _, fixes in found)


def _known(run: Run, which: Which, speed: Speed) -> Known | None:
    if len(which.paths) < FEW and not which.folders:
        return None
    from msglint.cli.cache import Cache, given, home, installation
    from msglint.cli.known import Known

    named = given(speed.cache_folder)
    folder, root = home(named)
    options = (run.api, sorted(run.grading.select), sorted(run.grading.levels.items()), run.everything)
    where = (run.config_file, run.isolated, root if named else "")
    return Known(run, Cache(folder, f"{installation()}\n{options}\n{where}"), root)


def _told(used: int, known: Known | None) -> str:
    processes = f"{used} process{'' if used == 1 else 'es'}"
    if known is None:
        return f"msglint: checked in {processes}, without a cache"
    if known.why or known.folder is None:
        why = known.why or "there is no repository and no configuration here; --cache-dir names a folder"
        return f"msglint: checked in {processes}, without a cache: {why}"
    return f"msglint: checked in {processes}; {known.hits:,} files known from {known.folder}"
