"""The server: its open files, what it tells the editor, and what it was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from msglint import __version__
from msglint.diagnostics import Edit
from msglint.lsp.analysis import Analysis, bug
from msglint.lsp.desk import Desk, OpenFile
from msglint.lsp.diagnostics import diagnostic
from msglint.lsp.idle import Idle
from msglint.lsp.positions import Positions
from msglint.lsp.protocol import Protocol
from msglint.lsp.view import View
from msglint.secrets import hidden

Answer = TypeVar("Answer")


class Server(LanguageServer):
    """A language server for message files."""

    def __init__(self) -> None:
        super().__init__("msglint", __version__, protocol_cls=Protocol)
        self.desk = Desk(self._publish, self.failed)
        self.idle = Idle()
        self.code_lens = False
        self._shown: set[str] = set()

    def _publish(self, file: OpenFile, analysis: Analysis) -> None:
        if analysis.crash is not None:
            self.log(analysis.crash)
        if analysis.trouble is not None and analysis.trouble not in self._shown:
            self._shown.add(analysis.trouble)
            message = f"msglint: {analysis.trouble}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
        positions = Positions(analysis.source, self.desk.encoding)
        found = [diagnostic(each, positions) for each in analysis.diagnostics]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(file.uri, found, file.version))
        self.idle.worked()

    def configuration_changed(self) -> None:
        """Has the configuration read anew, and all files judged by it."""
        self._shown.clear()
        self.desk.configuration.forget()
        self.desk.judge_all()

    async def answer(self, uri: str, look: Callable[[View], Answer]) -> Answer | None:
        """What a look at an open file finds; None, and a line in the log, where it fails."""
        file = self.desk.files.get(uri)
        if file is None:
            return None
        try:
            return await self.desk.answer(file, look)
        except Exception as error:
            self.failed(file.source.name, error)
            return None
        finally:
            self.idle.worked()

    def edit_of(self, uri: str, view: View, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Edits of a file, for the version that they were made for where the editor takes versions."""
        made = [
            types.TextEdit(view.positions.range(edit.start, edit.end), edit.content)
            for edit in sorted(edits, key=lambda edit: edit.start)
        ]
        can = self.client_capabilities.workspace
        if can is None or can.workspace_edit is None or not can.workspace_edit.document_changes:
            return types.WorkspaceEdit(changes={uri: made})
        document = types.OptionalVersionedTextDocumentIdentifier(uri, view.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(made))])

    def failed(self, name: str, error: BaseException) -> None:
        """A bug of msglint: one sentence in the editor's log."""
        self.log(bug(name, error))

    def log(self, sentence: str) -> None:
        """One sentence in the editor's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, sentence))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """An editor's message that cannot be understood is a line in the log, not a window."""
        said = (str(error).splitlines() or [type(error).__name__])[0]
        self.log(f"msglint: a message of the editor was passed over: {hidden(said)}")
