"""The open files: their texts, and when they are read anew.

All work on texts is done by one thread, in turn, so that the protocol goes on meanwhile. A text
that is another one when its analysis is done is analysed again, and the old result is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from msglint.lsp.analysis import Analysis, analyse
from msglint.lsp.configuration import Configuration
from msglint.lsp.drift import Drift, narrow
from msglint.lsp.positions import Positions, changed
from msglint.lsp.view import View
from msglint.source import Source

if TYPE_CHECKING:
    from lsprotocol import types

PAUSE = 0.05
"""Seconds without a keystroke after which a text is judged."""

Answer = TypeVar("Answer")


@dataclass(slots=True)
class OpenFile:
    """A file as its editor has it. `analysis` may be of an earlier text, `good` of one without a broken part."""

    uri: str
    source: Source
    version: int
    analysis: Analysis | None = None
    good: Analysis | None = None
    drift: Drift = field(default_factory=Drift)
    timer: asyncio.TimerHandle | None = None
    work: asyncio.Future[None] | None = None
    is_open: bool = True

    @property
    def is_fresh(self) -> bool:
        """Whether the present text is the analysed one."""
        return self.analysis is not None and self.analysis.source is self.source


class Desk:
    """The open files by URI.

    `publish` gets each finished analysis of a present text, `failed` the file and the bug when there is none.
    """

    def __init__(
        self, publish: Callable[[OpenFile, Analysis], None], failed: Callable[[str, BaseException], None]
    ) -> None:
        self.encoding = "utf-16"
        self.configuration = Configuration()
        self.files: dict[str, OpenFile] = {}
        self._publish = publish
        self._failed = failed
        self._worker = ThreadPoolExecutor(1, "msglint")
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self, uri: str, name: str, text: str, version: int) -> None:
        """Takes a file that its editor has opened."""
        self.close(uri)
        self.files[uri] = file = OpenFile(uri, Source(name, text), version)
        self.judge(file)

    def change(self, uri: str, changes: Iterable[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Takes what was typed; the text is judged when there is a pause."""
        file = self.files.get(uri)
        if file is None:
            return
        for change in changes:
            file.source, edit = changed(file.source, change, self.encoding)
            file.drift.add(edit)
        file.version = version
        self.judge(file, PAUSE)

    def close(self, uri: str) -> OpenFile | None:
        """Forgets a file; an analysis under way is dropped."""
        file = self.files.pop(uri, None)
        if file is not None:
            file.is_open = False
            if file.timer is not None:
                file.timer.cancel()
        return file

    def judge(self, file: OpenFile, pause: float = 0) -> None:
        """Has a file analysed and its diagnostics published, after a pause that starts anew with each call."""
        if file.timer is not None:
            file.timer.cancel()
        file.timer = asyncio.get_running_loop().call_later(pause, self._start, file)

    def judge_all(self) -> None:
        """Has all files analysed again, under the configuration that holds now."""
        for file in self.files.values():
            file.source = replace(file.source)
            self.judge(file)

    def _start(self, file: OpenFile) -> None:
        task = asyncio.get_running_loop().create_task(self._judge(file))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _judge(self, file: OpenFile) -> None:
        source = file.source
        try:
            analysis = await self.analysis(file)
            if file.is_open and file.source is source:
                self._publish(file, analysis)
        except Exception as error:
            self._failed(source.name, error)

    async def analysis(self, file: OpenFile) -> Analysis:
        """The analysis of the present text; several that wait for it wait for the same one."""
        while file.analysis is None or not file.is_fresh:
            if file.work is None:
                file.work = asyncio.ensure_future(self._analyse(file))
            await asyncio.shield(file.work)
        return file.analysis

    async def _analyse(self, file: OpenFile) -> None:
        source = file.source
        drift, file.drift = file.drift, Drift()
        try:
            found = await self._in_turn(lambda: analyse(source, self.configuration))
        finally:
            file.work = None
        file.analysis = found
        if not found.broken and found.crash is None:
            file.good = found
            return
        file.drift = Drift([*drift.edits, *file.drift.edits])
        if file.drift.is_long and file.good is not None:
            file.drift = Drift([narrow(file.good.source.text, file.source.text)])

    async def view(self, file: OpenFile) -> View:
        """All that can be said of a file now."""
        analysis = await self.analysis(file)
        positions = Positions(analysis.source, self.encoding)
        drift = Drift(list(file.drift.edits))
        return View(file.version, analysis.source, positions, analysis, file.good, drift)

    async def answer(self, file: OpenFile, look: Callable[[View], Answer]) -> Answer:
        """What a look at a file finds."""
        view = await self.view(file)
        return await self._in_turn(lambda: look(view))

    async def _in_turn(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)
