"""MMS: the marks `${cid:…}` in a text, and the attachments they mean."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.mms_attachments import are_unusual
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/mms"
_MARK = regex(r"\$\{cid:([^}]*)\}")


@rule("mms-mark-unknown", at="content", on=_ON, needs="text", severity=Severity.WARNING, source="mms.md §2.6")
def mark_unknown(content: Place) -> Iterator[Finding]:
    """
    A text marks the place of an attachment that is not there.

    `${cid:one}` stands for the attachment whose `cid` is `one`.

    ```yaml bad
    type: text/plain
    text: "First ${cid:one} then ${cid:two}."
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```

    ```yaml good
    type: text/plain
    text: "First ${cid:one}."
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```
    """
    match content.value:
        case {"text": str(text)} if content.get("attachments"):
            known = {
                cid for _, cid in below(content.value, "attachments", "*", "cid") if isinstance(cid, str)
            }
            for mark in _MARK.finditer(text):
                if mark[1] not in known and not any(map(has_placeholder, (mark[1], *known))):
                    yield Finding(
                        f"no attachment has the `cid` {code(mark[1])}", ("text",), caret=mark.span()
                    )


@rule(
    "mms-attachment-unmarked",
    at="content",
    on=_ON,
    needs="text",
    severity=Severity.WARNING,
    source="mms.md §2.6",
)
def attachment_unmarked(content: Place) -> Iterator[Finding]:
    """
    A text does not say where one of its attachments belongs.

    An attachment beside a text needs a `cid`, and the text a mark of that name: `${cid:one}`.

    ```yaml bad
    type: text/plain
    text: Two pictures
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```

    ```yaml good
    type: text/plain
    text: "A picture: ${cid:one}"
    attachments: [{cid: one, type: image/png, name: one.png, resourceId: 77}]
    ```
    """
    match content.value:
        case {"text": str(text), "attachments": [*entries]}:
            marked = {mark[1] for mark in _MARK.finditer(text)}
            if has_placeholder(text):
                return
            for index, entry in enumerate(entries):
                cid = entry.get("cid", "") if isinstance(entry, dict) else None
                if not isinstance(cid, str) or cid in marked or has_placeholder(cid):
                    continue
                message = (
                    f"the text has no `${{cid:{cid}}}` for this attachment"
                    if cid
                    else "no `cid`, so the text cannot say where this attachment belongs"
                )
                yield Finding(message, ("attachments", index, *(("cid",) if cid else ())))


@rule(
    "mms-cid-repeated",
    at=("content", "template"),
    on=_ON,
    needs="attachments",
    severity=Severity.WARNING,
    source="own rule: mms.md §2.6",
    given=are_unusual,
)
def cid_repeated(holder: Place) -> Iterator[Finding]:
    """
    Two attachments have the same `cid`.

    A mark in the text can mean only one of them.

    ```yaml bad
    type: text/plain
    text: "First ${cid:one} then ${cid:one}."
    attachments:
      - {cid: one, type: image/png, name: one.png, resourceId: 77}
      - {cid: one, type: image/png, name: two.png, resourceId: 78}
    ```

    ```yaml good
    type: text/plain
    text: "First ${cid:one} then ${cid:two}."
    attachments:
      - {cid: one, type: image/png, name: one.png, resourceId: 77}
      - {cid: two, type: image/png, name: two.png, resourceId: 78}
    ```
    """
    seen: set[str] = set()
    for path, cid in below(holder.value, "attachments", "*", "cid"):
        if isinstance(cid, str) and cid:
            if cid in seen:
                yield Finding(f"another attachment has the `cid` {code(cid)} already", path)
            seen.add(cid)
