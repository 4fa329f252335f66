"""What is said of the usual mishaps behind what is no YAML."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import nasty_texts, using_parser

from msglint.linter import Options, lint
from msglint.mishaps import mishap
from msglint.source import Source

OPTIONS = Options(now=datetime(2026, 6, 1, tzinfo=timezone.utc))

MISHAPS = {
    "a missing colon": (
        "deliverychannel: sms\ndestination\n  - msisdn: [x]\n",
        "destination",
        "a `:` is missing behind `destination`",
    ),
    "a missing colon, further in": (
        "a: 1\nb:\n  c: 2\n  text\n    d: 3\n",
        "text",
        "a `:` is missing behind `text`",
    ),
    "a missing colon below a comment": (
        "a: 1\nto  # them\n# they\n\n  - x: 1\n",
        "to",
        "a `:` is missing behind `to`",
    ),
    "the next line of a text": (
        "a: one\n  two\n  three: 3\n",
        None,
        "a `:` where no key can stand: the line above is no `key: value`",
    ),
    "an apostrophe": ("text: 'It's late.'\n", "'", "the text ends at this `'`, and more follows"),
    "an apostrophe in a list": ("- 'It's late.'\n", "'", "the text ends at this `'`, and more follows"),
    "a quote": ('text: "He said "hi" to us"\n', '"', 'the text ends at this `"`, and more follows'),
    "a key further right": (
        "channel: sms\n   from: HARBOUR\n",
        "from",
        "`from` is further right than `channel` above, which has a value already",
    ),
    "a key further left": (
        "to:\n  - a: 1\n content: {}\n",
        "content",
        "`content` begins in a column in which nothing above begins",
    ),
    "a key among items": (
        "to:\n  - a: 1\n  content:\n    b: 1\n",
        "content",
        "the key `content` stands among the items of a list",
    ),
}


@pytest.mark.parametrize("pure", [False, True], ids=["fast", "pure"])
@pytest.mark.parametrize("name", MISHAPS)
def test_a_mishap_is_named_where_it_happened(name: str, pure: bool) -> None:
    text, place, message = MISHAPS[name]
    with using_parser(pure):
        (found,) = lint(Source("x.yaml", f"# first\n---\n{text}"), OPTIONS).diagnostics
    assert (found.rule, found.message) == ("yaml-syntax", message)
    if place is not None:
        assert f"# first\n---\n{text}"[found.start : found.end] == place


@given(nasty_texts(), st.data())
def test_a_mishap_lies_within_its_document(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, offset))
    found = mishap(text, start, offset)
    assert found is None or start <= found.start < found.end <= len(text)
