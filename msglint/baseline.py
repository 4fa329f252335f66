"""Findings that an old repository lives with: kept in a file, so that only new ones are reported.

A row is known by rule, file, pointer, and a hash of the text at the place, never by its line:
lines that move do not bring a finding back.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import Any, NamedTuple

from msglint.diagnostics import Diagnostic
from msglint.errors import ConfigError
from msglint.results import FileResult
from msglint.source import Source

VERSION = 1


class Row(NamedTuple):
    """What a finding is known by; `file` is relative to the baseline's folder, with `/`."""

    file: str
    rule: str
    pointer: str
    hash: str


Baseline = Counter[Row]


def row_of(each: Diagnostic, source: Source, folder: str) -> Row:
    """The row that stands for a diagnostic."""
    text = source.between(each.start, each.end)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Row(os.path.relpath(each.filename, folder).replace(os.sep, "/"), each.rule, each.pointer, digest)


def read(file: str) -> Baseline:
    """The rows of a baseline file; ConfigError where it is none."""
    source = Source.read(file)
    try:
        data: Any = json.loads(source.text)
        if data["version"] != VERSION:
            raise ConfigError(
                f"{file}: a baseline of version {data['version']}; this msglint reads version {VERSION}"
            )
        rows: Baseline = Counter()
        for entry in data["findings"]:
            rows[Row(entry["file"], entry["rule"], entry["pointer"], entry["hash"])] += int(
                entry.get("count", 1)
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{file}: this is no baseline; write it with --write-baseline") from error
    return rows


def text_of(results: list[FileResult], folder: str) -> str:
    """A baseline file that holds all findings of a run, sorted, one a line."""
    rows: Baseline = Counter(
        row_of(each, result.source, folder) for result in results for each in result.diagnostics
    )
    lines = [
        json.dumps({**row._asdict(), **({"count": count} if count > 1 else {})}, ensure_ascii=False)
        for row, count in sorted(rows.items())
    ]
    body = ",\n    ".join(lines)
    return f'{{\n  "version": {VERSION},\n  "findings": [{chr(10) + "    " + body + chr(10) + "  " if lines else ""}]\n}}\n'


def subtract(results: list[FileResult], rows: Baseline, folder: str) -> Baseline:
    """Takes the findings of a baseline out of results; returns the rows that nothing matched."""
    left = Counter(rows)
    checked = set()
    for result in results:
        checked.add(os.path.relpath(result.source.name, folder).replace(os.sep, "/"))
        kept = []
        for each in result.diagnostics:
            row = row_of(each, result.source, folder)
            if left[row] > 0:
                left[row] -= 1
            else:
                kept.append(each)
        result.bad_messages = min(result.bad_messages, len(kept))
        result.diagnostics = kept
    return Counter({row: count for row, count in left.items() if count > 0 and row.file in checked})
