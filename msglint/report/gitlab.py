"""`gitlab`: a Code Quality report of GitLab."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.report.places import Ruler, fingerprint, path, said
from msglint.results import CREDENTIAL, FileResult

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_WORSE = {CREDENTIAL: "critical", "yaml-syntax": "blocker", "bad-encoding": "blocker"}
"""Errors that are worse than that a message fails: a secret is out, nothing of a file can be read."""


def gitlab(results: list[FileResult], style: Style) -> str:
    """An array with one issue a finding; `[]` when clean."""
    seen: Counter[str] = Counter()
    issues = []
    for result in results:
        ruler = Ruler(result.source)
        name = path(result.source.name, style.root)
        for each in result.diagnostics:
            known_by = fingerprint(each, result.source, name)
            seen[known_by] += 1
            issues.append(_issue(each, ruler, name, _numbered(known_by, seen[known_by])))
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _numbered(known_by: str, count: int) -> str:
    """GitLab shows one of several issues with the same fingerprint: from the second on they carry a number."""
    return known_by if count == 1 else f"{known_by}-{count}"


def _issue(each: Diagnostic, ruler: Ruler, name: str, known_by: str) -> dict[str, Any]:
    row, column, end_row, end_column = ruler.region(each.start, each.end)
    severity = _SEVERITIES[each.severity]
    if each.severity is Severity.ERROR:
        severity = _WORSE.get(each.rule, severity)
    return {
        "description": said(each),
        "check_name": each.rule,
        "fingerprint": known_by,
        "severity": severity,
        "location": {
            "path": name,
            "positions": {
                "begin": {"line": row, "column": column},
                "end": {"line": end_row, "column": end_column},
            },
        },
    }
