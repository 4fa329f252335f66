"""Smart links: marks in texts, and the entries that they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Path, Severity
from msglint.near import near
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.fields import has_in_texts, texts

MARK = regex(r"\{\{\s*((?:smart)?link)_([^{}\s]+)\s*\}\}")
"""`{{link_<id>}}`; `{{smartlink_<id>}}` is how API v2 writes it, for SMS only."""

_ON = ("v1/in-app", "v1/messenger", "v1/whatsapp")
"""The channels with smart links besides SMS, which has rules of its own."""


def _has_marks(request: Place) -> bool:
    return has_in_texts(request, "{{")


@rule(
    "smart-link-unknown",
    at="",
    on=_ON,
    given=_has_marks,
    severity=Severity.WARNING,
    source="envelope-v1.md §6",
)
def smart_link_unknown(request: Place) -> Iterator[Finding]:
    """
    A text marks a smart link that has no entry.

    Each `{{link_31}}` needs an entry of `channels.smartlinks` with that id. Without one the
    mark itself is sent.

    ```yaml bad
    channels:
      appmessaging: {thread_id: thread-1, message: {text: "The tides of the week: {{link_13}}"}}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```

    ```yaml good
    channels:
      appmessaging: {thread_id: thread-1, message: {text: "The tides of the week: {{link_31}}"}}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```
    """
    for place in texts(request):
        if "{{" in place.value:
            known = dict(_entries(request))
            if not known and request.get("channels", "smartlinks"):
                return  # what stands there is no list of entries, and reported
            for match in MARK.finditer(place.value):
                if match[1] != "link":
                    message = f"in API v1 a smart link is marked `{{{{link_{match[2]}}}}}`"
                    yield Finding(message, place.path, caret=match.span())
                elif match[2] not in known:
                    meant = near(match[2], known)
                    ask = f"; did you mean `{meant}`?" if meant else ""
                    message = f"no entry of `smartlinks` has the id `{match[2]}`{ask}"
                    yield Finding(message, place.path, caret=match.span())


@rule(
    "smart-link-unused",
    at="",
    on=_ON,
    needs="channels/smartlinks",
    severity=Severity.WARNING,
    source="envelope-v1.md §6",
)
def smart_link_unused(request: Place) -> Iterator[Finding]:
    """
    An entry of `smartlinks` that no text mentions.

    The link goes nowhere: nothing in the text is replaced by it. The text marks the place with
    `{{link_31}}`, where 31 is the `linkid`.

    ```yaml bad
    channels:
      appmessaging: {thread_id: thread-1, message: {text: The tides of the week.}}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```

    ```yaml good
    channels:
      appmessaging: {thread_id: thread-1, message: {text: "The tides of the week: {{link_31}}"}}
      smartlinks: [{linkid: "31", validity: "60"}]
    ```
    """
    entries = dict(_entries(request))
    if not entries:
        return
    found = [place.value for place in texts(request)]
    if not found:
        return  # a template may have the mark
    marks = {match[2] for text in found for match in MARK.finditer(text)}
    if marks - entries.keys():
        return  # the mark of this link is misspelt, and reported
    for id, path in entries.items():
        if id not in marks:
            yield Finding(f"`{{{{link_{id}}}}}` stands in no text, so this link is not used", path)


def _entries(request: Place) -> Iterator[tuple[str, Path]]:
    """The ids of the entries of `smartlinks` as texts, with their paths; empty placeholders left out."""
    entries = request.get("channels", "smartlinks")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        path = ("channels", "smartlinks", index, "linkid")
        match entry.get("linkid") if isinstance(entry, dict) else None:
            case bool():
                continue
            case str(id) if id:
                yield id, path
            case int(number) if abs(number) < 1 << 64:
                yield str(number), path
