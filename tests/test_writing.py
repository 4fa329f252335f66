"""The way from a character of a scalar's text to the characters of the source that it is written with."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import more, read, written

from msglint.document import Document
from msglint.spans import Span
from msglint.writing import writing

BLOCKS = [
    ("a: |\n  x b\n", "b"),
    ("a: |-\n  x\n\n    b\nc: 1\n", "b"),
    ("a: |+\n  x\n   b\n\n\nc: 1\n", "b"),
    ("a: |1\n   x\n b\n", "b"),
    ("a: |-2 # b\n  x b\n", "b"),
    ("a: |\r\n  x\r\n\r\n  b\r\n", "b"),
    ("a: >\n  x\n  b\n", "b"),
    ("a: >-\n\n  x\n\n\n  b\n", "b"),
    ("a: >2+\n    x\n  b\n\n", "b"),
    ("a: >\n  x\n   - y\n   - b\n  z\n", "b"),
    ("a: >\r\n  x\r\n  b\r\n", "b"),
    ("- |\n b", "b"),
    ("a: &a !!str |\n  b\n", "b"),
    ("\ufeffa: |\n  x\n  b\n", "b"),
    ("--- 1\n--- \n- |\n  b\n", "b"),
    ("a: 'x''\n  \n  b'\n", "b"),
    ('a: "\\u0062\\\n   \\x62 \\n b"\n', " b"),
    ('a: "\\ud83d\\ude00b"\n', "b"),
    ("a: x\n\n  y b\n", "b"),
]


def scalars(text: str, pure: bool = False) -> list[tuple[int, Any, Document, Any]]:
    """Each text of a stream: its document's number, path, document, and event."""
    return [
        (document.index, path, document, event)
        for document in read(text, pure)
        for path, event in document.spans.scalars()
        if event is document.spans.node(path) and isinstance(event.value, str)
    ]


def check_characters(text: str, pure: bool, least: int) -> None:
    """Puts another letter in the place of each letter: just that letter of just that text is another one then."""
    found = 0
    for index, path, document, event in scalars(text, pure):
        if not event.style and "\n" not in document.spans.raw(path):
            continue
        for place, letter in enumerate(event.value):
            part = document.spans.part(path, place, place + 1)
            if part is None or not ("a" <= letter <= "z"):
                continue
            found += 1
            changed = f"{text[: part.start]}Z{text[part.end :]}"
            after = read(changed, pure)[index].spans.node(path).value
            assert after == f"{event.value[:place]}Z{event.value[place + 1 :]}", changed
    assert found >= least


@pytest.mark.parametrize(("text", "last"), BLOCKS)
def test_the_characters_of_texts_over_several_lines(text: str, last: str, parser: str) -> None:
    """Whatever the indentation, the header, and the line breaks: each character is found."""
    *_, (_, path, document, event) = scalars(text)
    place = event.value.rindex(last)
    part = document.spans.part(path, place, place + len(last))
    assert part is not None
    assert document.spans.raw_of(part) == last
    check_characters(text, False, 1)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """A block scalar of odd lines under a key, with the line behind it."""
    header = draw(st.sampled_from(["", "", "-", "+", "1", "2", "-1", "1+", " # c", "- "]))
    pieces = st.sampled_from(
        ["", " ", "   ", "a", "a b", " a", "\ta", "a ", "- a", "# a", "\t", "é🎉a", "a\u00a0b"]
    )
    lines = draw(
        st.lists(st.tuples(st.sampled_from(["", " ", "  ", "  ", "  "]), pieces), min_size=1, max_size=7)
    )
    body = "".join(f"{indent}{piece}\n" for indent, piece in lines)
    behind = draw(st.sampled_from(["", "z: 1\n", "# c\n"]))
    text = f"k: {draw(st.sampled_from('|>'))}{header}\n{body}{behind}"
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(blocks(), st.booleans())
@more(10)
def test_the_characters_of_any_block(text: str, pure: bool) -> None:
    """Where a block is read at all, a character that is found is the right one."""
    if not any(document.broken for document in read(text, pure)):
        check_characters(text, pure, 0)


@given(written(), st.booleans())
@more(5)
def test_every_text_of_usual_yaml_is_found(case: tuple[Any, str], pure: bool) -> None:
    """In YAML as people and programs write it there is no text whose characters are not certain."""
    for _, path, document, _event in scalars(case[1], pure):
        assert document.spans.writing(path)[1] is not None
    check_characters(case[1], pure, 0)


@pytest.mark.parametrize(
    ("raw", "style", "text"),
    [
        ("|\n  a\n", "|", "b\n"),
        ("|\n   \n  a\n", "|", "\na\n"),
        ("|", "|", ""),
        ("|\n\n\n", "|", ""),
        (">\n  a\n  b\n", ">", "a\nb\n"),
        ('"\\q"', '"', "q"),
        ('"\\UFFFFFFFF"', '"', "x"),
        ("'a\u2028b'", "'", "a b"),
    ],
)
def test_what_is_not_certain_is_not_said(raw: str, style: str, text: str) -> None:
    """Where the source does not give the text by the rules known here, no place is told."""
    assert writing(raw, style, text) is None


def test_no_characters_have_no_place() -> None:
    """An empty stretch, and one of an empty text."""
    for raw, style, text in (("''", "'", ""), ("a", "", "a")):
        found = writing(raw, style, text)
        assert found is not None
        assert found.stretch(0, 0) is None


@pytest.mark.parametrize("style", ["|", ">", '"'])
def test_many_places_in_a_long_text_take_linear_time(style: str) -> None:
    """Ten thousand findings in one text of ten thousand lines."""
    mark, end = (style, "") if style != '"' else ('"', '"')
    text = f"a: {mark}\n" + "  \\\\ b c\n" * 10_000 + f"  d{end}\n"
    (document,) = read(text)
    started = perf_counter()
    for place in range(10_000):
        assert isinstance(document.spans.part(("a",), place, place + 1), Span)
    assert perf_counter() - started < 3
