"""The language server over stdio, asked by a real client."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from casefiles import CASES
from click.testing import CliRunner
from editor import Editor, applied, in_editor, units, whole
from lsprotocol import types

from msglint import check
from msglint.cli import cli
from msglint.lsp.analysis import analyse
from msglint.lsp.configuration import Configuration
from msglint.lsp.desk import PAUSE, Desk
from msglint.lsp.idle import Idle
from msglint.lsp.parts import left
from msglint.measure import sms_parts
from msglint.source import Source

EXAMPLES = Path(__file__).parent.parent / "examples"
BROKEN = (EXAMPLES / "broken.yaml").read_text(encoding="utf-8")
SMS = """\
channel: sms
from: HARBOUR
to:
  - msisdn: ["+447700900101"]
content:
  type: text
  text: Ferry 12 leaves from pier B.
"""

Session = Callable[[Editor], Awaitable[None]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to open; its folder is a repository of its own."""
    (tmp_path / ".git").mkdir()
    return tmp_path / "message.yaml"


def all_of(text: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(text.count("\n") + 1, 0))


def at(text: str, mark: str = "|") -> tuple[str, types.Position]:
    """A text without its mark, and the position of the mark."""
    before, _, behind = text.partition(mark)
    line = before.rpartition("\n")[2]
    return before + behind, types.Position(before.count("\n"), len(units(line)))


def edits_of(action: types.CodeAction, uri: str) -> list[types.TextEdit]:
    """The edits of an action on one file, from either of the two forms."""
    assert action.edit is not None
    if action.edit.changes is not None:
        return list(action.edit.changes[uri])
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == uri
    return [each for each in change.edits if isinstance(each, types.TextEdit)]


async def actions(editor: Editor, uri: str, where: types.Range, only: Any = None) -> list[types.CodeAction]:
    shown = [each for each in editor.published if each.uri == uri][-1].diagnostics
    context = types.CodeActionContext(list(shown), only)
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
    found = await editor.text_document_code_action_async(params)
    return [each for each in found or () if isinstance(each, types.CodeAction)]


async def completed(editor: Editor, uri: str, position: types.Position) -> list[types.CompletionItem]:
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), position)
    found = await editor.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    return sorted(found.items, key=lambda each: each.sort_text or each.label)


async def hovered(editor: Editor, uri: str, position: types.Position) -> str | None:
    found = await editor.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), position)
    )
    if found is None:
        return None
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


async def outline(editor: Editor, uri: str) -> list[types.DocumentSymbol]:
    found = await editor.text_document_document_symbol_async(
        types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
    )
    return [each for each in found or () if isinstance(each, types.DocumentSymbol)]


