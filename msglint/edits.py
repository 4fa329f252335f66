"""From changes said by path to edits of characters: the few ways a fix may edit YAML."""

from __future__ import annotations

import re

from msglint.diagnostics import Change, Edit, Fix, LocatedFix, Path
from msglint.scalars import is_special
from msglint.spans import MapNode, Span, Spans

_EXPLICIT = re.compile(r"[?][ \t]+\Z")
_PLAIN = re.compile(r"[A-Za-z0-9_/.$(](?:[A-Za-z0-9_/.$()+ -]*[A-Za-z0-9_/.$()])?")


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
    if spans.is_alias(path if change.verb in ("quote", "replace") else path[:-1]):
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
            glued = span.start == span.end and spans.text[span.start - 1 : span.start] not in ("", " ", "\t")
            return Edit(span.start, span.end, (" " if glued else "") + scalar(change.text, style))
        case "rename":
            key = spans.key(path)
            if key is None:
                return None
            quote = spans.text[key.start] if spans.text[key.start] in "'\"" else ""
            return Edit(key.start, key.end, scalar(change.text, quote) if quote else change.text)
        case "remove":
            return _remove(spans, path)
        case "insert":
            return _insert(spans, path, change.text)


def _remove(spans: Spans, path: Path) -> Edit | None:
    """Takes a key with its value, or an item of a list, out of a container that keeps others."""
    mine = spans.entry(path)
    if mine is None:
        return None
    before, behind = spans.beside(path)
    text = spans.text
    if before is None and behind is None:
        return None
    if "&" in text[mine.start : mine.end] or not _is_simple(spans, mine) or not _is_simple(spans, behind):
        return None  # an alias may need it, or its key is written with `?`
    if spans.is_flow(path[:-1]):
        if behind is not None:
            return Edit(mine.start, behind.start, "")
        return None if before is None else Edit(before.end, mine.end, "")
    start = text.rfind("\n", 0, mine.start) + 1
    lead = text[start : mine.start].strip()
    end = text.find("\n", mine.end)
    end = len(text) if end < 0 else end + 1
    if lead in ("", "-") and (lead == "-") == isinstance(path[-1], int):
        return Edit(start, end, "")
    if behind is not None and not text[mine.end : behind.start].strip():
        return Edit(mine.start, behind.start, "")
    return None


def _insert(spans: Spans, path: Path, value: str) -> Edit | None:
    """Puts a key with a value behind the last one of a mapping."""
    parent = path[:-1]
    if not isinstance(spans.node(parent), MapNode) or spans.key(path) is not None:
        return None
    first, last = spans.last(parent)
    text = spans.text
    key = str(path[-1])
    if last is not None and text[last.start] == '"':
        key = scalar(key, '"')
    entry = f"{key}: {value}"
    if spans.is_flow(parent):
        if last is None:
            span = spans.value(parent)
            return Edit(span.start, span.end, f"{{{entry}}}")
        return Edit(last.end, last.end, f", {entry}")
    if first is None or last is None or not (_is_simple(spans, first) and _is_simple(spans, last)):
        return None
    indent = first.start - (text.rfind("\n", 0, first.start) + 1)
    end = text.find("\n", last.end)
    break_ = "\r\n" if "\r\n" in text else "\n"
    if end < 0:
        return Edit(len(text), len(text), f"{break_}{' ' * indent}{entry}")
    return Edit(end + 1, end + 1, f"{' ' * indent}{entry}{break_}")


def _is_simple(spans: Spans, entry: Span | None) -> bool:
    """Whether an entry's key is not written with a `?` before it."""
    return entry is None or not _EXPLICIT.search(spans.text, max(entry.start - 40, 0), entry.start)


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
