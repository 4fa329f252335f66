"""From a source to its diagnostics: parse, check, grade, locate, suppress, sort.

Pure: no network, no disk, no output. The clock is an argument.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from typing import NamedTuple

from msglint import dispatch, schema
from msglint.diagnostics import Diagnostic, Finding, Judged, Path, Severity
from msglint.document import Document
from msglint.recognition import Recognised, recognise
from msglint.request import APIS, Request, meant
from msglint.results import CREDENTIAL, REPEATED_ID, FileResult
from msglint.schema.broken import severity_of
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.stream import documents

__all__ = ["CREDENTIAL", "REPEATED_ID", "Also", "FileResult", "Options", "check", "lint"]


class Options(NamedTuple):
    """What a run was told. `now` is the clock of time rules, `api` the API of all messages."""

    now: datetime
    api: str | None = None
    settings: Settings = DEFAULTS
    named: bool = True
    """Whether the file was named by the user: then a document that is no message is an error."""

    @classmethod
    def default(cls) -> Options:
        """The recommended rules, the clock of the machine."""
        return cls(now=datetime.now(timezone.utc))


Also = Callable[[Request], Iterable[Judged]]
"""One more look at each request, by someone who has seen others before."""


def lint(source: Source, options: Options, keep: bool = False, also: Also | None = None) -> FileResult:
    """Checks every document of a source. `keep` leaves the requests in the result, `also` looks at them too."""
    result = FileResult(source)
    judge = _Judge(options, result, keep, also)
    has_comments = "msglint:" in source.text
    texts: list[tuple[int, int]] = []
    starts: list[int] = []
    for document in documents(source):
        found = _discreet(list(judge.document(document)))
        result.bad_messages += len({(each.document, base) for base, each in found})
        result.diagnostics += [each for _, each in found]
        if has_comments:
            texts += document.spans.texts()
            starts.append(document.start)
    if has_comments:
        _suppress(result, options, texts, starts)
    result.diagnostics.sort(key=lambda each: (each.start, each.end, each.rule, each.path))
    return result


def _discreet(found: list[tuple[Path, Diagnostic]]) -> list[tuple[Path, Diagnostic]]:
    """Without what else is said of a value that is a credential: it would show it."""
    secret = {each.path for _, each in found if each.rule == CREDENTIAL}
    if not secret:
        return found
    return [pair for pair in found if pair[1].rule == CREDENTIAL or pair[1].path not in secret]


class _Judge:
    """Turns documents into graded, located diagnostics and counts what it sees."""

    def __init__(self, options: Options, result: FileResult, keep: bool, also: Also | None) -> None:
        self.options = options
        self.settings = options.settings
        self.result = result
        self.keep = keep
        self.also = also

    def document(self, document: Document) -> Iterator[tuple[Path, Diagnostic]]:
        """All diagnostics of a document, each with the path of the request it belongs to."""
        options = self.options
        seen = (
            Recognised() if document.broken else recognise(document, options.now, options.api, self.settings)
        )
        channel = seen.requests[0].channel if len(seen.requests) == 1 else None
        for problem in document.problems:
            severity = self.settings.level(problem.rule, severity_of(problem.rule))
            if severity is not None:
                from msglint.locate import from_problem  # of most files nothing has to be located

                yield (), from_problem(document, severity, channel, problem)
        if document.broken:
            self.result.messages += 1
            return
        if not seen.requests:
            yield from self._no_request(document, seen)
            return
        hidden = {problem.path for problem in document.problems}
        for request in seen.requests:
            self.result.messages += 1
            if self.keep:
                self.result.requests.append(request)
            found = check(request)
            if self.also is not None:
                found += self.also(request)
            for judged in found:
                finding = judged.finding
                base = () if finding.of_body else request.path
                self.result.private |= judged.rule == CREDENTIAL
                if hidden and (*base, *finding.path) in hidden and judged.rule != CREDENTIAL:
                    continue
                yield base, _located(document, judged.rule, judged.severity, request.channel, finding, base)
            request.forget()
        self.result.narrow(seen.requests[0].clock)  # they share one

    def _no_request(self, document: Document, seen: Recognised) -> Iterator[tuple[Path, Diagnostic]]:
        complaint = _complaint(document, seen, self.options.named)
        if complaint is None:
            self.result.others += 1
            return
        self.result.messages += 1
        rule, finding = complaint
        severity = self.settings.level(rule, severity_of(rule))
        if severity is not None and not (document.problems and rule == "not-a-message"):
            yield (), _located(document, rule, severity, None, finding, ())


def _located(
    document: Document, rule: str, severity: Severity, channel: str | None, finding: Finding, base: Path
) -> Diagnostic:
    from msglint.locate import from_finding

    return from_finding(document, rule, severity, channel, finding, base)


def check(request: Request) -> list[Judged]:
    """The findings of a request by schema and rules, graded, paths from the request's root."""
    read = meant(request)
    found = _check(read)
    if read.listed:
        read.forget()
        return [each._replace(finding=_listed(each.finding)) for each in found]
    return found


