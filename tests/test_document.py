"""YAML as messages are written, and as they should not be: values, places, and what is complained of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from strategies import exact, paths, read

from msglint.builder import MAX_DEPTH
from msglint.document import Document
from msglint.linter import Options, lint
from msglint.source import Source
from msglint.spans import Span
from msglint.stream import documents

Path = tuple[str | int, ...]


def only(text: str) -> Document:
    """The one document of a text."""
    found = list(documents(Source("message.yaml", text)))
    assert len(found) == 1
    return found[0]


def place(source: Source, span: Span | None) -> str:
    """A span as `row:column-row:column`, the end exclusive."""
    assert span is not None
    return "-".join(f"{row}:{column}" for row, column in map(source.position, span))


def rules(document: Document) -> list[str]:
    """The problems of a document as `rule row:column-row:column`."""
    return [f"{each.rule} {place(document.source, Span(each.start, each.end))}" for each in document.problems]


# ---- values and places ----

SPANS: dict[str, tuple[str, Any, dict[Path, str]]] = {
    "block mapping": (
        "a: 1\nb:  two words \nc:\n  d: ~\n",
        {"a": 1, "b": "two words", "c": {"d": None}},
        {("a",): "1:4-1:5", ("b",): "2:5-2:14", ("c",): "4:3-4:7", ("c", "d"): "4:6-4:7", (): "1:1-4:7"},
    ),
    "block list": (
        "- a\n-   - b\n    - c\n- d: e\n  f: g\n",
        ["a", ["b", "c"], {"d": "e", "f": "g"}],
        {(0,): "1:3-1:4", (1,): "2:5-3:8", (1, 1): "3:7-3:8", (2,): "4:3-5:7", (2, "f"): "5:6-5:7"},
    ),
    "list at its key's column": (
        "a:\n- b\n- c\nd: e\n",
        {"a": ["b", "c"], "d": "e"},
        {("a",): "2:1-3:4", ("a", 1): "3:3-3:4", ("d",): "4:4-4:5"},
    ),
    "flow": (
        '{a: [1 , "b" ], c : {d: e}}\n',
        {"a": [1, "b"], "c": {"d": "e"}},
        {
            (): "1:1-1:28",
            ("a",): "1:5-1:15",
            ("a", 0): "1:6-1:7",
            ("a", 1): "1:10-1:13",
            ("c",): "1:21-1:27",
            ("c", "d"): "1:25-1:26",
        },
    ),
    "flow over lines": (
        "a: [\n  1, # one\n  two\n  ]\nb: {\n c: d\n }\n",
        {"a": [1, "two"], "b": {"c": "d"}},
        {("a",): "1:4-4:4", ("a", 1): "3:3-3:6", ("b",): "5:4-7:3", ("b", "c"): "6:5-6:6"},
    ),
    "comments": (
        "# a: b\na: b # c: d\n# e\nf: 'g # h' # i\nj: k#l\n",
        {"a": "b", "f": "g # h", "j": "k#l"},
        {("a",): "2:4-2:5", ("f",): "4:4-4:11", ("j",): "5:4-5:7"},
    ),
    "block scalars": (
        "a: |\n  x\n   y\n\nb: >-\n  p\n  q\n\n  r\nc: |+ # keep\n  z\n\nd: |2\n   s\ne: |-\n  t\n\n# f\n",
        {"a": "x\n y\n", "b": "p q\nr", "c": "z\n\n", "d": " s\n", "e": "t"},
        {("a",): "1:4-3:5", ("b",): "5:4-9:4", ("c",): "10:4-11:4", ("d",): "13:4-14:5", ("e",): "15:4-16:4"},
    ),
    "scalars over lines": (
        "a: b\n  c\n\n  d\ne: \"f\n  g\\\n  h\"\ni: 'j\n\n  k'\n",
        {"a": "b c\nd", "e": "f gh", "i": "j\nk"},
        {("a",): "1:4-4:4", ("e",): "5:4-7:5", ("i",): "8:4-10:5"},
    ),
    "quotes": (
        "\"a\": \"b\\\"\\u00e9\\x41\\U0001F389\\/\\n\"\n'c': 'it''s'\n\"d e\": ''\n",
        {"a": 'b"éA🎉/\n', "c": "it's", "d e": ""},
        {("a",): "1:6-1:35", ("c",): "2:6-2:13", ("d e",): "3:8-3:10"},
    ),
    "anchors and aliases": (
        "a: &x {b: 1}\nc: *x\nd: [&y z, *y , *x]\n",
        {"a": {"b": 1}, "c": {"b": 1}, "d": ["z", "z", {"b": 1}]},
        {
            ("a",): "1:7-1:13",
            ("c",): "2:4-2:6",
            ("c", "b"): "1:11-1:12",
            ("d", 0): "3:8-3:9",
            ("d", 1): "3:11-3:13",
            ("d", 2): "3:16-3:18",
        },
    ),
    "aliases as keys": (
        "a: &k b\n*k : &m [x?]\n&n c: *n\nd: {*k : *m}\n",
        {"a": "b", "b": ["x?"], "c": "c", "d": {"b": ["x?"]}},
        {("a",): "1:7-1:8", ("b", 0): "2:10-2:12", ("c",): "3:7-3:9", ("d", "b"): "4:10-4:12"},
    ),
    "anchored values on the next line": (
        "a: &x\n  b\nc: !!str # d\n  12\ne: &y\n  f: 1\n",
        {"a": "b", "c": "12", "e": {"f": 1}},
        {("a",): "2:3-2:4", ("c",): "4:3-4:5", ("e",): "6:3-6:7"},
    ),
    "tags of the core schema": (
        'a: !!str 12\nb: !!int "3"\nc: ! no\nd: !!map {e: !!seq [1]}\n',
        {"a": "12", "b": 3, "c": "no", "d": {"e": [1]}},
        {
            ("a",): "1:10-1:12",
            ("b",): "2:10-2:13",
            ("c",): "3:6-3:8",
            ("d",): "4:10-4:24",
            ("d", "e"): "4:20-4:23",
        },
    ),
    "empty values": (
        "a:\nb: \nc:   # d\ne: &f\ng: ''\n",
        {"a": None, "b": None, "c": None, "e": None, "g": ""},
        {("g",): "5:4-5:6"},
    ),
    "explicit keys": ("? a\n: b\n? c\n", {"a": "b", "c": None}, {("a",): "2:3-2:4"}),
    "CRLF": (
        "a: 1\r\nb:\r\n- |\r\n  x\r\n  y\r\n- z\r\n",
        {"a": 1, "b": ["x\ny\n", "z"]},
        {
            ("a",): "1:4-1:5",
            ("b", 0): "3:3-5:4",
            ("b", 1): "6:3-6:4",
        },
    ),
    "CR": (
        "a: 1\rb:\r- |\r  x\r  y\r- z\r",
        {"a": 1, "b": ["x\ny\n", "z"]},
        {
            ("a",): "1:4-1:5",
            ("b", 0): "3:3-5:4",
            ("b", 1): "6:3-6:4",
        },
    ),
    "beyond the BMP": (
        'a: "🎉x" # 𝄞\n🎉: [🎉🎉, é, "𝄞"]\nb: 🎉 c\n',
        {"a": "🎉x", "🎉": ["🎉🎉", "é", "𝄞"], "b": "🎉 c"},
        {
            ("a",): "1:4-1:8",
            ("🎉", 0): "2:5-2:7",
            ("🎉", 1): "2:9-2:10",
            ("🎉", 2): "2:12-2:15",
            ("b",): "3:4-3:7",
        },
    ),
    "no line end": ("a: b", {"a": "b"}, {("a",): "1:4-1:5"}),
    "a scalar alone": ("--- 'a'\n", "a", {(): "1:5-1:8"}),
    "JSON": (
        '{"a":[1,2.5,true,null],\n "b":{"c":"d:e, {f}"}}',
        {"a": [1, 2.5, True, None], "b": {"c": "d:e, {f}"}},
        {("a", 1): "1:9-1:12", ("a", 3): "1:18-1:22", ("b", "c"): "2:11-2:21"},
    ),
    "JSON with tabs": (
        '{\n\t"a": 1,\n\t"b": [\n\t\t"c"\n\t]\n}',
        {"a": 1, "b": ["c"]},
        {("a",): "2:7-2:8", ("b",): "3:7-5:3", ("b", 0): "4:3-4:6"},
    ),
}


@pytest.mark.parametrize("name", SPANS)
def test_values_and_their_characters(parser: str, name: str) -> None:
    """A document's values, and the rows and columns from and to which each is written."""
    text, value, places = SPANS[name]
    document = only(text)
    assert exact(document.value) == exact(value)
    assert document.problems == []
    found = {path: place(document.source, document.spans.value(path)) for path in places}
    assert found == places


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\n", ("a",), "1:1-1:2"),
        ("a:\n  'b c' : 1\n", ("a", "b c"), "2:3-2:8"),
        ("{a: 1, 🎉🎉: {b: 2}}", ("🎉🎉",), "1:8-1:10"),
        ("{a: 1, 🎉🎉: {b: 2}}", ("🎉🎉", "b"), "1:13-1:14"),
        ("? a\n: b\n", ("a",), "1:3-1:4"),
        ("- &x k: 1\n", (0, "k"), "1:6-1:7"),
        ("a: &k b\n*k : c\n", ("b",), "2:1-2:3"),
        ("a: &x {b: 1}\nc: *x\n", ("c", "b"), "1:8-1:9"),
    ],
)
def test_keys_and_their_characters(parser: str, text: str, path: Path, expected: str) -> None:
    """The rows and columns from and to which a key is written, quotes included."""
    document = only(text)
    assert place(document.source, document.spans.key(path)) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: b\n", ("a",), "1:4-1:5"),
        ("a:\nb: 1\n", ("a",), "1:1-1:2"),
        ("a: ''\n", ("a",), "1:4-1:6"),
        ("a:\n  b: 1\n", ("a",), "1:1-1:2"),
        ("a: [1]\n", ("a",), "1:1-1:2"),
        ("a: [[1]]\n", ("a", 0), "1:6-1:7"),
        ("- c: 1\n  b: 2\n", (0,), "1:3-1:4"),
        ("# x\nc: 1\nb: 2\n", (), "2:1-2:2"),
        ("- - []\n", (0,), "1:5-1:7"),
        ("a: {}\n", (), "1:1-1:2"),
        ("[]\n", (), "1:1-1:3"),
        ("a: &x [1]\nb: *x\n", ("b",), "2:4-2:6"),
        ("a: 1\n", ("a", "b", 3), "1:4-1:5"),
    ],
)
def test_where_a_finding_is_shown(parser: str, text: str, path: Path, expected: str) -> None:
    """The caret goes to a scalar, to the key of an empty value or a container, else to what it begins with."""
    document = only(text)
    assert place(document.source, document.spans.caret(path)) == expected


