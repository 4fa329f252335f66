"""The edit that leaves a finding: a comment at the end of its line, or above where none can stand there.

Each edit is tried before it is offered: the values of the file stay, the finding goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from msglint.diagnostics import Diagnostic, Edit, applied
from msglint.lsp.analysis import Analysis, judged
from msglint.source import Source
from msglint.stream import documents
from msglint.suppress import suppressions

_LONGEST = 200_000
"""Characters of a file up to which edits are tried while somebody waits."""


def ignoring(analysis: Analysis, each: Diagnostic) -> Edit | None:
    """The edit after which a diagnostic is ignored; None where no comment does that, as in JSON."""
    source = analysis.source
    if source.name.endswith(".json") or len(source.text) > _LONGEST or analysis.broken:
        return None
    before = _count(analysis.diagnostics, each.rule)
    for edit in _candidates(analysis, each):
        after = replace(source, text=applied(source.text, [edit]))
        if not _same_values(analysis, after):
            continue
        if _count(judged(after, analysis.options), each.rule) < before:
            return edit
    return None


def _count(diagnostics: list[Diagnostic], rule: str) -> int:
    return sum(each.rule == rule for each in diagnostics)


def _same_values(analysis: Analysis, after: Source) -> bool:
    found = list(documents(after))
    return not any(each.broken for each in found) and [each.value for each in found] == [
        each.value for each in analysis.documents
    ]


def _candidates(analysis: Analysis, each: Diagnostic) -> Iterator[Edit]:
    source = analysis.source
    texts = [span for document in analysis.documents for span in document.spans.texts()]
    holder = next((span for span in texts if span.start <= each.start < span.end), None)
    rows = [source.position(each.start)[0]]
    if holder is not None:
        rows.append(source.position(holder.start)[0])
    directives, _ = suppressions(source, texts)
    for one in directives:
        if one.row in rows:
            last = max(end for _, end in one.rules.values())
            yield Edit(last, last, f", {each.rule}")
    comment = f"# msglint: ignore[{each.rule}]"
    for row in rows:
        end = source.line_starts[row - 1] + len(source.line(row).rstrip())
        yield Edit(end, end, f" {comment}")
        start = source.line_starts[row - 1]
        line = source.line(row)
        indent = line[: len(line) - len(line.lstrip(" "))]
        yield Edit(start, start, f"{indent}{comment}{_line_end(source)}")


def _line_end(source: Source) -> str:
    """The way the lines of a file end."""
    if len(source.line_starts) < 2:
        return "\n"
    first = source.text[: source.line_starts[1]]
    return "\r\n" if first.endswith("\r\n") else first[-1]
