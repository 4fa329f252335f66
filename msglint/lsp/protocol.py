"""The protocol without pygls's own copy of each text, whose lines are not the protocol's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

if TYPE_CHECKING:
    from msglint.lsp.server import Server


class Protocol(LanguageServerProtocol):
    """Hands what an editor says of its texts to the desk."""

    _server: Server

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        """A file is opened."""
        document = params.text_document
        desk = self._server.desk
        desk.encoding = types.PositionEncodingKind(self.workspace.position_encoding).value
        desk.open(document.uri, to_fs_path(document.uri) or document.uri, document.text, document.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        """A file is typed in."""
        document = params.text_document
        self._server.desk.change(document.uri, params.content_changes, document.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        """A file is closed: its diagnostics go."""
        uri = params.text_document.uri
        if self._server.desk.close(uri) is not None:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
