"""Positions of the editor: lines of the protocol, columns in three units, and what an editor's change does."""

from __future__ import annotations

import pytest
from editor import place, units, whole
from hypothesis import example, given
from hypothesis import strategies as st
from lsprotocol import types
from strategies import more

from msglint.diagnostics import Edit, applied
from msglint.lsp.drift import Drift, narrow
from msglint.lsp.positions import Positions, changed
from msglint.source import Source

ENCODINGS = ("utf-8", "utf-16", "utf-32")

TEXTS = st.text(
    st.sampled_from("ab é🎉\u2028\u2029\x85\x0b\x0c\ufeff東\r\n") | st.characters(codec="utf-8"), max_size=40
)


def position(text: str, offset: int, encoding: str) -> types.Position:
    """A position by walking: what the protocol says, word for word."""
    line = column = at = 0
    while at < offset:
        if text[at : at + 2] == "\r\n":
            at, line, column = at + 2, line + 1, 0
        elif text[at] in "\r\n":
            at, line, column = at + 1, line + 1, 0
        else:
            column += len(units(text[at], encoding))
            at += 1
    return types.Position(line, column)


def within_line_end(text: str, offset: int) -> bool:
    return text[max(offset - 1, 0) : offset + 1] == "\r\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, data=st.data())
@more(5)
def test_there_and_back(encoding: str, text: str, data: st.DataObject) -> None:
    """A character's position is what the protocol says, and leads back to it."""
    offset = data.draw(st.integers(0, len(text)))
    if within_line_end(text, offset):
        offset -= 1
    positions = Positions(Source("x", text), encoding)
    found = positions.position(offset)
    assert found == position(text, offset, encoding)
    assert positions.offset(found) == offset


def test_the_example_of_the_protocol() -> None:
    """`a𐐀b`: b stands at 3 in UTF-16, at 5 in UTF-8, at 2 in UTF-32."""
    source = Source("x", "a𐐀b")
    columns = [Positions(source, each).position(2).character for each in ("utf-16", "utf-8", "utf-32")]
    assert columns == [3, 5, 2]


@pytest.mark.parametrize(
    ("line", "character", "offset"),
    [(0, 99, 2), (1, 0, 4), (1, 1, 4), (1, 2, 5), (1, 99, 5), (2, 0, 6), (2, 3, 6), (9, 9, 6)],
)
def test_positions_that_do_not_exist(line: int, character: int, offset: int) -> None:
    """Behind a line's end is its end, behind the text the text's end, within a character its start."""
    source = Source("x", "ab\r\n🎉\n")
    assert Positions(source, "utf-16").offset(types.Position(line, character)) == offset


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_only_line_ends_of_the_protocol_end_a_line(mark: str) -> None:
    """What other tools take for a line's end is a character like any other."""
    assert Positions(Source("x", f"a{mark}b")).position(2) == types.Position(0, 2)


def splice(text: str, start: int, end: int, new: str, encoding: str) -> str:
    """A text after a change, in units."""
    found = units(text, encoding)
    where = [place(found, position(text, each, encoding)) for each in (start, end)]
    found[where[0] : where[1]] = units(new, encoding)
    return whole(found, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, new=TEXTS, data=st.data())
@example(text="a\r", new="\n", data=None)
@more(5)
def test_a_change_does_what_the_protocol_says(
    encoding: str, text: str, new: str, data: st.DataObject | None
) -> None:
    """The text is that of a plain model, and the edit that is noted makes one of the other."""
    start = len(text) if data is None else data.draw(st.integers(0, len(text)))
    end = len(text) if data is None else data.draw(st.integers(start, len(text)))
    start, end = (each - within_line_end(text, each) for each in (start, end))
    where = types.Range(position(text, start, encoding), position(text, end, encoding))
    source, edit = changed(Source("x", text), types.TextDocumentContentChangePartial(where, new), encoding)
    assert source.text == splice(text, start, end, new, encoding)
    assert applied(text, [edit]) == source.text


def test_halves_of_a_character_become_one() -> None:
    """An editor may type the two units of a character one after the other."""
    source = Source("x", "ab")
    for at, half in ((1, "\ud83c"), (2, "\udf89")):
        where = types.Range(types.Position(0, at), types.Position(0, at))
        before = source.text
        source, edit = changed(source, types.TextDocumentContentChangePartial(where, half), "utf-16")
        assert applied(before, [edit]) == source.text
    assert source.text == "a🎉b"


def test_a_whole_text_is_noted_as_what_is_another() -> None:
    """An editor that sends all of the text has changed little of it."""
    source, edit = changed(
        Source("x", "one two"), types.TextDocumentContentChangeWholeDocument("one too"), "utf-16"
    )
    assert (source.text, edit) == ("one too", Edit(5, 6, "o"))


@given(old=TEXTS, new=TEXTS)
@more(5)
def test_narrow_is_an_edit_from_one_to_the_other(old: str, new: str) -> None:
    """It leaves what is the same at both ends."""
    edit = narrow(old, new)
    assert applied(old, [edit]) == new
    gone = old[edit.start : edit.end]
    assert not (gone and edit.content) or (gone[0] != edit.content[0] and gone[-1] != edit.content[-1])


@given(text=TEXTS, data=st.data())
@more(5)
def test_drift_follows_a_character(text: str, data: st.DataObject) -> None:
    """A character that no edit touches is found again, both ways."""
    text = f"{text}\U0010fffd{text}"
    now, drift = text, Drift()
    for _ in range(data.draw(st.integers(0, 4))):
        mark = now.index("\U0010fffd")
        low, high = data.draw(st.sampled_from([(0, mark), (mark + 1, len(now))]))
        start = data.draw(st.integers(low, high))
        edit = Edit(start, data.draw(st.integers(start, high)), data.draw(TEXTS).replace("\U0010fffd", ""))
        drift.add(edit)
        now = applied(now, [edit])
    assert drift.forth(text.index("\U0010fffd")) == now.index("\U0010fffd")
    assert drift.back(now.index("\U0010fffd")) == text.index("\U0010fffd")
