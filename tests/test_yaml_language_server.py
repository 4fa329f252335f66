"""The schemas in an editor without msglint: the real yaml-language-server over stdio."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from json_rpc import Client
from test_cli import msglint

from msglint import check
from msglint.source import Source

pytestmark = pytest.mark.slow

V1, V2 = (
    "# yaml-language-server: $schema=.msglint/v1.json\n",
    "# yaml-language-server: $schema=.msglint/v2.json\n",
)
SMS = 'channel: sms\nfrom: HARBOUR\nto: [{msisdn: ["+447700900101"]}]\ncontent: {type: text, text: Gate 3 is open.}\n'
SETTINGS = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}},
    "http": {"proxy": "", "proxyStrictSSL": False},
    "[yaml]": {},
    "editor": {},
    "files": {},
}


class Editor:
    """An editor in a folder to which `msglint schema --bundle` has written, with the modeline of the README."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.count = 0

    def open(self, text: str) -> tuple[str, list[dict[str, Any]]]:
        """Opens a new file; gives its URI and what is wrong with it."""
        self.count += 1
        file = self.folder / f"{self.count}.yaml"
        file.write_text(text, encoding="utf-8")
        return file.as_uri(), self.client.open(file.as_uri(), text)

    def hover(self, text: str, line: int, character: int) -> str:
        at = {"textDocument": {"uri": self.open(text)[0]}, "position": {"line": line, "character": character}}
        return str(self.client.ask("textDocument/hover", **at)["contents"]["value"])

    def offered(self, text: str) -> dict[str, dict[str, Any]]:
        """What is offered at the mark `|` of a text, by label."""
        before, _, after = text.partition("|")
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        at = {
            "textDocument": {"uri": self.open(before + after)[0]},
            "position": {"line": line, "character": column},
        }
        return {each["label"]: each for each in self.client.ask("textDocument/completion", **at)["items"]}


@pytest.fixture(scope="module")
def editor(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    assert msglint("schema", "--bundle", ".msglint", cwd=folder).returncode == 0
    program = (
        node_modules / ".bin" / ("yaml-language-server.cmd" if os.name == "nt" else "yaml-language-server")
    )
    client = Client([str(program), "--stdio"], folder, SETTINGS)
    yield Editor(client, folder)
    client.end()


def test_a_good_message_has_no_diagnostic(editor: Editor) -> None:
    """The schema is found by the modeline, read, and understood."""
    assert editor.open(V2 + SMS)[1] == []


def test_a_broken_message_has_diagnostics_at_their_places(editor: Editor) -> None:
    """A wrong type at the value, an unknown channel, a missing field; by the schema that was named."""
    found = editor.open(
        V2 + SMS.replace("HARBOUR", "4").replace("sms", "smoke").replace("text: G", "txt: G")
    )[1]
    places = {(each["range"]["start"]["line"], each["range"]["start"]["character"]) for each in found}
    assert {(1, 9), (2, 6)} <= places
    assert all("msglint" in str(each.get("source", "")) or "yaml-schema" in each["source"] for each in found)
    found = editor.open(V2 + SMS.replace("content: ", "contents: "))[1]
    assert any("content" in each["message"] for each in found)
    found = editor.open(V1 + SMS)[1]
    assert any("deliverychannel" in each["message"] for each in found)


def test_hover_shows_title_and_description(editor: Editor) -> None:
    """The texts of the schema, for a key at the root and for one below a condition."""
    text = editor.hover(V2 + SMS, 2, 2)
    assert "Sender" in text
    assert "app id" in text
    message = "deliverychannel: sms\nchannels:\n  sms:\n    senderid: HARBOUR\n    text: Gate 3 is open.\n"
    assert "160 GSM characters" in editor.hover(
        V1 + message + 'destination: [{msisdn: ["+447700900101"]}]\n', 5, 6
    )


def test_keys_are_completed(editor: Editor) -> None:
    """Keys at the root with their descriptions; in the block of a channel those of the channel."""
    offered = editor.offered(V2 + SMS + "|")
    assert {"sendAt", "correlationId", "notifyUrl"} <= set(offered)
    assert "UTC" in str(offered["sendAt"]["documentation"])
    offered = editor.offered(V1 + "deliverychannel: sms\nchannels:\n  sms:\n    te|\n")
    assert "text" in offered
    assert "1024 characters" in str(offered["text"]["documentation"])


def test_values_are_completed(editor: Editor) -> None:
    """Values of an enum with their text, and those that may be written in any case."""
    assert set(editor.offered(V2 + "channel: |\n")) == {"sms", "rcs", "email", "mms", "voice"}
    offered = editor.offered(V2 + "channel: sms\ncontent:\n  type: |\n")
    assert {"text", "unicode"} <= set(offered)
    assert "GSM" in str(offered["text"]["documentation"])
    assert "whatsapp" in editor.offered(V1 + "deliverychannel: |\n")


@pytest.mark.parametrize(("modeline", "count"), [(V1, 2), (V2, 2)])
def test_snippets_are_right_messages(editor: Editor, modeline: str, count: int) -> None:
    """A whole message is offered in an empty file; filled in as it stands, nothing is wrong with it."""
    snippets = [
        each for each in editor.offered(modeline + "|").values() if each["label"].startswith(("a ", "an "))
    ]
    assert len(snippets) == count
    for each in snippets:
        text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", each["insertText"]) + "\n"
        assert "$" not in text
        assert check(Source("snippet.yaml", text)) == [], text
        assert editor.open(modeline + text)[1] == [], text


def test_the_configuration_has_a_schema_too(editor: Editor) -> None:
    """As `msglint init` writes it: clean, with completion."""
    assert shutil.which("node")
    folder = editor.folder / "project"
    assert msglint("init", str(folder), cwd=editor.folder).returncode == 0
    text = (folder / ".msglint.yaml").read_text(encoding="utf-8")
    assert editor.open(text)[1] == []
    modeline = "# yaml-language-server: $schema=.msglint/config.json\n"
    assert {"extends", "rules", "overrides", "account"} <= set(editor.offered(modeline + "|"))
    assert editor.open(modeline + "extends: 4\n")[1] != []
