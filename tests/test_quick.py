"""The law of `quick`: what it gives, the parser and the builder give too, and have nothing to complain of."""

from __future__ import annotations

import gc
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from casefiles import all_cases
from hypothesis import example, given
from strategies import case_texts, exact, more, mutated_cases, nasty_texts, paths, using_parser

from msglint import quick
from msglint.document import Document
from msglint.linter import Options, lint
from msglint.source import Source
from msglint.spans import Spans
from msglint.stream import documents, use_quick

SOAK = os.environ.get("MSGLINT_SOAK") == "1"
EXAMPLES = Path(__file__).parent.parent / "examples"


@contextmanager
def builder_alone() -> Iterator[None]:
    """Every document read by the parser and the builder within a block."""
    use_quick(False)
    try:
        yield
    finally:
        use_quick(True)


def read_with(text: str, builder: bool) -> list[Document]:
    """The documents of a text, with the quick reader or by the builder alone."""
    source = Source("message.yaml", text)
    if not builder:
        return list(documents(source))
    with builder_alone():
        return list(documents(source))


def facts(document: Document) -> tuple[Any, ...]:
    """All of a document but its places."""
    return (
        exact(document.value),
        document.index,
        document.start,
        document.end,
        document.broken,
        document.problems,
    )


def places(document: Document) -> list[Any]:
    """The place of every value and key of a document, and what else its nodes tell."""
    spans = document.spans
    return [
        (path, spans.value(path), spans.key(path), spans.caret(path), spans.style(path), spans.is_alias(path))
        for path, _ in paths(document.value)
    ] + spans.texts()


def check_law(text: str, with_places: bool = True) -> int:
    """Reads a text both ways and compares; the number of documents that the parser was not asked about."""
    found, expected = read_with(text, builder=False), read_with(text, builder=True)
    assert [facts(each) for each in found] == [facts(each) for each in expected]
    unasked = [each for each in found if not isinstance(each.places, Spans)]
    assert not any(each.problems or each.broken for each in unasked)
    if with_places:
        for one, other in zip(found, expected, strict=True):
            assert places(one) == places(other)
    return len(unasked)


# ---- what it reads ----

SURE: dict[str, Any] = {
    "a: b\n": {"a": "b"},
    "a: b": {"a": "b"},
    "---\na: b\n": {"a": "b"},
    "--- # now\na: b\n": {"a": "b"},
    "# above\n\n  # above\na: b # behind\n  # below\n": {"a": "b"},
    "a: b\r\nc:\r\n- d\r\n": {"a": "b", "c": ["d"]},
    "  a: b\n  c: d\n": {"a": "b", "c": "d"},
    "a: x # y\nb: x#y\nc: x:y\nd: http://x.example/#y\n": {
        "a": "x",
        "b": "x#y",
        "c": "x:y",
        "d": "http://x.example/#y",
    },
    "a: yes\nb: true\nc: 12\nd: -1.5\ne: 0x1F\nf: 1 May\ng: 2026-01-01\nh: nothing\n": {
        "a": "yes",
        "b": True,
        "c": 12,
        "d": -1.5,
        "e": 31,
        "f": "1 May",
        "g": "2026-01-01",
        "h": "nothing",
    },
    "a: \"b # c: d\"\nb: 'it''s' # c\nc: \"say \\\"x\\\"\\n\\\\\"\nd: ''\n": {
        "a": "b # c: d",
        "b": "it's",
        "c": 'say "x"\n\\',
        "d": "",
    },
    "\"a\": 1\n'b c': 2\n": {"a": 1, "b c": 2},
    "a:\n- b\n- c\nd:\n  - e\n": {"a": ["b", "c"], "d": ["e"]},
    "- a:\n  - b: c\n    d: e\n  f:\n    g: h\n- i\n": [{"a": [{"b": "c", "d": "e"}], "f": {"g": "h"}}, "i"],
    "a: [b, 'c', \"d\", 1, true, [], {}]\n": {"a": ["b", "c", "d", 1, True, [], {}]},
    'a: [ { b: ["+1"] }, {c: {d: e f}} ] # g\n': {"a": [{"b": ["+1"]}, {"c": {"d": "e f"}}]},
    '{\n  "a": [\n    "b", 1\n  ],\n  "c": {}\n}\n': {"a": ["b", 1], "c": {}},
    "a: |\n  b\n\n    c: d # e\n\nf: g\n": {"a": "b\n\n  c: d # e\n", "f": "g"},
    "- a: |-\n    b\n    c\n\n  d: e\n": [{"a": "b\nc", "d": "e"}],
    "a: >- # f\n  b\n  c\nd: >\n  e\n": {"a": "b c", "d": "e\n"},
    "a: é\nb: 🎉 x\nc: お荷物\n": {"a": "é", "b": "🎉 x", "c": "お荷物"},
}