def checked(folder: Path) -> list[dict[str, Any]]:
    """What `msglint check` says of a folder as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "msglint", "check", ".", "--output-format", "json", "--allow-empty"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


# ---- diagnostics ----


def test_diagnostics_are_those_of_check(file: Path) -> None:
    """Rule, place, severity, words, page: those of `check --output-format json` on the same files."""
    texts = {
        f"{number}{path.name}": path.read_bytes().decode("utf-8")
        for number, path in enumerate([*sorted(CASES.glob("*/bad*.yaml"))[:8], EXAMPLES / "broken.yaml"])
    }
    texts["emoji.yaml"] = SMS.replace("Ferry", "🎉🎉 Ferry").replace('"+447700900101"', "+447700900101, 🎉")
    texts["crlf.yaml"] = BROKEN.replace("\n", "\r\n")
    texts["cr.yaml"] = BROKEN.replace("\n", "\r")
    texts["other.yaml"] = "services:\n  web: {image: x}\n"
    for name, text in texts.items():
        (file.parent / name).write_bytes(text.encode())
    wanted = checked(file.parent)
    assert len({each["filename"] for each in wanted}) == len(texts) - 1

    async def session(editor: Editor) -> None:
        seen = []
        for name, text in texts.items():
            uri = (file.parent / name).as_uri()
            editor.open(uri, text)
            source = Source(name, text)
            seen += [as_json(each, source) for each in await editor.diagnostics(uri)]
        key = ("filename", "row", "column", "rule", "message")
        assert sorted(seen, key=lambda each: [each[name] for name in key]) == sorted(
            map(flat, wanted), key=lambda each: [each[name] for name in key]
        )

    in_editor(file.parent, session)


def flat(each: dict[str, Any]) -> dict[str, Any]:
    """A finding of the JSON report as the editor can tell it."""
    return {
        "filename": each["filename"],
        "rule": each["rule"],
        "severity": each["severity"],
        "message": f"{each['message']}. Hint: {each['hint']}" if each["hint"] else each["message"],
        "url": each["url"],
        "row": each["location"]["row"],
        "column": each["location"]["column"],
        "end_row": each["end_location"]["row"],
        "end_column": each["end_location"]["column"],
        "document": each["document"],
        "pointer": each["pointer"],
        "fix": each["fix"] and each["fix"]["applicability"],
    }


def as_json(each: types.Diagnostic, source: Source) -> dict[str, Any]:
    """A diagnostic of the editor with rows from 1 and columns in characters."""

    def column(position: types.Position) -> int:
        start = source.line_starts[position.line]
        line = source.text[start:].partition("\n")[0]
        return len(whole(units(line)[: position.character])) + 1

    assert each.source == "msglint"
    assert each.severity is not None
    assert each.code_description is not None
    assert each.data is not None
    return {
        "filename": source.name,
        "rule": each.code,
        "severity": {1: "error", 2: "warning", 3: "info"}[each.severity],
        "message": each.message,
        "url": each.code_description.href,
        "row": each.range.start.line + 1,
        "column": column(each.range.start),
        "end_row": each.range.end.line + 1,
        "end_column": column(each.range.end),
        **each.data,
    }


def test_a_burst_of_changes_gives_one_answer() -> None:
    """What is typed without a pause is judged once, in its last version, even while an earlier text is read."""
    published: list[tuple[int, str]] = []

    async def run() -> None:
        desk = Desk(lambda file, analysis: published.append((file.version, analysis.source.text)), fail)
        desk.open("x", "message.yaml", SMS, 1)
        await until(lambda: len(published) == 1)
        for version in range(2, 42):
            text = SMS.replace("sms", "sm" + "s" * version)
            desk.change("x", [types.TextDocumentContentChangeWholeDocument(text)], version)
        await until(lambda: len(published) == 2)
        desk.judge(desk.files["x"])
        desk.files["x"].source = Source("message.yaml", SMS * 2)
        await asyncio.sleep(0)  # the analysis begins
        desk.change("x", [types.TextDocumentContentChangeWholeDocument("a: b\n")], 42)
        await until(lambda: len(published) == 3)
        await asyncio.sleep(4 * PAUSE)

    asyncio.run(run())
    assert published == [(1, SMS), (41, SMS.replace("sms", "sm" + "s" * 41)), (42, "a: b\n")]


def fail(name: str, error: BaseException) -> None:
    raise error


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not happened():
            await asyncio.sleep(0.01)


def test_a_burst_of_keystrokes_over_stdio(file: Path) -> None:
    """Only versions that were the last for a while are told, each once and in order; the last one always."""

    async def session(editor: Editor) -> None:
        uri = file.as_uri()
        editor.open(uri, SMS)
        assert await editor.diagnostics(uri) == []
        for version in range(2, 42):
            editor.replace(uri, version, SMS.replace("sms", "sm" + "s" * version))
        found = await editor.diagnostics(uri, 41)
        assert str(found[0].range) == f"0:9-0:{9 + 2 + 41}"
        await asyncio.sleep(0.3)
        versions = [each.version or 0 for each in editor.published]
        assert versions == sorted(set(versions))
        assert versions[-1] == 41
        assert len(versions) <= 5  # where the machine is slow, the editor itself may have paused

    in_editor(file.parent, session)


def test_a_closed_file_has_no_diagnostics(file: Path) -> None:
    """Its diagnostics go, and what was under way does not come any more."""

    async def session(editor: Editor) -> None:
        uri = file.as_uri()
        editor.open(uri, BROKEN)
        assert await editor.diagnostics(uri)
        editor.replace(uri, 2, BROKEN + "x: y\n")
        editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert await editor.diagnostics(uri, None) == []
        await asyncio.sleep(0.3)
        assert [each.version for each in editor.published] == [1, None]

    in_editor(file.parent, session)


def test_tags(file: Path) -> None:
    """What is deprecated is struck through, what has no use faded, all else is plain."""
    text = "# msglint: ignore-file[too-long] x\n" + SMS.replace("sms", "smss")

    async def session(editor: Editor) -> None:
        editor.open(file.as_uri(), text)
        tags = {each.code: each.tags for each in await editor.diagnostics(file.as_uri())}
        assert list(tags["unused-suppression"] or ()) == [types.DiagnosticTag.Unnecessary]
        assert tags["unknown-value"] is None

    in_editor(file.parent, session)


@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-16", "utf-32"])
def test_positions_in_the_agreed_units(file: Path, encoding: str | None) -> None:
    """An emoji before the place counts two units of UTF-16, four bytes, or one character."""
    kinds = None if encoding is None else [types.PositionEncodingKind(encoding)]
    text = SMS.replace('["+447700900101"]', '["🎉", +447700900101]')

    async def session(editor: Editor) -> None:
        assert editor.answered is not None
        assert editor.answered.capabilities.position_encoding == (encoding or "utf-16")
        editor.open(file.as_uri(), text)
        (found,) = [each for each in await editor.diagnostics(file.as_uri()) if each.code == "plus-lost"]
        line = text.split("\n")[found.range.start.line]
        inside = units(line, encoding or "utf-16")[found.range.start.character : found.range.end.character]
        assert "".join(inside) == "+447700900101"

    in_editor(file.parent, session, encodings=kinds)


# ---- configuration ----


def test_configuration_as_in_check_and_read_anew(file: Path) -> None:
    """It is found from the file's folder upward, and holds anew when it is saved; a bad one is one message."""
    config = file.parent / ".msglint.yaml"
    folder = file.parent / "deep" / "down"
    folder.mkdir(parents=True)
    uri = (folder / "message.yaml").as_uri()
    text = SMS.replace("text: Ferry", "texxt: Ferry")
    save = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))

    async def session(editor: Editor) -> None:
        def rules(version: int) -> list[Any]:
            return [each.code for each in editor.published[-1].diagnostics]

        async def after(change: Callable[[], None]) -> list[Any]:
            count = len(editor.published)
            change()
            await editor.until(lambda: len(editor.published) > count)
            return rules(1)

        config.write_text("rules: {missing-field: off}\n", encoding="utf-8")
        assert "missing-field" not in await after(lambda: editor.open(uri, text))
        assert editor.registered[0].method == "workspace/didChangeWatchedFiles"

        config.write_text("rules: {}\n", encoding="utf-8")
        event = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
        watched = types.DidChangeWatchedFilesParams([event])
        assert "missing-field" in await after(lambda: editor.workspace_did_change_watched_files(watched))

        config.write_text("rules: {no-such-rule: off}\n", encoding="utf-8")
        assert "missing-field" in await after(lambda: editor.text_document_did_save(save))
        editor.replace(uri, 2, text + "\n")
        await editor.diagnostics(uri, 2)
        assert len(editor.shown) == 1
        assert ".msglint.yaml:1:9: no rule is called `no-such-rule`" in editor.shown[0]

        config.write_text("exclude: [deep/]\n", encoding="utf-8")
        assert await after(lambda: editor.text_document_did_save(save)) == []
        config.unlink()
        assert "missing-field" in await after(lambda: editor.text_document_did_save(save))

    in_editor(file.parent, session)


