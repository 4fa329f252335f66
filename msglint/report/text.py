"""Reports for people: `full` with the source line and a caret, `concise` with one line a finding."""

from __future__ import annotations

import unicodedata

from msglint import secrets
from msglint.diagnostics import Diagnostic, Severity
from msglint.report import Style
from msglint.results import CREDENTIAL, FileResult
from msglint.source import Source

_LONGEST = 1000
"""Characters of a line that is shown whole; of a longer one, which may have megabytes, what is around the place."""

_AROUND = 60

_COLORS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


def full(results: list[FileResult], style: Style) -> str:
    """Each finding with its place, source line, caret, hint, and fix; then the summary."""
    blocks = [
        "\n".join(_block(each, result.source, secret, style)) + "\n"
        for result in results
        for secret in (_secret_rows(result),)
        for each in result.diagnostics
    ]
    return "\n".join([*blocks, summary(results) + "\n"])


def concise(results: list[FileResult], style: Style) -> str:
    """One line a finding; then the summary."""
    lines = [_headline(each, result.source, style) for result in results for each in result.diagnostics]
    return "\n".join([*lines, summary(results)]) + "\n"


def summary(results: list[FileResult]) -> str:
    """The last line: how many findings in how many messages, and what `--fix` would mend."""
    found = [each for result in results for each in result.diagnostics]
    messages = sum(result.messages for result in results)
    others = sum(result.others for result in results)
    note = f" {_count(others, 'document')} {'is' if others == 1 else 'are'} not a message." if others else ""
    if not found:
        return f"No findings in {_count(messages, 'message')}.{note}"
    counts = [
        _count(number, severity.word)
        for severity in sorted(Severity, reverse=True)
        if (number := sum(each.severity is severity for each in found))
    ]
    bad = sum(result.bad_messages for result in results)
    line = f"Found {', '.join(counts)} in {bad} of {_count(messages, 'message')}."
    fixable = sum(each.fix is not None and each.fix.applicability == "safe" for each in found)
    if fixable:
        line += f" {fixable} fixable with --fix."
    return line + note


def _count(number: int, noun: str) -> str:
    plural = noun if number == 1 or noun == "info" else noun + "s"
    return f"{number} {plural}"


def _headline(each: Diagnostic, source: Source, style: Style) -> str:
    row, column = source.position(each.start)
    severity = _paint(each.severity.word, _COLORS[each.severity], style)
    where = _paint(f"{each.filename}:{row}:{column}:", "1", style)
    return f"{where} {severity}: {each.message} {_paint(f'[{each.rule}]', '2', style)}"


def _secret_rows(result: FileResult) -> dict[int, int]:
    """The rows that hold a credential, each with the column from which on nothing of it is shown."""
    rows: dict[int, int] = {}
    for each in (*result.diagnostics, *result.suppressed):
        if each.rule == CREDENTIAL:
            row, column = result.source.position(each.start)
            rows[row] = min(column, rows.get(row, column))
            last, _ = result.source.position(max(each.end - 1, each.start))
            rows |= dict.fromkeys(range(row + 1, last + 1), 1)
    return rows


def _block(each: Diagnostic, source: Source, secret: dict[int, int], style: Style) -> list[str]:
    row, column = source.position(each.start)
    line = source.line(row)
    end = min(column - 1 + each.end - each.start, len(line))
    before, under = line[: column - 1], line[column - 1 : end]
    if row in secret:  # a log is no place for a secret either
        line = line[: secret[row] - 1] + "*" * (len(line) - secret[row] + 1)
    line = secrets.hidden_in_place(line)
    if len(line) > _LONGEST:
        line, before, under = _excerpt(line, column - 1, end)
    gutter = " " * len(str(row))
    padding = "".join("\t" if character == "\t" else " " * _width(character) for character in before)
    carets = "^" * max(sum(map(_width, under)), 1)
    lines = [
        _headline(each, source, style),
        f"  {row} | {_visible(line)}",
        f"  {gutter} | {padding}{_paint(carets, _COLORS[each.severity], style)}",
    ]
    if each.hint:
        lines.append(f"  {gutter} = {each.hint}")
    if each.fix:
        unsafe = " (unsafe)" if each.fix.applicability == "unsafe" else ""
        lines.append(f"  {gutter} = fix{unsafe}: {each.fix.title}")
    lines.append(f"  {gutter} = more: msglint rule {each.rule}")
    return lines


def _excerpt(line: str, start: int, end: int) -> tuple[str, str, str]:
    """What is around a place of a very long line; the same up to the place; and what of the place is in it."""
    first = max(0, start - _AROUND)
    last = min(len(line), first + 3 * _AROUND)
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    return f"{head}{line[first:last]}{tail}", head + line[first:start], line[start : min(end, last)]


def _visible(line: str) -> str:
    """A source line without characters that would move the terminal's cursor."""
    return "".join(
        character
        if character == "\t" or unicodedata.category(character) not in ("Cc", "Cf") or character == "\u200d"
        else "\ufffd"
        for character in line
    )


def _width(character: str) -> int:
    """Columns that a character takes on a terminal."""
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.color else text