def test_a_stretch_of_a_scalar() -> None:
    """A part of a text has its own place, also where escapes or folding shift it."""
    document = only("a: 'x🎉z'\nb: \"x\\u00e9z\"\nc: xyz\nd: |\n  xyz\n")
    spans, source = document.spans, document.source
    assert place(source, spans.part(("a",), 1, 2)) == "1:6-1:7"
    assert place(source, spans.part(("b",), 1, 2)) == "2:6-2:12"
    assert place(source, spans.part(("c",), 1, 3)) == "3:5-3:7"
    assert place(source, spans.part(("d",), 1, 2)) == "5:4-5:5"
    assert spans.part((), 0, 1) is None


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
def test_encodings(parser: str, encoding: str, bom: bytes) -> None:
    """Values and places are the same in each encoding; a byte order mark takes no column."""
    text = "a: 🎉b # é\n🎉: 'c'\n"
    data = bom + text.encode(encoding)
    source = Source.from_bytes("message.yaml", data)
    (document,) = documents(source)
    assert document.value == {"a": "🎉b", "🎉": "c"}
    assert place(source, document.spans.key(("a",))) == "1:1-1:2"
    assert place(source, document.spans.value(("a",))) == "1:4-1:6"
    assert place(source, document.spans.value(("🎉",))) == "2:4-2:7"
    assert source.encode(source.text) == data


