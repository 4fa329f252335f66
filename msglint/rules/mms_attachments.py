"""MMS: slides and attachments one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.mms import is_slide_form
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/mms"
_AT = ("content", "template")
_WORDS = frozenset(("image", "audio", "video", "pdf", "ical", "vcard"))
_MEANT = {
    "calendar": "ical",
    "ics": "ical",
    "contact": "vcard",
    "vcf": "vcard",
    "picture": "image",
    "photo": "image",
    "movie": "video",
    "sound": "audio",
}
_SOURCES = ("mediaUrl", "content", "resourceId")
_RARE = frozenset(("cid", "content", "resourceId"))


def _attachments(holder: Place) -> list[tuple[Path, dict[str, Any]]]:
    return holder.once(_found)


def _found(holder: Place) -> list[tuple[Path, dict[str, Any]]]:
    found = below(holder.value, "attachments", "*")
    return [(path, entry) for path, entry in found if isinstance(entry, dict)]


def are_unusual(holder: Place) -> bool:
    """Whether any attachment is anything but a file by its address, of a type that has a word."""
    entries = holder.get("attachments")
    return entries.__class__ is list and not all(map(_is_usual, entries))


def _is_usual(entry: Any) -> bool:
    if entry.__class__ is not dict or not entry.get("mediaUrl") or not _RARE.isdisjoint(entry):
        return False
    kind, length = entry.get("type"), entry.get("duration", 1)
    return kind.__class__ is str and kind in _WORDS and length.__class__ is int and length > 0


@rule(
    "mms-attachment-type-missing",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §1, attachments[].type",
    given=are_unusual,
)
def attachment_type_missing(holder: Place) -> Iterator[Finding]:
    """
    A slide or attachment has no `type`.

    Every sample has one, and there is an error for an invalid one (7148).

    ```yaml bad
    attachments: [{mediaUrl: "https://media.example.com/plan.jpg", messageText: Hall plan}]
    ```

    ```yaml good
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg", messageText: Hall plan}]
    ```
    """
    for path, entry in _attachments(holder):
        if entry.get("type", "") == "" and not any(
            str(key).lower() == "type" for key in entry if key != "type"
        ):
            yield Finding("`type` is missing; every sample has it", path)


@rule(
    "mms-attachment-type-unknown",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §5.3",
    given=are_unusual,
)
def attachment_type_unknown(holder: Place) -> Iterator[Finding]:
    """
    The type of a slide is neither a word that samples have nor a MIME type.

    Samples have `image`, `audio`, `video`, `pdf`, `ical`, and `vcard`, and MIME types where a
    text mentions the files. For others there is an error (7148).

    ```yaml bad
    attachments: [{type: calendar, mediaUrl: "https://media.example.com/dates.ics"}]
    ```

    ```yaml fixed
    attachments: [{type: ical, mediaUrl: "https://media.example.com/dates.ics"}]
    ```

    ```yaml good
    attachments: [{type: ical, mediaUrl: "https://media.example.com/dates.ics"}]
    ```
    """
    for path, entry in _attachments(holder):
        kind = entry.get("type")
        if not isinstance(kind, str) or not kind or kind in _WORDS or "/" in kind or has_placeholder(kind):
            continue
        place = (*path, "type")
        word = kind.strip().lower()
        meant = word if word in _WORDS else _MEANT.get(word)
        fix = None
        if meant is not None:
            fix = Fix(
                f"write `{meant}`", (Change("replace", place, meant),), "safe" if word == meant else "unsafe"
            )
        message = f"{code(kind)} is no known type: `image`, `audio`, `video`, `pdf`, `ical`, `vcard`, or a MIME type"
        yield Finding(message, place, fix=fix)


@rule(
    "mms-duration-not-positive",
    at="content",
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §7; code 7232",
    given=are_unusual,
)
def duration_not_positive(content: Place) -> Iterator[Finding]:
    """
    A slide is shown for no time at all.

    `duration` is how long a slide stands; an invalid one has an error of its own (7232).

    ```yaml bad
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg", duration: 0}]
    ```

    ```yaml good
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg", duration: 5}]
    ```
    """
    for path, entry in _attachments(content):
        match entry.get("duration"):
            case bool():
                continue
            case int(length) if length <= 0:
                yield Finding(f"a duration of {length}; it must be more than 0", (*path, "duration"))


@rule(
    "mms-slide-empty",
    at="content",
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §2.4; code 7236",
    given=are_unusual,
)
def slide_empty(content: Place) -> Iterator[Finding]:
    """
    A slide has neither a text nor a file.

    The platform knows an error for empty slides (7236).

    ```yaml bad
    attachments: [{type: image, duration: 5}]
    ```

    ```yaml good
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg", duration: 5}]
    ```
    """
    if is_slide_form(content):
        for path, entry in _attachments(content):
            if all(entry.get(key, "") == "" for key in ("messageText", *_SOURCES)):
                yield Finding("an empty slide: it has neither `messageText` nor `mediaUrl`", path)


@rule(
    "mms-attachment-without-file",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §2.5",
    given=are_unusual,
)
def attachment_without_file(holder: Place) -> Iterator[Finding]:
    """
    An attachment beside a text has no file.

    It needs `mediaUrl` (an address), `resourceId` (a stored file), or `content` (base64).

    ```yaml bad
    type: text/plain
    text: "Look: ${cid:one}"
    attachments: [{cid: one, type: image/png, name: one.png}]
    ```

    ```yaml good
    type: text/plain
    text: "Look: ${cid:one}"
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```
    """
    if not (holder.path[-1:] == ("content",) and is_slide_form(holder)):
        for path, entry in _attachments(holder):
            if all(entry.get(key, "") == "" for key in _SOURCES):
                yield Finding("no file: one of `mediaUrl`, `resourceId`, `content` is needed", path)


@rule(
    "mms-attachment-files-combined",
    at=_AT,
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="mms.md §2.5",
    given=are_unusual,
)
def attachment_files_combined(holder: Place) -> Iterator[Finding]:
    """
    An attachment names its file in more than one way.

    The documentation's example has `mediaUrl`, `content`, and `resourceId` under the words
    "either … or". Which of them is taken is not stated.

    ```yaml bad
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg", resourceId: 77}]
    ```

    ```yaml good
    attachments: [{type: image, mediaUrl: "https://media.example.com/plan.jpg"}]
    ```
    """
    for path, entry in _attachments(holder):
        given = [f"`{key}`" for key in _SOURCES if entry.get(key, "") != ""]
        if len(given) > 1:
            both = " and ".join((", ".join(given[:-1]), given[-1]))
            yield Finding(f"{both} name one file; keep one of them", path)
