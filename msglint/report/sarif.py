"""`sarif`: SARIF 2.1.0, as GitHub's code scanning takes it without loss."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from msglint import __version__
from msglint.catalog import Entry, entries, page
from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.report.line_hash import as_read_by_github, line_hashes
from msglint.report.places import HOME, Region, Ruler, edits, fingerprint, path, said, url
from msglint.results import FileResult
from msglint.source import Source

MOST = 5000
"""GitHub keeps so many results of a run."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_PRECISIONS = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.INFO: "medium"}
_LONGEST = 1024
_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def sarif(results: list[FileResult], style: Style) -> str:
    """One run with one result a finding, suppressed ones included."""
    shown = _worst(results)
    left_out = sum(len(each.diagnostics) + len(each.suppressed) for each in results) - len(shown)
    rules = sorted({each.rule for each, _, _ in shown})
    places = {rule: index for index, rule in enumerate(rules)}
    files: dict[int, _File] = {}
    found = []
    for each, result, suppressed in shown:
        file = files.get(id(result)) or files.setdefault(id(result), _File(result.source, style.root))
        found.append(_result(each, file, places, suppressed))
    run = {
        "tool": {
            "driver": {
                "name": "msglint",
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(entries()[rule]) for rule in rules],
            }
        },
        "automationDetails": {"id": "msglint/messages/"},
        "invocations": [_invocation(style, left_out)],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "columnKind": "utf16CodeUnits",
        "results": found,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _worst(results: list[FileResult]) -> list[tuple[Diagnostic, FileResult, bool]]:
    """The findings in order, with whether a comment takes them away; of too many the worst."""
    found = [
        (each, result, suppressed)
        for result in results
        for suppressed, group in ((False, result.diagnostics), (True, result.suppressed))
        for each in group
    ]
    if len(found) <= MOST:
        return found
    order = sorted(range(len(found)), key=lambda at: (found[at][2], -found[at][0].severity, at))
    return [found[at] for at in sorted(order[:MOST])]


def _invocation(style: Style, left_out: int) -> dict[str, Any]:
    # "Successful" is the run of the tool: findings are no failure of it.
    made: dict[str, Any] = {"executionSuccessful": True, "exitCode": style.exit_code}
    if left_out:
        text = f"{left_out} findings are left out: GitHub keeps {MOST} of a run, and these are the worst."
        made["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return made


def _rule(entry: Entry) -> dict[str, Any]:
    whole = page(entry)
    return {
        "id": entry.id,
        "name": "".join(word.capitalize() for word in entry.id.split("-")),
        "shortDescription": {"text": _cut(entry.summary)},
        "fullDescription": {"text": _cut(f"{entry.summary} {entry.why}".strip())},
        "help": {"text": whole, "markdown": whole},
        "helpUri": url(entry.id),
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {
            "precision": _PRECISIONS[entry.severity],
            "problem.severity": _PROBLEMS[entry.severity],
            "tags": ["webex-connect"],
        },
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@dataclass
class _File:
    """What is known of a file once for all its findings."""

    source: Source
    root: str | None
    artifact: dict[str, str] = field(init=False)
    ruler: Ruler = field(init=False)
    hashes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.ruler = Ruler(self.source, "utf-16")
        self.hashes = line_hashes(as_read_by_github(self.source), len(self.source.line_starts))
        name = path(self.source.name, self.root)
        self.artifact = {"uri": _quoted(name), "uriBaseId": "%SRCROOT%"}
        if os.path.isabs(name):
            self.artifact = {"uri": "file://" + _quoted("/" + name.lstrip("/"))}


def _quoted(name: str) -> str:
    """A path as a URI; a name of bytes that are no text by these bytes."""
    try:
        return quote(os.fsencode(name))
    except UnicodeEncodeError:
        return quote(name, errors="replace")


def _result(each: Diagnostic, file: _File, places: dict[str, int], suppressed: bool) -> dict[str, Any]:
    region = file.ruler.region(each.start, each.end)
    prints = {"msglint/v1": fingerprint(each, file.source)}
    if region.row <= len(file.hashes):
        prints = {"primaryLocationLineHash": file.hashes[region.row - 1], **prints}
    made: dict[str, Any] = {
        "ruleId": each.rule,
        "ruleIndex": places[each.rule],
        "level": _LEVELS[each.severity],
        "message": {"text": _LINK.sub(r"\\[", said(each))},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": file.artifact, "region": _region(region)},
                **({"logicalLocations": [{"fullyQualifiedName": each.pointer}]} if each.pointer else {}),
            }
        ],
        "partialFingerprints": prints,
        "properties": {"pointer": each.pointer, "document": each.document, "channel": each.channel},
    }
    if each.fix is not None and edits(each):
        made["fixes"] = [_fix(each, each.fix.title, file)]
    if suppressed:
        reason = {"justification": each.excuse} if each.excuse else {}
        made["suppressions"] = [{"kind": "inSource", **reason}]
    return made


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.row,
        "startColumn": region.column,
        "endLine": region.end_row,
        "endColumn": region.end_column,
    }


def _fix(each: Diagnostic, title: str, file: _File) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(file.ruler.region(edit.start, edit.end)),
            "insertedContent": {"text": edit.content},
        }
        for edit in edits(each)
    ]
    return {
        "description": {"text": title},
        "artifactChanges": [{"artifactLocation": file.artifact, "replacements": replacements}],
    }
