"""The same finding has the same rule, place, and severity in every format, and any text gives a whole report."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from casefiles import CASES, DEFAULT_NOW
from generate import OUTPUTS
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter
from read_formats import READERS, Seen, read_editor
from strategies import more

from msglint.catalog import rule_ids
from msglint.diagnostics import Diagnostic, Edit, LocatedFix, Severity
from msglint.linter import FileResult, Options, lint
from msglint.lsp.diagnostics import diagnostic
from msglint.lsp.positions import Positions
from msglint.report import FORMATS, Style, report
from msglint.settings import DEFAULTS
from msglint.source import Source

STRICT = Options.default()._replace(now=DEFAULT_NOW, settings=DEFAULTS._replace(everything=True))

TRICKY = """\
# msglint: api=v2
channel: sms
from: "🎉🎉HARBOUR"
to: [{msisdn: [+447700900101, 007]}, "🎉", {msisdnn: ["👩‍👩‍👧"]}]
content:
  type: text
  text: |
    🎉 “Gate 3” – 東京 🎉 [x](https://example.com) | `a` :: ##vso[x]
      😀’
"🎉 {k}": "%s"
b: {"😀😀": 1}
---
deliverychannel: sms
destination: [{msisdn: ["+447700900101"]}]
channels:
  sms:
    senderid: HARBOUR
    text: >-
      😀 folded
      “🎉” & <b>
--- {channel: sms, to: "😀", x: "\\ud83d", content: {text: "\\u0001\\x85"}}
---
a: [1, 2
"""


def corpus() -> dict[str, Source]:
    """All broken case files, and the tricky text: with LF, CRLF, CR, a byte order mark, in UTF-16."""
    files = [*sorted(CASES.glob("*/bad*.yaml")), *sorted(CASES.glob("yaml/*.yaml")), OUTPUTS / "sample.yaml"]
    found = {file.name + str(number): file.read_bytes() for number, file in enumerate(files)}
    for end in ("\n", "\r\n", "\r"):
        text = TRICKY.replace("\n", end)
        found[f"tricky {end!r} [é😀]; a,b%.yaml"] = text.encode()
        found[f"mark {end!r}.yaml"] = b"\xef\xbb\xbf" + text.encode()
        found[f"wide {end!r}.yaml"] = text.encode("utf-16")
    found["bytes.yaml"] = b"channel: sms\nfrom: \xff\xfe\n"
    found["control.yaml"] = b"channel: s\x01ms\n"
    return {name: Source.from_bytes(name, data) for name, data in found.items()}


SOURCES = corpus()
RESULTS = [lint(source, STRICT) for source in SOURCES.values()]


def expected() -> list[Seen]:
    """What the linter found, before any report."""
    return [
        Seen(
            each.rule,
            each.filename,
            *result.source.position(each.start),
            result.source.position(each.end),
            each.severity.word,
            f"{each.message}. Hint: {each.hint}" if each.hint else each.message,
        )
        for result in RESULTS
        for each in result.diagnostics
    ]


def as_said(seen: Seen, format: str) -> Seen:
    """A finding without what a format has no words for."""
    if format == "concise":
        seen = seen._replace(message=seen.message.partition(". Hint: ")[0])
    if format == "azure" and seen.severity == "info":
        seen = seen._replace(severity="warning")
    if format == "github" and seen.end is not None and seen.end[0] != seen.row:
        seen = seen._replace(column=None, end=None)
    if format in ("concise", "junit", "checkstyle", "azure", "teamcity", "markdown"):
        seen = seen._replace(end=None)
    if format in ("junit", "checkstyle"):
        forbidden = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
        seen = seen._replace(message=re.sub(forbidden, "\ufffd", seen.message))
    if format == "markdown":
        plain = re.sub(r"\s+", " ", seen.message)
        plain = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", plain)
        seen = seen._replace(message=plain)
    return seen


def test_the_corpus_is_worth_it() -> None:
    """It has findings of each severity, on astral characters, over several lines, in several documents."""
    found = [each for result in RESULTS for each in result.diagnostics]
    assert {each.severity for each in found} == set(Severity)
    assert len({each.rule for each in found}) > 100
    assert max(each.document for each in found) >= 3
    texts = {result.source.name: result.source for result in RESULTS}
    rows = [(each, texts[each.filename].position(each.start)) for each in found]
    behind_astral = [
        each
        for each, (row, column) in rows
        if re.search("[\U00010000-\U0010ffff]", texts[each.filename].line(row)[: column - 1])
    ]
    assert len(behind_astral) > 10
    assert any("\n" in texts[each.filename].text[each.start : each.end] for each in found)
    assert any(each.fix is not None and len(each.fix.edits) > 1 for each in found)


@pytest.mark.parametrize("format", READERS)
def test_every_format_says_the_same(format: str) -> None:
    """Rule, path, row, column, end, severity, words: as far as the format has a place for them."""
    text = report(format)(RESULTS, Style(fail_on=Severity.WARNING))
    seen = READERS[format](text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass"), SOURCES)
    wanted = [as_said(each, format) for each in expected()]
    if format == "github":  # in the order in which they are to be shown
        seen, wanted = sorted(seen, key=repr), sorted(wanted, key=repr)
    assert seen == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_editor_says_the_same(encoding: str) -> None:
    """What the language server publishes, as JSON on the wire, is the same finding in the same place."""
    published = []
    for result in RESULTS:
        positions = Positions(result.source, encoding)
        found = [diagnostic(each, positions) for each in result.diagnostics]
        published.append(types.PublishDiagnosticsParams(quote(result.source.name), found))
    text = json.dumps(get_converter().unstructure(published))
    assert read_editor(text, SOURCES, encoding) == expected()


def test_all_formats_are_read() -> None:
    """No format is left out, but the one that shows source lines."""
    assert set(READERS) == set(FORMATS) - {"full"}


ANY_TEXT = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    [
        "::error file=x::y",
        "]]>",
        "##vso[task.setvariable variable=x]y",
        "'|[]\n",
        "a|b`c`|",
        "<script>&amp;",
        "\r\n::set-output::",
        "%0A%25",
        "\ud83d",
        "\x00\x0b\x1b[31m",
        "{0} [a](b)",
    ]
)


@st.composite
def hostile_results(draw: st.DrawFn) -> list[FileResult]:
    """Results with any text in names, messages, hints, sources, and fixes."""
    results = []
    for number in range(draw(st.integers(0, 3))):
        text = draw(ANY_TEXT)
        name = draw(ANY_TEXT).replace("\x00", "").replace("\n", " ") + f"{number}.yaml"
        source = Source(name, text)
        result = FileResult(source, messages=1)
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            edit = Edit(start, end, draw(ANY_TEXT))
            each = Diagnostic(
                draw(st.sampled_from(rule_ids())),
                draw(st.sampled_from(Severity)),
                draw(ANY_TEXT),
                name,
                start,
                end,
                path=(draw(ANY_TEXT), 1),
                hint=draw(st.none() | ANY_TEXT),
                fix=draw(st.none() | st.just(LocatedFix(draw(ANY_TEXT), "safe", (edit,)))),
            )
            draw(st.sampled_from([result.diagnostics, result.suppressed])).append(each)
        results.append(result)
    return results


@pytest.mark.parametrize("format", [each for each in READERS if each != "concise"])
@given(results=hostile_results())
@more(5)
def test_any_text_gives_a_whole_report(format: str, results: list[FileResult]) -> None:
    """The format's own grammar reads it, with every finding in it under its rule, and bytes can be made of it."""
    text = report(format)(results, Style()).encode("utf-8", "replace").decode("utf-8")
    sources = {each.source.name: each.source for each in results}
    reader = READERS[format]
    if format in ("sarif", "rdjson"):  # a name of bytes that are no text is another name then
        assert json.loads(text)
        return
    seen = reader(text, sources)
    wanted = [each.rule for result in results for each in result.diagnostics]
    assert sorted(each.rule for each in seen) == sorted(wanted)
