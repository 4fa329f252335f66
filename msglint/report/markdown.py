"""`markdown`: a table for a comment, a wiki, or the summary of a CI job."""

from __future__ import annotations

import re

from msglint.diagnostics import Diagnostic
from msglint.report import Style
from msglint.report.places import Ruler, path, said, url
from msglint.report.text import summary
from msglint.results import FileResult

JOB_SUMMARY = 1024 * 1024
"""The most bytes that GitHub takes as the summary of a step."""

_HEAD = "| severity | place | finding | rule |\n| --- | --- | --- | --- |\n"
_SPECIAL = re.compile(r"[&<>|\\`*_\[\]~#$!]")
_SIMPLE = re.compile(r"[^`|\\&<>\x00-\x1f\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def markdown(results: list[FileResult], style: Style) -> str:
    """The summary, and a table with one row a finding."""
    return job_summary(results, style, None)


def job_summary(results: list[FileResult], style: Style, most: int | None = JOB_SUMMARY) -> str:
    """The same in at most so many bytes: rows that do not fit are left out, and counted."""
    head = f"### msglint\n\n{summary(results)}\n"
    rows = [
        _row(each, ruler, style)
        for result in results
        for ruler in (Ruler(result.source),)
        for each in result.diagnostics
    ]
    if not rows:
        return head
    used = len((head + _HEAD).encode()) + 100
    kept = 0
    for row in rows:
        used += len(row.encode())
        if most is not None and used > most:
            break
        kept += 1
    left_out = len(rows) - kept
    more = f"\n{left_out} more in the log.\n" if left_out else ""
    return head + "\n" + _HEAD + "".join(rows[:kept]) + more


def _row(each: Diagnostic, ruler: Ruler, style: Style) -> str:
    row, column, _, _ = ruler.region(each.start, each.end)
    place = _code(f"{path(each.filename, style.root)}:{row}:{column}")
    return f"| {each.severity.word} | {place} | {_words(said(each))} | [{each.rule}]({url(each.rule)}) |\n"


def _words(text: str) -> str:
    """A sentence, with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _plain(text)
    return "".join(_code(part) if at % 2 else _plain(part) for at, part in enumerate(parts))


def _code(text: str) -> str:
    """A text as code, also one with characters that a Markdown table cannot hold between backticks."""
    text = _one_line(text)
    simple = _SIMPLE.fullmatch(text) and text.strip() == text
    return f"`{text}`" if simple else f"<code>{_plain(text)}</code>"


def _plain(text: str) -> str:
    """A text that Markdown shows as it is: no markup, no HTML, and nobody is mentioned."""
    safe = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", _one_line(text))
    return safe.replace("@", "@&#8203;").replace("://", "&#58;//")


def _one_line(text: str) -> str:
    return _CONTROL.sub("\ufffd", re.sub(r"\s+", " ", text))
