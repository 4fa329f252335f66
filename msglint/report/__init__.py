"""Output formats: each a function from the results of a run to text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from msglint.diagnostics import Severity
from msglint.results import FileResult


class Style(NamedTuple):
    """What a report is told beside the results: how it may look, and how the run ends."""

    color: bool = False
    fail_on: Severity = Severity.ERROR
    exit_code: int = 0
    root: str | None = None
    """The repository's folder: what CI reads names files as seen from there."""


Report = Callable[[list[FileResult], Style], str]

FORMATS = {
    "full": "msglint.report.text:full",
    "concise": "msglint.report.text:concise",
    "json": "msglint.report.machine:json_report",
    "jsonl": "msglint.report.machine:jsonl_report",
    "sarif": "msglint.report.sarif:sarif",
    "junit": "msglint.report.junit:junit",
    "github": "msglint.report.github:github",
    "gitlab": "msglint.report.gitlab:gitlab",
    "azure": "msglint.report.azure:azure",
    "checkstyle": "msglint.report.checkstyle:checkstyle",
    "rdjson": "msglint.report.rdjson:rdjson",
    "teamcity": "msglint.report.teamcity:teamcity",
    "markdown": "msglint.report.markdown:markdown",
}


OF_RULES = ("sarif", "teamcity")
"""The formats that explain the rules they name."""


def report(name: str) -> Report:
    """The report of this name; its module is imported only now."""
    module, _, function = FORMATS[name].partition(":")
    found: Report = getattr(import_module(module), function)
    return found
