"""The verdict on a file as one line of text: what the cache keeps, and what processes hand each other.

A line holds no text of the file but what its findings say; who reads it brings the file. It may
come from anybody: whatever is odd about it makes it no verdict, and the file is judged anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, NamedTuple

from msglint import secrets
from msglint.clock import ALWAYS
from msglint.diagnostics import Diagnostic, Edit, LocatedFix, Severity
from msglint.regexes import regex
from msglint.results import CREDENTIAL, FileResult
from msglint.settings import Settings
from msglint.source import Source, is_long

try:  # `hashlib` loads all of OpenSSL first, which takes longer than to check a file
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

Ids = list[tuple[str, int]]
"""The correlation ids of a file, each with its row."""

_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f]")
_RULE = regex(r"[a-z0-9-]{1,80}")


class Verdict(NamedTuple):
    """A line in its parts; `more` is JSON, empty where there is nothing but the counts."""

    content: str
    """The digest of the file that was judged."""

    messages: int
    others: int
    since: int
    until: int
    more: str


def digest(data: bytes) -> str:
    """What a content is known by."""
    return blake2b(data, digest_size=16).hexdigest()


class Digest:
    """The same of a content that is seen by parts."""

    def __init__(self) -> None:
        seen = blake2b(digest_size=16)
        self.update: Callable[[bytes], None] = seen.update
        self.hexdigest: Callable[[], str] = seen.hexdigest


def digest_of(path: str) -> str:
    """What the content of a file is known by; OSError where it cannot be read."""
    seen = Digest()
    with open(path, "rb", buffering=0) as file:
        while data := file.read(1 << 20):
            seen.update(data)
    return seen.hexdigest()


def written(result: FileResult, content: str, ids: Ids) -> str | None:
    """The line for a result; None where there is a credential in it, no clock but this one gives it, or it says odd things."""
    if result.private or result.since >= result.until:
        return None
    span = "\t"
    if (result.since, result.until) != ALWAYS:
        span = f"{result.since}\t{result.until}"
    more = ""
    if result.diagnostics or result.suppressed or ids:
        if any(_CONTROL.search(text) for each in _all(result) for text in (each.message, each.hint or "")):
            return None
        found, hidden = ([_row(each) for each in group] for group in (result.diagnostics, result.suppressed))
        more = json.dumps([result.bad_messages, found, hidden, ids], separators=(",", ":"))
    return f"{content}\t{result.messages}\t{result.others}\t{span}\t{more}"


def parsed(line: str) -> Verdict | None:
    """The parts of a line, None where it is no verdict."""
    parts = line.split("\t")
    if len(parts) != 6:
        return None
    content, messages, others, since, until, more = parts
    if not (messages.isdigit() and others.isdigit()):
        return None
    try:
        span = (int(since), int(until)) if since or until else ALWAYS
        return Verdict(content, int(messages), int(others), *span, more)
    except ValueError:
        return None


def restored(
    verdict: Verdict, path: str, rules: Container[str] | None = None
) -> tuple[FileResult, Ids] | None:
    """The result that a verdict stands for; None where it is none of the file as it is now.

    `rules` are the ids that there are, for who has them at hand.
    """
    result = FileResult(Source(path, ""), [], verdict.messages, verdict.others)
    if not verdict.more:
        return result, []
    try:
        bad, found, hidden, ids = json.loads(verdict.more)
        if found or hidden:
            source = _reread(path, verdict.content, [*found, *hidden])
            if source is None:
                return None
            result.source = source
        result.bad_messages = _number(bad)
        result.diagnostics = [_diagnostic(row, result.source, rules) for row in found]
        result.suppressed = [_diagnostic(row, result.source, rules) for row in hidden]
        return result, [(_text(id), _number(row)) for id, row in ids]
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _reread(path: str, known: str, rows: list[Any]) -> Source | None:
    """The file that rows of findings are about; None where it is not any more the one that is known."""
    if is_long(path):
        from msglint import long

        seen = Digest()
        source = long.opened(path, seen.update)
        source.recall(offset for row in rows for offset in row[6:8])
        return source if seen.hexdigest() == known else None
    with open(path, "rb", buffering=0) as file:
        data = file.read()
    return Source.from_bytes(path, data) if digest(data) == known else None


def may_be_kept(result: FileResult, ids: Ids, settings: Settings) -> bool:
    """Whether nothing of a secret gets onto the disk with the line of a result."""
    found = list(_all(result))
    if not found and not ids:
        return True
    if settings.level(CREDENTIAL, Severity.ERROR) is None:  # nobody has looked for credentials
        return False
    texts = [id for id, _ in ids]
    for each in found:
        texts += [each.message, each.hint or "", each.excuse, *(str(step) for step in each.path)]
        texts += [edit.content for edit in (each.fix.edits if each.fix else ())]
    return all(secrets.hidden(text) == text for text in texts)


def _all(result: FileResult) -> Iterator[Diagnostic]:
    yield from result.diagnostics
    yield from result.suppressed


def _row(each: Diagnostic) -> list[Any]:
    fix = each.fix and [
        each.fix.title,
        each.fix.applicability,
        [[edit.start, edit.end, edit.content] for edit in each.fix.edits],
    ]
    place = [each.start, each.end, each.document, each.channel, each.path]
    return [each.rule, each.severity, each.message, each.hint, each.excuse, fix, *place]


def _diagnostic(row: Any, source: Source, rules: Container[str] | None) -> Diagnostic:
    rule, severity, message, hint, excuse, fix, start, end, document, channel, path = row
    if not _RULE.fullmatch(rule) or (rules is not None and rule not in rules):
        raise ValueError("no rule")
    if _CONTROL.search(message) or (hint is not None and _CONTROL.search(hint)):
        raise ValueError("no message")
    _check_span(start, end, source)
    return Diagnostic(
        rule,
        Severity(severity),
        message,
        source.name,
        start,
        end,
        _number(document),
        None if channel is None else _text(channel),
        tuple(_step(step) for step in path),
        hint,
        None if fix is None else _fix(fix, source),
        _text(excuse),
    )


def _fix(row: Any, source: Source) -> LocatedFix:
    title, applicability, edits = row
    if applicability not in ("safe", "unsafe"):
        raise ValueError("no fix")
    return LocatedFix(_text(title), applicability, tuple(_edits(edits, source)))


def _edits(rows: Iterable[Any], source: Source) -> Iterator[Edit]:
    for start, end, content in rows:
        _check_span(start, end, source)
        yield Edit(start, end, _text(content))


def _check_span(start: Any, end: Any, source: Source) -> None:
    if not 0 <= _number(start) <= _number(end) <= source.length:
        raise ValueError("no place")


def _number(value: Any) -> int:
    if value.__class__ is not int:
        raise ValueError("no number")
    number: int = value
    return number


def _text(value: Any) -> str:
    if value.__class__ is not str:
        raise ValueError("no text")
    text: str = value
    return text


def _step(value: Any) -> str | int:
    return _text(value) if isinstance(value, str) else _number(value)
