"""The formats of CI servers: escapes, limits, and the fields that their readers need.

No package of a registry holds a schema of these formats, so the fields are written down here: for `gitlab`
those that GitLab's own importer demands, for `junit` and `checkstyle` those that Jenkins and GitLab read.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest
from read_formats import READERS
from test_formats_alike import RESULTS

from msglint.diagnostics import Diagnostic, Edit, LocatedFix, Severity
from msglint.linter import FileResult, Options, lint
from msglint.report import Style, report
from msglint.report.markdown import job_summary
from msglint.source import Source

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def result(*found: Diagnostic, name: str = "a.yaml", text: str = "abc\n") -> FileResult:
    return FileResult(Source(name, text), list(found), messages=1, bad_messages=1)


def finding(
    message: str = "wrong",
    severity: Severity = ERROR,
    rule: str = "too-long",
    name: str = "a.yaml",
    start: int = 0,
    end: int = 3,
) -> Diagnostic:
    return Diagnostic(rule, severity, message, name, start, end)


def made(format: str, *results: FileResult, style: Style | None = None) -> str:
    return report(format)(list(results), style or Style())


def test_github_line() -> None:
    """A command as GitHub documents it, `%` escaped first, `:` and `,` in properties only."""
    each = finding("50 %: a,\nb\r", name="a:b,c%.yaml", start=1)
    assert made("github", result(each, name="a:b,c%.yaml")) == (
        "::error file=a%3Ab%2Cc%25.yaml,line=1,endLine=1,col=2,endColumn=4,title=msglint (too-long)"
        "::50 %25: a,%0Ab%0D\nFound 1 error in 1 of 1 message.\n"
    )


def test_github_leaves_columns_out_over_several_lines() -> None:
    """GitHub refuses an annotation with columns on two lines."""
    text = made("github", result(finding(end=5), text="abc\nde\n"))
    assert text.startswith("::error file=a.yaml,line=1,endLine=2,title=")


def test_github_shows_the_worst_within_its_limits() -> None:
    """Errors before warnings; of more than ten first those of other files and rules; a notice counts the rest."""
    many = [finding(str(at), rule="too-long") for at in range(14)]
    other = [finding("other", rule="too-short"), finding("there", name="b.yaml")]
    warnings = [finding(str(at), WARNING) for at in range(12)]
    infos = [finding(str(at), INFO) for at in range(11)]
    text = made("github", result(*warnings, *infos, *many, other[0]), result(other[1], name="b.yaml"))
    lines = text.splitlines()
    assert [line.split("::")[2] for line in lines[:4]] == ["0", "other", "there", "1"]
    levels = [line.split(" ")[0] for line in lines[:-1]]
    assert levels == ["::error"] * 16 + ["::warning"] * 12 + ["::notice"] * 12
    assert lines[28] == "::notice title=msglint::10 more in the log of this step"  # 6 + 2 + 2


def test_github_says_nothing_of_limits_below_them() -> None:
    """Ten of each are shown, and all of them are there."""
    found = [finding(str(at), severity) for severity in Severity for at in range(10)]
    assert "more in the log" not in made("github", result(*found))
    assert "more in the log" in made("github", result(*found, finding("one too many", INFO)))


def test_github_has_no_command_but_its_own() -> None:
    """Whatever a message or a name says, each line but the last is one of our commands."""
    each = finding("\n::set-output name=x::y\n##[error]z", name="\n::warning::.yaml")
    lines = made("github", result(each, name="\n::warning::.yaml")).split("\n")
    assert len(lines) == 3
    assert lines[0].startswith("::error file=%0A%3A%3Awarning%3A%3A.yaml,")


def test_azure_line() -> None:
    """A logging command with the escapes of the agent: `%` first, `;` and `]` in properties only."""
    each = finding("50 %; [b]\n\r", WARNING, name="a;b]%.yaml")
    assert made("azure", result(each, name="a;b]%.yaml")) == (
        "##vso[task.logissue type=warning;sourcepath=a%3Bb%5D%AZP25.yaml;linenumber=1;columnnumber=1;"
        "code=too-long;]50 %AZP25; [b]%0A%0D\n"
    )
    assert "type=warning;" in made("azure", result(finding(severity=INFO)))


def test_teamcity_lines() -> None:
    """A type before its first inspection, once; every special character escaped."""
    each = finding("|'[]\n\ré😀")
    lines = made("teamcity", result(each, finding("again", INFO))).splitlines()
    assert lines == [
        "##teamcity[inspectionType id='too-long' name='too-long' category='msglint' "
        "description='A text is longer than it may be.']",
        "##teamcity[inspection typeId='too-long' message='column 1: |||'|[|]|n|r|0x00e9|0xd83d|0xde00' "
        "file='a.yaml' line='1' SEVERITY='ERROR']",
        "##teamcity[inspection typeId='too-long' message='column 1: again' file='a.yaml' line='1' SEVERITY='INFO']",
    ]


def test_teamcity_cuts_what_it_would_refuse() -> None:
    """A message has at most 4000 characters, counted before the escapes."""
    (seen,) = READERS["teamcity"](made("teamcity", result(finding("|" * 5000))), {})
    assert len(f"column 1: {seen.message}") == 4000


def test_gitlab_fields() -> None:
    """Description, rule, unique fingerprint, severity of the five, relative path, a row from 1."""
    issues = json.loads(made("gitlab", *RESULTS))
    assert len(issues) > 1000
    for each in issues:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert each["description"]
        assert each["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not each["location"]["path"].startswith(("/", "./"))
        assert each["location"]["positions"]["begin"]["line"] >= 1
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    assert made("gitlab") == "[]\n"
    assert not made("gitlab", *RESULTS).startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("a: [", "blocker"),
        ("channel: sms\nfrom: \udcff", "blocker"),
        ("channel: sms\nto: [{msisdn: ['+447700900101']}]\nfrom: H\ncontent: {type: text, text: x}\nkey: AKIAABCDEFGHIJKLMNOP\n", "critical"),
        ("channel: sms\n", "major"),
    ],
)  # fmt: skip
def test_gitlab_severities(text: str, severity: str) -> None:
    """A file that cannot be read and a secret are worse than other errors; a warning never is."""
    source = Source.from_bytes("a.yaml", text.encode("utf-8", "surrogateescape"))
    checked = lint(source, Options.default())
    assert severity in {each["severity"] for each in json.loads(made("gitlab", checked))}
    assert made("gitlab", result(finding(severity=WARNING, rule="yaml-syntax"))).count('"minor"') == 1


def test_gitlab_fingerprints_do_not_move_with_lines() -> None:
    """A line more above changes no fingerprint; another text does; equal findings are counted."""
    text = "channel: sms\nfrom: H\nto: [{msisdn: [007, 007, 008]}]\ncontent: {type: text, text: x}\n"

    def prints(text: str) -> list[str]:
        checked = lint(Source("a.yaml", text), Options.default())
        return [each["fingerprint"] for each in json.loads(made("gitlab", checked))]

    assert prints("# a comment\n\n" + text) == prints(text)
    assert len(set(prints(text))) == len(prints(text)) >= 3
    assert set(prints(text)) != set(prints(text.replace("008", "009")))
    same = result(finding(), finding(), finding())
    numbered = [each["fingerprint"] for each in json.loads(made("gitlab", same))]
    assert numbered == [numbered[0], numbered[0] + "-2", numbered[0] + "-3"]


def test_junit_fields() -> None:
    """A suite a file, a case a finding, counters that add up, a failure from the fail level on."""
    root = ElementTree.fromstring(made("junit", *RESULTS, style=Style(fail_on=WARNING)).encode())
    assert (root.tag, root.get("name"), root.get("errors"), root.get("skipped")) == ("testsuites", "msglint", "0", "0")  # fmt: skip
    assert len(root) == len({suite.get("name") for suite in root}) > 50
    for suite in root:
        cases = list(suite)
        assert suite.tag == "testsuite"
        assert suite.get("package") == "org.msglint"
        assert int(suite.get("tests", "")) == len(cases) >= 1
        assert int(suite.get("failures", "")) == sum(case.find("failure") is not None for case in cases)
        for case in cases:
            assert case.get("file") == suite.get("name")
            assert {child.tag for child in case} <= {"failure", "system-out"}
    assert int(root.get("tests", "")) == sum(int(suite.get("tests", "")) for suite in root)
    assert int(root.get("failures", "")) == sum(int(suite.get("failures", "")) for suite in root)
    severe = sum(each.severity >= WARNING for one in RESULTS for each in one.diagnostics)
    assert int(root.get("failures", "")) == severe


def test_junit_is_green_when_the_run_is() -> None:
    """A warning below the fail level is told and does not fail; a clean file has a case that passes."""
    text = made("junit", result(finding(severity=WARNING)), result(name="b/c.msg.yaml"))
    root = ElementTree.fromstring(text)
    assert root.get("failures") == "0"
    assert root.find(".//failure") is None
    assert "wrong" in (root.findtext(".//system-out") or "")
    (case,) = root[1]
    assert case.attrib == {"name": "no findings", "classname": "b/c.msg", "file": "b/c.msg.yaml", "time": "0"}
    failing = made("junit", result(finding(severity=WARNING)), style=Style(fail_on=WARNING))
    assert ElementTree.fromstring(failing).get("failures") == "1"


def test_junit_passes_over_files_that_are_no_messages() -> None:
    """A directory's other YAML is no test."""
    other = FileResult(Source("compose.yaml", ""), others=1)
    assert len(ElementTree.fromstring(made("junit", other))) == 0


