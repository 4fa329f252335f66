"""From a source to its diagnostics: parse, check, grade, locate, sort.

Pure: no network, no disk, no output. The clock is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache

from msglint import edits, schema
from msglint.diagnostics import Diagnostic, Finding, Judged, Path, Severity
from msglint.document import Document, Problem
from msglint.errors import RuleCrashError
from msglint.request import APIS, Recognised, Request, recognise
from msglint.rule import RULES, Check, Rule
from msglint.schema.broken import severity_of
from msglint.source import Source
from msglint.spans import Span
from msglint.stream import documents


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was told. Empty `select` means all rules; `now` is the clock of time rules."""

    now: datetime
    api: str | None = None
    default_api: str | None = None
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: tuple[tuple[str, Severity], ...] = ()
    named: bool = True
    """Whether the file was named by the user: then a document that is no message is an error."""

    @classmethod
    def default(cls) -> Options:
        """All rules, the clock of the machine."""
        return cls(now=datetime.now(timezone.utc))


@dataclass(slots=True)
class FileResult:
    """What a source turned out to hold."""

    source: Source
    diagnostics: list[Diagnostic] = field(default_factory=list)
    messages: int = 0
    others: int = 0
    """Documents that are no messages."""

    bad_messages: int = 0
    """Messages with at least one diagnostic."""


def lint(source: Source, options: Options) -> FileResult:
    """Checks every document of a source."""
    result = FileResult(source)
    severities = dict(options.severity)
    for document in documents(source):
        found: list[Diagnostic] = []
        bad: set[Path] = set()
        for rule, severity, channel, problem_or_finding, base in _judge(document, options, result):
            if rule in options.ignore or (options.select and rule not in options.select):
                continue
            severity = severities.get(rule, severity)
            bad.add(base)
            if isinstance(problem_or_finding, Problem):
                found.append(_from_problem(document, rule, severity, problem_or_finding))
            else:
                found.append(_from_finding(document, rule, severity, channel, problem_or_finding, base))
        result.bad_messages += len(bad)
        result.diagnostics += found
    result.diagnostics.sort(key=lambda each: (each.start, each.end, each.rule, each.path))
    return result


_Graded = tuple[str, Severity, str | None, Problem | Finding, Path]


def _judge(document: Document, options: Options, result: FileResult) -> Iterator[_Graded]:
    """All findings of one document, with rule, severity, channel, and the base of their paths."""
    for problem in document.problems:
        yield problem.rule, severity_of(problem.rule), None, problem, ()
    if document.broken:
        result.messages += 1
        return
    seen = recognise(document, options.now, options.api, options.default_api)
    if not seen.requests:
        complaint = _no_request(document, seen, options)
        if complaint is None:
            result.others += 1
            return
        result.messages += 1
        if not (document.problems and complaint[0] == "not-a-message"):
            yield complaint[0], Severity.ERROR, None, complaint[1], ()
        return
    hidden = {problem.path for problem in document.problems}
    for request in seen.requests:
        result.messages += 1
        for judged in check(request):
            if (*request.path, *judged.finding.path) in hidden and judged.severity is Severity.ERROR:
                continue
            yield judged.rule, judged.severity, request.channel, judged.finding, request.path


def check(request: Request) -> list[Judged]:
    """The findings of a request by schema and rules, paths from the request's root."""
    found = schema.check(request)
    if isinstance(request.value, dict):
        root = request.root()
        for rule, check_rule in rules_for(request.api, request.channel):
            for pattern in rule.at:
                for place in root.find(pattern):
                    found += _run(rule, check_rule, place)
    return found


def _run(rule: Rule, check_rule: Check, place: object) -> list[Judged]:
    base = place.path  # type: ignore[attr-defined]
    try:
        findings = list(check_rule(place))  # type: ignore[arg-type]
    except Exception as error:
        source = place.request.document.source.name  # type: ignore[attr-defined]
        raise RuleCrashError(
            f"rule {rule.id} failed on {source}: {type(error).__name__}: {error}; please report this bug"
        ) from error
    return [Judged(rule.id, rule.severity, _rebased(finding, base)) for finding in findings]


def _rebased(finding: Finding, base: Path) -> Finding:
    if not base:
        return finding
    from dataclasses import replace

    fix = finding.fix
    if fix is not None:
        fix = replace(
            fix, changes=tuple(replace(change, path=(*base, *change.path)) for change in fix.changes)
        )
    mark = None if finding.mark is None else (*base, *finding.mark)
    return replace(finding, path=(*base, *finding.path), fix=fix, mark=mark)


@cache
def rules_for(api: str, channel: str | None) -> tuple[tuple[Rule, Check], ...]:
    """The rules that apply to requests of one API and channel."""
    import msglint.rules  # noqa: F401  (fills the table)

    names = {api, f"{api}/{channel}"}
    return tuple((rule, rule.check) for rule in RULES.values() if not rule.on or rule.on & names)


def _no_request(document: Document, seen: Recognised, options: Options) -> tuple[str, Finding] | None:
    if seen.unknown_api is not None:
        return "unknown-api", Finding(f"`{seen.unknown_api}` is no API", hint=f"there are: {', '.join(APIS)}")
    if seen.looks_like is not None:
        return "wrong-api", Finding(f"told to be another API, but this looks like API {seen.looks_like}")
    if seen.wrapped is not None:
        return "wrapped-body", Finding(
            f"the request stands under `{seen.wrapped}`: a message file is the request body itself",
            mark=(seen.wrapped,),
            hint="move what is below it to the top level",
        )
    if not options.named or document.value is None:
        return None
    return "not-a-message", Finding(
        "no key of any Messaging API at the top level: is this a message?",
        hint="expected `deliverychannel` (API v1), `channel` (API v2), or the keys of SMS v1 or Voice v1",
    )


def _from_problem(document: Document, rule: str, severity: Severity, problem: Problem) -> Diagnostic:
    fix = None if problem.fix is None else edits.locate(problem.fix, document.spans, ())
    return Diagnostic(
        rule,
        severity,
        problem.message,
        document.source.name,
        problem.start,
        problem.end,
        document.index,
        None,
        problem.path,
        problem.hint,
        fix,
    )


def _from_finding(
    document: Document, rule: str, severity: Severity, channel: str | None, finding: Finding, base: Path
) -> Diagnostic:
    path = (*base, *finding.path)
    span = _span(document, finding, path, base)
    fix = None if finding.fix is None else edits.locate(finding.fix, document.spans, base)
    return Diagnostic(
        rule,
        severity,
        finding.message,
        document.source.name,
        span.start,
        span.end,
        document.index,
        channel,
        path,
        finding.hint,
        fix,
    )


def _span(document: Document, finding: Finding, path: Path, base: Path) -> Span:
    spans = document.spans
    if finding.mark is not None:
        return spans.key((*base, *finding.mark)) or spans.caret(path)
    if finding.on_key:
        return spans.key(path) or spans.caret(path)
    span = spans.caret(path)
    if finding.caret is not None and not spans.is_container(path):
        return spans.part(path, *finding.caret) or span
    return span