def test_a_configuration_is_judged_itself(file: Path) -> None:
    """Opened in the editor, it is checked like any document."""
    uri = (file.parent / ".msglint.yaml").as_uri()

    async def session(editor: Editor) -> None:
        editor.open(uri, "rules: {no-such-rule: off}\n")
        (found,) = await editor.diagnostics(uri)
        assert (found.code, str(found.range)) == ("unknown-field", "0:8-0:20")

    in_editor(file.parent, session)


# ---- hover ----


HOVERS = [
    (SMS.replace("channel", "chan|nel"), ["**Channel** (`channel`)", "one of `sms`, `rcs`"]),
    (SMS.replace("HARBOUR", "HAR|BOUR"), ["**Sender** (`from`)"]),
    (SMS.replace("from:", "callbackData: 🎉|x\nfrom:"), ["characters: at most 2000"]),
    (SMS.replace("text: Fe", "te|xt: Fe"), ["**Text** (`text`)", "characters: at most 4000"]),
    (SMS.replace("Ferry", "Fe|rry"), ["SMS: GSM alphabet, 28 septets, 1 part, 132 left"]),
    (SMS.replace("Ferry", "🎉 Fe|rry"), ["SMS: Unicode, 31 UTF-16 units, 1 part, 39 left"]),
    (SMS.replace("Ferry", "$(name) Fe|rry"), ["36 septets", "placeholders count as written"]),
    (SMS.replace("Ferry", "Fe|rry" + " aye" * 40), ["188 septets, 2 parts, 118 left in the last"]),
]


def test_hover(file: Path) -> None:
    """A field is explained by the schemas on its key and on its value; an SMS text is measured."""

    async def session(editor: Editor) -> None:
        for number, (text, words) in enumerate(HOVERS):
            uri = file.with_name(f"{number}.yaml").as_uri()
            plain, position = at(text)
            editor.open(uri, plain)
            said = await hovered(editor, uri, position)
            assert said is not None
            assert [word for word in words if word not in said] == [], text

    in_editor(file.parent, session)


def test_hover_says_what_follows_from_other_values(file: Path) -> None:
    """The text of a card is another field than the text of a message; an unknown key says nothing."""
    text = (EXAMPLES / "whatsapp.yaml").read_text(encoding="utf-8") + "nonsense: |x\n"

    async def session(editor: Editor) -> None:
        text_, position = at(text, "|x")
        editor.open(file.as_uri(), text_)
        assert await hovered(editor, file.as_uri(), position) is None

    in_editor(file.parent, session)


