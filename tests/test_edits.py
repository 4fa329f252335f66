"""Edits of YAML at known places: what is written is read back, and nothing else changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from casefiles import CASES, cases_of
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import (
    case_values,
    containers,
    exact,
    more,
    mutated_cases,
    mutated_values,
    nasty_texts,
    paths,
    read,
    texts,
    written,
)

from msglint.diagnostics import Change, Edit, Fix, LocatedFix
from msglint.diagnostics import Path as Steps
from msglint.document import Document
from msglint.edits import locate, quoted, scalar
from msglint.events import SURROGATE
from msglint.linter import Options, lint
from msglint.source import Source

OPTIONS = Options(now=datetime(2026, 6, 1, tzinfo=timezone.utc))
CONTEXTS = [
    "a: {}\n",
    "- {}\n",
    "--- {}\n",
    "[{}]\n",
    "{{a: {}, b: 1}}\n",
    "a: {} # c\nb: 1\n",
    "- [b, {} ]\n",
]

one_line = st.one_of(texts(), st.text("ab :#-?,[]{}&*!|>'\"%@`\\~=<.0+é🎉", max_size=10)).filter(
    lambda text: text.isprintable() or text == ""
)
"""Texts of one line that may stand in a file as they are."""


def first_scalar(text: str) -> Any:
    """The first scalar of a text's one document, keys left out."""
    (document,) = read(text)
    assert document.problems == []
    return next(
        value for _, value in paths(document.value) if not isinstance(value, dict | list) and value != "b"
    )


# ---- scalars ----


@pytest.mark.parametrize("context", CONTEXTS)
@given(text=one_line)
@example(text='say "hi"')
@example(text='it\'s \\ a "quote"')
@example(text="+447700900123")
@example(text="")
def test_a_quoted_text_is_read_back(context: str, text: str) -> None:
    """A text in quotes is that text, wherever in YAML it stands."""
    assume(text != "b")
    assert first_scalar(context.format(quoted(text))) == text


@pytest.mark.parametrize("style", ["", "'", '"'])
@pytest.mark.parametrize("context", CONTEXTS)
@given(text=one_line)
@example(text="no")
@example(text="12")
@example(text="a b")
@example(text="$(name)")
@example(text="https://example.com/a?b=c#d")
def test_a_text_in_each_style_is_read_back(context: str, style: str, text: str) -> None:
    """A text written in the style of the scalar it replaces is that text, wherever in YAML it stands."""
    assume(text != "b")
    made = scalar(text, style)
    assert first_scalar(context.format(made)) == text
    assert made[:1] == style or not style


@pytest.mark.parametrize("style", ["", "'", '"', "|", ">"])
@pytest.mark.parametrize("context", CONTEXTS)
@given(text=st.one_of(texts(), nasty_texts()), pure=st.booleans())
@example(text="\n", pure=False)
@example(text="a\r\nb\t", pure=True)
@example(text="\x00\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff🎉", pure=False)
@example(text="...", pure=False)
@example(text='"\x85\\', pure=False)
def test_any_text_in_any_style_is_read_back(context: str, style: str, text: str, pure: bool) -> None:
    """Also line breaks, control characters, and what ends a line for some: one line of usual characters is written."""
    assume(text != "b" and not SURROGATE.search(text))
    made = scalar(text, style)
    assert all(c >= " " and c not in "\x7f\x85\u2028\u2029\ufeff" for c in made)
    (document,) = read(context.format(made), pure)
    assert document.problems == []
    assert text in [value for _, value in paths(document.value) if isinstance(value, str)]


