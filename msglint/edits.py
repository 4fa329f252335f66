"""From changes said by path to edits of characters: the few ways a fix may edit YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msglint.diagnostics import Change, Edit, Fix, LocatedFix, Path, applied
from msglint.regexes import regex
from msglint.scalars import is_special
from msglint.spans import MapNode, Span, Spans
from msglint.writing import writing

_EXPLICIT = regex(r"[?][ \t]+\Z")
_PLAIN = regex(r"[A-Za-z0-9_/.$(](?:[A-Za-z0-9_/.$()+ -]*[A-Za-z0-9_/.$()])?")
_PLAIN_PART = regex(r"""[A-Za-z0-9_/.$() +*'"-]*""")
_NO_PLAIN = regex(r":(?=[\s,\[\]{}]|\Z)|\s#")
_OTHER_DIGITS = regex("0[ox]")
"""How a number starts whose author means another text than its characters: nobody writes a lifetime as `0x3f480`."""

_WORDS = regex(r"\s+|\S+")
_BREAK = regex(r"[\r\n]")
_MARKER = regex(r"^(?:---|\.\.\.)(?:\s|\Z)", re.MULTILINE)
_ODD_CHARACTERS = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_ODD = regex(f"[{_ODD_CHARACTERS}]")
"""Characters that not every reader of YAML takes as they are, or that end a line for some."""

_ESCAPED = regex(f'["\\\\{_ODD_CHARACTERS}]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def locate(fix: Fix, spans: Spans, base: Path) -> LocatedFix | None:
    """A fix with its edits as characters of the source; None when YAML does not let it be safe.

    `base` is the path of the request that the fix's paths start from.
    """
    edits: list[Edit] = []
    gone = {(*base, *change.path) for change in fix.changes if change.verb == "remove"}
    for change in fix.changes:
        made = _edits(change, spans, (*base, *change.path), gone)
        if not made:
            return None
        edits += made
    return LocatedFix(fix.title, fix.applicability, tuple(edits))


def _edits(change: Change, spans: Spans, path: Path, gone: Collection[Path]) -> list[Edit]:
    """The edits of one change, in order; none when YAML does not let it be safe. `gone` is all that the fix removes."""
    of_value = change.verb in ("quote", "replace")
    if spans.is_alias(path if of_value else path[:-1]) or (of_value and spans.has_type(path)):
        return []
    match change.verb:
        case "quote":
            edit = _quote(spans, path)
        case "replace":
            return _replace(spans, path, change.text)
        case "rename":
            edit = _rename(spans, path, change.text)
        case "remove":
            edit = _remove(spans, path, gone)
        case "insert":
            edit = _insert(spans, path, change.text)
    return [] if edit is None else [edit]


def _quote(spans: Spans, path: Path) -> Edit | None:
    span = spans.value(path)
    raw = spans.raw_of(span)
    if "\n" in raw or not raw or _OTHER_DIGITS.match(raw):
        return None
    return Edit(span.start, span.end, quoted(raw))


def _replace(spans: Spans, path: Path, text: str) -> list[Edit]:
    span = spans.value(path)
    style = spans.style(path)
    if style in ("|", ">") or _BREAK.search(spans.raw_of(span)):
        return _reworded(spans, path, text)
    glued = span.start == span.end and spans.text[span.start - 1 : span.start] not in ("", " ", "\t")
    return [Edit(span.start, span.end, (" " if glued else "") + scalar(text, style))]


def _reworded(spans: Spans, path: Path, text: str) -> list[Edit]:
    """Only the characters that are other ones in a text of several lines, which keeps its lines."""
    span, found = spans.writing(path)
    if found is None:
        return []
    style = spans.style(path)
    raw = spans.raw_of(span)
    edits: list[Edit] = []
    for start, end, words in differences(spans.node(path).value, text):
        stretch = found.stretch(start, end)
        if stretch is None or _BREAK.search(raw, *stretch):
            return []
        edits.append(Edit(stretch[0], stretch[1], _INSIDE.get(style, str)(words)))
    after = applied(raw, edits)
    if _MARKER.search(after) or (style == "" and not _stays_plain(edits, after)):
        return []
    if writing(after, style, text) is None:
        return []
    return [Edit(span.start + edit.start, span.start + edit.end, edit.content) for edit in edits]


def _stays_plain(edits: list[Edit], after: str) -> bool:
    """Whether a plain text of several lines is still one after edits."""
    return (
        after == after.strip()
        and not _NO_PLAIN.search(after)
        and all(edit.start and _PLAIN_PART.fullmatch(edit.content) for edit in edits)
    )


def differences(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text that are other ones in a new wording, each with its new characters.

    Word by word where both have as many, which takes linear time.

    >>> list(differences("“Gate” – now", '"Gate" - now'))
    [(0, 6, '"Gate"'), (7, 8, '-')]
    """
    pairs = [(old, new)]
    words = [_WORDS.findall(each) for each in (old, new)]
    if len(words[0]) == len(words[1]):
        pairs = list(zip(*words, strict=True))
    at = 0
    for one, other in pairs:
        if one != other:
            before = _alike(one, other)
            behind = min(_alike(one[::-1], other[::-1]), len(one) - before, len(other) - before)
            start, end = at + before, at + len(one) - behind
            if start == end:  # nothing goes, so a neighbour is written anew
                start, before = (start - 1, before - 1) if before else (start, before)
                end, behind = (end, behind) if start < end else (end + 1, behind - 1)
            yield start, end, other[before : len(other) - behind]
        at += len(one)


def _alike(one: str, other: str) -> int:
    """How many characters two texts start with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _rename(spans: Spans, path: Path, name: str) -> Edit | None:
    key = spans.key(path)
    if key is None or spans.has_type(path, key=True):
        return None
    before, written = spans.text[max(key.start - 1, 0) : key.start], spans.raw_of(key)
    if written:
        return Edit(key.start, key.end, scalar(name, written[0] if written[0] in "'\"" else ""))
    if before == "?":
        return Edit(key.start, key.end, " " + scalar(name))
    if before in ("", " ", "\t", "\n") and spans.text[key.start : key.start + 1] == ":":
        return Edit(key.start, key.end, scalar(name))
    return None  # an empty key behind a tag or an anchor, or one whose place the parser does not tell


def _remove(spans: Spans, path: Path, gone: Collection[Path]) -> Edit | None:
    """Takes a key with its value, or an item of a list, out of a container that keeps others."""
    mine = spans.entry(path)
    if mine is None:
        return None
    stays_before, stays_behind = spans.beside(path, gone)
    if stays_before is None and stays_behind is None:
        return None
    before, behind = spans.beside(path)
    text = spans.text
    if "&" in text[mine.start : mine.end] or not _is_simple(spans, mine) or not _is_simple(spans, behind):
        return None  # an alias may need it, or its key is written with `?`
    if spans.is_flow(path[:-1]):
        if behind is not None and stays_behind is not None:
            return Edit(mine.start, behind.start, "")
        return None if before is None else Edit(before.end, mine.end, "")
    start = text.rfind("\n", 0, mine.start) + 1
    lead = text[start : mine.start].strip()
    end = text.find("\n", mine.end)
    end = len(text) if end < 0 else end + 1
    if lead in ("", "-") and (lead == "-") == isinstance(path[-1], int):
        return Edit(start, end, "")
    if behind is not None and behind == stays_behind and not text[mine.end : behind.start].strip():
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
    if text[last.start] == '"' if last is not None else spans.is_flow(parent):
        key = scalar(key, '"')  # the file may be JSON, which it stays
        value = scalar(value, '"') if _PLAIN.fullmatch(value) and not is_special(value) else value
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
    r"""A text as a quoted YAML scalar on one line.

    >>> quoted("+447700900123"), quoted('say "hi"'), quoted("a\tb")
    ('"+447700900123"', '\'say "hi"\'', '"a\\tb"')
    """
    return scalar(text, "'" if '"' in text or "\\" in text else '"')


def scalar(text: str, style: str = "") -> str:
    """A text as a YAML scalar on one line, quoted as `style` says, or where YAML needs it."""
    if style == '"' or _ODD.search(text):
        return '"' + _inside_double(text) + '"'
    if style == "'":
        return "'" + _inside_single(text) + "'"
    if _PLAIN.fullmatch(text) and not is_special(text):
        return text
    return quoted(text)


def _inside_single(text: str) -> str:
    return text.replace("'", "''")


def _inside_double(text: str) -> str:
    return _ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}")


_INSIDE = {"'": _inside_single, '"': _inside_double}
