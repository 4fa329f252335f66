"""A run over many files: which settings hold for each, and what is made of each source."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import click

from msglint.across import Across
from msglint.cli import files
from msglint.cli.options import Grading
from msglint.results import FileResult
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.walk import nearest_config

if TYPE_CHECKING:
    from msglint.linter import Task


class Mending(NamedTuple):
    """What to do about fixes: nothing, write them (`fix`), or show them (`diff`)."""

    fix: bool
    diff: bool
    unsafe: bool

    def __bool__(self) -> bool:
        return self.fix or self.diff


NO_MENDING = Mending(False, False, False)


@dataclass(frozen=True, slots=True)
class Run:
    """What the command line says for all files; configuration files add what they say for theirs."""

    now: datetime
    api: str | None
    grading: Grading
    everything: bool | None
    """Whether `--preset` switches all rules on; None where the option is not given."""

    config_file: str | None
    isolated: bool
    mending: Mending = NO_MENDING
    keep: bool = False
    across: Across = field(default_factory=Across)
    _settings: dict[str | None, Settings] = field(default_factory=dict)

    def settings(self, path: str) -> Settings:
        """What holds for a path: the rules' own, configuration, preset, command line, later ones winning."""
        file = self.config_for(path)
        if file in self._settings:
            return self._settings[file]
        if file is None and self.everything is None:
            found = DEFAULTS
            cacheable = True
        else:
            from msglint import config

            layer = None if file is None else config.load(file)
            found = config.settings(layer, path, self.everything)
            cacheable = layer is None or not layer.overrides
        found = self.grading.over(found)
        if cacheable:
            self._settings[file] = found
        return found

    def excludes(self, path: str) -> bool:
        """Whether a configuration file passes a path over."""
        file = self.config_for(path)
        if file is None:
            return False
        from msglint import config

        return config.excludes(config.load(file), path)

    def check(self, source: Source, named: bool) -> tuple[FileResult, int]:
        """Checks one source and mends it where that is wanted; says how many fixes that took."""
        return next(self.check_each([(source, named)]))

    def check_each(self, sources: Iterable[tuple[Source, bool]]) -> Iterator[tuple[FileResult, int]]:
        """The same for many, in their order; each comes with whether the user named it."""
        from msglint.linter import lint_each

        tasks = (self._task(source, named) for source, named in sources)
        if self.mending:
            yield from map(self._mended, tasks)
            return
        for result in lint_each(tasks):
            if not (result.diagnostics or result.suppressed or result.requests):
                result.source = Source(result.source.name, "")  # a clean file's text is not needed any more
            yield result, 0

    def _task(self, source: Source, named: bool) -> Task:
        from msglint.linter import Options, Task

        told = Options(self.now, self.api, self.settings(source.name), named)
        also = self.across.look if self.across.severity(told.settings) is not None else None
        return Task(source, told, self.keep, also)

    def _mended(self, task: Task) -> tuple[FileResult, int]:
        from msglint import fixer
        from msglint.linter import lint_each

        fixed = fixer.fix(task.source, task.options, self.mending.unsafe)
        if self.mending.diff:
            files.write_out(fixer.diff(fixed))
        elif fixed.changed and os.path.isfile(task.source.name):
            files.overwrite(fixed.result.source)
            click.echo(f"{task.source.name}: {fixed.applied} fixed", err=True)
        if task.also is not None:  # each round of the fixer judges the file anew, and other files but once
            return next(lint_each([task._replace(source=fixed.result.source)])), fixed.applied
        return fixed.result, fixed.applied

    def config_for(self, path: str) -> str | None:
        """The configuration file for a path."""
        if self.isolated:
            return None
        if self.config_file is not None:
            return self.config_file
        return nearest_config(os.path.dirname(path))
