"""`checkstyle`: the XML of Checkstyle 4.3, which many CI servers read."""

from __future__ import annotations

from msglint.report import Style
from msglint.report.markup import HEAD, element
from msglint.report.places import Ruler, path, said
from msglint.results import FileResult


def checkstyle(results: list[FileResult], style: Style) -> str:
    """A `file` with its `error` elements for every file, also one without findings."""
    return HEAD + element("checkstyle", {"version": "4.3"}, [_file(result, style) for result in results])


def _file(result: FileResult, style: Style) -> str:
    ruler = Ruler(result.source)
    errors = []
    for each in result.diagnostics:
        row, column, _, _ = ruler.region(each.start, each.end)
        errors.append(
            element(
                "error",
                {
                    "line": row,
                    "column": column,
                    "severity": each.severity.word,
                    "message": said(each),
                    "source": f"msglint.{each.rule}",
                },
                depth=2,
            )
        )
    return element("file", {"name": path(result.source.name, style.root)}, errors, depth=1)
