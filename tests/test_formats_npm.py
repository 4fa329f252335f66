"""The formats judged by the validators that their consumers use: packages of the npm registry."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from test_formats_alike import RESULTS

from msglint.report import Style, report
from msglint.results import FileResult

pytestmark = pytest.mark.slow


_ALONE = {
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"),
}
"""Without the libraries of a desktop, and without asking the net whether the links of the report lead somewhere."""


def complaints(node_modules: Path, file: Path) -> list[str]:
    """What the SARIF Multitool says against a file, by the rules of the standard and of GitHub."""
    tool = node_modules / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
    verdict = file.with_suffix(".verdict.json")
    arguments = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"]
    subprocess.run(
        [str(tool), "validate", str(file), "-o", str(verdict), *arguments],
        env={**os.environ, **_ALONE},
        capture_output=True,
        timeout=300,
        check=True,
    )
    run = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"]
    return [each["ruleId"] for each in run.get("results", [])]


def enough() -> list[FileResult]:
    """Of all results those that show a rule for the first time: the Multitool takes its time."""
    seen: set[str] = set()
    kept = []
    for result in RESULTS:
        rules = {each.rule for each in (*result.diagnostics, *result.suppressed)}
        if rules - seen:
            kept.append(result)
            seen |= rules
    return kept


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the Multitool is a program for x86-64"
)
def test_sarif_multitool(node_modules: Path, tmp_path: Path) -> None:
    """No error and no warning, by the rules for GitHub too; a report without a region has some."""
    file = tmp_path / "report.sarif"
    text = report("sarif")(enough(), Style(exit_code=1))
    file.write_text(text, encoding="utf-8")
    assert complaints(node_modules, file) == []
    log = json.loads(text)
    del log["runs"][0]["results"][1:]
    del log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    file.write_text(json.dumps(log), encoding="utf-8")
    assert complaints(node_modules, file) != []


def test_rdformat_validator(node_modules: Path, tmp_path: Path) -> None:
    """Strictly, and without a field that the format does not have; a diagnostic without a place is refused."""

    def verdict(text: str) -> int:
        file = tmp_path / "report.json"
        file.write_text(text, encoding="utf-8")
        tool = node_modules / ".bin" / "rdformat-validator"
        command = [str(tool), "--strict", "--no-extra-fields", str(file)]
        return subprocess.run(command, capture_output=True, timeout=300, check=False).returncode

    assert verdict(report("rdjson")(RESULTS, Style())) == 0
    assert verdict('{"diagnostics": [{"message": "x"}]}') == 1
