"""Output formats: each a function from the results of a run to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from msglint.linter import FileResult


@dataclass(frozen=True, slots=True)
class Style:
    """How a text report may look."""

    color: bool = False
    fixable_hint: bool = True


Report = Callable[[list[FileResult], Style], str]

FORMATS = {
    "full": "msglint.report.text:full",
    "concise": "msglint.report.text:concise",
    "json": "msglint.report.machine:json_report",
    "jsonl": "msglint.report.machine:jsonl_report",
}


def report(name: str) -> Report:
    """The report of this name; its module is imported only now."""
    module, _, function = FORMATS[name].partition(":")
    found: Report = getattr(import_module(module), function)
    return found
