"""Which request of an editor is answered by which part."""

from __future__ import annotations

from functools import partial
from typing import Any

from lsprotocol import types

from msglint.lsp.actions import KINDS, code_actions
from msglint.lsp.completion import completion
from msglint.lsp.hints import code_lenses, inlay_hints
from msglint.lsp.hover import hover
from msglint.lsp.server import Server
from msglint.lsp.symbols import symbols
from msglint.lsp.view import View

_TRIGGERS = [" ", "[", ",", "=", '"', "'"]


def server() -> Server:
    """A server with all its features."""
    made = Server()
    _listen(made)
    _answer_about_places(made)
    _answer_about_files(made)
    return made


def _listen(ls: Server) -> None:
    """What an editor says of its settings and of the files on disk."""

    @ls.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        _take(ls, params.initialization_options)

    @ls.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        can = ls.client_capabilities.workspace
        if can and can.did_change_watched_files and can.did_change_watched_files.dynamic_registration:
            watchers = [types.FileSystemWatcher("**/.msglint.yaml")]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            watch = types.Registration("msglint", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            ls.client_register_capability(types.RegistrationParams([watch]))

    @ls.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings(params: types.DidChangeConfigurationParams) -> None:
        if _take(ls, params.settings):
            can = ls.client_capabilities.workspace
            if can and can.code_lens and can.code_lens.refresh_support:
                ls.workspace_code_lens_refresh(None)

    @ls.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        ls.configuration_changed()

    @ls.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        ls.configuration_changed()  # the file may be one that a configuration extends


def _take(ls: Server, told: Any) -> bool:
    """Takes the settings of an editor, bare or under `msglint`; says whether something is another way now."""
    before = ls.code_lens
    told = _mapping(told)
    value = {**told, **_mapping(told.get("msglint"))}.get("codeLens")
    if isinstance(value, bool):
        ls.code_lens = value
    return ls.code_lens != before


def _mapping(value: Any) -> dict[str, Any]:
    """An object of an editor's settings, which come as named tuples or as they are."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    return value if isinstance(value, dict) else {}


def _answer_about_places(ls: Server) -> None:
    """What is asked of a position or a range."""

    @ls.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        return await ls.answer(params.text_document.uri, lambda view: hover(view, params.position))

    options = types.CompletionOptions(trigger_characters=_TRIGGERS)

    @ls.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    async def completed(params: types.CompletionParams) -> types.CompletionList | None:
        return await ls.answer(params.text_document.uri, lambda view: completion(view, params.position))

    kinds: list[Any] = list(KINDS)

    @ls.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def acted(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        uri = params.text_document.uri

        def look(view: View) -> list[types.CodeAction]:
            return code_actions(view, params, partial(ls.edit_of, uri, view))

        return await ls.answer(uri, look)


def _answer_about_files(ls: Server) -> None:
    """What is asked of a whole file."""

    @ls.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return await ls.answer(params.text_document.uri, symbols)

    @ls.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        return await ls.answer(params.text_document.uri, lambda view: inlay_hints(view, params.range))

    @ls.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lensed(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        return await ls.answer(params.text_document.uri, code_lenses) if ls.code_lens else []