def test_two_byte_order_marks(parser: str) -> None:
    """A second byte order mark, as some editors and joined files have, shifts no place."""
    source = Source.from_bytes("message.yaml", b"\xef\xbb\xbf\xef\xbb\xbf\r\na: 1\r\nb: 2\r\n")
    (document,) = documents(source)
    assert document.value == {"a": 1, "b": 2}
    assert place(source, document.spans.key(("b",))) == "3:1-3:2"


STREAMS: dict[str, tuple[str, list[Any]]] = {
    "nothing": ("", []),
    "blanks": (" \n\n  \n", []),
    "comments": ("# a\n\n# b: c\n", []),
    "a marker": ("---", [None]),
    "markers": ("---\n---\n# a\n---\n", [None, None, None]),
    "comments and a marker": ("# a\n---\n# b\n", [None]),
    "two documents": ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    "markers all around": ("---\na: 1\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}]),
    "end markers": ("a: 1\n...\nb: 2\n...\n---\nc: 3\n", [{"a": 1}, {"b": 2}, {"c": 3}]),
    "values on the marker's line": (
        "--- a\n--- {b: 1}\n--- |\n  c\n---\n- d\n",
        ["a", {"b": 1}, "c\n", ["d"]],
    ),
    "CRLF": ("---\r\na: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}]),
    "CR": ("---\ra: 1\r---\rb: 2\r", [{"a": 1}, {"b": 2}]),
    "a marker within a text": (
        "a: |\n  ---\n  x\nb: '---'\nc: ---d\n---e: 1\n",
        [
            {"a": "---\nx\n", "b": "---", "c": "---d", "---e": 1},
        ],
    ),
    "directives": ("%YAML 1.2\n---\na: yes\n", [{"a": "yes"}]),
    "directives of 1.1": ("%YAML 1.1\n---\na: yes\n", [{"a": "yes"}]),
    "unknown directives": ("%FOO bar\n---\na: 1\n", [{"a": 1}]),
    "directives before each": ("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    "anchors of their own": ("--- &a x\n--- &a y\n---\n- &a z\n- *a\n", ["x", "y", ["z", "z"]]),
}


@pytest.mark.parametrize("name", STREAMS)
def test_streams(parser: str, name: str) -> None:
    """The documents of a stream, numbered, in order, and without overlap."""
    text, wanted = STREAMS[name]
    found = list(documents(Source("message.yaml", text)))
    assert exact([document.value for document in found]) == exact(wanted)
    assert [document.index for document in found] == list(range(len(wanted)))
    assert all(not document.problems and not document.broken for document in found)
    starts = [document.start for document in found]
    assert starts == sorted(starts)


def test_places_in_a_later_document(parser: str) -> None:
    """Rows and columns count from the start of the file, not of the document."""
    source = Source("message.yaml", "a: 1\n--- # x\nb: 🎉\n---\n- c\n")
    _, second, third = documents(source)
    assert place(source, second.spans.value(("b",))) == "3:4-3:5"
    assert place(source, third.spans.value((0,))) == "5:3-5:4"


# ---- the core schema ----


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (word, word)
            for word in ("yes", "no", "on", "off", "Yes", "NO", "y", "n", "nULL", "tRUE", "none", "nil")
        ),
        *((word, word) for word in ("2026-01-20", "2026-01-20T18:00:00Z", "18:00", "190:20:30", "1:2")),
        *(
            (word, word)
            for word in ("1_000", "0b11", "0o8", "0o", "0xG", "0x", "0X1F", "-0x1F", "+0o7", "1e", "e1", ".")
        ),
        *(
            (word, word)
            for word in ("+", "-a", "..", "1.2.3", "1-2", "=", "<<", "infinity", "nan", "inf", "1 2", "12a")
        ),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *(("0", 0), ("12", 12), ("-12", -12), ("+12", 12), ("+12345", 12345), ("-0", 0), ("0o17", 15)),
        *(("0x1F", 31), ("0xff", 255), ("1" + "0" * 30, 10**30)),
        *(
            ("1.5", 1.5),
            ("-1.5", -1.5),
            (".5", 0.5),
            ("+.5", 0.5),
            ("1.", 1.0),
            ("1e3", 1000.0),
            ("1E-2", 0.01),
        ),
        *(("12e03", 12000.0), ("-2.5e+2", -250.0), ("0.0", 0.0), ("007.5", 7.5), ("1e-400", 0.0)),
    ],
)
def test_plain_scalars(parser: str, text: str, value: Any) -> None:
    """An unquoted scalar is what the core schema of YAML 1.2 says, in block and flow style, without a complaint."""
    for document in (only(f"v: {text}\n"), only(f"[[{text}\n ], v]") if text else only("v: ")):
        found = document.value["v"] if isinstance(document.value, dict) else document.value[0][0]
        assert exact(found) == exact(value)
        assert document.problems == []