@pytest.mark.parametrize(
    "text", ["", "a" * 159, "a" * 160, "a" * 161, "a" * 152 + "€" + "a" * 150, "é" * 70, "東" * 71]
)
def test_room_in_the_last_part(text: str) -> None:
    """As many characters fit as are said, and one more makes a part more."""
    parts = sms_parts(text)
    room = left(text, parts)
    assert sms_parts(text + "a" * room).parts == parts.parts
    assert sms_parts(text + "a" * (room + 1)).parts == parts.parts + 1


# ---- completion ----

V1 = "deliverychannel: sms\nchannels:\n  sms:\n    senderid: A\n"


COMPLETIONS: list[tuple[str, list[str], list[str]]] = [
    ("|", ["deliverychannel", "channel"], []),
    ("# msglint: api=sms-v1\n|", ["from", "to"], ["channel"]),
    ("channel: sms\nfr|", ["from", "to"], ["channel"]),
    ("channel: sms\nfrom: A\n|\ncontent: {}\n", ["to", "appid"], ["content", "template", "from"]),
    ("channel: sms\ncontent:\n  |", ["type", "text"], ["channel"]),
    ("channel: sms\ncontent:\n  type: |\n  text: x\n", ["text", "unicode"], []),
    ("channel: sms\ncontent: {type: text, |", ["text"], ["type"]),
    ("channel: sms\ncontent: {type: u|}\n", ["text", "unicode"], []),
    ("channel: sms\nto:\n  - |\n", ["substitutions", "msisdn"], []),
    ("channel: sms\nrequestedReceipts:\n  - |\n", ["SUBMITTED", "SENT"], []),
    ("channel: sms\nrequestedReceipts: [SENT, |]\n", ["SUBMITTED", "SENT"], []),
    ('{"channel": "sms", "|"}', ["from", "to"], ["channel"]),
    ("channel: sms\nto: [\ncontent:\n  ty|\n  x: '\n", ["type", "text"], []),
    ("channel: rcs\noptions:\n  smsFallback: |\n", ["true", "false"], []),
    (V1 + "    |", ["text", "type"], ["senderid"]),
    (V1 + "    type: '3'\n    |", ["body", "text"], ["senderid"]),
    (V1 + '    type: "|"', ["1", "3", "4"], []),
    ("- deliverychannel: sms\n  channels:\n    sms:\n      |\n", ["senderid", "text"], []),
    ("a: [\n--- # second\nchannel: email\ncontent:\n  type: |", ["text", "html"], []),
    ("# ms|\n", ["msglint: api=", "msglint: ignore-file["], []),
    ("# msglint: re|\n", ["recipients=external"], ["api="]),
    ("# msglint: api=|\n", ["api=sms-v1", "api=v1"], []),
    ("channel: smss # msglint: ignore[|", ["missing-choice", "missing-field"], []),
    ("channel: sms # msglint: ignore[missing-field, sms-t|]", ["missing-choice"], ["missing-field"]),
]


def test_completion(file: Path) -> None:
    """Keys that may stand there, the needed ones first; values; directives and rules; in half-typed YAML too."""

    async def session(editor: Editor) -> None:
        for number, (text, first, never) in enumerate(COMPLETIONS):
            uri = file.with_name(f"{number}.yaml").as_uri()
            plain, position = at(text)
            editor.open(uri, plain)
            labels = [each.label for each in await completed(editor, uri, position)]
            assert [each for each in labels if each in first][: len(first)] == first, text
            assert labels[0] == first[0] or "ignore" in text, text
            assert [each for each in never if each in labels] == [], text

    in_editor(file.parent, session)


PUT_IN = [
    ("channel: sms\nfr|", "from", "channel: sms\nfrom: "),
    ("channel: sms\nfr|om: A\n", "from", "channel: sms\nfrom: A\n"),
    ("channel: sms\r\nto: []\r\nfr|\r\nx: y\r\n", "from", "channel: sms\r\nto: []\r\nfrom: \r\nx: y\r\n"),
    ("channel: sms\nx: 🎉\nco|\n", "content", "channel: sms\nx: 🎉\ncontent:\n"),
    (V1 + "    type: |\n", "4", V1 + '    type: "4"\n'),
    (V1 + '    type: "|"\n', "4", V1 + '    type: "4"\n'),
    ('{"channel": "sms", "fr|', "from", '{"channel": "sms", "from": '),
    ("x: 🎉 # msglint: ig|", "ignore[", "x: 🎉 # msglint: ignore["),
    ("# msglint: ignore-file[a, plus-l|", "plus-lost", "# msglint: ignore-file[a, plus-lost"),
]


def test_completion_puts_the_word_in(file: Path) -> None:
    """The word at the cursor is replaced; quotes and colons come where they are missing."""

    async def session(editor: Editor) -> None:
        for number, (text, label, after) in enumerate(PUT_IN):
            uri = file.with_name(f"{number}.yaml").as_uri()
            plain, position = at(text)
            editor.open(uri, plain)
            (item,) = [each for each in await completed(editor, uri, position) if each.label == label]
            assert isinstance(item.text_edit, types.TextEdit)
            assert applied(plain, [item.text_edit]) == after
            assert item.documentation or item.detail

    in_editor(file.parent, session)


