"""A request to the API, its channel, and places within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from msglint.clock import Clock
from msglint.diagnostics import Path
from msglint.document import Document
from msglint.settings import DEFAULTS, Settings

Known = TypeVar("Known")

APIS = ("v1", "v2", "sms-v1", "voice-messages-v1", "voice-calls-v1")

V1_CHANNELS = {
    "sms": "sms",
    "voice": "voice",
    "appmessaging": "in-app",
    "rt": "in-app",
    "push": "push",
    "fb": "messenger",
    "messenger": "messenger",
    "whatsapp": "whatsapp",
    "AppleBusinessChat": "apple-messages",
    "applebusinesschat": "apple-messages",
}
"""`deliverychannel` to the channel's name in reports (sheet envelope-v1.md §2)."""

V2_CHANNELS = ("sms", "rcs", "email", "mms", "voice")

_FIXED_CHANNEL = {"sms-v1": "sms", "voice-messages-v1": "voice", "voice-calls-v1": "voice"}


@dataclass(slots=True)
class Request:
    """One API request: a document, or one member of a v1 array body (then `path` is its index)."""

    value: Any
    api: str
    channel: str | None
    clock: Clock
    document: Document
    path: Path = ()
    external: bool = False
    settings: Settings = DEFAULTS
    listed: bool = False
    """Whether `channels` is written as a list of one object and read as this object (see `meant`)."""

    _known: dict[Callable[[Request], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _places: dict[Path, Place] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Request], Known]) -> Known:
        """What a function makes of the request; made once, for all rules that ask."""
        memory = self._known
        if make not in memory:
            memory[make] = make(self)
        known: Known = memory[make]
        return known

    def forget(self) -> None:
        """Drops what was made once: places hold their request, and such circles wait for the garbage collector."""
        self._known.clear()
        self._places.clear()

    @property
    def now(self) -> datetime:
        """The clock's instant. What is made of it holds only now: rather ask `clock` what you want to know."""
        return self.clock.read()

    def root(self) -> Place:
        """The request itself as a place."""
        return self.at(())

    def at(self, path: Path, value: Any = None) -> Place:
        """The place at a path, the same one for all who ask; its value, where it is not known, is looked up."""
        place = self._places.get(path)
        if place is None:
            if value is None:
                value = self.root().get(*path) if path else self.value
            place = self._places[path] = Place(self, path, value)
        return place


@dataclass(slots=True)
class Place:
    """A part of a request with its path from the request's root."""

    request: Request
    path: Path
    value: Any
    _known: dict[Callable[[Place], Any], Any] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def once(self, make: Callable[[Place], Known]) -> Known:
        """What a function makes of this place; made once, for all rules that look here."""
        memory = self._known
        if memory is None:
            memory = self._known = {}
        if make not in memory:
            memory[make] = make(self)
        known: Known = memory[make]
        return known

    def get(self, *steps: str | int) -> Any:
        """The value below this place, or None where there is none."""
        value = self.value
        for step in steps:
            if value.__class__ is dict:
                value = value.get(step)
            elif value.__class__ is list and isinstance(step, int) and -len(value) <= step < len(value):
                value = value[step]
            else:
                return None
        return value

    def find(self, pattern: Path) -> Iterator[Place]:
        """The places below this one that match a pattern; `*` stands for every item of a list."""
        found = [(self.path, self.value)]
        for step in pattern:
            if step == "*":
                found = [
                    ((*path, index), item)
                    for path, value in found
                    if isinstance(value, list)
                    for index, item in enumerate(value)
                ]
            else:
                found = [
                    ((*path, step), value[step])
                    for path, value in found
                    if isinstance(value, dict) and step in value
                ]
        for path, value in found:
            yield Place(self.request, path, value)


def meant(request: Request) -> Request:
    """A v1 request whose `channels` is a list of one object, as if it were that object (envelope-v1.md §13)."""
    if request.api == "v1" and isinstance(request.value, dict):
        match request.value.get("channels"):
            case [{}] as channels if isinstance(channels, list):
                return replace(request, value={**request.value, "channels": channels[0]}, listed=True)
    return request


def channel_of(value: Any, api: str) -> str | None:
    """The channel of a request's value on an API, None where it names none that there is."""
    if api in _FIXED_CHANNEL:
        return _FIXED_CHANNEL[api]
    if not isinstance(value, dict):
        return None
    if api == "v1":
        name = value.get("deliverychannel")
        return V1_CHANNELS.get(name) if isinstance(name, str) else None
    name = value.get("channel")
    return name.lower() if isinstance(name, str) and name.lower() in V2_CHANNELS else None
