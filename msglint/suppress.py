"""`# msglint: ignore[rule-id] reason`: findings that an author has looked at and leaves.

At the end of a line it holds for that line; alone on a line for the next one that is no
comment; `ignore-file[…]` in the first comment lines holds for the whole file. Only a real
comment counts: within a block of text it is text, and that is said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from msglint.diagnostics import Diagnostic, Edit, LocatedFix, Severity
from msglint.near import near
from msglint.regexes import regex
from msglint.source import Source

_DIRECTIVE = regex(
    r"#[ \t]*msglint:[ \t]*(?P<kind>ignore-file|ignore)(?![\w-])[ \t]*(?:\[(?P<ids>[^\]\r\n]*)\])?(?P<reason>[^\r\n]*)"
)
_COMMENT = regex(r"#[ \t]*msglint:[ \t]*(?P<word>[A-Za-z][\w-]*)(?P<rest>[ \t]*=[ \t]*[\w.-]*)?")
_ID = regex(r"[^\s,]+")
_WORDS = ("ignore", "ignore-file", "api", "recipients")
_THERE_ARE = "there are: `ignore[rule-id]`, `ignore-file[rule-id]`, `api=NAME`, `recipients=external`"


@dataclass(slots=True)
class Suppression:
    """One directive: the rules it names with the place of each name, and the row it holds for."""

    start: int
    end: int
    rules: dict[str, tuple[int, int]]
    row: int | None
    """The row whose findings it takes away; None for the whole file."""

    reason: str
    used: set[str] = field(default_factory=set)


def suppressions(
    source: Source, texts: Collection[tuple[int, int]]
) -> tuple[list[Suppression], list[Diagnostic]]:
    """The directives of a source, and what is wrong with them.

    `texts` are the spans of the scalars that may hold a `#`: a directive within one is text.
    """
    found: list[Suppression] = []
    complaints: list[Diagnostic] = []
    if not source.has_comments:
        return found, complaints
    texts = sorted(texts)
    for match in _DIRECTIVE.finditer(source.text):
        before = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before and not before[-1].isspace():
            continue
        start, end = match.start(), match.start() + len(match[0].rstrip())
        if _text_at(texts, start) is not None:
            complaints.append(
                _say(source, "suppression-in-text", "this is text of the message, not a comment", start, end)
            )
        elif match["ids"] is None or not _ID.search(match["ids"]):
            complaints.append(
                _say(
                    source,
                    "bad-suppression",
                    f"`{match['kind']}` names no rule: `{match['kind']}[rule-id]`",
                    start,
                    end,
                )
            )
        else:
            found.append(_suppression(source, match, before, start, end))
    complaints += _unknown_directives(source, texts)
    return found, complaints


def _unknown_directives(source: Source, texts: list[tuple[int, int]]) -> Iterator[Diagnostic]:
    """Comments for msglint that begin with a word, or have a value, on which nobody acts."""
    for match in _COMMENT.finditer(source.text):
        before = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if (before and not before[-1].isspace()) or _text_at(texts, match.start()) is not None:
            continue
        word, (start, end) = match["word"], match.span("word")
        said = word + (match["rest"] or "")
        if word in ("ignore", "ignore-file") or (word == "api" and said.startswith("api=")):
            continue
        if said == "recipients=external":
            continue
        meant = near(word.lower(), _WORDS)
        if meant == "recipients":
            meant = "recipients=external"
        elif meant == "api" and match["rest"]:
            meant = "".join(said.lower().split())
        ask = f"; did you mean `{meant}`?" if meant else ""
        message = f"`{said[:40]}` is nothing that msglint knows{ask}"
        yield _say(source, "unknown-directive", message, start, end, hint=_THERE_ARE)


def _suppression(source: Source, match: re.Match[str], before: str, start: int, end: int) -> Suppression:
    base = match.start("ids")
    rules = {word[0]: (base + word.start(), base + word.end()) for word in _ID.finditer(match["ids"])}
    row: int | None = None
    if match["kind"] == "ignore":
        row = source.position(start)[0]
        if not before.strip():
            row = _next_line(source, row)
    return Suppression(start, end, rules, row, match["reason"].strip(" -\t"))


def _next_line(source: Source, row: int) -> int:
    """The next row that holds more than a comment."""
    for candidate in range(row + 1, len(source.line_starts) + 1):
        line = source.line(candidate).strip()
        if line and not line.startswith("#"):
            return candidate
    return row


def _text_at(texts: list[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The text, of some in order, that a place lies within."""
    at = bisect_left(texts, (place + 1,)) - 1
    return texts[at] if at >= 0 and place < texts[at][1] else None