SILENT = ["channel: sms\ncontent:\n  text: |-\n    come to ch@\n", "x: 'a # msglint: @'\n", "a: b\nc: @\n"]


def test_completion_is_silent_in_texts(file: Path) -> None:
    """Within the text of a message nobody wants keys, and of another file nothing is known."""

    async def session(editor: Editor) -> None:
        for number, text in enumerate(SILENT):
            uri = file.with_name(f"{number}.yaml").as_uri()
            plain, position = at(text, "@")
            editor.open(uri, plain)
            assert await completed(editor, uri, position) == [], text

    in_editor(file.parent, session)


# ---- fixes ----

FIXABLE = [
    BROKEN,
    BROKEN.replace("\n", "\r\n"),
    BROKEN.replace("desk@example.com", "🎉").replace("channel: email", "Channel: email # 🎉"),
    SMS.replace('["+447700900101"]', '["🎉", +447700900101, +447700900102]'),
]


def test_fix_all_is_msglint_fix(file: Path) -> None:
    """`source.fixAll.msglint`, applied by the editor, gives exactly the file that `msglint fix` writes."""

    async def session(editor: Editor) -> None:
        for number, text in enumerate(FIXABLE):
            path = file.with_name(f"{number}.yaml")
            uri = path.as_uri()
            path.write_bytes(text.encode())
            CliRunner().invoke(cli, ["fix", str(path)])
            wanted = path.read_bytes().decode()
            assert wanted != text
            editor.open(uri, text)
            await editor.diagnostics(uri)
            (action,) = await actions(editor, uri, all_of(text), ["source.fixAll"])
            assert action.kind == "source.fixAll.msglint"
            assert applied(text, edits_of(action, uri)) == wanted
            editor.replace(uri, 2, wanted)
            await editor.diagnostics(uri, 2)
            assert await actions(editor, uri, all_of(text), ["source.fixAll.msglint"]) == []

    in_editor(file.parent, session)


@pytest.mark.parametrize("versions", [True, False])
def test_quick_fix(file: Path, versions: bool) -> None:
    """A safe fix is preferred, and mends its diagnostic alone; the edit names the version where that is understood."""
    text = SMS.replace('["+447700900101"]', '["🎉", +447700900101]').replace("Ferry", "“Ferry”")

    async def session(editor: Editor) -> None:
        uri = file.as_uri()
        editor.open(uri, text, 7)
        (mine,) = [each for each in await editor.diagnostics(uri, 7) if each.code == "plus-lost"]
        found = await actions(editor, uri, mine.range, [types.CodeActionKind.QuickFix])
        (fix,) = [each for each in found if each.title == "quote it"]
        assert fix.is_preferred
        assert list(fix.diagnostics or ()) == [mine]
        assert applied(text, edits_of(fix, uri)) == text.replace("+447700900101]", '"+447700900101"]')
        assert fix.edit is not None
        assert (fix.edit.changes is None) == versions
        if versions:
            (change,) = fix.edit.document_changes or ()
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == 7
        unsafe = await actions(editor, uri, all_of(text), [types.CodeActionKind.QuickFix])
        (quotes,) = [each for each in unsafe if each.title.endswith("(unsafe)")]
        assert not quotes.is_preferred
        assert '"Ferry"' in applied(text, edits_of(quotes, uri))

    in_editor(file.parent, session, versions=versions)


IGNORED = [
    (SMS.replace("sms", "smss"), "unknown-value", "channel: smss # msglint: ignore[unknown-value]\n"),
    (
        SMS.replace("sms", "smss # msglint: ignore[plus-lost] why"),
        "unknown-value",
        "channel: smss # msglint: ignore[plus-lost, unknown-value] why\n",
    ),
    (
        "# msglint: ignore[plus-lost] why\n" + SMS.replace("sms", "smss"),
        "unknown-value",
        "# msglint: ignore[plus-lost, unknown-value] why\n",
    ),
    (
        SMS.replace("text: Ferry", "text: |\n    🎉 Hello\n    Ferry"),
        "sms-unicode-as-text",
        "  # msglint: ignore[sms-unicode-as-text]\n  text: |\n",
    ),
    (
        SMS.replace("text: Ferry 12", 'text: "🎉 Hello\n    Ferry').replace("B.", 'B."'),
        "sms-unicode-as-text",
        '  # msglint: ignore[sms-unicode-as-text]\n  text: "🎉 Hello\n',
    ),
    (
        SMS.replace("text: Ferry", "text: 🎉 Ferry"),
        "sms-unicode-as-text",
        "B. # msglint: ignore[sms-unicode-as-text]\n",
    ),
    (
        SMS.replace("sms", "smss").replace("\n", "\r\n"),
        "unknown-value",
        "channel: smss # msglint: ignore[unknown-value]\r\n",
    ),
]


