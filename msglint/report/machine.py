"""Reports for programs: `json` and `jsonl`, version 1 (schemas/diagnostics.json)."""

from __future__ import annotations

import json
from typing import Any

from msglint.diagnostics import Diagnostic
from msglint.report import Style
from msglint.results import FileResult
from msglint.source import Source

DOCS = "https://github.com/msglint/msglint/blob/main/docs/rules.md"


def json_report(results: list[FileResult], style: Style) -> str:
    """An array with one object a finding; `[]` when clean."""
    objects = [_object(each, result.source) for result in results for each in result.diagnostics]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def jsonl_report(results: list[FileResult], style: Style) -> str:
    """One object a line; nothing when clean."""
    return "".join(
        json.dumps(_object(each, result.source), ensure_ascii=False) + "\n"
        for result in results
        for each in result.diagnostics
    )


def _object(each: Diagnostic, source: Source) -> dict[str, Any]:
    fix = None
    if each.fix is not None:
        fix = {
            "title": each.fix.title,
            "applicability": each.fix.applicability,
            "edits": [
                {
                    "content": edit.content,
                    "location": _place(source, edit.start),
                    "end_location": _place(source, edit.end),
                }
                for edit in each.fix.edits
            ],
        }
    return {
        "rule": each.rule,
        "severity": each.severity.word,
        "message": each.message,
        "filename": each.filename,
        "document": each.document,
        "channel": each.channel,
        "pointer": each.pointer,
        "location": _place(source, each.start),
        "end_location": _place(source, each.end),
        "hint": each.hint,
        "fix": fix,
        "url": f"{DOCS}#{each.rule}",
    }


def _place(source: Source, offset: int) -> dict[str, int]:
    row, column = source.position(offset)
    return {"row": row, "column": column}
