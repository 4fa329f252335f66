"""Which API a document is a request to, told by its shape, a comment, or the user."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msglint.clock import Clock
from msglint.diagnostics import Path
from msglint.document import Document
from msglint.regexes import regex
from msglint.request import APIS, Request, channel_of
from msglint.settings import DEFAULTS, Settings

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

_SAID_BY: dict[str, tuple[tuple[str, type | None, int], ...]] = {
    key: tuple(
        (api, kind, weight) for api, signs in _SIGNS.items() for name, kind, weight in signs if name == key
    )
    for key in {key for signs in _SIGNS.values() for key, _, _ in signs}
}
"""The same by key: a message has fewer than there are signs."""

_FINDING = frozenset(("rule", "severity", "pointer", "filename"))
"""Keys of a finding in our own `json` report, which has a `channel` too."""

_DIRECTIVE = regex(r"#\s*msglint:\s*(?P<words>.*)")
_DIRECTIVE_WORD = regex(r"(?:^|\s)(?P<key>api|recipients)=(?P<value>[\w.-]+)")
_WRAPPERS = ("body", "payload", "request", "json", "data", "requestbody", "raw", "message")


@dataclass(slots=True)
class Recognised:
    """What a document turned out to be: requests, or why it is none (`wrapped` names the key)."""

    requests: list[Request] = field(default_factory=list)
    wrapped: str | None = None
    looks_like: str | None = None
    unknown_api: str | None = None


def scores(value: Any) -> dict[str, int]:
    """How strongly a mapping's root keys speak for each API; letter case aside."""
    found = dict.fromkeys(APIS, 0)
    if isinstance(value, dict):
        lower = {key.lower(): item for key, item in value.items() if isinstance(key, str)}
        if "pointer" in lower and lower.keys() >= _FINDING:
            return found
        for key, item in lower.items():
            for api, kind, weight in _SAID_BY.get(key, ()):
                if kind is None or isinstance(item, kind):
                    found[api] += weight
    return found


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


def _best(value: Any) -> str | None:
    points = scores(value)
    most = max(points.values())
    if not most:
        return None
    best = [api for api, each in points.items() if each == most]
    return "voice-calls-v1" if "voice-calls-v1" in best else best[0]


def _contradicts(members: list[Any], told: str) -> bool:
    """Whether no member has any sign of the API it was told to be, but strong ones of another."""
    points = [scores(member) for member in members]
    return all(not each[told] for each in points) and any(max(each.values()) >= 4 for each in points)


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
