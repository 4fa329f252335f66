"""Readers of the output formats, each by the format's own grammar: what a report says, as its consumer sees it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from msglint.source import Source


class Seen(NamedTuple):
    """A finding as read from a report; what the format cannot say is None."""

    rule: str
    path: str
    row: int
    column: int | None
    end: tuple[int, int] | None
    severity: str
    message: str


Sources = dict[str, Source]


def column_from(units: str, line: str, column: int) -> int:
    """A column counted in UTF-16 units or UTF-8 bytes, in characters."""
    size = {"utf-16": 2, "utf-8": 1}[units]
    encoding = {"utf-16": "utf-16-le", "utf-8": "utf-8"}[units]
    before = line.encode(encoding, "surrogatepass")[: (column - 1) * size]
    return len(before.decode(encoding, "surrogatepass")) + 1


def _in_characters(source: Source, units: str, row: int, column: int) -> int:
    start = source.line_starts[row - 1]
    end = source.line_starts[row] if row < len(source.line_starts) else len(source.text)
    return column_from(units, source.text[start:end], column)


def read_json(text: str, sources: Sources) -> list[Seen]:
    return [_from_object(each) for each in json.loads(text)]


def read_jsonl(text: str, sources: Sources) -> list[Seen]:
    return [_from_object(json.loads(line)) for line in text.split("\n") if line]


def _from_object(each: dict[str, Any]) -> Seen:
    message = f"{each['message']}. Hint: {each['hint']}" if each["hint"] else each["message"]
    start, end = each["location"], each["end_location"]
    return Seen(
        each["rule"],
        each["filename"],
        start["row"],
        start["column"],
        (end["row"], end["column"]),
        each["severity"],
        message,
    )


def read_concise(text: str, sources: Sources) -> list[Seen]:
    pattern = re.compile(r"(.*?):(\d+):(\d+): (error|warning|info): (.*) \[([a-z0-9-]+)\]")
    matches = [pattern.fullmatch(line) for line in text.split("\n")[:-2]]
    return [
        Seen(match[6], match[1], int(match[2]), int(match[3]), None, match[4], match[5])
        for match in matches
        if match
    ]


def read_sarif(text: str, sources: Sources) -> list[Seen]:
    run = json.loads(text)["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = []
    for each in run["results"]:
        if each.get("suppressions"):
            continue
        place = each["locations"][0]["physicalLocation"]
        path = unquote(place["artifactLocation"]["uri"])
        region, source = place["region"], sources[path]
        assert rules[each["ruleIndex"]] == each["ruleId"]
        row, end_row = region["startLine"], region["endLine"]
        found.append(
            Seen(
                each["ruleId"],
                path,
                row,
                _in_characters(source, "utf-16", row, region["startColumn"]),
                (end_row, _in_characters(source, "utf-16", end_row, region["endColumn"])),
                {"note": "info"}.get(each["level"], each["level"]),
                each["message"]["text"].replace("\\[", "["),
            )
        )
    return found


def read_rdjson(text: str, sources: Sources) -> list[Seen]:
    found = []
    for each in json.loads(text)["diagnostics"]:
        path = each["location"]["path"]
        start, end = each["location"]["range"]["start"], each["location"]["range"]["end"]
        found.append(
            Seen(
                each["code"]["value"],
                path,
                start["line"],
                _in_characters(sources[path], "utf-8", start["line"], start["column"]),
                (end["line"], _in_characters(sources[path], "utf-8", end["line"], end["column"])),
                each["severity"].lower(),
                each["message"],
            )
        )
    return found


def read_gitlab(text: str, sources: Sources) -> list[Seen]:
    severities = {"blocker": "error", "critical": "error", "major": "error", "minor": "warning"}
    found = []
    for each in json.loads(text):
        begin, end = (each["location"]["positions"][key] for key in ("begin", "end"))
        found.append(
            Seen(
                each["check_name"],
                each["location"]["path"],
                begin["line"],
                begin["column"],
                (end["line"], end["column"]),
                severities.get(each["severity"], each["severity"]),
                each["description"],
            )
        )
    return found


def read_junit(text: str, sources: Sources) -> list[Seen]:
    found = []
    for case in ElementTree.fromstring(text.encode()).iter("testcase"):
        if not len(case):
            continue
        words = re.match(
            r"line (\d+), col (\d+): (error|warning|info): (.*)\nhttps", case[0].text or "", re.DOTALL
        )
        assert words is not None
        assert (words[1], words[2]) == (case.get("line"), case.get("col"))
        assert case[0].get("type") in (None, words[3])
        found.append(
            Seen(
                case.get("name", ""),
                case.get("file", ""),
                int(words[1]),
                int(words[2]),
                None,
                words[3],
                words[4],
            )
        )
    return found


def read_checkstyle(text: str, sources: Sources) -> list[Seen]:
    return [
        Seen(
            error.get("source", "").removeprefix("msglint."),
            file.get("name", ""),
            int(error.get("line", "")),
            int(error.get("column", "")),
            None,
            error.get("severity", ""),
            error.get("message", ""),
        )
        for file in ElementTree.fromstring(text.encode()).iter("file")
        for error in file
    ]


def read_github(text: str, sources: Sources) -> list[Seen]:
    """As the runner does: the properties end at the second `::`, `,` parts them, `%25` is undone last."""
    found = []
    for line in text.split("\n")[:-2]:
        match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        if "file" not in properties:
            continue
        message = _undone(match[3], {"%0D": "\r", "%0A": "\n", "%25": "%"})
        values = {
            key: _undone(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"})
            for key, value in properties.items()
        }
        rule = re.fullmatch(r"msglint \((.*)\)", values["title"])
        assert rule is not None
        one_line = values["line"] == values["endLine"]
        found.append(
            Seen(
                rule[1],
                values["file"],
                int(values["line"]),
                int(values["col"]) if one_line else None,
                (int(values["endLine"]), int(values["endColumn"])) if one_line else None,
                {"notice": "info"}.get(match[1], match[1]),
                message,
            )
        )
    return found


def read_azure(text: str, sources: Sources) -> list[Seen]:
    """As the agent does: the command ends at the first `]`, `;` parts the properties."""
    found = []
    for line in text.split("\n")[:-1]:
        match = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
        assert match is not None, line
        escapes = {"%0D": "\r", "%0A": "\n", "%5D": "]", "%3B": ";", "%AZP25": "%"}
        values = {
            key: _undone(value, escapes)
            for key, value in (part.split("=", 1) for part in match[1].split(";") if part)
        }
        found.append(
            Seen(
                values["code"],
                values["sourcepath"],
                int(values["linenumber"]),
                int(values["columnnumber"]),
                None,
                values["type"],
                _undone(match[2], {"%0D": "\r", "%0A": "\n", "%AZP25": "%"}),
            )
        )
    return found


def _undone(text: str, escapes: dict[str, str]) -> str:
    return re.sub("|".join(escapes), lambda match: escapes[match[0]], text)


_ATTRIBUTE = re.compile(r" ([A-Za-z]+)='((?:\|0x[0-9a-f]{4}|\|[|'\[\]nr]|[^|'\[\]\n\r])*)'")
_TEAMCITY = re.compile(rf"##teamcity\[(inspectionType|inspection)((?:{_ATTRIBUTE.pattern})+)\]")


def read_teamcity(text: str, sources: Sources) -> list[Seen]:
    """By the grammar of service messages; each type is told before it is used, and once."""
    types: set[str] = set()
    found = []
    for line in text.split("\n")[:-1]:
        match = _TEAMCITY.fullmatch(line)
        assert match is not None, line
        assert line.isascii()
        values = {key: _teamcity_text(value) for key, value in _ATTRIBUTE.findall(match[2])}
        if match[1] == "inspectionType":
            assert values["id"] not in types
            assert set(values) == {"id", "name", "category", "description"}
            types.add(values["id"])
            continue
        assert values["typeId"] in types
        column, _, message = values["message"].partition(": ")
        found.append(
            Seen(
                values["typeId"],
                values["file"],
                int(values["line"]),
                int(column.removeprefix("column ")),
                None,
                values["SEVERITY"].lower(),
                message,
            )
        )
    return found


def _teamcity_text(text: str) -> str:
    def undone(match: re.Match[str]) -> str:
        return {"n": "\n", "r": "\r"}.get(match[1], match[1]) if match[2] is None else chr(int(match[2], 16))

    units = re.sub(r"\|(0x([0-9a-f]{4})|.)", undone, text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def read_markdown(text: str, sources: Sources) -> list[Seen]:
    """As GitHub splits a table: at every `|` that stands in the line."""
    found = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 2 or cells[1] in ("severity", "---"):
            continue
        assert len(cells) == 6, line
        place = _markdown_text(cells[2])[1:-1].rsplit(":", 2)
        rule = re.fullmatch(r"\[([a-z0-9-]+)\]\(https://\S+#\1\)", cells[4])
        assert rule is not None
        found.append(
            Seen(
                rule[1],
                place[0],
                int(place[1]),
                int(place[2]),
                None,
                cells[1],
                _markdown_text(cells[3]),
            )
        )
    return found


def _markdown_text(text: str) -> str:
    text = re.sub(r"</?code>", "`", text).replace("&#8203;", "")
    return re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), text)


def read_editor(text: str, sources: Sources, encoding: str) -> list[Seen]:
    """Notifications of the language server: lines from 0, columns in the units that were agreed upon."""
    found = []
    for published in json.loads(text):
        path = unquote(published["uri"])
        for each in published["diagnostics"]:
            places = []
            for end in ("start", "end"):
                row, column = (each["range"][end][key] + 1 for key in ("line", "character"))
                if encoding != "utf-32":
                    column = _in_characters(sources[path], encoding, row, column)
                places.append((row, column))
            severity = {1: "error", 2: "warning", 3: "info"}[each["severity"]]
            found.append(Seen(each["code"], path, *places[0], places[1], severity, each["message"]))
    return found


READERS: dict[str, Callable[[str, Sources], list[Seen]]] = {
    "json": read_json,
    "jsonl": read_jsonl,
    "concise": read_concise,
    "sarif": read_sarif,
    "rdjson": read_rdjson,
    "gitlab": read_gitlab,
    "junit": read_junit,
    "checkstyle": read_checkstyle,
    "github": read_github,
    "azure": read_azure,
    "teamcity": read_teamcity,
    "markdown": read_markdown,
}
"""All formats but `full`, whose lines for people are `concise` with more between them."""
