"""`junit`: a suite a file, a test case a finding; what is below the fail level does not fail."""

from __future__ import annotations

import os

from msglint.diagnostics import Diagnostic
from msglint.report import Style
from msglint.report.markup import HEAD, element, escaped
from msglint.report.places import Ruler, path, said, url
from msglint.results import FileResult


def junit(results: list[FileResult], style: Style) -> str:
    """One document; a file without findings has one case that passes, as an empty suite reads as a mistake."""
    checked = [result for result in results if result.messages or result.diagnostics]
    suites = [_suite(result, style) for result in checked]
    found = [each for result in checked for each in result.diagnostics]
    counts = _counts(sum(max(len(result.diagnostics), 1) for result in checked), found, style)
    return HEAD + element("testsuites", {"name": "msglint", **counts, "time": "0"}, suites)


def _counts(tests: int, found: list[Diagnostic], style: Style) -> dict[str, str | int]:
    failures = sum(each.severity >= style.fail_on for each in found)
    return {"tests": tests, "failures": failures, "errors": 0, "skipped": 0}


def _suite(result: FileResult, style: Style) -> str:
    name = path(result.source.name, style.root)
    common = {"classname": os.path.splitext(name)[0], "file": name}
    ruler = Ruler(result.source)
    cases = [_case(each, ruler, common, style) for each in result.diagnostics]
    if not cases:
        cases = [element("testcase", {"name": "no findings", **common, "time": "0"}, depth=2)]
    attributes: dict[str, str | int] = {
        "name": name,
        **_counts(len(cases), result.diagnostics, style),
        "time": "0",
        "package": "org.msglint",
    }
    return element("testsuite", attributes, cases, depth=1)


def _case(each: Diagnostic, ruler: Ruler, common: dict[str, str], style: Style) -> str:
    row, column, _, _ = ruler.region(each.start, each.end)
    text = escaped(f"line {row}, col {column}: {each.severity.word}: {said(each)}\n{url(each.rule)}")
    if each.severity >= style.fail_on:
        failure: dict[str, str | int] = {"message": said(each), "type": each.severity.word}
        inner = element("failure", failure, [text], depth=3)
    else:
        inner = element("system-out", {}, [text], depth=3)
    attributes: dict[str, str | int] = {"name": each.rule, **common, "line": row, "col": column, "time": "0"}
    return element("testcase", attributes, [inner], depth=2)