def test_ignore_here(file: Path) -> None:
    """The comment stands where it is read as one, says no more than needed, and the finding is gone."""

    async def session(editor: Editor) -> None:
        for number, (text, rule, line) in enumerate(IGNORED):
            uri = file.with_name(f"{number}.yaml").as_uri()
            editor.open(uri, text)
            before = [each.code for each in await editor.diagnostics(uri)]
            assert rule in before
            found = await actions(editor, uri, all_of(text))
            (ignore,) = [each for each in found if each.title == f"ignore {rule} here"]
            assert not ignore.is_preferred
            after = applied(text, edits_of(ignore, uri))
            assert line in after
            editor.replace(uri, 2, after)
            now = {each.code for each in await editor.diagnostics(uri, 2)}
            assert now <= (set(before) - {rule}) | {"suppression-without-reason"}

    in_editor(file.parent, session)


def test_no_comment_is_put_into_json(file: Path) -> None:
    """JSON has no comments."""
    uri = file.with_suffix(".json").as_uri()

    async def session(editor: Editor) -> None:
        editor.open(uri, '{"channel": "smss"}')
        assert await editor.diagnostics(uri)
        assert [each.title for each in await actions(editor, uri, all_of("")) if "ignore" in each.title] == []

    in_editor(file.parent, session)


# ---- outline, hints ----


def test_symbols(file: Path) -> None:
    """Messages with channel and destinations; each range holds what it names, to the character."""
    text = "# 🎉\n" + BROKEN + "---\n- deliverychannel: sms\n  channels: {sms: {text: 🎉 x, type: '4'}}\n"

    async def session(editor: Editor) -> None:
        editor.open(file.as_uri(), text)
        found = await outline(editor, file.as_uri())
        names = ["message (v1)", "sms (v1)", "email (v2)", "sms (v1)"]
        assert [each.name for each in found] == names
        assert [each.detail for each in found][:3] == ["1 destination", "2 destinations", "1 destination"]
        assert [held(text, each.range).split("\n")[0] for each in found] == [
            "deliverychannel: WhatsApp",
            "deliverychannel: sms",
            "channel: email",
            "deliverychannel: sms",
        ]
        channels = next(each for each in found[3].children or () if each.name == "channels")
        (sms,) = channels.children or ()
        assert [(each.name, held(text, each.range)) for each in sms.children or ()] == [
            ("text", "text: 🎉 x"),
            ("type", "type: '4'"),
        ]
        assert held(text, sms.selection_range) == "sms"

    in_editor(file.parent, session)


def held(text: str, where: types.Range) -> str:
    """The characters of a range, lines ending at LF."""
    lines = [units(line) for line in text.split("\n")]
    start, end = where.start, where.end
    if start.line == end.line:
        return whole(lines[start.line][start.character : end.character])
    parts = [lines[start.line][start.character :], *lines[start.line + 1 : end.line]]
    return "\n".join(map(whole, [*parts, lines[end.line][: end.character]]))


def test_inlay_hints(file: Path) -> None:
    """Parts and room stand at the end of an SMS text; a range without its end has none."""
    text = SMS + "---\n" + SMS.replace("text: Ferry", "text: |\n    🎉\n    Ferry $(x)")

    async def session(editor: Editor) -> None:
        editor.open(file.as_uri(), text)
        document = types.TextDocumentIdentifier(file.as_uri())
        found = await editor.text_document_inlay_hint_async(types.InlayHintParams(document, all_of(text)))
        assert [(str(each.position), each.label) for each in found or ()] == [
            ("6:36", "1 part, 132 left"),
            ("16:37", "1 part, 33 left, as written"),
        ]
        head = types.Range(types.Position(0, 0), types.Position(3, 0))
        assert not await editor.text_document_inlay_hint_async(types.InlayHintParams(document, head))

    in_editor(file.parent, session)


def test_code_lens_is_off_until_it_is_switched_on(file: Path) -> None:
    """Off by default; on by the initialization options or a change of the settings."""

    async def lenses(editor: Editor) -> list[str]:
        found = await editor.text_document_code_lens_async(
            types.CodeLensParams(types.TextDocumentIdentifier(file.as_uri()))
        )
        return [each.command.title for each in found or () if each.command]

    async def session(editor: Editor) -> None:
        editor.open(file.as_uri(), SMS)
        assert await lenses(editor) == []
        settings = types.DidChangeConfigurationParams({"msglint": {"codeLens": True}})
        editor.workspace_did_change_configuration(settings)
        assert await lenses(editor) == ["1 destination, 1 part each"]
        assert editor.refreshed == 1

    async def switched_on(editor: Editor) -> None:
        editor.open(file.as_uri(), "# msglint: recipients=external\n" + SMS)
        assert await lenses(editor) == ["recipients in a file of their own, 1 part each"]

    in_editor(file.parent, session)
    in_editor(file.parent, switched_on, options={"codeLens": True})


