"""Promises about any text whatever: nothing raises, places lie within the text, values are what was written."""

from __future__ import annotations

import gc
import os
import re
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import (
    NASTY,
    PARSER_SPECIFIC,
    exact,
    more,
    mutated_cases,
    nasty_texts,
    paths,
    read,
    written,
)

from msglint.builder import Builder
from msglint.diagnostics import Diagnostic
from msglint.document import Document
from msglint.events import ParseError
from msglint.linter import FileResult, Options, lint
from msglint.scalars import resolve_plain
from msglint.source import Source
from msglint.spans import AliasNode, Span
from msglint.stream import documents

OPTIONS = Options(now=datetime(2026, 6, 1, tzinfo=timezone.utc))


def within(text: str, span: Span | Diagnostic) -> bool:
    """Whether a place lies within a text."""
    return 0 <= span.start <= span.end <= len(text)


# ---- nothing raises ----


def check_documents(text: str) -> None:
    """Reads a text with both parsers and looks at every document and problem."""
    for pure in (False, True):
        end = 0
        for index, document in enumerate(read(text, pure)):
            assert document.index == index
            assert end <= document.start <= document.end <= len(text)
            end = document.end
            assert document.problems or not document.broken
            for problem in document.problems:
                assert 0 <= problem.start <= problem.end <= len(text)
                assert problem.message
            for path, _ in paths(document.value):
                spans = document.spans
                assert within(text, spans.value(path))
                assert within(text, spans.caret(path))
                assert spans.key(path) is None or within(text, spans.key(path) or Span(-1, -1))


@given(nasty_texts())
@more(5)
@example('a: "\\UFFFFFFFF"')
@example('a: "\\U00110000"')
@example("x: {{a}, b}")
@example("a: 0x" + "f" * 5000)
def test_any_text_is_read_or_complained_of(text: str) -> None:
    """No text makes a parser raise; all documents, values, and problems lie within it, in order."""
    check_documents(text)


@given(mutated_cases())
@more(3)
def test_any_mutation_of_a_message_is_read_or_complained_of(text: str) -> None:
    """No slip of the keyboard in a message makes a parser raise."""
    check_documents(text)


def check_lint(source: Source) -> FileResult:
    """Lints a source and looks at every diagnostic."""
    result = lint(source, OPTIONS)
    places = [(each.start, each.end) for each in result.diagnostics]
    assert places == sorted(places)
    for each in result.diagnostics:
        assert within(source.text, each)
        assert each.message
        for edit in each.fix.edits if each.fix else ():
            assert 0 <= edit.start <= edit.end <= len(source.text)
    return result


@given(nasty_texts())
@more(3)
def test_linting_any_text_never_raises(text: str) -> None:
    """Linting any text gives diagnostics and edits that lie within it, in the order of the text."""
    check_lint(Source("message.yaml", text))


@given(mutated_cases())
@more(8)
def test_linting_any_mutation_of_a_message_never_raises(text: str) -> None:
    """Linting a message after any slip of the keyboard gives diagnostics that lie within it."""
    check_lint(Source("message.yaml", text))


HOSTILE_SCALARS = [
    '"\\uD83C"',
    '"\\uD83C\\uDF89"',
    '{"\\uDF89": 1}',
    '"\\0\\x1b\\x7f\\x85"',
    "0x" + "f" * 300,
    "0x" + "f" * 5000,
    "0o" + "7" * 6000,
    "9" * 399,
    "-" + "9" * 399,
    "9" * 5000,
    "1e300",
    "1e-400",
    '"' + "9" * 5000 + '"',
    "[" * 50 + "]" * 50,
    ".nan",
    "!x {a: 1}",
    "*undefined",
    "&a [*a]",
]


HOSTILE_PLACES = [
    "correlationid: @\ncallbackData: @\nexpiry: @\ndestination: [{msisdn: [@]}]\nchannels: {sms: {text: @}}\n",
    "notifyurl: @\ndestination: @\nchannels: {sms: @}\n",
    "appid: @\ndestination: [@]\nchannels: @\n",
]


