"""`teamcity`: inspections as service messages of TeamCity."""

from __future__ import annotations

import re

from msglint.catalog import entries
from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.report.places import Ruler, path, said
from msglint.results import FileResult

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_LONGEST = 4000
_SPECIAL = re.compile(r"[|'\[\]\n\r]|[^\x20-\x7e]")
_ESCAPES = {"\n": "|n", "\r": "|r"}


def teamcity(results: list[FileResult], style: Style) -> str:
    """An `inspectionType` for each rule, before its first `inspection`; nothing when clean."""
    known: set[str] = set()
    lines = []
    for result in results:
        ruler = Ruler(result.source)
        for each in result.diagnostics:
            if each.rule not in known:
                known.add(each.rule)
                lines.append(_type(each.rule))
            lines.append(_inspection(each, ruler, style))
    return "".join(line + "\n" for line in lines)


def _type(rule: str) -> str:
    return _message(
        "inspectionType",
        {"id": rule, "name": rule, "category": "msglint", "description": entries()[rule].summary},
    )


def _inspection(each: Diagnostic, ruler: Ruler, style: Style) -> str:
    row, column, _, _ = ruler.region(each.start, each.end)
    attributes = {
        "typeId": each.rule,
        "message": f"column {column}: {said(each)}",  # an inspection has a line and no column
        "file": path(each.filename, style.root),
        "line": str(row),
        "SEVERITY": _SEVERITIES[each.severity],
    }
    return _message("inspection", attributes)


def _message(name: str, attributes: dict[str, str]) -> str:
    inner = " ".join(f"{key}='{_escaped(value[:_LONGEST])}'" for key, value in attributes.items())
    return f"##teamcity[{name} {inner}]"


def _escaped(text: str) -> str:
    """A text as it stands between single quotes; whatever is not ASCII by its UTF-16 units."""
    return _SPECIAL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in "|'[]":
        return "|" + character
    if character in _ESCAPES:
        return _ESCAPES[character]
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"|0x{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