# ---- while it is typed, and what is hostile ----


def test_broken_yaml_keeps_the_last_good_answers(file: Path) -> None:
    """The break is shown; hover, completion, outline, hints go on from what the text last said."""
    good = "# 🎉\n" + SMS

    async def session(editor: Editor) -> None:
        uri = file.as_uri()
        editor.open(uri, good)
        assert await editor.diagnostics(uri) == []
        broken = good.replace("from: HARBOUR", 'x: [🎉\nfrom: "HARBOUR')
        for version, text in ((2, good.replace("from:", "x: [🎉\nfrom:")), (3, broken)):
            editor.replace(uri, version, text)
            assert [each.code for each in await editor.diagnostics(uri, version)] == ["yaml-syntax"]
        _, position = at(broken.replace("Ferry", "Fe|rry"))
        said = await hovered(editor, uri, position)
        assert said is not None
        assert "132 left" in said
        (message,) = await outline(editor, uri)
        content = next(each for each in message.children or () if each.name == "content")
        assert held(broken, content.selection_range) == "content"
        (hint,) = (
            await editor.text_document_inlay_hint_async(
                types.InlayHintParams(types.TextDocumentIdentifier(uri), all_of(broken))
            )
            or ()
        )
        assert hint.position == at(broken.replace("pier B.", "pier B.|"))[1]
        items = await completed(editor, uri, at(broken.replace("type: text", "type: |text"))[1])
        assert [each.label for each in items] == ["text", "unicode"]

    in_editor(file.parent, session)


HOSTILE = {
    "deep": "[" * 100_000,
    "deep block": "".join(f"{' ' * depth}a:\n" for depth in range(2000)),
    "aliases": "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "a megabyte": SMS + "x:\n" + f"- {{a: b, c: {'x' * 180}}}\n" * 5_200,
    "a long line": "channel: sms\nfrom: " + "🎉" * 300_000,
    "marks": "\ufeff\x00\x01\ud800\u2028" * 100,
    "self": "a: &a [*a]\nchannel: sms\n",
}


def test_no_text_kills_the_server(file: Path) -> None:
    """It answers, and after that it works as before."""

    async def session(editor: Editor) -> None:
        for name, text in HOSTILE.items():
            uri = file.with_name(f"{name}.yaml").as_uri()
            editor.open(uri, text)
            await editor.diagnostics(uri)
            await outline(editor, uri)
            await hovered(editor, uri, types.Position(1, 3))
            await completed(editor, uri, types.Position(1, 3))
            await actions(editor, uri, types.Range(types.Position(0, 0), types.Position(2, 0)))
            editor.replace(uri, 2, BROKEN)
            assert len(await editor.diagnostics(uri, 2)) == 9
        assert editor.logged == []

    in_editor(file.parent, session)