NOT_SURE = [
    *("a", "a:\n", "a: ~\n", "a: null\n", "- \n", "---\n", "a:\nb: c\n", "null: a\n", "true: a\n", "1: a\n"),
    *(
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "<<: {a: b}\n",
        "? a\n: b\n",
        "a: {{b}}\n",
        "a: %b\n",
        "a: @b\n",
    ),
    *("a:\tb\n", "a: b\t# c\n", "a: b: c\n", "a: b\n  c\n", "a: 'b\n  c'\n", 'a: "b\n  c"\n', "a: b\n...\n"),
    *("a: b\na: c\n", "a:\n  b: c\n  b: d\n", "a: {b: c, b: d}\n", "a:\n  b: c\n d: e\n", "a: b\n c: d\n"),
    *("a: +447700900123\n", "a: 007\n", "a: [007]\n", "a: .inf\n", "a: 1e999\n", "a: " + "1" * 500 + "\n"),
    *('a: "\\u00e9"\n', 'a: "b" c\n', "a: [b] c\n", "a: [b\n", "a: [b, , c]\n", "a: [b, ]\n", "a: [b: c]\n"),
    *(
        "a: [https://b.example]\n",
        "a: [b?]\n",
        "a: {b}\n",
        "a: {b: }\n",
        "[a, b]: c\n",
        "- - a\n",
        "-  a: b\n",
    ),
    *(
        "a: |2\n   b\n",
        "a: |+\n  b\n",
        "a: |\n\n  b\n",
        "a: |\n  b\n   \n",
        "a: >\n  b\n\n  c\n",
        "a: |\nb: c\n",
    ),
    *(
        "a: b\u2028c\n",
        "a: b\x85c\n",
        "\ufeffa: b\n",
        "a: b\rc: d\n",
        "a: b\n\tc: d\n",
        "%YAML 1.2\n---\na: b\n",
    ),
    *("a:\n" + "  " * 31 + "b: c\n", "a: " + "[" * 40 + "]" * 40 + "\n", "a" * 200 + ": b\n", "- a\nb: c\n"),
]


@pytest.mark.parametrize("text", SURE)
def test_what_is_plainly_written_is_read(parser: str, text: str) -> None:
    """These texts are read without the parser, to what it says of them too."""
    assert exact(quick.value(text)) == exact(SURE[text])
    assert check_law(text) == 1


@pytest.mark.parametrize("text", NOT_SURE)
def test_whatever_is_not_certain_is_left_to_the_parser(parser: str, text: str) -> None:
    """Each of these needs the parser, for its value or for what is wrong with it."""
    assert quick.value(text) is quick.NOT_SURE
    check_law(text)


@pytest.mark.parametrize("text", ["", "\n", "# a\n", "  # a\n\n# b", "\r\n# a\r\n"])
def test_comments_are_no_document(parser: str, text: str) -> None:
    """Blank lines and comments hold no document for either reader."""
    assert quick.value(text) is quick.NOTHING
    check_law(text)


def test_nearly_all_messages_are_plainly_written() -> None:
    """The reader is of use: of the case files and the examples it leaves few to the parser."""
    cases = [case.text for case in all_cases() if case.good]
    examples = [path.read_text("utf-8") for path in EXAMPLES.glob("*.yaml") if path.stem != "broken"]
    texts = [text for text in cases + examples if "\n---" not in text.lstrip("\n")]
    left = [text for text in texts if quick.value(text.lstrip("\n")) is quick.NOT_SURE]
    assert len(left) < 0.1 * len(texts)


# ---- the law ----


def check_both_parsers(text: str) -> None:
    """The law with each parser."""
    for pure in (False, True):
        with using_parser(pure):
            check_law(text)


@given(mutated_cases())
@more(5)
def test_law_on_mutated_messages(text: str) -> None:
    """After any slip of the keyboard both readers agree, or the quick one is silent."""
    check_both_parsers(text)


