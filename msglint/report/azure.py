"""`azure`: logging commands of Azure Pipelines."""

from __future__ import annotations

from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.report.places import Ruler, path, said
from msglint.results import FileResult


def azure(results: list[FileResult], style: Style) -> str:
    """A `task.logissue` a finding; nothing when clean."""
    return "".join(
        _issue(each, ruler, style)
        for result in results
        for ruler in (Ruler(result.source),)
        for each in result.diagnostics
    )


def _issue(each: Diagnostic, ruler: Ruler, style: Style) -> str:
    row, column, _, _ = ruler.region(each.start, each.end)
    properties = {
        "type": "error" if each.severity is Severity.ERROR else "warning",  # there is no third
        "sourcepath": path(each.filename, style.root),
        "linenumber": row,
        "columnnumber": column,
        "code": each.rule,
    }
    inner = "".join(f"{key}={_property(str(value))};" for key, value in properties.items())
    return f"##vso[task.logissue {inner}]{_data(said(each))}\n"


def _data(text: str) -> str:
    """A text as it stands behind `]`; the percent sign first, as it begins the other escapes."""
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A text as it stands behind `key=`."""
    return _data(text).replace("]", "%5D").replace(";", "%3B")
