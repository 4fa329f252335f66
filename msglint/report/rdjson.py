"""`rdjson`: the Reviewdog Diagnostic Format, with fixes as suggestions."""

from __future__ import annotations

import json
from typing import Any

from msglint.diagnostics import Diagnostic, applied
from msglint.report import Style
from msglint.report.places import HOME, Region, Ruler, edits, path, said, url
from msglint.results import FileResult
from msglint.source import Source


def rdjson(results: list[FileResult], style: Style) -> str:
    """One object with one diagnostic a finding; its columns count bytes of UTF-8."""
    found = []
    for result in results:
        ruler = Ruler(result.source, "utf-8")
        found += [_diagnostic(each, result.source, ruler, style) for each in result.diagnostics]
    worst = max((each.severity for result in results for each in result.diagnostics), default=None)
    report = {
        "source": {"name": "msglint", "url": HOME},
        **({} if worst is None else {"severity": worst.name}),
        "diagnostics": found,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(each: Diagnostic, source: Source, ruler: Ruler, style: Style) -> dict[str, Any]:
    made: dict[str, Any] = {
        "message": said(each),
        "location": {
            "path": path(each.filename, style.root),
            "range": _range(ruler.region(each.start, each.end)),
        },
        "severity": each.severity.name,
        "code": {"value": each.rule, "url": url(each.rule)},
    }
    if edits(each):
        made["suggestions"] = [_suggestion(each, source, ruler)]
    return made


def _suggestion(each: Diagnostic, source: Source, ruler: Ruler) -> dict[str, Any]:
    """All edits of a fix as one replacement, since a reader applies each suggestion by itself."""
    start = min(edit.start for edit in edits(each))
    end = max(edit.end for edit in edits(each))
    moved = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits(each)]
    return {
        "range": _range(ruler.region(start, end)),
        "text": applied(source.text[start:end], moved),
    }


def _range(region: Region) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": region.row, "column": region.column},
        "end": {"line": region.end_row, "column": region.end_column},
    }