def _check(request: Request) -> list[Judged]:
    settings = request.settings
    found = []
    for judged in schema.check(request):
        severity = settings.level(judged.rule, judged.severity)
        if severity is not None:
            found.append(judged if severity is judged.severity else judged._replace(severity=severity))
    judged_by_rules = dispatch.judge(request) if isinstance(request.value, dict) else []
    if not found:
        return judged_by_rules
    errors = [each.finding.path for each in found if each.severity is Severity.ERROR]
    misshapen = {each.finding.path for each in found if each.rule == "bad-format"}
    found += [
        judged
        for judged in judged_by_rules
        if judged.rule == CREDENTIAL or not _follows(judged, errors, misshapen)
    ]
    return _once(found)


def _once(found: list[Judged]) -> list[Judged]:
    """Without the unknown keys of which a rule speaks too: it says more than that nobody knows them."""
    unknown = {each.finding.path for each in found if each.rule == "unknown-field"}
    if not unknown:
        return found
    told = {each.finding.path for each in found if each.rule != "unknown-field"} & unknown
    return [each for each in found if not (each.rule == "unknown-field" and each.finding.path in told)]


def _follows(judged: Judged, errors: list[Path], misshapen: set[Path]) -> bool:
    """Whether mending what the schema found may mend this too.

    So for an error at or above one of the schema's, and for what is said of a value that has not the form it needs.
    """
    path = judged.finding.path
    if path in misshapen and not judged.finding.on_key:
        return True
    return judged.severity is Severity.ERROR and any(each[: len(path)] == path for each in errors)


def _listed(finding: Finding) -> Finding:
    """A finding of a request read with the object in the list `channels`, with the paths as they are written."""

    def within(path: Path, least: int = 2) -> Path:
        return ("channels", 0, *path[1:]) if path[:1] == ("channels",) and len(path) >= least else path

    fix = finding.fix
    if fix is not None:
        fix = fix._replace(changes=tuple(change._replace(path=within(change.path)) for change in fix.changes))
    path = within(finding.path, 2 if finding.on_key else 1)
    mark = None if finding.mark is None else within(finding.mark)
    return finding._replace(path=path, fix=fix, mark=mark)


def _suppress(result: FileResult, options: Options, texts: list[tuple[int, int]], starts: list[int]) -> None:
    """Takes away what the file's comments ignore, and says what is wrong with these comments."""
    from msglint import suppress
    from msglint.catalog import entries

    directives, complaints = suppress.suppressions(result.source, texts)
    kept, result.suppressed = suppress.suppress(result.source, result.diagnostics, directives, texts)
    known = entries()
    settings = options.settings
    active = {
        entry.id
        for entry in known.values()
        if settings.level(entry.id, entry.severity, entry.default) is not None
    } - {REPEATED_ID}  # in a run over fewer files its comment may have nothing to ignore
    complaints += suppress.leftovers(result.source, directives, known, active)
    for each in complaints:
        severity = settings.level(each.rule, each.severity, known[each.rule].default)
        if severity is not None:
            document = max(bisect_right(starts, each.start) - 1, 0)
            kept.append(each._replace(severity=severity, document=document))
    result.diagnostics = kept
    result.bad_messages = min(result.bad_messages, len(kept))


def _complaint(document: Document, seen: Recognised, named: bool) -> tuple[str, Finding] | None:
    """Why a document is no request, or None where that is no mistake."""
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
    if document.value == [] and named:
        return "not-a-message", Finding("an empty list: no request to send")
    if not named or document.value is None:
        return None
    return "not-a-message", Finding(
        "no key of any Messaging API at the top level: is this a message?",
        hint="expected `deliverychannel` (API v1), `channel` (API v2), or the keys of SMS v1 or Voice v1",
    )
