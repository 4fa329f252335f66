"""From a source to its diagnostics: parse, check, grade, locate, suppress, sort.

Pure: no network, no disk, no output. The clock is an argument.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from typing import NamedTuple

from msglint import judging
from msglint.diagnostics import Diagnostic, Finding, Judged, Path, Severity
from msglint.document import Document
from msglint.recognition import Recognised, recognise
from msglint.request import APIS, Request, meant
from msglint.results import CREDENTIAL, REPEATED_ID, FileResult
from msglint.schema.broken import severity_of
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.stream import documents

__all__ = ["CREDENTIAL", "REPEATED_ID", "Also", "FileResult", "Options", "Task", "lint", "lint_each"]


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


class Task(NamedTuple):
    """A source to check, and how. `keep` leaves the requests in the result, `also` looks at them too."""

    source: Source
    options: Options
    keep: bool = False
    also: Also | None = None


_DOCUMENTS = 64
_CHARACTERS = 200_000
"""How many documents go through the steps together at most, and how long they are."""


def lint(source: Source, options: Options, keep: bool = False, also: Also | None = None) -> FileResult:
    """Checks every document of a source."""
    return next(lint_each([Task(source, options, keep, also)]))


def lint_each(tasks: Iterable[Task]) -> Iterator[FileResult]:
    """Checks sources; their results in the same order.

    Some documents at a time go through a step before they go through the next one: what a step
    needs then stays in the processor's caches, which spares a tenth of the time.
    """
    for hearings in _together(tasks):
        for each in hearings:
            each.open()
        for each in hearings:
            each.of_schema = [judging.by_schema(request) for request in each.read]
        for each in hearings:
            each.of_rules = [judging.by_rules(request) for request in each.read]
        for each in hearings:
            if each.document is not None:
                each.file.take(each, each.document)
            else:
                yield each.file.finished()


def _together(tasks: Iterable[Task]) -> Iterator[list[_Hearing]]:
    """The documents of all sources, and after the last one of each an empty hearing, in handy portions."""
    portion: list[_Hearing] = []
    characters = 0
    for task in tasks:
        file = _File(task)
        for document in documents(task.source):
            portion.append(_Hearing(file, document))
            characters += document.end - document.start
            if len(portion) >= _DOCUMENTS or characters >= _CHARACTERS:
                yield portion
                portion, characters = [], 0
        portion.append(_Hearing(file, None))
    yield portion


class _Hearing:
    """A document on its way: its requests as they are meant, and what schema and rules say of each."""

    __slots__ = ("document", "file", "of_rules", "of_schema", "read", "seen")

    def __init__(self, file: _File, document: Document | None) -> None:
        self.file = file
        self.document = document
        self.seen = Recognised()
        self.read: list[Request] = []
        self.of_schema: list[list[Judged]] = []
        self.of_rules: list[list[Judged]] = []

    def open(self) -> None:
        """Sees what the document is."""
        if self.document is not None and not self.document.broken:
            options = self.file.task.options
            self.seen = recognise(self.document, options.now, options.api, options.settings)
            self.read = [meant(request) for request in self.seen.requests]

    def verdicts(self) -> Iterator[tuple[Request, list[Judged]]]:
        """Each request with all that is to be said of it."""
        also = self.file.task.also
        of_all = zip(self.seen.requests, self.read, self.of_schema, self.of_rules, strict=True)
        for request, read, of_schema, of_rules in of_all:
            found = judging.together(read, of_schema, of_rules)
            yield request, found if also is None else [*found, *also(request)]
            read.forget()
            request.forget()


class _File:
    """What becomes of a source: locates what is said of its documents, and counts what it sees."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.settings = task.options.settings
        self.result = FileResult(task.source)
        self.has_comments = task.source.has_comments
        self.texts: list[tuple[int, int]] = []
        self.starts: list[int] = []

    def take(self, hearing: _Hearing, document: Document) -> None:
        """Takes in what is said of the next document."""
        found = _discreet(list(self._diagnostics(hearing, document)))
        piece = document.source
        if found and piece is not self.task.source:
            self.task.source.keep(piece, document.start, document.end)
            found = [(base, each.moved(piece.offset)) for base, each in found]
        self.result.bad_messages += len({(each.document, base) for base, each in found})
        self.result.diagnostics += [each for _, each in found]
        if self.has_comments:
            self.texts += document.spans.texts()
            self.starts.append(document.start)

    def finished(self) -> FileResult:
        """The result, when all documents were taken in."""
        if self.has_comments:
            _suppress(self.result, self.task.options, self.texts, self.starts)
        self.result.diagnostics.sort(key=lambda each: (each.start, each.end, each.rule, each.path))
        return self.result

    def _diagnostics(self, hearing: _Hearing, document: Document) -> Iterator[tuple[Path, Diagnostic]]:
        """All diagnostics of a document, each with the path of the request it belongs to."""
        seen = hearing.seen
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
        for request, found in hearing.verdicts():
            self.result.messages += 1
            if self.task.keep:
                self.result.requests.append(request)
            for judged in found:
                finding = judged.finding
                base = () if finding.of_body else request.path
                self.result.private |= judged.rule == CREDENTIAL
                if hidden and (*base, *finding.path) in hidden and judged.rule != CREDENTIAL:
                    continue
                yield base, _located(document, judged.rule, judged.severity, request.channel, finding, base)
        self.result.narrow(seen.requests[0].clock)  # they share one

    def _no_request(self, document: Document, seen: Recognised) -> Iterator[tuple[Path, Diagnostic]]:
        complaint = _complaint(document, seen, self.task.options.named)
        if complaint is None:
            self.result.others += 1
            return
        self.result.messages += 1
        rule, finding = complaint
        severity = self.settings.level(rule, severity_of(rule))
        if severity is not None and not (document.problems and rule == "not-a-message"):
            yield (), _located(document, rule, severity, None, finding, ())


def _discreet(found: list[tuple[Path, Diagnostic]]) -> list[tuple[Path, Diagnostic]]:
    """Without what else is said of a value that is a credential: it would show it."""
    secret = {each.path for _, each in found if each.rule == CREDENTIAL}
    if not secret:
        return found
    return [pair for pair in found if pair[1].rule == CREDENTIAL or pair[1].path not in secret]


def _located(
    document: Document, rule: str, severity: Severity, channel: str | None, finding: Finding, base: Path
) -> Diagnostic:
    from msglint.locate import from_finding

    return from_finding(document, rule, severity, channel, finding, base)


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
    result.bad_messages = min(max(result.bad_messages, 1), len(kept), result.messages)


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
