"""The reports of a run: one on stdout, any number in files."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from typing import NamedTuple

from msglint.cli import ci, files, options
from msglint.errors import UsageError
from msglint.report import OF_RULES, Style, report
from msglint.results import FileResult

_FOR_PEOPLE = ("full", "concise")


class Reports(NamedTuple):
    """Which formats a run writes, and where; `by_ci` when nobody named one and the CI around reads one."""

    shown: str
    files: tuple[tuple[str, str], ...]
    by_ci: bool = False

    @property
    def for_people(self) -> bool:
        """Whether stdout is read by people, who need no report of nothing."""
        return self.shown in _FOR_PEOPLE

    def rules(self) -> Container[str] | None:
        """The ids that there are, where a format shows what rules say of themselves."""
        if not {self.shown, *(name for name, _ in self.files)} & set(OF_RULES):
            return None
        from msglint.catalog import rule_ids

        return frozenset(rule_ids())

    def show(self, results: list[FileResult], told: Style) -> None:
        """Writes the report for stdout, and what goes with it in the CI around."""
        files.write_out(report(self.shown)(results, told))
        if self.shown == "github":
            ci.summarise(results, told)
        elif self.by_ci:  # of a report for a machine alone, the job's log would say nothing to people
            files.write_err(report("concise")(results, told))

    def save(self, results: list[FileResult], told: Style) -> None:
        """Writes the reports that go into files."""
        for name, file in self.files:
            files.save(file, report(name)(results, told))


def reports(shown: str | None, outputs: Iterable[str]) -> Reports:
    """`--output-format` and `--output`; where neither is given, what the CI around reads."""
    targets = [options.output(each) for each in outputs]
    seen: dict[str, str] = {}
    for name, file in targets:
        place = os.path.realpath(file)
        if place in seen:
            raise UsageError(f"--output: {seen[place]} and {name} cannot both go into {file}")
        seen[place] = name
        files.check_folder(file)
    if shown is not None:
        return Reports(options.known_format(shown), tuple(targets))
    chosen = None if targets else ci.format_read_here()
    return Reports(chosen or "full", tuple(targets), by_ci=chosen is not None)


def nothing(paths: tuple[str, ...], results: list[FileResult]) -> str:
    """Why nothing was checked, in a sentence."""
    where = ", ".join(paths)
    others = sum(result.others for result in results)
    if others == 1:
        return f"nothing was checked: the one YAML or JSON document in {where} is no message"
    if others:
        return f"nothing was checked: the {others} YAML or JSON documents in {where} are no messages"
    if results:
        return f"nothing was checked: {where} holds no document"
    return f"nothing was checked: no *.yaml, *.yml, or *.json in {where}"