@pytest.mark.parametrize(
    "text", ["yes", "12", "null", "+447700900123", "007", ".inf", "~", "1e999", "0x1F", "9" * 5000]
)
@pytest.mark.parametrize("style", ['"{}"', "'{}'", "|-\n  {}", ">-\n  {}", "!!str {}", "! {}"])
def test_quoted_scalars_are_texts(parser: str, text: str, style: str) -> None:
    """Whatever is quoted, a block, or tagged as a text is a text."""
    document = only("v: " + style.format(text))
    assert document.value == {"v": text}
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        *((text, "plus-lost") for text in ("+447700900123", "+123456", "+0123456")),
        *((text, "zeros-lost") for text in ("007", "00", "-007", "0060777", "01")),
        *((text, "non-json-number") for text in (".inf", "-.inf", "+.INF", ".Inf", ".nan", ".NaN", ".NAN")),
        *(
            (text, "non-json-number")
            for text in ("1e400", "-1e400", "9" * 5000, "-" + "9" * 5000, "+" + "9" * 5000)
        ),
        *(
            (text, "non-json-number")
            for text in ("0" * 5000, "9" * 5000 + ".0", "0x" + "f" * 5000, "0o" + "7" * 6000)
        ),
    ],
    ids=lambda text: text[:20],
)
def test_numbers_that_would_not_arrive(parser: str, text: str, rule: str) -> None:
    """A number that loses what is written, or that JSON cannot hold, stays a text and is complained of."""
    document = only(f"a: {text}\nb: [{text}]\n")
    assert document.value == {"a": text, "b": [text]}
    assert rules(document) == [f"{rule} 1:4-1:{4 + len(text)}", f"{rule} 2:5-2:{5 + len(text)}"]
    assert [problem.path for problem in document.problems] == [("a",), ("b", 0)]


# ---- what a JSON body cannot hold ----