def test_half_a_character_is_escaped() -> None:
    """Half of a pair of UTF-16 units has no form but an escape, in which it is found and complained of."""
    assert scalar("a\ud800") == '"a\\ud800"'
    (document,) = read(scalar("a\ud800"), pure=True)
    assert document.value == "a\ud800"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        *(
            (text, True)
            for text in ("a", "text", "contactPolicy", "OTT-Messaging", "a b", "$(name)", "1.2.3", "yes")
        ),
        *(
            (text, False)
            for text in ("", "12", "true", "null", "~", "1e3", ".5", "0x1F", "+44", "-", "- a", "a: b")
        ),
        *(
            (text, False)
            for text in (
                "a #b",
                " a",
                "a ",
                "?",
                "*a",
                "&a",
                "!a",
                "[a]",
                "{a}",
                "a,b",
                "'a'",
                "@a",
                "%a",
                ".inf",
            )
        ),
    ],
)
def test_a_text_is_quoted_where_yaml_needs_it(text: str, plain: bool) -> None:
    """A plain scalar stays plain as long as it is read as the same text."""
    assert (scalar(text) == text) is plain


# ---- changes ----


def changed(document: Document, change: Change) -> str | None:
    """A document's text after one change, or None where the change has no edit."""
    fix = locate(Fix("x", (change,)), document.spans, ())
    return None if fix is None else applied(document.source.text, fix)


def applied(text: str, fix: LocatedFix) -> str:
    """A text after a fix; its edits lie within the text and do not overlap."""
    end = len(text)
    for edit in sorted(fix.edits, key=lambda edit: -edit.start):
        assert 0 <= edit.start <= edit.end <= end
        end = edit.start
        text = text[: edit.start] + edit.content + text[edit.end :]
    return text


def at(value: Any, path: Steps) -> Any:
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


Place = tuple[Document, Steps, Any]


def is_scalar(value: Any, path: Steps) -> bool:
    """Whether a scalar stands at a path."""
    return not isinstance(at(value, path), dict | list)


@st.composite
def places(draw: st.DrawFn, fits: Callable[[Any, Steps], bool] = lambda value, path: bool(path)) -> Place:
    """A document in some style, a path in it that fits, and a copy of its value.

    Without anchors: what a fix of an anchored value does to its aliases is another question.
    """
    value = draw(
        containers().filter(lambda value: any(path and fits(value, path) for path, _ in paths(value)))
    )
    path = draw(st.sampled_from([path for path, _ in paths(value) if path and fits(value, path)]))
    _, text = draw(written(st.just(value), most=1, anchors=False))
    (document,) = read(text)
    return document, path, copy.deepcopy(value)


def check_change(text: str | None, wanted: Any) -> None:
    """The text after a change holds the wanted value; a change may be refused."""
    if text is not None:
        (document,) = read(text)
        assert exact(document.value) == exact(wanted), text


@given(places(is_scalar), one_line)
@more(3)
def test_replacing_a_scalar(place: Place, text: str) -> None:
    """`replace` puts a text in place of a scalar, in its style, and changes no other value."""
    document, path, value = place
    at(value, path[:-1])[path[-1]] = text
    check_change(changed(document, Change("replace", path, text)), value)


@given(places(is_scalar), st.one_of(texts(), nasty_texts()))
@more(3)
def test_replacing_a_scalar_by_any_text(place: Place, text: str) -> None:
    """The same holds for line breaks and control characters, in every style."""
    document, path, value = place
    assume(not SURROGATE.search(text))
    at(value, path[:-1])[path[-1]] = text
    check_change(changed(document, Change("replace", path, text)), value)


_SWAPS = str.maketrans({"a": "Z", "b": "–", "x": "...", "y": '"', "-": "", "🎉": ": ", "é": "'", " ": "\xa0"})


@given(places(lambda value, path: isinstance(at(value, path), str)), st.data())
@more(6)
def test_swapping_characters_of_a_text(place: Place, data: st.DataObject) -> None:
    """A new wording of a text changes that text and nothing else."""
    document, path, value = place
    old = at(value, path)
    swapped = [letter.translate(_SWAPS) if data.draw(st.booleans()) else letter for letter in old[:40]]
    new = "".join(swapped) + old[40:]
    at(value, path[:-1])[path[-1]] = new
    check_change(changed(document, Change("replace", path, new)), value)


