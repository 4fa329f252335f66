"""From changes said by path to edits of characters: the few ways a fix may edit YAML."""

from __future__ import annotations

import re

from msglint.diagnostics import Change, Edit, Fix, LocatedFix, Path
from msglint.scalars import is_special
from msglint.spans import Spans

_PLAIN = re.compile(r"[A-Za-z0-9_/.$(][A-Za-z0-9_/.$()+-]*")


def locate(fix: Fix, spans: Spans, base: Path) -> LocatedFix | None:
    """A fix with its edits as characters of the source; None when YAML does not let it be safe.

    `base` is the path of the request that the fix's paths start from.
    """
    edits = []
    for change in fix.changes:
        edit = _edit(change, spans, (*base, *change.path))
        if edit is None:
            return None
        edits.append(edit)
    return LocatedFix(fix.title, fix.applicability, tuple(edits))


def _edit(change: Change, spans: Spans, path: Path) -> Edit | None:
    if spans.is_alias(path) and change.verb != "rename":
        return None
    match change.verb:
        case "quote":
            span = spans.value(path)
            raw = spans.text[span.start : span.end]
            return None if "\n" in raw or not raw else Edit(span.start, span.end, quoted(raw))
        case "replace":
            span = spans.value(path)
            style = spans.style(path)
            if style in ("|", ">") or "\n" in spans.text[span.start : span.end]:
                return None
            return Edit(span.start, span.end, scalar(change.text, style))
        case "rename":
            key = spans.key(path)
            return None if key is None else Edit(key.start, key.end, change.text)
    return None


def quoted(text: str) -> str:
    r"""A one-line text as a quoted YAML scalar.

    >>> quoted("+447700900123"), quoted('say "hi"')
    ('"+447700900123"', '\'say "hi"\'')
    """
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def scalar(text: str, style: str = "") -> str:
    """A one-line text as a YAML scalar, quoted as `style` says, or where YAML needs it."""
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if _PLAIN.fullmatch(text) and not is_special(text):
        return text
    return quoted(text)