def suppress(
    source: Source,
    diagnostics: list[Diagnostic],
    directives: list[Suppression],
    texts: list[tuple[int, int]],
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Diagnostics that stay, and those that a directive takes away.

    Within a text of several lines no comment can stand: one at its first line holds for all of it.
    """
    kept, taken = [], []
    texts = sorted(texts)
    for each in diagnostics:
        begin, _ = _text_at(texts, each.start) or (each.start, each.end)
        rows = (None, source.position(each.start)[0], source.position(begin)[0])
        holder = next((one for one in directives if each.rule in one.rules and one.row in rows), None)
        if holder is None:
            kept.append(each)
        else:
            holder.used.add(each.rule)
            taken.append(each._replace(excuse=holder.reason))
    return kept, taken


def leftovers(
    source: Source, directives: list[Suppression], known: Collection[str], active: Collection[str]
) -> Iterator[Diagnostic]:
    """What is wrong with directives after a run: unknown rules, unused ones, no reason.

    `active` are the rules that the run could have reported: of the others nobody knows whether
    their directive is needed.
    """
    for one in directives:
        unused = [rule for rule in one.rules if rule in active and rule not in one.used]
        for rule, (start, end) in one.rules.items():
            if rule not in known:
                yield _unknown(source, rule, start, end, known)
            elif rule in unused:
                message = f"`{rule}` reports nothing here, so nothing is ignored"
                fix = _removal(source, one, [rule])
                yield _say(source, "unused-suppression", message, start, end, fix)
        if not one.reason:
            yield _say(
                source,
                "suppression-without-reason",
                "a reason is missing behind the rules",
                one.start,
                one.end,
            )


def _unknown(source: Source, rule: str, start: int, end: int, known: Collection[str]) -> Diagnostic:
    meant = near(rule, known)
    if meant is None:
        return _say(source, "unknown-suppression", f"no rule is called `{rule}`", start, end)
    fix = LocatedFix(f"replace it with `{meant}`", "safe", (Edit(start, end, meant),))
    return _say(
        source, "unknown-suppression", f"no rule is called `{rule}`; did you mean `{meant}`?", start, end, fix
    )


def _removal(source: Source, one: Suppression, rules: list[str]) -> LocatedFix:
    """Takes a rule out of a directive; the whole directive when it names no other."""
    left = [rule for rule in one.rules if rule not in rules]
    if left:
        first = min(start for start, _ in one.rules.values())
        last = max(end for _, end in one.rules.values())
        return LocatedFix("take it out", "safe", (Edit(first, last, ", ".join(left)),))
    line_start = source.line_starts[source.position(one.start)[0] - 1]
    start = one.start
    while start > line_start and source.text[start - 1] in " \t":
        start -= 1
    end = one.end
    if start == line_start:
        row = source.position(one.start)[0]
        end = source.line_starts[row] if row < len(source.line_starts) else len(source.text)
    return LocatedFix("remove the comment", "safe", (Edit(start, end, ""),))


_SEVERITY = {
    "suppression-in-text": Severity.WARNING,
    "bad-suppression": Severity.WARNING,
    "unknown-directive": Severity.WARNING,
    "unknown-suppression": Severity.WARNING,
    "unused-suppression": Severity.WARNING,
    "suppression-without-reason": Severity.INFO,
}


def _say(
    source: Source,
    rule: str,
    message: str,
    start: int,
    end: int,
    fix: LocatedFix | None = None,
    hint: str | None = None,
) -> Diagnostic:
    return Diagnostic(rule, _SEVERITY[rule], message, source.name, start, end, hint=hint, fix=fix)