BLOCKS: dict[str, tuple[str, str, str]] = {
    "literal": ("a: |\n  x – y\n  “z”\nb: 1\n", 'x - y\n"z"\n', 'a: |\n  x - y\n  "z"\nb: 1\n'),
    "literal, kept": ("a: |+\n  x…\n\n\nb: 1\n", "x...\n\n\n", "a: |+\n  x...\n\n\nb: 1\n"),
    "literal, CRLF": ("a: |-\r\n  x –\r\n   y\r\n", "x -\n y", "a: |-\r\n  x -\r\n   y\r\n"),
    "literal, digit": ("a: |1-\n   –\n  y", "  -\n y", "a: |1-\n   -\n  y"),
    "folded": ("a: > # c\n  x –\n  “y”\n\n  z\n", 'x - "y"\nz\n', 'a: > # c\n  x -\n  "y"\n\n  z\n'),
    "double": ('a: "x\\u2013\n  “y” \\\n  z"', 'x- "y" z', 'a: "x-\n  \\"y\\" \\\n  z"'),
    "single": ("a: 'x ‘y’\n  z’'", "x 'y' z'", "a: 'x ''y''\n  z'''"),
    "plain": ("a: x –\n  y…\nb: 1\n", "x - y...", "a: x -\n  y...\nb: 1\n"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_characters_within_texts_of_several_lines(name: str) -> None:
    """A text keeps its lines, its style, and every byte but those of the characters that are other ones."""
    before, new, after = BLOCKS[name]
    (document,) = read(before)
    assert changed(document, Change("replace", ("a",), new)) == after


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("a: |\n  b\n", "b"),
        ("a: |\n  b\n", "b\nc\n"),
        ("a: |\n  \u2007b\n", " b\n"),
        ("a: |\n  \u2007\n  b\n", " \nb\n"),
        ("a: >\n  b\n  \u2007c\n", "b  c\n"),
        ("a: >\n  b\n  c\n", "b\nc\n"),
        ("a: b\n  c–\n", "c: c\n"),
        ("a: b\n  c–\u200b d\n", "b c: d"),
        ("a: b\n  c “d\n", "b c #d"),
        ("a: b\n  –\n", "b "),
        ("'a\n--– b'\n", "a --- b"),
    ],
)
def test_new_wordings_that_the_lines_do_not_bear(text: str, new: str) -> None:
    """Where the new characters would be read as another text, or touch a line break, there is no edit."""
    (document,) = read(text)
    path = () if isinstance(document.value, str) else ("a",)
    assert changed(document, Change("replace", path, new)) is None


@given(places(is_scalar))
@more(4)
def test_quoting_a_scalar(place: Place) -> None:
    """`quote` makes a text of what is written unquoted, and changes no other value; `0x1F` is not what a text would say."""
    document, path, value = place
    raw = document.spans.raw(path)
    assume(raw and not document.spans.style(path))
    at(value, path[:-1])[path[-1]] = raw
    text = changed(document, Change("quote", path))
    if raw.startswith(("0x", "0o")):
        assert text is None
        return
    assert text is not None
    check_change(text, value)


@given(
    places(lambda value, path: isinstance(path[-1], str)), st.sampled_from(["renamed", "renamedKey", "x_y"])
)
@more(3)
def test_renaming_a_key(place: Place, name: str) -> None:
    """`rename` puts another key in the place of one, in its style, and changes nothing else."""
    document, path, value = place
    holder = at(value, path[:-1])
    renamed = {name if key == path[-1] else key: item for key, item in holder.items()}
    holder.clear()
    holder.update(renamed)
    text = changed(document, Change("rename", path, name))
    assert text is not None
    check_change(text, value)