@pytest.mark.parametrize("format", ["junit", "checkstyle"])
def test_xml_of_forbidden_characters(format: str) -> None:
    """What XML 1.0 cannot hold becomes a replacement character, line breaks in attributes stay."""
    each = finding("a\x00b\x1b\ud83d\ufffe\nc\td]]>&<\"'")
    (seen,) = READERS[format](made(format, result(each)), {})
    assert seen.message == "a\ufffdb\ufffd\ufffd\ufffd\nc\td]]>&<\"'"


def test_checkstyle_fields() -> None:
    """Version 4.3; a file element for each file, clean ones too."""
    root = ElementTree.fromstring(made("checkstyle", result(finding()), result(name="b.yaml")))
    assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
    assert [(file.get("name"), len(file)) for file in root] == [("a.yaml", 1), ("b.yaml", 0)]
    assert root[0][0].attrib == {
        "line": "1",
        "column": "1",
        "severity": "error",
        "message": "wrong",
        "source": "msglint.too-long",
    }


def test_rdjson_fields() -> None:
    """Each diagnostic carries its own severity; the columns count bytes; the end is exclusive."""
    data = json.loads(made("rdjson", result(finding(start=2, end=3), text="é😀x")))
    assert data["source"]["name"] == "msglint"
    (each,) = data["diagnostics"]
    assert each["severity"] == data["severity"] == "ERROR"
    assert each["location"]["range"] == {"start": {"line": 1, "column": 7}, "end": {"line": 1, "column": 8}}
    assert json.loads(made("rdjson"))["diagnostics"] == []


