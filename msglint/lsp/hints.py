"""What stands beside the text: the parts of an SMS, and above a message whom it reaches."""

from __future__ import annotations

from lsprotocol import types

from msglint.lsp import parts
from msglint.lsp.view import View
from msglint.statistics import destinations


def inlay_hints(view: View, where: types.Range) -> list[types.InlayHint]:
    """The parts of each SMS, at the end of its text."""
    first, last = view.positions.span(where)
    found = []
    for request, forth in view.requests():
        text = parts.measured(request)
        if text is None:
            continue
        end = forth(request.document.spans.value(text.path).end)
        if first <= end <= last:
            found.append(
                types.InlayHint(
                    view.positions.position(end),
                    parts.short(text),
                    tooltip=parts.long(text),
                    padding_left=True,
                )
            )
    return found


def code_lenses(view: View) -> list[types.CodeLens]:
    """Above each message: how many destinations, and for an SMS how many parts each."""
    found = []
    for request, forth in view.requests():
        if request.external:
            said = "recipients in a file of their own"
        else:
            said = parts.count(destinations(request), "destination")
        text = parts.measured(request)
        if text is not None:
            said += f", {parts.count(text.parts.parts, 'part')} each"
        span = request.document.spans.caret(request.path)
        where = view.positions.range(forth(span.start), forth(span.end))
        found.append(types.CodeLens(where, types.Command(said, "")))
    return found
