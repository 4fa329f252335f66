"""Thousands of random edits: the server's text is a plain model's, its diagnostics those of a fresh run."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest
from editor import Editor, in_editor
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from test_lsp_positions import position, splice, within_line_end

from msglint.linter import Options, lint
from msglint.lsp.actions import code_actions
from msglint.lsp.completion import completion
from msglint.lsp.desk import Desk
from msglint.lsp.diagnostics import diagnostic
from msglint.lsp.hints import code_lenses, inlay_hints
from msglint.lsp.hover import hover
from msglint.lsp.positions import Positions
from msglint.lsp.symbols import symbols
from msglint.lsp.view import View
from msglint.source import Source

SOAK = os.environ.get("MSGLINT_SOAK") == "1"

EXAMPLES = Path(__file__).parent.parent / "examples"
STARTS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.yaml"))]

PIECES = [
    *("🎉", "é", "東", "\u2028", "\x85", "\ufeff", "\t", "\x01", "’"),
    *("\n", "\r", "\r\n", "\n\n", " ", "  ", "- ", ": ", ":", "#", "---\n", "...\n"),
    *("{", "}", "[", "]", '"', "'", "|", ">", "&a ", "*a", "!!int ", "<<: *a\n", "? ", "%TAG\n"),
    *("channel: sms\n", "deliverychannel: sms\n", "  text: |\n    x\n", "+447700900123", "$(name)", "null"),
    *(
        "# msglint: ignore[plus-lost] x\n",
        "# msglint: api=v2\n",
        "content: {type: text}",
        "[" * 30,
        "x" * 200,
    ),
]

EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.just("")),
    min_size=1,
    max_size=20,
)


def edited(text: str, edit: tuple[float, int, str]) -> tuple[int, int, str]:
    """An edit's place in a text, never between the two characters of one line end."""
    start = round(edit[0] * len(text))
    end = min(start + edit[1], len(text))
    start, end = (each - within_line_end(text, each) for each in (start, end))
    return start, end, edit[2]


def change(text: str, edit: tuple[int, int, str], encoding: str) -> types.TextDocumentContentChangePartial:
    where = types.Range(position(text, edit[0], encoding), position(text, edit[1], encoding))
    return types.TextDocumentContentChangePartial(where, edit[2])


def look_everywhere(view: View, at: int) -> None:
    """All that an editor asks: nothing raises, every range lies in the text."""
    here = view.positions.position(at)
    everything = types.Range(types.Position(0, 0), types.Position(10**6, 0))
    found = hover(view, here)
    assert found is None or found.range is None or inside(view, found.range)
    for item in completion(view, here).items:
        assert isinstance(item.text_edit, types.TextEdit)
        assert inside(view, item.text_edit.range)
    for symbol in symbols(view):
        assert inside(view, symbol.range)
        check_symbol(symbol)
    for hint in inlay_hints(view, everything):
        assert inside(view, types.Range(hint.position, hint.position))
    for lens in code_lenses(view):
        assert inside(view, lens.range)
    context = types.CodeActionContext([], trigger_kind=types.CodeActionTriggerKind.Automatic)
    params = types.CodeActionParams(types.TextDocumentIdentifier("x"), types.Range(here, here), context)
    code_actions(view, params, lambda edits: types.WorkspaceEdit())


def check_symbol(symbol: types.DocumentSymbol) -> None:
    """The name lies within the symbol, as editors demand."""
    assert symbol.name
    ends = [(each.line, each.character) for each in (symbol.range.start, symbol.selection_range.start)]
    ends += [(each.line, each.character) for each in (symbol.selection_range.end, symbol.range.end)]
    assert ends == sorted(ends)
    for child in symbol.children or ():
        check_symbol(child)


def inside(view: View, where: types.Range) -> bool:
    """Whether a range is one of the text, to the unit."""
    return view.positions.range(*view.positions.span(where)) == where


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
@given(start=st.sampled_from(STARTS), crlf=st.booleans(), edits=EDITS, places=st.randoms())
@settings(max_examples=400 if SOAK else 12)
def test_random_edits(
    encoding: str, start: str, crlf: bool, edits: list[tuple[float, int, str]], places: random.Random
) -> None:
    """After each edit: the text of a plain model, and the diagnostics of a fresh run over it."""
    asyncio.run(type_in(encoding, start.replace("\n", "\r\n") if crlf else start, edits, places))


async def type_in(
    encoding: str, text: str, edits: list[tuple[float, int, str]], places: random.Random
) -> None:
    crashes: list[object] = []
    desk = Desk(lambda file, analysis: None, lambda name, error: crashes.append(error))
    desk.encoding = encoding
    desk.open("x", "nowhere/message.yaml", text, 1)
    file = desk.files["x"]
    await desk.analysis(file)
    for version, edit in enumerate(edits, 2):
        here = edited(text, edit)
        desk.change("x", [change(text, here, encoding)], version)
        text = splice(text, *here, encoding)
        assert file.source.text == text
        if places.random() < 0.3:
            continue  # typed on before anyone looked
        view = await desk.view(file)
        assert view.now.crash is None
        told = Options(view.now.options.now, named=False)
        fresh = lint(Source(file.source.name, text), told).diagnostics
        assert view.now.diagnostics == fresh
        positions = Positions(file.source, encoding)
        for each in fresh:
            assert diagnostic(each, positions).range == types.Range(
                position(text, each.start, encoding), position(text, each.end, encoding)
            )
        look_everywhere(view, places.randint(0, len(text)))
    desk.close("x")
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    assert not crashes


def test_random_edits_over_stdio(tmp_path: Path) -> None:
    """The same over the wire: after bursts of edits the last version has the diagnostics of a fresh run."""
    rounds = 400 if SOAK else 12

    async def session(editor: Editor) -> None:
        chance = random.Random(7)
        uri = (tmp_path / "message.yaml").as_uri()
        text = STARTS[0]
        editor.open(uri, text)
        version = 1
        for _ in range(rounds):
            for _ in range(chance.randint(1, 5)):
                here = edited(text, (chance.random(), chance.randint(0, 12), chance.choice(PIECES)))
                version += 1
                editor.change(uri, version, change(text, here, "utf-16"))
                text = splice(text, *here, "utf-16")
            found = await editor.diagnostics(uri, version)
            source = Source("x", text)
            wanted = [
                diagnostic(each, Positions(source))
                for each in lint(source, Options(Options.default().now, named=False)).diagnostics
            ]
            assert [(each.code, each.range, each.message) for each in found] == [
                (each.code, each.range, each.message) for each in wanted
            ]
            if chance.random() < 0.2:
                text = chance.choice(STARTS)
                version += 1
                editor.replace(uri, version, text)
        assert editor.logged == []

    in_editor(tmp_path, session)