PROBLEMS: dict[str, tuple[str, Any, list[str]]] = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", {"a": 1, "b": 2}, ["duplicate-key 3:1-3:2"]),
    "a key thrice": ("{a: 1, a: 2, 'a': 3}", {"a": 1}, ["duplicate-key 1:8-1:9", "duplicate-key 1:14-1:17"]),
    "a key twice, deep": (
        "- b:\n  - {c: 1,\n     c: {d: 2}}\n",
        [{"b": [{"c": 1}]}],
        ["duplicate-key 3:6-3:7"],
    ),
    "the same key elsewhere": (
        "a: {a: {a: 1}}\nb: [{a: 1}, {a: 1}]\n",
        {
            "a": {"a": {"a": 1}},
            "b": [{"a": 1}, {"a": 1}],
        },
        [],
    ),
    "a merge key": (
        "a: &a {b: 1, c: 2}\nd:\n  <<: *a\n  e: 3\n",
        {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 2, "e": 3}},
        ["merge-key 3:3-3:5"],
    ),
    "a merge key below what it would change": (
        "a: 2\n<<: {a: 1, b: 3}\n",
        {"a": 2, "b": 3},
        ["merge-key 2:1-2:3"],
    ),
    "a merge key above what changes it": (
        "<<: {a: 1, b: 3}\na: 2\n",
        {"a": 2, "b": 3},
        ["merge-key 1:1-1:3"],
    ),
    "a merge key of no mapping": ("<<: 1\na: 2\n", {"a": 2}, ["merge-key 1:1-1:3"]),
    "a quoted merge key": ('"<<": {a: 1}\n', {"<<": {"a": 1}}, []),
    "a number as key": ("1: a\n", {"1": "a"}, ["non-string-key 1:1-1:2"]),
    "other keys than texts": (
        "true: a\n~: b\n1.5: c\n0x1F: d\n",
        {"true": "a", "~": "b", "1.5": "c", "0x1F": "d"},
        [
            "non-string-key 1:1-1:5",
            "non-string-key 2:1-2:2",
            "non-string-key 3:1-3:4",
            "non-string-key 4:1-4:5",
        ],
    ),
    "no key": (": a\n", {"": "a"}, ["non-string-key 1:1-1:1"]),
    "words and days as keys": ("yes: a\n2026-01-01: b\n", {"yes": "a", "2026-01-01": "b"}, []),
    "a quoted number as key": ("'1': a\n", {"1": "a"}, []),
    "a list as key": ("[a, b]: 1\nc: 2\n", {"c": 2}, ["non-string-key 1:1-1:7"]),
    "a mapping as key": ("? {a: b}\n: 1\nc: 2\n", {"c": 2}, ["non-string-key 1:3-1:9"]),
    "a block as key": ("? - a\n  - b\n: 1\nc: 2\n", {"c": 2}, ["non-string-key 1:3-2:6"]),
    "a mapping in braces": ("x: {{a}, b}\n", {"x": {"b": None}}, ["non-string-key 1:5-1:8"]),
    "an unknown tag": (
        "a: !secret b\nc: !<x:y> d\n",
        {"a": "b", "c": "d"},
        ["unknown-tag 1:4-1:11", "unknown-tag 2:4-2:10"],
    ),
    "tags of YAML 1.1": (
        "a: !!binary aGk=\nb: !!set {c}\nd: !!timestamp 2026-01-01\n",
        {"a": "aGk=", "b": {"c": None}, "d": "2026-01-01"},
        ["unknown-tag 1:4-1:12", "unknown-tag 2:4-2:9", "unknown-tag 3:4-3:15"],
    ),
    "a placeholder": ("a: {{name}}\n", {"a": "{{name}}"}, ["unquoted-placeholder 1:4-1:12"]),
    "a placeholder with blanks": ("- {{ name }}\n", ["{{ name }}"], ["unquoted-placeholder 1:3-1:13"]),
    "a placeholder as a key": ("{{a}}: b\n", {"{{a}}": "b"}, ["unquoted-placeholder 1:1-1:6"]),
    "a placeholder within a text": ("a: hi {{name}}\n", {"a": "hi {{name}}"}, []),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(parser: str, name: str) -> None:
    """What a JSON body cannot hold is a problem at its own place, and the rest is read."""
    text, value, wanted = PROBLEMS[name]
    document = only(text)
    assert exact(document.value) == exact(value)
    assert rules(document) == wanted
    assert not document.broken


def test_the_first_of_two_keys_is_named(parser: str) -> None:
    """A second key tells the line of the first."""
    (problem,) = only("b: 1\n\na: 1\nc: {a: 2}\na: 3\n").problems
    assert "line 3" in problem.message


# ---- what is no YAML ----

LONG = "x" * 1_000_000
BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
)

