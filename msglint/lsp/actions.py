"""Code actions: the fixes of findings, all safe ones at once, and a comment that leaves a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from lsprotocol import types

from msglint import fixer
from msglint.diagnostics import Edit
from msglint.lsp.diagnostics import SOURCE, diagnostic
from msglint.lsp.drift import narrow
from msglint.lsp.ignoring import ignoring
from msglint.lsp.view import View

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.msglint"
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]

_MOST = 20
"""Findings of one request for which a comment is tried."""

_QUICK = 200_000
"""Characters of a file up to which all fixes are made without being asked for."""

_LINES = 2_000
"""Changed lines up to which a text is compared line by line."""

ToEdit = Callable[[Iterable[Edit]], types.WorkspaceEdit]


def code_actions(view: View, params: types.CodeActionParams, to_edit: ToEdit) -> list[types.CodeAction]:
    """What can be done about the findings of a range."""
    only = params.context.only
    found: list[types.CodeAction] = []
    if _wanted(types.CodeActionKind.QuickFix.value, only):
        found += _quick_fixes(view, params, to_edit)
    # some editors ask for everything at each move of the cursor, which a whole fix is too dear for
    asked = (
        params.context.trigger_kind != types.CodeActionTriggerKind.Automatic
        and len(view.source.text) <= _QUICK
    )
    if _wanted(FIX_ALL, only) and (asked or only is not None):
        edits = list(all_fixes(view))
        if edits:
            found.append(types.CodeAction("msglint: fix all that is safe", FIX_ALL, edit=to_edit(edits)))
    return found


def _wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Whether a kind is, or is below, one of those that are asked for."""
    if only is None:
        return True
    words = [str(getattr(each, "value", each)) for each in only]
    return any(not word or kind == word or kind.startswith(f"{word}.") for word in words)


def _quick_fixes(view: View, params: types.CodeActionParams, to_edit: ToEdit) -> Iterator[types.CodeAction]:
    start, end = view.positions.span(params.range)
    near = [each for each in view.now.diagnostics if each.start <= end and start <= each.end]
    shown = [(each, _known(diagnostic(each, view.positions), params.context.diagnostics)) for each in near]
    for each, mine in shown:
        if each.fix is not None:
            safe = each.fix.applicability == "safe"
            yield types.CodeAction(
                each.fix.title if safe else f"{each.fix.title} (unsafe)",
                types.CodeActionKind.QuickFix,
                diagnostics=[mine],
                is_preferred=True if safe else None,
                edit=to_edit(each.fix.edits),
            )
    tried: set[Edit] = set()
    for each, mine in shown[:_MOST]:
        edit = ignoring(view.now, each)
        if edit is not None and edit not in tried:
            tried.add(edit)
            yield types.CodeAction(
                f"ignore {each.rule} here",
                types.CodeActionKind.QuickFix,
                diagnostics=[mine],
                edit=to_edit([edit]),
            )


def _known(mine: types.Diagnostic, sent: Iterable[types.Diagnostic]) -> types.Diagnostic:
    """A diagnostic as the editor has it, where it says so."""
    same = (
        each
        for each in sent
        if (each.source, each.code, each.range, each.message) == (SOURCE, mine.code, mine.range, mine.message)
    )
    return next(same, mine)


def all_fixes(view: View) -> Iterator[Edit]:
    """The edits that make of the text what `msglint fix` makes of it."""
    if view.now.passed_over:
        return
    fixed = fixer.fix(view.source, view.now.options)
    if fixed.changed:
        yield from between(view.source.text, fixed.result.source.text)


def between(old: str, new: str) -> Iterator[Edit]:
    """The edits that make one text of another: line by line, in a line only what is another."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(before), len(after)) > _LINES:
        yield narrow(old, new)
        return
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, low, high, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            if high - low == last - first:
                for index in range(high - low):
                    yield narrow(before[low + index], after[first + index], starts[low + index])
            else:
                yield narrow("".join(before[low:high]), "".join(after[first:last]), starts[low])