@given(places())
@more(5)
def test_removing_an_entry(place: Place) -> None:
    """`remove` takes a key with its value, or an item, away, and changes nothing else."""
    document, path, value = place
    del at(value, path[:-1])[path[-1]]
    check_change(changed(document, Change("remove", path)), value)


@given(places(lambda value, path: isinstance(at(value, path), dict)))
@more(3)
def test_inserting_a_key(place: Place) -> None:
    """`insert` adds a key with its value to a mapping, and changes nothing else."""
    document, path, value = place
    at(value, path)["inserted"] = "x y"
    check_change(changed(document, Change("insert", (*path, "inserted"), '"x y"')), value)


CHANGES: dict[str, tuple[str, Change, str]] = {
    "remove a line": ("a: 1\nb: 2 # c\nd: 3\n", Change("remove", ("b",)), "a: 1\nd: 3\n"),
    "remove a block": (
        "a:\n  b: 1\n  c:\n  - d\n  - e\nf: 2\n",
        Change("remove", ("a", "c")),
        "a:\n  b: 1\nf: 2\n",
    ),
    "remove from braces": ("{a: 1, b: 2, c: 3}", Change("remove", ("b",)), "{a: 1, c: 3}"),
    "remove the last in braces": ("{a: 1, b: 2 }", Change("remove", ("b",)), "{a: 1 }"),
    "remove an item": ("- a\n- b\n- c\n", Change("remove", (1,)), "- a\n- c\n"),
    "insert a line": ("a:\n  b: 1\nc: 2\n", Change("insert", ("a", "d"), "x"), "a:\n  b: 1\n  d: x\nc: 2\n"),
    "insert into braces": ("{a: 1}", Change("insert", ("d",), "x"), "{a: 1, d: x}"),
    "insert at the end": ("a: 1", Change("insert", ("d",), "x"), "a: 1\nd: x"),
    "rename a key of JSON": ('{"a":1}', Change("rename", ("a",), "b"), '{"b":1}'),
    "insert into JSON": ('{"a":1}', Change("insert", ("b",), '"x"'), '{"a":1, "b": "x"}'),
    "insert into CRLF": ("a: 1\r\nb: 2\r\n", Change("insert", ("c",), "x"), "a: 1\r\nb: 2\r\nc: x\r\n"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes(name: str) -> None:
    """What each verb makes of a small file, to the character."""
    text, change, wanted = CHANGES[name]
    (document,) = read(text)
    assert changed(document, change) == wanted


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a: &x 1\nb: *x\n", Change("quote", ("b",))),
        ("a: &x {c: 1}\nb: *x\n", Change("replace", ("b", "c"), "y")),
        ("a: &x {c: 1}\nb: *x\n", Change("rename", ("b", "c"), "y")),
        ("a: &x {c: 1, d: 2}\nb: *x\n", Change("remove", ("b", "c"))),
        ("a: |\n  b\n", Change("replace", ("a",), "c")),
        ("a: b\n  c\n", Change("quote", ("a",))),
        ("a:\n", Change("quote", ("a",))),
        ("a: 1\n", Change("remove", ("a",))),
        ("a: &x 1\nb: *x\nc: 2\n", Change("remove", ("a",))),
        ("a:\n  ? b\n  : 1\n", Change("insert", ("a", "c"), "2")),
        ("a: 1\n", Change("rename", ("b",), "c")),
        ("- a\n", Change("rename", (0,), "c")),
        ("a: 1\n", Change("insert", ("a",), "2")),
        ("- a\n", Change("insert", (0, "b"), "2")),
        ("a: !!int 1\n", Change("quote", ("a",))),
        ("a: !!int 1\n", Change("replace", ("a",), "2")),
        ("!!int 1: a\n", Change("rename", ("1",), "1")),
        ("{: a}\n", Change("rename", ("",), "b")),
    ],
)
def test_changes_that_are_refused(text: str, change: Change) -> None:
    """Where a change would touch another place, or there is nothing to change, there is no edit."""
    (document,) = read(text)
    assert changed(document, change) is None


