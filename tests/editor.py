"""An editor for the tests: a client of the language server over stdio, with its own idea of texts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

SECONDS = 30
"""How long an editor waits before it takes the server for dead."""


def units(text: str, encoding: str = "utf-16") -> list[str]:
    """A text in the units of an encoding, as a list: the plain model of what positions count."""
    match encoding:
        case "utf-32":
            return list(text)
        case "utf-8":
            data = text.encode("utf-8", "surrogatepass")
            return [chr(each) for each in data]
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(data), 2)]


def whole(found: list[str], encoding: str = "utf-16") -> str:
    """The text of a list of units."""
    if encoding == "utf-8":
        return bytes(map(ord, found)).decode("utf-8", "surrogatepass")
    return "".join(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def place(found: list[str], position: types.Position) -> int:
    """The index of a position among the units of a text."""
    line, at = 0, 0
    while line < position.line:
        each = found[at]
        at += 2 if each == "\r" and found[at + 1 : at + 2] == ["\n"] else 1
        line += each in "\r\n"
    return at + position.character


def applied(text: str, edits: list[types.TextEdit], encoding: str = "utf-16") -> str:
    """A text after edits as the protocol defines them: all of them refer to the text before."""
    found = units(text, encoding)
    places = [(place(found, each.range.start), place(found, each.range.end), each.new_text) for each in edits]
    for start, end, new in sorted(places, key=lambda each: each[:2], reverse=True):
        assert start <= end <= len(found)
        found[start:end] = units(new, encoding)
    return whole(found, encoding)


class Editor(LanguageClient):
    """A client that keeps what the server publishes, shows, and logs."""

    def __init__(self, encodings: list[types.PositionEncodingKind] | None = None) -> None:
        super().__init__("test-editor", "1")
        self.published: list[types.PublishDiagnosticsParams] = []
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.registered: list[types.Registration] = []
        self.refreshed = 0
        self.news = asyncio.Condition()
        self.encodings = encodings
        self.answered: types.InitializeResult | None = None
        self._listen()

    def _listen(self) -> None:
        hear = self.protocol.fm.add_builtin_feature
        hear(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self._heard(lambda each: self.published.append(each)))
        hear(types.WINDOW_SHOW_MESSAGE, self._heard(lambda each: self.shown.append(each.message)))
        hear(types.WINDOW_LOG_MESSAGE, self._heard(lambda each: self.logged.append(each.message)))
        hear(
            types.CLIENT_REGISTER_CAPABILITY,
            self._heard(lambda each: self.registered.extend(each.registrations)),
        )
        hear(types.WORKSPACE_CODE_LENS_REFRESH, self._heard(self._refresh))

    def _refresh(self, params: Any) -> None:
        self.refreshed += 1

    def _heard(self, keep: Callable[[Any], None]) -> Callable[[Any], Awaitable[None]]:
        async def heard(params: Any) -> None:
            keep(params)
            async with self.news:
                self.news.notify_all()

        return heard

    async def start(self, folder: Path, options: Any = None, versions: bool = True) -> None:
        """Starts the server in a folder."""
        await self.start_io(sys.executable, "-m", "msglint", "lsp", cwd=folder)
        watch = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        edit = types.WorkspaceEditClientCapabilities(document_changes=versions)
        lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
        capabilities = types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=edit, did_change_watched_files=watch, code_lens=lens
            ),
            general=types.GeneralClientCapabilities(position_encodings=self.encodings),
        )
        self.answered = await self.initialize_async(
            types.InitializeParams(capabilities, root_uri=folder.as_uri(), initialization_options=options)
        )
        self.initialized(types.InitializedParams())

    async def until(self, happened: Callable[[], bool]) -> None:
        """Waits for something to be told."""

        async def wait() -> None:
            async with self.news:
                await self.news.wait_for(happened)

        await asyncio.wait_for(wait(), SECONDS)

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Opens a file with a text."""
        item = types.TextDocumentItem(uri, "yaml", version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Types something."""
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    def replace(self, uri: str, version: int, text: str) -> None:
        """Puts another text in place of all there was."""
        self.change(uri, version, types.TextDocumentContentChangeWholeDocument(text))

    async def diagnostics(self, uri: str, version: int | None = 1) -> list[types.Diagnostic]:
        """The diagnostics of a version of a file, once they are there."""

        def found() -> list[types.PublishDiagnosticsParams]:
            return [each for each in self.published if each.uri == uri and each.version == version]

        await self.until(lambda: bool(found()))
        return list(found()[-1].diagnostics)

    async def end(self) -> None:
        """Ends the server as an editor does."""
        await self.shutdown_async(None)
        self.exit(None)
        stopped: Awaitable[None] = self.stop()  # type: ignore[no-untyped-call]
        await stopped


def in_editor(
    folder: Path,
    session: Callable[[Editor], Awaitable[None]],
    options: Any = None,
    encodings: list[types.PositionEncodingKind] | None = None,
    versions: bool = True,
) -> Editor:
    """Runs a session with a server started in a folder, which it must survive."""

    async def run() -> Editor:
        editor = Editor(encodings)
        await editor.start(folder, options, versions)
        await session(editor)
        process = editor._server
        assert process is not None
        assert process.returncode is None, "the server died"
        await asyncio.wait_for(editor.end(), SECONDS)
        assert process.stderr is not None
        assert not await process.stderr.read()
        return editor

    return asyncio.run(run())
