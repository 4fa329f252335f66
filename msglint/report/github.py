"""`github`: annotations of GitHub Actions, in an order that shows the worst within GitHub's limits."""

from __future__ import annotations

from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.report.places import Ruler, path, said
from msglint.report.text import summary
from msglint.results import FileResult

SHOWN = 10
"""GitHub shows so many annotations of a level a step; all of them stand in the log."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(results: list[FileResult], style: Style) -> str:
    """A workflow command a finding, the worst first; then the summary as a plain line."""
    levels = {severity: _spread(results, severity) for severity in sorted(Severity, reverse=True)}
    hidden = sum(max(len(found) - SHOWN, 0) for found in levels.values())
    if hidden and len(levels[Severity.INFO]) >= SHOWN:
        hidden += 1  # the notice that says so takes the place of one
    rulers: dict[int, Ruler] = {}
    lines = []
    for severity, found in levels.items():
        if severity is Severity.INFO and hidden:
            lines.append(f"::notice title=msglint::{hidden} more in the log of this step")
        for each, result in found:
            ruler = rulers.get(id(result)) or rulers.setdefault(id(result), Ruler(result.source))
            lines.append(_command(each, ruler, style))
    return "\n".join([*lines, summary(results)]) + "\n"


def _spread(results: list[FileResult], severity: Severity) -> list[tuple[Diagnostic, FileResult]]:
    """The findings of a severity: first as many as are shown, one per file and rule where there are others."""
    found = [(each, result) for result in results for each in result.diagnostics if each.severity is severity]
    if len(found) <= SHOWN:
        return found
    seen: set[tuple[str, str]] = set()
    first: list[tuple[Diagnostic, FileResult]] = []
    again: list[tuple[Diagnostic, FileResult]] = []
    for each, result in found:
        kind = (each.filename, each.rule)
        (again if kind in seen else first).append((each, result))
        seen.add(kind)
    return first + again


def _command(each: Diagnostic, ruler: Ruler, style: Style) -> str:
    row, column, end_row, end_column = ruler.region(each.start, each.end)
    places: dict[str, str | int] = {"file": path(each.filename, style.root), "line": row, "endLine": end_row}
    if row == end_row:  # GitHub refuses columns on several lines
        places |= {"col": column, "endColumn": end_column}
    places["title"] = f"msglint ({each.rule})"
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in places.items())
    return f"::{_COMMANDS[each.severity]} {properties}::{_data(said(each))}"


def _data(text: str) -> str:
    """A text as it stands behind `::`; the percent sign first, as it begins the other escapes."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A text as it stands behind `key=`."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