def test_one_refused_change_refuses_the_fix() -> None:
    """A fix is made whole or not at all, and starts at the path it was given."""
    (document,) = read("a:\n  b: 1\n  c:\n")
    good, bad = Change("quote", ("b",)), Change("quote", ("c",))
    assert locate(Fix("x", (good, bad)), document.spans, ("a",)) is None
    assert locate(Fix("x", (good,)), document.spans, ("a",)) == LocatedFix("x", "safe", (Edit(8, 9, '"1"'),))


# ---- fixes of findings ----


def check_fixes(text: str) -> int:
    """Applies each fix of a text alone: the finding is gone, and nothing that was read is broken."""
    source = Source("message.yaml", text)
    before = lint(source, OPTIONS).diagnostics
    broken = {each.rule for each in before} & {
        "yaml-syntax",
        "too-deep",
        "alias-bomb",
        "cyclic-alias",
        "undefined-alias",
    }
    count = 0
    for each in before:
        if each.fix is None:
            continue
        count += 1
        after = lint(Source("message.yaml", applied(text, each.fix)), OPTIONS).diagnostics
        # Out of a list with three equal items one is taken: the next then stands in its place.
        same = [(one.rule, one.path, one.document, one.message) for one in (*after, each)]
        rules = [[one.rule for one in found].count(each.rule) for found in (before, after)]
        assert same.count(same[-1]) == 1 or rules[1] < rules[0]
        assert {one.rule for one in after} & {"yaml-syntax", "duplicate-key"} <= broken | {
            one.rule for one in before
        }
    return count


@pytest.mark.parametrize(
    "file", sorted(CASES.glob("*/bad*.yaml")), ids=lambda file: file.relative_to(CASES).as_posix()
)
def test_each_fix_of_a_bad_case_mends_its_finding(file: Any) -> None:
    """Applied alone, each fix takes its own finding away and breaks nothing."""
    for case in cases_of(file):
        check_fixes(case.text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1: x\n", {"1": "x"}),
        ("{1: x, ~: y, true: z}", {"1": "x", "~": "y", "true": "z"}),
        ("? 0x1F\n: x\n", {"0x1F": "x"}),
        ("&a 1: x\n", {"1": "x"}),
        (": x\n", {"": "x"}),
        ("? # c\n: x\n", {"": "x"}),
        ("!!int '3': x\n", {"3": "x"}),
        ("a: &k 3\n*k : x\n", {"a": 3, "3": "x"}),
    ],
)
def test_the_fix_of_a_key_that_is_no_text(text: str, wanted: Any) -> None:
    """A number, truth value, or null as key becomes the text as it is written, or has no fix."""
    for each in lint(Source("message.yaml", text), OPTIONS).diagnostics:
        if each.rule == "non-string-key" and each.fix is not None:
            (document,) = read(applied(text, each.fix))
            assert set(document.value) <= set(wanted)


@given(mutated_cases())
@more(6)
def test_each_fix_of_a_mutated_message_mends_its_finding(text: str) -> None:
    """The same holds after any slip of the keyboard."""
    check_fixes(text)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@given(value=st.one_of(mutated_values(), st.sampled_from(case_values())))
@more(4)
@example(value={"correlationId": "a", "deliverychannel": "sms", "destination": [], "channels": {}})
@example(value={"deliverychanel": "sms", "destination": [], "channels": {}})
def test_json_stays_json(separators: tuple[str, str], value: Any) -> None:
    """After a fix, a message written as JSON is still JSON, and the finding is gone."""
    text = json.dumps(value, separators=separators, ensure_ascii=False)
    check_fixes(text)
    for each in lint(Source("message.json", text), OPTIONS).diagnostics:
        if each.fix is not None:
            json.loads(applied(text, each.fix))
