"""Diagnostics as an editor takes them."""

from __future__ import annotations

from lsprotocol import types

from msglint.diagnostics import Diagnostic, Severity
from msglint.lsp.positions import Positions
from msglint.report.places import said, url

SOURCE = "msglint"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}

_TAGS = {
    "deprecated": types.DiagnosticTag.Deprecated,
    "legacy": types.DiagnosticTag.Deprecated,
    "unused": types.DiagnosticTag.Unnecessary,
    "ignored": types.DiagnosticTag.Unnecessary,
}
"""Words of a rule's id that say how an editor shows the place: struck through, or faded."""


def diagnostic(each: Diagnostic, positions: Positions) -> types.Diagnostic:
    """A diagnostic with all that its code actions need to find it again."""
    return types.Diagnostic(
        range=positions.range(each.start, each.end),
        message=said(each),
        severity=_SEVERITIES[each.severity],
        code=each.rule,
        code_description=types.CodeDescription(href=url(each.rule)),
        source=SOURCE,
        tags=_tags(each.rule),
        data={
            "document": each.document,
            "pointer": each.pointer,
            "fix": None if each.fix is None else each.fix.applicability,
        },
    )


def _tags(rule: str) -> list[types.DiagnosticTag] | None:
    found = [tag for word, tag in _TAGS.items() if word in rule.split("-")]
    return found or None