@pytest.mark.parametrize("text", HOSTILE_SCALARS, ids=lambda text: text[:24])
def test_hostile_values_in_a_message_are_findings(engine: str, text: str) -> None:
    """A hostile value at any place of a message gives findings or none, with either engine."""
    messages = [
        *("deliverychannel: sms\n" + body for body in HOSTILE_PLACES),
        "deliverychannel: @\ndestination: []\nchannels: {}\n",
        "channel: sms\nvalidity: @\nsendAt: @\nfrom: @\nto: @\ncontent: {type: @, text: @}\nsmartlinks: @\n",
        "channel: sms\nsubstitutions: {a: @}\nto: [{msisdn: [@], correlationId: @}]\ncontent: @\n",
        "channel: @\nto: []\ncontent: {}\n",
        "dialedNumber: @\naudio: {type: @, text: @, voice: @}\n",
    ]
    for message in messages:
        check_lint(Source("message.yaml", message.replace("@", text)))


@given(
    st.one_of(st.binary(max_size=60), nasty_texts().map(lambda text: text.encode("utf-16", "surrogatepass")))
)
@more(2)
def test_any_bytes_are_decoded_or_complained_of(data: bytes) -> None:
    """No file of whatever bytes makes a run fail."""
    source = Source.from_bytes("message.yaml", data)
    assert source.undecodable is None or 0 <= source.undecodable < len(source.text)
    check_lint(source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@given(text=nasty_texts())
def test_a_text_survives_its_encoding(encoding: str, text: str) -> None:
    """What is decoded from a file is encoded to the same bytes again."""
    assume(not set(text) & {"\ud83c", "\ufeff"} and text.isprintable())
    bom = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    data = (bom + text).encode(encoding)
    source = Source.from_bytes("message.yaml", data)
    assert source.text == text
    assert source.encode(source.text) == data


@given(
    st.lists(st.sampled_from(["a", "🎉", "\n", "\r", "\r\n", "\u2028", "\x85", "\t"]), max_size=30).map(
        "".join
    )
)
@more(2)
def test_rows_and_columns_lead_back_to_the_character(text: str) -> None:
    """Row and column of each character point at it in its line; lines end at LF, CRLF, and CR alone."""
    source = Source("message.yaml", text)
    lines = re.split(r"\r\n|\r|\n", text)
    for offset, character in enumerate(text):
        row, column = source.position(offset)
        before = re.split(
            r"\r\n|\r|\n", text[:offset] if text[offset - 1 : offset + 1] != "\r\n" else text[: offset - 1]
        )
        assert row == len(before)
        assert source.line(row) == lines[row - 1]
        if character not in "\r\n":
            assert lines[row - 1][column - 1] == character


# ---- values and their places ----


@given(written())
@more(3)
def test_values_are_what_was_written(case: tuple[list[Any], str]) -> None:
    """A value written in any style of YAML is read as that value, by either parser, without a complaint."""
    wanted, text = case
    for pure in (False, True):
        found = read(text, pure)
        assert exact([document.value for document in found]) == exact(wanted)
        assert [document.problems for document in found] == [[] for _ in wanted]
        assert not any(document.broken for document in found)


def read_back(slice_: str) -> Any:
    """The value of a scalar's source text, read on its own."""
    alone = read(f"--- {slice_}\n")
    assert len(alone) == 1
    assert not alone[0].problems
    return alone[0].value


@given(written())
@more(3)
def test_the_characters_of_a_scalar_read_back_as_its_value(case: tuple[list[Any], str]) -> None:
    """The source text at the span of each key and scalar, read alone, is that key or scalar."""
    _, text = case
    for document in read(text):
        for path, value in paths(document.value):
            spans = document.spans
            raw = spans.raw(path)
            if isinstance(spans.node(path), AliasNode):
                assert re.fullmatch(r"\*a[0-9]+", raw)
            elif not isinstance(value, dict | list):
                check_scalar(document, path, value, raw)
            key = spans.key(path)
            if path and isinstance(path[-1], str):
                assert key is not None
                assert read_back(text[key.start : key.end]) == path[-1]
            else:
                assert key is None


def check_scalar(document: Document, path: tuple[str | int, ...], value: Any, raw: str) -> None:
    """The source text of a scalar says its value."""
    match document.spans.style(path):
        case "":
            assert exact(resolve_plain(raw)) == exact(value)
        case "|" | ">":
            # Blanks at the end of a block are not part of its span.
            assert raw[0] in "|>"
            assert str(read_back(raw)).rstrip() == value.rstrip()
        case quote:
            assert raw[0] == raw[-1] == quote
            assert exact(read_back(raw)) == exact(value)


@given(written())
@more(2)
def test_the_span_of_a_container_holds_those_of_its_members(case: tuple[list[Any], str]) -> None:
    """A container's span holds the spans of its members, in their order and without overlap."""
    _, text = case
    for document in read(text):
        spans = document.spans
        for path, value in paths(document.value):
            if spans.is_alias(path) or not isinstance(value, dict | list):
                continue
            outer = spans.value(path)
            assert text[outer.start : outer.end].strip(" \t\r\n") == text[outer.start : outer.end]
            end = outer.start
            for step in value if isinstance(value, dict) else range(len(value)):
                key, inner = spans.key((*path, step)), spans.value((*path, step))
                assert end <= (key or inner).start <= inner.start <= inner.end <= outer.end
                end = inner.end


@given(written(), st.integers(0, 3))
def test_what_stands_before_a_document_does_not_change_it(case: tuple[list[Any], str], kind: int) -> None:
    """Documents keep values and relative places behind whatever other document, broken ones included."""
    _, text = case
    before = ["---\na: [\n", "--- {{x}} y\n", "---\n" * 3, "---\na: &a [*a]\n"][kind]
    alone, behind = read("\n" + text), read(before + "\n" + text)
    behind = behind[len(behind) - len(alone) :]
    assert exact([document.value for document in behind]) == exact([document.value for document in alone])
    for one, other in zip(alone, behind, strict=True):
        for path, _ in paths(one.value):
            start, end = one.spans.value(path)
            assert other.spans.value(path) == (start + len(before), end + len(before))


HARMLESS = tuple(piece for piece in NASTY if not re.search("[\x00-\x08\x1b\x7f\ufffe\ud800-\udfff%]", piece))


@given(st.one_of(st.lists(st.sampled_from(HARMLESS), max_size=20).map("".join), mutated_cases(HARMLESS)))
@more(2)
def test_a_broken_document_never_costs_another(hostile: str) -> None:
    """Whatever stands between two `---` lines, the documents before and behind it are read."""
    assume(not re.search("^%", hostile, re.MULTILINE))
    for pure in (False, True):
        found = read(f"---\nfirst: 1\n---\n{hostile}\n---\nlast: 2\n", pure)
        assert len(found) >= 3
        assert found[0].value == {"first": 1}
        assert found[-1].value == {"last": 2}
        assert found[0].problems == found[-1].problems == []


@given(st.one_of(nasty_texts(), mutated_cases()))
@more(3)
@example("a: |\n x\n---\xa0y: 1\n")
def test_cutting_a_stream_at_its_markers_changes_nothing(text: str) -> None:
    """Where one parser run accepts a whole text, the documents read piece by piece are the same."""
    assume(
        not re.search("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]", text)
    )
    source = Source("message.yaml", text)
    try:
        whole = list(Builder(source, 0, len(text), 0, 0).documents())
    except ParseError:
        return
    pieces = list(documents(source))
    assert exact([each.value for each in pieces]) == exact([each.value for each in whole])
    assert [each.problems for each in pieces] == [each.problems for each in whole]


# ---- two parsers ----

_COLON_IN_ANCHOR = re.compile(r"[&*][^\s,\[\]{}]*:")
_GLUED_COMMENT = re.compile(r"[|>][-+0-9]*#")
_END_MARKER = re.compile(r"^\.\.\.", re.MULTILINE)


@given(st.one_of(mutated_cases(), nasty_texts()))
@more(6)
def test_both_parsers_read_the_same(text: str) -> None:
    """Where both parsers accept a text, they give the same values and the same problems.

    Left out is what `test_document.py` names: tabs, line breaks of other standards, byte order marks
    within the text, colons in the names of anchors, and `|#`.
    """
    assume(not PARSER_SPECIFIC & set(text))
    assume(not any(odd.search(text) for odd in (_COLON_IN_ANCHOR, _GLUED_COMMENT, _END_MARKER)))
    fast, pure = read(text), read(text, pure=True)
    if not any(document.broken for document in (*fast, *pure)):
        assert exact([each.value for each in fast]) == exact([each.value for each in pure])
        assert [each.problems for each in fast] == [each.problems for each in pure]
    else:
        assert [each.broken for each in fast] == [each.broken for each in pure]


# ---- time ----

V1 = "deliverychannel: sms\ndestination:\n{}channels: {{sms: {{senderid: HARBOUR, text: Gate 3 is open.}}}}\n"
V2 = "channel: sms\nfrom: HARBOUR\ncontent: {{type: text, text: hi}}\nto:\n{}"

GROWING: dict[str, tuple[Callable[[int], str], int]] = {
    "destinations": (lambda n: V1.format('- msisdn: ["+447700900101"]\n' * n), 1500),
    "misspelt destinations": (lambda n: V1.format('- msisnd: ["+447700900101"]\n' * n), 3000),
    "unquoted destinations": (lambda n: V1.format("- msisdn: [+447700900101]\n" * n), 1000),
    "addresses": (lambda n: V1.format("- msisdn:\n" + '  - "+447700900101"\n' * n), 6000),
    "unknown keys": (lambda n: V1.format("- {}\n") + "".join(f"zz{i}: 1\n" for i in range(n)), 600),
    "documents": (lambda n: ("---\n" + V1.format('- msisdn: ["+447700900101"]\n')) * n, 400),
    "tiny documents": (lambda n: "---\n# c\n" * n, 8000),
    "broken documents": (lambda n: "---\na: [\n" * n, 400),
    "aliases": (lambda n: V2.format('- &a {msisdn: ["+447700900101"]}\n' + "- *a\n" * n), 5000),
    "anchors": (lambda n: "".join(f"- &a{i} x\n- *a{i}\n" for i in range(n)), 8000),
    "lists at the depth bound": (lambda n: ("- " + "[" * 98 + "]" * 98 + "\n") * n, 100),
    "lists beyond it": (lambda n: "[" * n + "]" * n, 1500),
    "lists beyond it, unclosed": (lambda n: "[" * n, 500),
    "block lists beyond it": (lambda n: "- " * n + "x", 20000),
    "mappings beyond it": (lambda n: "{a: " * n, 1000),
    "duplicate keys": (lambda n: "a: 1\n" * n, 4000),
    "numbers as keys": (lambda n: "".join(f"{i}: 1\n" for i in range(n)), 3000),
    "lost plus signs": (lambda n: "".join(f"- +4477009{i:05}\n" for i in range(n)), 4000),
    "placeholders before an error": (lambda n: ('- "' + "x" * 2000 + ' {{x}}"\n') * n + '- "', 600),
    "blanks before an error": (lambda n: 'a: "' + " " * n, 2000),
    "braces before an error": (lambda n: "a: " + "{" * n + '"', 500),
    "comments": (lambda n: "# msglint: x=y\n" * n + "channel: sms\n", 60000),
    "one long text": (lambda n: 'a: "' + "x – " * n + '"', 300000),
    "escapes": (lambda n: 'a: "' + "\\u00e9" * n + '"', 200000),
    "one long key": (lambda n: V1.format("- {}\n") + '"' + "msisdn" * n + '": 1\n', 4000),
    "merge keys": (
        lambda n: "a: &a {b: 1, c: 2}\n" + "".join(f"k{i}: {{<<: *a}}\n" for i in range(n)),
        3000,
    ),
    "requests in a list": (
        lambda n: "- {deliverychannel: sms, destination: [{msisdn: [1]}], channels: {sms: {text: 5}}}\n" * n,
        100,
    ),
}


def seconds(text: str) -> float:
    """The processor time of linting a text, without the garbage collector's share."""
    source = Source("message.yaml", text)
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        lint(source, OPTIONS)
        return time.process_time() - start
    finally:
        gc.enable()


SOAK = os.environ.get("MSGLINT_SOAK") == "1"
FEW = ("destinations", "documents", "broken documents", "aliases")


@pytest.mark.parametrize("name", GROWING if SOAK else FEW)
def test_time_grows_with_the_text(name: str) -> None:
    """Twice the text takes less than three times the time, whatever it is made of.

    Measured over two doublings, where linear is 4 and quadratic 16, the limit 9; the best of three.
    """
    make, size = GROWING[name]
    size = size if SOAK else size // 4
    small, large = make(size), make(4 * size)
    once = min(seconds(small) for _ in range(3))
    limit = 9 * max(once, 0.002)
    tries: list[float] = []
    while len(tries) < 3 and (not tries or min(tries) >= limit):
        tries.append(seconds(large))
    assert min(tries) < limit, f"{name}: {once:.3f} s, then {min(tries):.3f} s"