def test_a_bug_is_a_sentence_in_the_log(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server lives on, says what to do, and shows no window."""
    plugin = file.parent / "sitecustomize.py"
    plugin.write_text(
        "import sys\n"
        "import msglint.lsp.hints as hints, msglint.lsp.features as features\n"
        "def fail(*args): raise ValueError('no luck')\n"
        "features.inlay_hints = fail\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(file.parent))

    async def session(editor: Editor) -> None:
        editor.open(file.as_uri(), BROKEN)
        document = types.TextDocumentIdentifier(file.as_uri())
        params = types.InlayHintParams(document, all_of(BROKEN))
        assert await editor.text_document_inlay_hint_async(params) is None
        await editor.until(lambda: bool(editor.logged))
        assert editor.logged[0].endswith(
            "message.yaml: a bug in msglint: ValueError: no luck; please report it"
        )
        assert editor.shown == []
        assert await editor.diagnostics(file.as_uri())

    in_editor(file.parent, session)


def test_a_crash_of_a_rule_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that brings a bug to light has no diagnostics, and the bug is told without a secret."""

    def fail(*args: Any, **more: Any) -> None:
        raise RecursionError("too deep at key=AKIAIOSFODNN7EXAMPLE")

    monkeypatch.setattr("msglint.lsp.analysis.lint", fail)
    found = analyse(Source("x.yaml", SMS), Configuration())
    assert found.diagnostics == []
    assert found.crash is not None
    assert found.crash.startswith("x.yaml: a bug in msglint: RecursionError: too deep")
    assert "AKIAIOSFODNN7EXAMPLE" not in found.crash


def test_messages_that_make_no_sense_are_passed_over(file: Path) -> None:
    """Changes of a file that is not open, questions about one, a notification that nobody knows."""

    async def session(editor: Editor) -> None:
        nowhere = file.with_name("nowhere.yaml").as_uri()
        editor.replace(nowhere, 3, SMS)
        assert await hovered(editor, nowhere, types.Position(0, 0)) is None
        editor.protocol.notify("no/such", {"a": 1})
        editor.change(
            file.as_uri(),
            1,
            types.TextDocumentContentChangePartial(
                types.Range(types.Position(10**9, 10**9), types.Position(0, 0)), "x"
            ),
        )
        editor.open("untitled:Untitled-1", BROKEN)
        assert len(await editor.diagnostics("untitled:Untitled-1")) == 9
        assert editor.shown == []

    in_editor(file.parent, session)


def test_it_ends_when_the_editor_is_gone(file: Path) -> None:
    """Its input is closed without a word: the process ends, and stdout held nothing but the protocol."""
    start = time.monotonic()
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
    done = subprocess.run(
        [sys.executable, "-m", "msglint", "lsp", "--stdio"],
        input=f"Content-Length: {len(body)}\r\n\r\n{body}".encode(),
        capture_output=True,
        cwd=file.parent,
        check=False,
        timeout=30,
    )
    assert time.monotonic() - start < 20
    assert (done.returncode, done.stderr) == (0, b"")
    head, _, rest = done.stdout.partition(b"\r\n\r\n")
    assert head.startswith(b"Content-Length: ")
    assert json.loads(rest)["result"]["serverInfo"]["name"] == "msglint"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_it_ends_when_interrupted(file: Path) -> None:
    """Ctrl-C ends it at once, although nothing more comes in."""
    words = [sys.executable, "-m", "msglint", "lsp"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stderr is not None
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
        server.stdin.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length")
        server.send_signal(signal.SIGINT)
        assert server.wait(10) == -signal.SIGINT
        assert server.stderr.read() == b""


def test_the_settings_of_the_page_can_be_copied() -> None:
    """Each JSON and TOML block of docs/editors.md is one, each message is right, and the command is the server's."""
    page = (EXAMPLES.parent / "docs" / "editors.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(json|toml|yaml)\n(.*?)```", page, re.DOTALL)
    assert {kind for kind, _ in blocks} == {"json", "toml", "yaml"}
    for kind, text in blocks:
        match kind:
            case "json":
                assert json.loads(text)
            case "toml":
                assert tomllib.loads(text)
            case _:
                assert check(Source("page.yaml", text)) == []
    helix = next(tomllib.loads(text) for kind, text in blocks if kind == "toml")
    assert [helix["language-server"]["msglint"][key] for key in ("command", "args")] == ["msglint", ["lsp"]]


def test_more_edits_than_are_kept() -> None:
    """After hundreds of edits of a broken text the good answers still stand where they belong."""

    async def run() -> None:
        desk = Desk(lambda file, analysis: None, fail)
        desk.open("x", "message.yaml", SMS, 1)
        await desk.analysis(desk.files["x"])
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        for version in range(2, 702):
            desk.change("x", [types.TextDocumentContentChangePartial(start, "{")], version)
            if version in (300, 650):
                await desk.analysis(desk.files["x"])
        view = await desk.view(desk.files["x"])
        assert view.now.broken
        assert len(view.drift.edits) < 100
        spot = view.spot(view.source.text.index("Ferry"))
        assert spot is not None
        assert spot.offset == SMS.index("Ferry")

    asyncio.run(run())


def test_garbage_is_collected_while_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, after a rest that each piece of work puts off; at once where there is very much of it."""
    collected: list[float] = []

    async def run() -> None:
        idle = Idle()
        idle.worked()
        await asyncio.sleep(0.1)
        assert collected == []  # Python does it itself
        monkeypatch.setattr("gc.isenabled", lambda: False)
        for _ in range(5):
            idle.worked()
            await asyncio.sleep(0.01)
        assert collected == []
        await until(lambda: bool(collected))
        await asyncio.sleep(0.1)
        assert len(collected) == 1
        monkeypatch.setattr("gc.get_count", lambda: (10**6, 0, 0))
        idle.worked()
        assert len(collected) == 2

    monkeypatch.setattr("msglint.lsp.idle._REST", 0.05)
    monkeypatch.setattr("gc.collect", lambda: collected.append(time.monotonic()))
    asyncio.run(run())


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pygls the command says in one sentence what to install."""
    for name in [name for name in sys.modules if name.startswith("msglint.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    done = CliRunner().invoke(cli, ["lsp"], standalone_mode=False)
    assert str(done.exception) == "msglint lsp needs more packages: pip install 'msglint[lsp]'"


def test_the_command_line_needs_no_protocol() -> None:
    """Nothing but the command itself imports the protocol's packages."""
    code = "import sys, msglint.cli.check; print([m for m in sys.modules if m.startswith(('pygls', 'lsprotocol'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
