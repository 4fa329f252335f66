"""What only a run over many messages shows: the same correlation id in two of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Judged, Path, Severity
from msglint.request import Request
from msglint.results import REPEATED_ID
from msglint.settings import Settings

_KEYS = {"v1": ("correlationid", "destination"), "v2": ("correlationId", "to")}
"""The key of an id, and of the entries that may have one of their own."""


class Across:
    """The correlation ids of the messages seen so far, each with the place where it stands first."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self.ids: list[tuple[str, int]] = []
        """The ids of the file looked at, with their rows."""

        self.repeated = False
        """Whether one of them was there before."""

    def begin(self) -> None:
        """Turns to another file."""
        self.ids, self.repeated = [], False

    def forget(self) -> None:
        """Turns to another run."""
        self._first.clear()

    def knows_none(self, ids: list[tuple[str, int]]) -> bool:
        """Whether a file with these ids repeats none of those seen so far."""
        return not any(id in self._first for id, _ in ids)

    def remember(self, name: str, ids: list[tuple[str, int]]) -> None:
        """Takes in the ids of a file without looking at it."""
        for id, row in ids:
            self._first.setdefault(id, f"{name}:{row}")

    @staticmethod
    def severity(settings: Settings) -> Severity | None:
        """How a repeated id is graded, None where nobody asked for it."""
        return settings.level(REPEATED_ID, Severity.INFO, default=False)

    def look(self, request: Request) -> Iterator[Judged]:
        """A finding for each id of a message that an earlier message has; remembers the others."""
        severity = self.severity(request.settings)
        if severity is None:
            return
        mine: set[str] = set()
        for path, id in _ids(request):
            if id in mine:  # twice in one message: its own matter
                continue
            mine.add(id)
            row = _row(request, path)
            self.ids.append((id, row))
            first = self._first.get(id)
            if first is None:
                self._first[id] = f"{request.document.source.name}:{row}"
            else:
                self.repeated = True
                where = first if len(first) <= 50 else f"…{first[-49:]}"
                message = f"the id of the message at {where} again: their receipts cannot be told apart"
                yield Judged(REPEATED_ID, severity, Finding(message, path))


def _ids(request: Request) -> Iterator[tuple[Path, str]]:
    """The correlation ids of a message with their paths; empty ones and placeholders left out."""
    root = request.root()
    key, entries_key = _KEYS.get(request.api, ("correlationId", ""))
    entries = root.get(entries_key)
    found: list[tuple[Path, Any]] = [((key,), root.get(key))]
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            found.append(((entries_key, index, key), entry.get(key)))
    for path, id in found:
        if isinstance(id, str) and id and not any(mark in id for mark in ("$(", "{{", "${")):
            yield path, id


def _row(request: Request, path: Path) -> int:
    document = request.document
    row, _ = document.source.position(document.spans.caret((*request.path, *path)).start)
    return row
