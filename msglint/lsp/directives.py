"""Completion within comments: what msglint can be told there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from msglint import catalog
from msglint.lsp.view import View
from msglint.request import APIS

_COMMENT = re.compile(r"(?:^|[ \t])#[ \t]*(?P<said>[^#\r\n]*)\Z")
_WORDS = {
    "api=": "The API of the message, where its keys do not tell.",
    "recipients=external": "The recipients are in a file of their own: `msglint send --recipients FILE`.",
    "ignore[": "Leave a finding of this line, or of the next one where the comment stands alone.",
    "ignore-file[": "Leave all findings of these rules in the file.",
}
_HEAD = "msglint: "


class Comment(NamedTuple):
    """A comment up to the cursor: what it says, and where that begins."""

    said: str
    start: int


def comment_at(view: View, offset: int) -> Comment | None:
    """The comment that is being typed; None where a `#` is text or none stands before the cursor."""
    row = view.source.position(offset)[0]
    start = view.source.line_starts[row - 1]
    match = _COMMENT.search(view.source.text[start:offset])
    if match is None:
        return None
    hash_at = start + match.start("said") - 1
    spot = view.spot(hash_at)
    if spot is not None:
        texts = spot.document.spans.texts()
        if any(span.start <= spot.offset < span.end for span in texts):
            return None
    return Comment(match["said"], start + match.start("said"))


def directives(view: View, comment: Comment, offset: int) -> Iterator[types.CompletionItem]:
    """What the comment may go on with."""
    said = comment.said
    if not said.startswith("msglint:"):
        if _HEAD.startswith(said):
            for each, what in _WORDS.items():
                yield _item(view, _HEAD + each, what, comment.start, offset)
        return
    rest = said.removeprefix("msglint:")
    inside = re.search(r"\bignore(?:-file)?[ \t]*\[(?P<ids>[^\]]*)\Z", rest)
    if inside is not None:
        yield from _rules(view, inside["ids"], offset)
        return
    begun = re.split(r"\s", rest)[-1]
    words = {f"api={api}": f"API {api}" for api in APIS} if begun.startswith("api=") else _WORDS
    for each, what in words.items():
        if each.startswith(begun):
            yield _item(view, each, what, offset - len(begun), offset)


def _rules(view: View, ids: str, offset: int) -> Iterator[types.CompletionItem]:
    """Rules that are not named yet, those that found something in the line or the next one first."""
    before, _, begun = ids.rpartition(",")
    begun = begun.lstrip()
    named = {each.strip() for each in before.split(",")}
    row = view.source.position(offset)[0]
    here = {
        each.rule for each in view.now.diagnostics if view.source.position(each.start)[0] in (row, row + 1)
    }
    for rule, entry in catalog.entries().items():
        if rule not in named:
            item = _item(view, rule, entry.summary, offset - len(begun), offset)
            item.sort_text = f"{0 if rule in here else 1}{rule}"
            item.preselect = rule in here or None
            yield item


def _item(view: View, word: str, what: str, start: int, end: int) -> types.CompletionItem:
    return types.CompletionItem(
        label=word,
        kind=types.CompletionItemKind.Keyword,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, what),
        filter_text=word,
        text_edit=types.TextEdit(view.positions.range(start, end), word),
    )
