"""Applies fixes: edits of characters, everything else stays byte for byte."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from difflib import unified_diff

from msglint.diagnostics import Diagnostic, Edit, applied
from msglint.linter import FileResult, Options, lint
from msglint.source import Source
from msglint.stream import documents

ROUNDS = 10
"""A fix may uncover another finding with a fix; ten rounds are enough for any chain."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A source after its fixes, what is left to say of it, and how many fixes were applied."""

    before: Source
    result: FileResult
    applied: int

    @property
    def changed(self) -> bool:
        """Whether the text is another one."""
        return self.before.text != self.result.source.text


def fix(source: Source, options: Options, unsafe: bool = False) -> Fixed:
    """Applies the safe fixes of a source (with `unsafe` all) until nothing changes.

    In each round fixes are applied from left to right, and one that overlaps an earlier one
    waits for the next. A round after which the text no longer parses is taken back.
    """
    result = lint(source, options)
    applied = 0
    for _ in range(ROUNDS):
        chosen = _chosen(result.diagnostics, unsafe)
        if not chosen:
            break
        edited = replace(result.source, text=apply(result.source.text, chosen))
        if _broken(edited) > _broken(result.source):
            break
        applied += len(chosen)
        result = lint(edited, options)
    return Fixed(source, result, applied)


def apply(text: str, chosen: list[tuple[Edit, ...]]) -> str:
    """A text with edits that do not overlap, given in order."""
    return applied(text, (edit for edits in chosen for edit in edits))


def diff(fixed: Fixed) -> str:
    """The change of a source as a unified diff."""
    name = fixed.before.name
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        for line in unified_diff(
            fixed.before.text.splitlines(keepends=True),
            fixed.result.source.text.splitlines(keepends=True),
            name,
            name,
        )
    )


def _chosen(diagnostics: list[Diagnostic], unsafe: bool) -> list[tuple[Edit, ...]]:
    """The edits of the fixes to apply now: of two that overlap the first."""
    chosen: list[tuple[Edit, ...]] = []
    taken: list[tuple[int, int]] = []
    for each in diagnostics:
        if each.fix is None or (each.fix.applicability == "unsafe" and not unsafe):
            continue
        places = [(edit.start, edit.end) for edit in each.fix.edits]
        if not any(_overlaps(place, taken) for place in places):
            chosen.append(each.fix.edits)
            for place in places:
                insort(taken, place)
    return chosen


def _overlaps(place: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    """Whether one of the places, which are in order and apart, has a character of this one, or its start."""
    start, end = place
    at = bisect_left(taken, (start, start))
    before, behind = taken[at - 1 : at], taken[at : at + 1]
    return any(begin == start or other > start for begin, other in before) or any(
        begin < end or begin == start for begin, _ in behind
    )


def _broken(source: Source) -> int:
    return sum(document.broken for document in documents(source))