BROKEN: dict[str, tuple[str, str]] = {
    "an open list": ("a: [1, 2\n", "yaml-syntax 1:4-1:5"),
    "an open mapping": ("a: {b: c\n", "yaml-syntax 1:4-1:5"),
    "an open quote": ('a: 1\nb: "c\nd: e\n', "yaml-syntax 2:4-2:5"),
    "an open single quote": ("a: 'b\n", "yaml-syntax 1:4-1:5"),
    "a closing bracket": ("a: ]\n", "yaml-syntax 1:4-1:5"),
    "the wrong bracket": ("a: [b}\n", "yaml-syntax 1:6-1:7"),
    "two colons": ("a: b: c\n", "yaml-syntax 1:5-1:6"),
    "a colon without key": ("a\nb: c\n", "yaml-syntax 1:1-1:2"),
    "two commas": ("[a,,b]\n", "yaml-syntax 1:4-1:5"),
    "no comma": ('["a" "b"]\n', "yaml-syntax 1:6-1:7"),
    "a tab as indentation": ("a:\n\tb: 1\n", "yaml-syntax 2:1-2:2"),
    "an at sign": ("a: @b\n", "yaml-syntax 1:4-1:5"),
    "a backtick": ("- `b`\n", "yaml-syntax 1:3-1:4"),
    "a percent sign": ("a: %b\n", "yaml-syntax 1:4-1:5"),
    "a list in a line": ("a: - b\n", "yaml-syntax 1:4-1:5"),
    "a wrong indentation": ("a:\n  - b\n - c\n", "yaml-syntax 3:2-3:3"),
    "a list and a mapping": ("- a\nb: c\n", "yaml-syntax 2:1-2:2"),
    "a text behind a block": ("a: |x\n  b\n", "yaml-syntax 1:5-1:6"),
    "an unknown escape": ('a: "b\\q"\n', "yaml-syntax 1:7-1:8"),
    "an alias without anchor": ("a: 1\nb: *c\n", "undefined-alias 2:4-2:6"),
    "an alias in its anchor": ("a: &b\n- c\n- *b\n", "cyclic-alias 3:3-3:5"),
    "an alias in its anchor, deep": ("&a b:\n  c: &d {e: [*d]}\n", "cyclic-alias 2:14-2:16"),
    "a mapping in itself": ("&a {b: *a}\n", "cyclic-alias 1:8-1:10"),
    "an alias in itself as key": ("a: &b {*b : 1}\n", "cyclic-alias 1:8-1:10"),
    "an undefined handle": ("a: !x!y 1\n", "yaml-syntax 1:4-1:5"),
    "a placeholder and a text": ("a: {{name}}, hello\n", "unquoted-placeholder 1:4-1:19"),
    "a colon behind an address": ("- https://a: b: c\n", "yaml-syntax 1:15-1:16"),
    "two aliases of nothing": ("a: *b\nc: *d\n", "undefined-alias 1:4-1:6"),
    "a billion values": (BOMB, "alias-bomb 6:10-6:13"),
    "a key of a megabyte": (f"{LONG}: 1\n", "yaml-syntax 1:1000001-1:1000002"),
    "a character beyond Unicode": ('a: "\\U00110000"\n', "yaml-syntax"),
    "a character far beyond Unicode": ('a: "\\UFFFFFFFF"\n', "yaml-syntax"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_one_problem(parser: str, name: str) -> None:
    """What cannot be read is one problem with a place, and the documents around it are read all the same."""
    text, wanted = BROKEN[name]
    source = Source("message.yaml", f"---\nfirst: 1\n---\n{text}---\nlast: 2\n")
    before, document, after = documents(source)
    assert before.value == {"first": 1}
    assert after.value == {"last": 2}
    assert before.problems == after.problems == []
    assert document.broken
    (problem,) = document.problems
    start, end = source.position(problem.start), source.position(problem.end)
    found = f"{problem.rule} {start[0] - 3}:{start[1]}-{end[0] - 3}:{end[1]}"
    assert found == wanted if ":" in wanted else problem.rule == wanted
    assert text in source.text[document.start : document.end]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_alone(parser: str, name: str) -> None:
    """The same document alone, or cut off at its end, is one finding in the file."""
    text, wanted = BROKEN[name]
    result = lint(Source("message.yaml", text.rstrip("\n")), Options.default())
    assert [each.rule for each in result.diagnostics] == [wanted.split()[0]]
    assert result.messages == 1


DEEP: dict[str, tuple[Callable[[int], str], str]] = {
    "lists": (lambda n: "[" * n + "]" * n, "1:101-1:102"),
    "open lists": (lambda n: "[" * n, "1:101-1:102"),
    "mappings": (lambda n: "{a: " * n + "}" * n, "1:401-1:402"),
    "open mappings": (lambda n: "{a: " * n, "1:401-1:402"),
    "block lists": (lambda n: "- " * n + "x", "1:201-1:202"),
    "keys": (lambda n: "? " * n + "x", "1:201-1:202"),
    "block mappings": (
        lambda n: "".join(" " * level + "a:\n" for level in range(n // 10)),
        "101:101-101:102",
    ),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_one_finding_and_soon_found(parser: str, name: str) -> None:
    """Ten thousand levels are one finding at the first level too many, found in a moment.

    The pure parser, ten times as slow in all, is asked for four thousand.
    """
    make, wanted = DEEP[name]
    text = make(10_000 if parser == "fast" else 4_000)
    start = time.process_time()
    (document,) = documents(Source("message.yaml", text))
    taken = time.process_time() - start
    assert rules(document) == [f"too-deep {wanted}"]
    assert document.broken
    assert taken < 2


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x84", "\x9f", "\ufffe", "\uffff", "\ud83c"],
)
@pytest.mark.parametrize("before", ["", "a: 1\n---\nb: ", "# ", 'a: "'])
def test_forbidden_characters(parser: str, before: str, character: str) -> None:
    """A control character is one finding at that character, wherever it stands."""
    source = Source("message.yaml", before + character + '"\n')
    found = list(documents(source))
    assert [document.broken for document in found] == [True]
    assert [(each.rule, each.start, each.end) for each in found[0].problems] == [
        ("forbidden-character", len(before), len(before) + 1)
    ]
    assert f"U+{ord(character):04X}" in found[0].problems[0].message


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"a: \xff\n", 3),
        (b"\xc3\xa9: \x80\n", 3),
        (b"a: \xe2\x82", 3),
        (b"a: \xed\xa0\x80\n", 3),
        (b"\xef\xbb\xbfa: \xff\n", 3),
        ("\ufeffa: b".encode("utf-16-le") + b"\x00", 4),
        ("\ufeffa: ".encode("utf-16-be") + b"\xd8\x3c\x00\x0a", 3),
        (b"\xff\xfe\x00\x00" + b"\x00\x00\x11\x00", 0),
    ],
)
def test_undecodable_bytes(parser: str, data: bytes, offset: int) -> None:
    """Bytes that are no text are one finding, at the first of them."""
    source = Source.from_bytes("message.yaml", data)
    found = list(documents(source))
    assert [(each.rule, each.start, each.end) for each in found[0].problems] == [
        ("bad-encoding", offset, offset + 1)
    ]
    assert len(found) == 1


@pytest.mark.parametrize(
    "text", ['"\\uD83C"', '"a\\uDF89b"', '"\\uDF89\\uD83C"', '["\\uD800"]', '{"\\uDFFF": 1}']
)
def test_half_a_surrogate_pair_is_a_finding(engine: str, text: str) -> None:
    """Half a surrogate pair is no character: UTF-8 cannot hold it, so it is complained of, on its line."""
    source = Source("message.yaml", f"channel: sms\nfrom: {text}\nto: []\n---\nchannel: sms\n")
    first, second = documents(source)
    assert [source.position(each.start)[0] for each in first.problems] == [2]
    assert second.value == {"channel": "sms"}
    assert 2 in {source.position(each.start)[0] for each in lint(source, Options.default()).diagnostics}


@pytest.mark.parametrize("text", ['"\\ud83c\\udf89"', '"\\uD83C\\uDF89"', '"\\U0001F389"', '"🎉"'])
def test_a_surrogate_pair_is_one_character(parser: str, text: str) -> None:
    """The two escapes by which JSON writes a character beyond the BMP are that character."""
    document = only(f'{{"a": {text}, {text}: 1}}')
    assert document.value == {"a": "🎉", "🎉": 1}
    assert document.problems == []


@pytest.mark.parametrize("style", ["{}", '"{}"', "'{}'", "|\n  {}", "[{}]", "# {}"])
def test_one_line_of_a_megabyte(parser: str, style: str) -> None:
    """A line of a megabyte is read whole."""
    document = only("a: " + style.format(LONG) + "\nb: 2\n")
    assert document.problems == []
    assert document.value["b"] == 2
    if "#" not in style:
        value = document.value["a"][0] if "[" in style else document.value["a"]
        assert value.rstrip() == LONG


def test_aliases_up_to_the_bound(parser: str) -> None:
    """A thousand aliases of one address are no bomb."""
    document = only("a: &a {b: [c, d]}\ne:\n" + "- *a\n" * 1000)
    assert document.problems == []
    assert document.value["e"] == [{"b": ["c", "d"]}] * 1000


def test_nesting_up_to_the_bound(parser: str) -> None:
    """As many levels as are allowed are read, in each style."""
    for text in (
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "- " * MAX_DEPTH + "x",
        "{a: " * MAX_DEPTH + "}" * MAX_DEPTH,
    ):
        document = only(text)
        assert document.problems == []
        assert len(list(paths(document.value))) >= MAX_DEPTH


# ---- where a parser departs from YAML 1.2 ----

BOTH = [
    # Plain scalars in flow collections with `:` and `?`: libyaml refuses them, the pure parser reads them.
    ("[https://example.com]", ["https://example.com"]),
    ("[Really?, no]", ["Really?", "no"]),
    ("{a: b?c, d: e:f}", {"a": "b?c", "d": "e:f"}),
    ('{"a":1,"b":[2]}', {"a": 1, "b": [2]}),
    ("{'a':b}", {"a": "b"}),
    ("[a: 1, b]", [{"a": 1}, "b"]),
    ("{a, b: , c: }", {"a": None, "b": None, "c": None}),
    # Without a blank behind the colon this is one plain key, as YAML 1.2 has it.
    ("{a:1}", {"a:1": None}),
    ("a:b", "a:b"),
    # YAML 1.2 would see a key `e` without value here.
    ("[a:b, c?d, e:]", ["a:b", "c?d", "e:"]),
    # YAML 1.2 would take `?x` for a text here: both parsers see a key.
    ("[?x]", [{"x": None}]),
    # NEL ends a line in YAML 1.1 only; both parsers fold it within scalars of a line.
    ("a: x\x85y\n", {"a": "x y"}),
    ('a: "x\x85y"\n', {"a": "x y"}),
    # LS and PS are kept within scalars, and end a comment.
    ("a: x\u2028y\n", {"a": "x\u2028y"}),
    ("a: 'x\u2029y'\n", {"a": "x\u2029y"}),
    ("# c\u2028a: 1\n", {"a": 1}),
    # A byte order mark within the text is a character like any other.
    ("a: x\ufeffy\n", {"a": "x\ufeffy"}),
    # Tabs between the tokens of flow collections.
    ("a: [1,\t2]\n", {"a": [1, 2]}),
    ("{\n\t'a':\t1\n}", {"a": 1}),
]


@pytest.mark.parametrize(("text", "value"), BOTH)
def test_what_both_parsers_make_of_it(parser: str, text: str, value: Any) -> None:
    """Corners of YAML in which both parsers agree, be it with YAML 1.2 or not."""
    document = only(text)
    assert exact(document.value) == exact(value)
    assert document.problems == []


REFUSED_BY_BOTH = [
    # YAML 1.2 allows a tab behind `-`, lines of blanks and tabs, and LS in blocks.
    "-\ta\n",
    "a:\n\t\n  b: 1\n",
    "a: |\n  x\u2028y\n",
    # An end marker without a document.
    "...\n",
]


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_what_both_parsers_refuse(parser: str, text: str) -> None:
    """Corners of YAML 1.2 that neither parser reads are findings."""
    assert [each.rule for each in only(text).problems] == ["yaml-syntax"]


DIFFERENT: list[tuple[str, Any, Any]] = [
    # Tabs behind values: the pure parser refuses what YAML 1.2 allows.
    ("a: 1\t\n", {"a": 1}, "broken"),
    ("a: 1\t# c\n", {"a": 1}, "broken"),
    ("a:\t1\n", {"a": 1}, "broken"),
    ('a: "x"\t\n', {"a": "x"}, "broken"),
    ("a: x\ty\n", {"a": "x\ty"}, "broken"),
    ("---\t\na: 1\n", {"a": 1}, "broken"),
    # Names of anchors may hold colons in YAML 1.2; libyaml stops there.
    ("- &a:b c\n", [":b c"], ["c"]),
    ("&a: b\n", {"": "b"}, "b"),
    # A comment needs a blank in front of it.
    ("a: |# c\n  x\n", {"a": "x\n"}, "broken"),
    # NEL, LS, and a byte order mark at the start of a line.
    ("a: b\x85c: d\n", {"a": "b", "c": "d"}, "broken"),
    ("---\n\ufeffa: 1\n", {"a": 1}, {"\ufeffa": 1}),
    # A list of one pair with a quoted key and no blank.
    ('["a":1]', [{"a": 1}], "broken"),
]


@pytest.mark.parametrize(("text", "fast", "pure"), DIFFERENT)
def test_where_the_parsers_differ(text: str, fast: Any, pure: Any) -> None:
    """The known differences between the two parsers; anything else that differs fails a property test."""
    pytest.importorskip("_ruamel_yaml")
    for wanted, alone in ((fast, False), (pure, True)):
        found = read(text, alone)
        assert exact("broken" if found[0].broken else found[0].value) == exact(wanted)


def test_a_refused_document_is_asked_about_once_more() -> None:
    """Behind a document that only the pure parser reads, all others keep their number and their places."""
    text = "a: 1\n...\nb: [https://x.y]\n---\nc: [d?]\n---\ne: 1\n"
    source = Source("message.yaml", text)
    found = list(documents(source))
    assert [document.value for document in found] == [
        {"a": 1},
        {"b": ["https://x.y"]},
        {"c": ["d?"]},
        {"e": 1},
    ]
    assert [document.index for document in found] == [0, 1, 2, 3]
    assert place(source, found[1].spans.value(("b", 0))) == "3:5-3:16"
    assert place(source, found[2].spans.value(("c", 0))) == "5:5-5:7"