@given(nasty_texts())
@more(10)
@example("a: b\n---\n# c\n---\n- d\n...\ne: f\n")
@example("# a\n---\nb: c\n---\n\n---\nd: *e\n")
def test_law_on_any_text(text: str) -> None:
    """Of any text whatever both readers say the same."""
    check_both_parsers(text)


PIECES = [
    *" \t\n\r:#-?,[]{}&*!|>'\"%@`\\<~.=+_$()/0179aefntxyNTF",
    *(
        "é",
        "晴",
        "\xa0",
        "\x85",
        "\u2028",
        "\ufeff",
        "🙂",
        "  ",
        "\n\n",
        ": ",
        " #",
        "- ",
        "---\n",
        "...\n",
        "null",
    ),
    *(
        "true",
        "<<",
        "|",
        "|-\n",
        ">-",
        "\n  ",
        "\n    ",
        "''",
        '""',
        "\\n",
        "\\u00e9",
        "\r\n",
        "!!str ",
        "{{x}}",
    ),
    *(
        "007",
        "+44770090",
        "0x1f",
        ".inf",
        "-0",
        "? ",
        "%YAML 1.2\n",
        "# c\n",
        "\n#c",
        "[a, b]",
        "{a: b}",
        "&a ",
    ),
]


def mutant(chance: random.Random, text: str) -> str:
    """A text after one to five slips: characters, lines, indentation, a second text behind it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        at = chance.randrange(len(text) + 1)
        lines = text.split("\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(8):
            case 0 | 1 | 2:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 3:
                text = text[:at] + text[at + chance.randrange(1, 4) :]
            case 4:
                text = text[:at] + chance.choice(PIECES) + text[at + 1 :]
            case 5:
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
            case 6:
                by = chance.choice((-2, -1, 1, 2, 4))
                lines[one] = " " * by + lines[one] if by > 0 else lines[one][-by:]
                text = "\n".join(lines)
            case _:
                text += chance.choice(list(SURE))
    return text


def test_law_on_many_mutants(parser: str) -> None:
    """Thousands of slips in plainly written texts, of which many leave them plainly written."""
    seed = random.randrange(1 << 32) if SOAK else 0
    chance = random.Random(seed)
    messages = case_texts()
    count = 40_000 if SOAK else 1_000
    unasked = 0
    for number in range(count):
        text = mutant(chance, chance.choice(list(SURE) if number % 4 else messages))
        try:
            unasked += check_law(text, with_places=number % 4 == 0)
        except AssertionError as failure:
            raise AssertionError(f"seed {seed}: {text!r}") from failure
    assert unasked > count / 10


def test_verdicts_are_the_same_with_both_readers(parser: str) -> None:
    """Every case file has the same findings at the same places, whoever reads it."""
    options = Options(now=datetime(2026, 6, 1, tzinfo=timezone.utc))
    for text in case_texts()[:: 1 if SOAK else 15]:
        source = Source("message.yaml", text)
        found = lint(source, options).diagnostics
        with builder_alone():
            assert lint(source, options).diagnostics == found


# ---- what it costs ----


def test_places_are_found_when_somebody_asks() -> None:
    """A clean document has no places until then, and keeps those it was asked for."""
    (document,) = documents(Source("message.yaml", "a: b\n"))
    assert not isinstance(document.places, Spans)
    assert document.spans.value(("a",)) == (3, 4)
    assert document.spans is document.spans


def test_documents_are_no_garbage_for_the_collector() -> None:
    """A document goes as soon as nobody holds it, its places included."""
    source = Source("message.yaml", "---\na: b\nc:\n- d\n" * 50)
    gc.collect()
    gc.disable()
    try:
        assert all(each.spans.has(("a",)) for each in documents(source))
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "piece",
    [
        "x" * 9,
        "x: ",
        'x"',
        " #x",
        "  ",
        "x:y",
        "\\n",
        "''",
        "\n",
        "\n    # x",
        "\n  x",
        '\n- "x"',
        "[",
        "x, ",
    ],
)
@pytest.mark.parametrize("start", ["a: ", 'a: "', "a: '", "a: [", "a: |\n  x", "# ", "", "{"])
def test_no_text_takes_long(start: str, piece: str) -> None:
    """No text makes the patterns go back and forth: half a million characters take a second at most."""
    text = start + piece * (500_000 // len(piece))
    began = time.process_time()
    quick.value(text)
    assert time.process_time() - began < 1
