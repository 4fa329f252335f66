"""The JSON bodies that go to the API: a document as it is written, in the characters that are sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msglint.errors import InputError
from msglint.recognition import recognise
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.stream import documents

ENDPOINTS = {
    "v1": "/resources/v1/messaging",
    "v2": "/v2/messages",
    "sms-v1": "/v1/sms/messages",
    "voice-messages-v1": "/v1/voice/messages",
    "voice-calls-v1": "/v1/voice/calls",
}
"""The path to which the requests of an API are posted (envelope-v1.md §12)."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is posted for one document. `text` is JSON in one line, keys in the order of the file."""

    api: str
    text: str
    external: bool
    """Whether the recipients come from elsewhere, so that the text has none."""

    @property
    def endpoint(self) -> str:
        """The path below the API's host."""
        return ENDPOINTS[self.api]


def bodies(
    source: Source, now: datetime, api: str | None = None, settings: Settings = DEFAULTS
) -> Iterator[Body]:
    """The body of every document of a source; InputError with the place for one that has none.

    Nothing is added, dropped, or filled in: what the file says is what is sent.
    """
    for document in documents(source):
        row = source.position(document.start)[0]
        where = f"{source.name}: document {document.index + 1} (from line {row})"
        if document.broken:
            raise InputError(f"{where} is no YAML; `msglint check {source.name}` shows where")
        requests = recognise(document, now, api, settings).requests
        if not requests:
            raise InputError(f"{where} is no message; `msglint check {source.name}` says why")
        yield Body(requests[0].api, compact(document.value), any(each.external for each in requests))


def compact(value: Any) -> str:
    """A value as JSON in one line, without blanks, in characters instead of escapes.

    >>> compact({"text": "Grüße", "type": ["1", 2]})
    '{"text":"Grüße","type":["1",2]}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
