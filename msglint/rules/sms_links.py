"""Links in an SMS: smart links, public shorteners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.sms_message import AT, ON, sms_of

_MARK = regex(r"\{\{(?P<kind>link|smartlink)_(?P<id>[^{}\s]{1,64})\}\}")
_SHORTENERS = (
    "bit.ly",
    "bitly.com",
    "buff.ly",
    "cutt.ly",
    "db.tt",
    "goo.gl",
    "is.gd",
    "j.mp",
    "lnkd.in",
    "ow.ly",
    "rb.gy",
    "rebrand.ly",
    "s.id",
    "shorturl.at",
    "t.co",
    "t.ly",
    "tiny.cc",
    "tinyurl.com",
    "v.gd",
)
_SHORT = regex(
    r"(?<![\w.@/-])(?:https?://)?(?:www\.)?(?P<host>"
    + "|".join(map(re.escape, _SHORTENERS))
    + r")(?=/[\w-])",
    re.IGNORECASE,
)


def _may_have_links(place: Place) -> bool:
    """Whether the text of an SMS has the mark of a smart link, or the slash of a link."""
    sms = sms_of(place)
    return sms is not None and ("{{" in sms.text or "/" in sms.text)


@rule(
    "sms-smartlink-undefined",
    at=AT,
    on=ON,
    given=_may_have_links,
    severity=Severity.WARNING,
    source="sms.md A rule 5; envelope-v2.md §4.8",
)
def smartlink_undefined(place: Place) -> Iterator[Finding]:
    """
    The text names a smart link that the request does not define.

    Each `{{link_…}}` (API v1) or `{{smartlink_…}}` (API v2) needs an entry in `smartlinks`; the
    recipient would read the mark itself. SMS API v1 has no smart links.

    ```yaml bad
    deliverychannel: sms
    destination: [{msisdn: ["+447700900101"]}]
    channels:
      smartlinks: [{linkid: "31", validity: "60"}]
      sms: {senderid: HARBOUR, text: "Your way to us: {{smartlink_31}}"}
    ```

    ```yaml fixed
    deliverychannel: sms
    destination: [{msisdn: ["+447700900101"]}]
    channels:
      smartlinks: [{linkid: "31", validity: "60"}]
      sms: {senderid: HARBOUR, text: "Your way to us: {{link_31}}"}
    ```

    ```yaml bad
    text: "Your way to us: {{link_31}}"
    ```

    ```yaml good
    text: "Your way to us: https://www.example.com/map"
    ```
    """
    sms = sms_of(place)
    if sms is None or "{{" not in sms.text:
        return
    wanted = "link" if sms.api == "v1" else "smartlink"
    known = _known(place.request.root())
    for mark in _MARK.finditer(sms.text):
        hint = fix = None
        if sms.api == "sms-v1":
            message = f"`{mark[0]}` is no link here: SMS API v1 has no smart links"
        elif mark["kind"] != wanted:
            right = f"{{{{{wanted}_{mark['id']}}}}}"
            message = f"`{mark[0]}` is how another API writes it; here it is `{right}`"
            text = sms.text.replace(mark[0], right)
            if text.isprintable():
                fix = Fix(f"write `{right}`", (Change("replace", (sms.key,), text),), "unsafe")
        elif known is not None and mark["id"] not in known:
            message = f"`smartlinks` has no entry for `{mark[0]}`"
            hint = "there are: " + ", ".join(f"`{id}`" for id in sorted(known)[:8]) if known else None
        else:
            continue
        yield Finding(message, (sms.key,), hint, fix, caret=mark.span())


def _smartlinks(request: Place) -> Any:
    """What stands where the API has the smart links."""
    return request.get(*_smartlinks_path(request))


def _smartlinks_path(request: Place) -> Path:
    return ("channels", "smartlinks") if request.request.api == "v1" else ("smartlinks",)


@rule(
    "sms-smartlink-unused",
    at="",
    on=("v1/sms", "v2/sms"),
    given=_smartlinks,
    severity=Severity.WARNING,
    source="sms.md A rule 5; envelope-v2.md §4.8",
)
def smartlink_unused(request: Place) -> Iterator[Finding]:
    """
    An entry of `smartlinks` is not named in the text.

    The text holds `{{link_…}}` (API v1) or `{{smartlink_…}}` (API v2) where the link shall stand;
    without it the link is not sent.

    ```yaml bad
    channels:
      sms: {senderid: HARBOUR, text: Gate 3 is open.}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```

    ```yaml good
    channels:
      sms: {senderid: HARBOUR, text: "Gate 3 is open: {{link_31}}"}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```
    """
    text = request.get("channels", "sms", "text") or request.get("content", "text")
    if not isinstance(text, str):
        return
    named = {mark["id"] for mark in _MARK.finditer(text)}
    mark = "link" if request.request.api == "v1" else "smartlink"
    entries = list(_entries(request))
    if named - {id for _, id in entries}:
        return  # the mark of a link is misspelt, and reported
    for path, id in entries:
        if id not in named:
            yield Finding(f"the text does not name this link: `{{{{{mark}_{id}}}}}` is missing", path)


def _known(request: Place) -> set[str] | None:
    """The ids of all smart links, misspelt and misplaced ones too; None where the schema finds some broken."""
    found: set[str] = set()
    for holder in (request.value, request.get("channels")):
        for key, entries in holder.items() if isinstance(holder, dict) else ():
            if key.lower().startswith("smart"):
                for entry in entries if isinstance(entries, list) else [None]:
                    match entry:
                        case {"linkid": str() | int() as id} | {"smartlinkId": str() | int() as id}:
                            found.add(str(id))
                        case _:
                            return None
    return found


def _entries(request: Place) -> Iterator[tuple[Path, str]]:
    """The ids of a request's smart links, as texts, with their paths."""
    base, entries = _smartlinks_path(request), _smartlinks(request)
    key = "linkid" if request.request.api == "v1" else "smartlinkId"
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        match entry.get(key) if isinstance(entry, dict) else None:
            case bool():
                pass
            case str() | int() as id if id != "":
                yield (*base, index, key), str(id)


@rule(
    "sms-public-shortener",
    at=AT,
    on=ON,
    given=_may_have_links,
    severity=Severity.WARNING,
    source="sms.md, Sender ids, numbers: 7111; Lint advice",
)
def public_shortener(place: Place) -> Iterator[Finding]:
    """
    The text has a link of a public shortener, which operators take for spam.

    In the USA and Canada such messages are blocked (7111). Shorten links with a domain of your
    own: `options` in the Messaging API, `shortenUrls` in SMS API v1.

    ```yaml bad
    text: "Your parcel: https://bit.ly/3xYz9Qa"
    ```

    ```yaml good
    text: "Your parcel: https://www.example.com/parcels/42"
    ```
    """
    sms = sms_of(place)
    if sms is not None and "/" in sms.text:
        for link in _SHORT.finditer(sms.text):
            message = f"`{link['host']}` is a public shortener: operators take such links for spam"
            yield Finding(message, (sms.key,), caret=link.span("host"))
