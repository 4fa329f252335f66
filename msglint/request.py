"""A document seen as API requests: which API, which channel; and places within them."""

from __future__ import annotations

import re
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

# How much a root key speaks for an API; `kind` is the type its value must have to count.
_SIGNS: dict[str, tuple[tuple[str, type | None, int], ...]] = {
    "v1": (
        ("deliverychannel", None, 4),
        ("destination", None, 2),
        ("channels", None, 2),
        ("notifyurl", None, 0),
        ("appid", None, 1),
        ("gtrid", None, 1),
        ("message", dict, 1),
    ),
    "v2": (
        ("channel", None, 4),
        ("to", list, 2),
        ("content", dict, 2),
        ("template", dict, 2),
        ("from", None, 1),
        ("requestedreceipts", None, 1),
        ("multipletorecipients", None, 1),
        ("sendat", None, 1),
        ("batchid", None, 1),
        ("smartlinks", None, 1),
        ("substitutions", None, 0),
    ),
    "sms-v1": (
        ("contenttype", None, 3),
        ("content", str, 2),
        ("to", str, 1),
        ("to", int, 1),
        ("from", None, 1),
        ("dlttemplateid", None, 2),
        ("shortenurls", None, 2),
        ("shorturldomain", None, 2),
        ("trackshorturlclicks", None, 2),
        ("callbackurl", None, 1),
    ),
    "voice-messages-v1": (
        ("audio", None, 3),
        ("callerid", None, 2),
        ("dialednumber", None, 2),
        ("callbackurl", None, 1),
    ),
    "voice-calls-v1": (
        ("recordcallseconds", None, 3),
        ("detectvoicemail", None, 3),
        ("callerid", None, 2),
        ("dialednumber", None, 2),
        ("callbackurl", None, 1),
    ),
}

_DIRECTIVE = re.compile(r"#\s*msglint:\s*(?P<words>.*)")
_DIRECTIVE_WORD = re.compile(r"(?:^|\s)(?P<key>api|recipients)=(?P<value>[\w.-]+)")
_WRAPPERS = ("body", "payload", "request", "json", "data", "requestbody", "raw", "message")


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


@dataclass(slots=True)
class Recognised:
    """What a document turned out to be: requests, or why it is none (`wrapped` names the key)."""

    requests: list[Request] = field(default_factory=list)
    wrapped: str | None = None
    looks_like: str | None = None
    unknown_api: str | None = None


def scores(value: Any) -> dict[str, int]:
    """How strongly a mapping's root keys speak for each API; letter case aside."""
    if not isinstance(value, dict):
        return dict.fromkeys(APIS, 0)
    lower = {key.lower(): item for key, item in value.items() if isinstance(key, str)}
    return {
        api: sum(
            weight
            for key, kind, weight in signs
            if key in lower and (kind is None or isinstance(lower[key], kind))
        )
        for api, signs in _SIGNS.items()
    }


def recognise(
    document: Document, now: datetime, api: str | None = None, settings: Settings = DEFAULTS
) -> Recognised:
    """Sees a document as requests.

    `api` forces an API (option), as does `# msglint: api=…` in the document's first comment
    block, which wins; otherwise the shape tells, then the default of the settings.
    """
    directives = _directives(document)
    told = directives.get("api") or api
    if told is not None and told not in APIS:
        return Recognised(unknown_api=told)
    external = directives.get("recipients") == "external"
    clock = Clock(now)

    def request(value: Any, name: str, path: Path = ()) -> Request:
        return Request(value, name, channel_of(value, name), clock, document, path, external, settings)

    value = document.value
    members = value if isinstance(value, list) else [value]
    guesses = [_best(member) for member in members]
    guess = next(filter(None, guesses), None)
    if told is None and guess is None:
        if not any(isinstance(member, dict) for member in members):
            return Recognised()
        wrapped = _wrapped(value)
        if wrapped is not None or settings.api is None:
            return Recognised(wrapped=wrapped)
    elif told is not None and _contradicts(members, told):
        return Recognised(looks_like=guess)
    main = told or guess or settings.api or "v1"
    if not isinstance(value, list) or main != "v1":
        return Recognised([request(value, main)])
    return Recognised(
        [
            request(member, told or mine or main, (index,))
            for index, (member, mine) in enumerate(zip(members, guesses, strict=True))
        ]
    )


def meant(request: Request) -> Request:
    """A v1 request whose `channels` is a list of one object, as if it were that object (envelope-v1.md §13)."""
    if request.api == "v1" and isinstance(request.value, dict):
        match request.value.get("channels"):
            case [{}] as channels if isinstance(channels, list):
                return replace(request, value={**request.value, "channels": channels[0]}, listed=True)
    return request


def _best(value: Any) -> str | None:
    points = scores(value)
    best = max(APIS, key=lambda api: (points[api], api == "voice-calls-v1"))
    return best if points[best] else None


def _contradicts(members: list[Any], told: str) -> bool:
    """Whether no member has any sign of the API it was told to be, but strong ones of another."""
    points = [scores(member) for member in members]
    return all(not each[told] for each in points) and any(max(each.values()) >= 4 for each in points)


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


def _wrapped(value: Any) -> str | None:
    """The key under which a whole request stands, when a document wraps one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if str(key).lower() in _WRAPPERS or len(value) == 1:
                members = inner if isinstance(inner, list) else [inner]
                if any(max(scores(member).values()) >= 4 for member in members):
                    return str(key)
    return None


def _directives(document: Document) -> dict[str, str]:
    """`# msglint: key=value` in the comment lines above a document's first content."""
    found: dict[str, str] = {}
    text = document.source.text
    if text.find("msglint:", document.start, document.end) < 0:
        return found
    position = document.start
    while position < document.end:
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position:line_end].strip()
        if line and not line.startswith(("#", "---", "%", "...")):
            break
        directive = _DIRECTIVE.search(line)
        if directive:
            found.update(
                (word["key"], word["value"]) for word in _DIRECTIVE_WORD.finditer(directive["words"])
            )
        position = line_end + 1
    return found
