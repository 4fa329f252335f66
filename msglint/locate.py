"""From what a check saw, said by path, to diagnostics with the characters of the source."""

from __future__ import annotations

from msglint import edits
from msglint.diagnostics import Diagnostic, Finding, Path, Severity
from msglint.document import Document, Problem
from msglint.regexes import regex
from msglint.secrets import hidden
from msglint.spans import Span


def from_problem(document: Document, severity: Severity, channel: str | None, problem: Problem) -> Diagnostic:
    """The diagnostic for something wrong with the YAML itself."""
    return Diagnostic(
        problem.rule,
        severity,
        problem.message,
        document.source.name,
        problem.start,
        problem.end,
        document.index,
        channel,
        problem.path,
        problem.hint,
        None if problem.fix is None else edits.locate(problem.fix, document.spans, ()),
    )


_LONGEST = 120
_SHOWN = regex(r"`([^`]{13,})`")


def fitted(message: str) -> str:
    """A message within 120 characters where a value that it shows made it longer, and without a secret in it.

    >>> fitted("`" + "x" * 200 + "` is no colour")
    '`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` is no colour'
    """
    message = hidden(message).replace("\r", "\\r").replace("\n", "\\n")
    while len(message) > _LONGEST:
        shown = max(_SHOWN.finditer(message), key=lambda match: len(match[1]), default=None)
        if shown is None:
            break
        kept = max(len(shown[1]) - (len(message) - _LONGEST) - 1, 11)
        message = f"{message[: shown.start(1)]}{shown[1][:kept]}…{message[shown.end(1) :]}"
    return message


def from_finding(
    document: Document, rule: str, severity: Severity, channel: str | None, finding: Finding, base: Path
) -> Diagnostic:
    """The diagnostic for a finding; `base` is the path of the request that its paths start from."""
    path = (*base, *finding.path)
    span = _span(document, finding, path, base)
    return Diagnostic(
        rule,
        severity,
        fitted(finding.message),
        document.source.name,
        span.start,
        span.end,
        document.index,
        channel,
        path,
        finding.hint,
        None if finding.fix is None else edits.locate(finding.fix, document.spans, base),
    )


def _span(document: Document, finding: Finding, path: Path, base: Path) -> Span:
    spans = document.spans
    if finding.mark is not None:
        return spans.key((*base, *finding.mark)) or spans.caret(path)
    if finding.on_key:
        return spans.key(path) or spans.caret(path)
    span = spans.caret(path)
    if finding.caret is not None and not spans.is_container(path):
        return spans.part(path, *finding.caret) or span
    return span
