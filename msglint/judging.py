"""A request judged by the schemas and by the rules, and what of both is worth saying."""

from __future__ import annotations

from msglint import dispatch, schema
from msglint.diagnostics import Finding, Judged, Path, Severity
from msglint.request import Request
from msglint.results import CREDENTIAL


def by_schema(request: Request) -> list[Judged]:
    """What is wrong with a request by its schema, graded as the settings say."""
    found = []
    for judged in schema.check(request):
        severity = request.settings.level(judged.rule, judged.severity)
        if severity is not None:
            found.append(judged if severity is judged.severity else judged._replace(severity=severity))
    return found


def by_rules(request: Request) -> list[Judged]:
    """What the rules say of a request, graded."""
    return dispatch.judge(request) if isinstance(request.value, dict) else []


def together(request: Request, of_schema: list[Judged], of_rules: list[Judged]) -> list[Judged]:
    """Both without what repeats or follows from something else; paths as they are written in the request."""
    found = of_rules
    if of_schema:
        errors = [each.finding.path for each in of_schema if each.severity is Severity.ERROR]
        misshapen = {each.finding.path for each in of_schema if each.rule == "bad-format"}
        told = [each for each in of_rules if each.rule == CREDENTIAL or not _follows(each, errors, misshapen)]
        found = _once(of_schema + told)
    if request.listed:
        return [each._replace(finding=_listed(each.finding)) for each in found]
    return found


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