def test_rdjson_suggests_a_fix_as_one_replacement() -> None:
    """Several edits are one suggestion, or a reviewer could apply half of a fix."""
    fix = LocatedFix("swap", "safe", (Edit(0, 1, "X"), Edit(2, 3, "Z")))
    each = Diagnostic("too-long", ERROR, "wrong", "a.yaml", 0, 3, fix=fix)
    (told,) = json.loads(made("rdjson", result(each)))["diagnostics"]
    assert told["suggestions"] == [
        {"range": {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 4}}, "text": "XbZ"}
    ]


@pytest.mark.parametrize("format", ["sarif", "rdjson"])
def test_no_fix_repeats_a_secret(format: str) -> None:
    """A fix that would write a secret into the report is left out of it."""
    fix = LocatedFix("quote it", "safe", (Edit(0, 3, '"https://robot:swordfish@example.com/"'),))
    each = Diagnostic("too-long", ERROR, "wrong", "a.yaml", 0, 3, fix=fix)
    assert "swordfish" not in made(format, result(each))


def test_markdown_is_text() -> None:
    """Nothing that a value holds becomes markup, a link, a mention, or another cell."""
    each = finding("`a|b` <b> @team [x](https://x.example) *s* | $m$ ![i](y)", name="a|`b.yaml")
    text = made("markdown", result(each, name="a|`b.yaml"))
    row = text.splitlines()[-1]
    assert row.count("|") == 5
    for markup in ("<b>", "@team", "](h", "https://x", "*s*", "$m$", "![i]"):
        assert markup not in row.rpartition(" | ")[0]
    assert "<code>a&#124;b</code>" in row
    assert made("markdown", result()) == "### msglint\n\nNo findings in 1 message.\n"


def test_job_summary_keeps_within_its_size() -> None:
    """GitHub refuses a summary of more than 1 MiB as a whole."""
    found = [finding("ü" * 500) for _ in range(3000)]
    text = job_summary([result(*found)], Style())
    assert 1024 * 1024 - 2000 < len(text.encode()) <= 1024 * 1024
    rows = text.count("| error |")
    assert text.endswith(f"\n{3000 - rows} more in the log.\n")
    assert job_summary([result(*found)], Style(), most=0).count("| error |") == 0
