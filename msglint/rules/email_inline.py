"""E-mail: pictures that the HTML body shows by the `cid` of an attachment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.email_attachments import are_unusual
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_ON = "v2/email"
_REFERENCE = regex(r"""(?:=\s{0,9}["']?|\(\s{0,9}["']?)cid:([^"'\s)<>]+)""", re.IGNORECASE)


def _shows_pictures(content: Place) -> bool:
    """Whether the HTML body shows an attachment, or one has a name to be shown by."""
    html, attachments = content.get("html"), content.get("attachments")
    if html.__class__ is str and ("d:" in html or "D:" in html) and _REFERENCE.search(html):
        return True  # without the end of `cid:`, in whatever case, the search is spared
    return attachments.__class__ is list and any(
        each.__class__ is dict and "cid" in each for each in attachments
    )


@rule(
    "email-cid-unknown",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="email.md §2.12",
    given=_shows_pictures,
)
def cid_unknown(content: Place) -> Iterator[Finding]:
    """
    The HTML body shows an inline image that is not attached.

    `src="cid:plan"` shows the attachment whose `cid` is `plan`. Without one there is a gap.

    ```yaml bad
    type: html
    html: <img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png"}]
    ```

    ```yaml good
    type: html
    html: <img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```
    """
    match content.value:
        case {"html": str(html)} if _is_html(content):
            known = {
                cid for _, cid in below(content.value, "attachments", "*", "cid") if isinstance(cid, str)
            }
            if any(has_placeholder(cid) for cid in known):
                return
            for name, span in references(html):
                if name not in known and not has_placeholder(name):
                    yield Finding(f"no attachment has the `cid` {code(name)}", ("html",), caret=span)


@rule(
    "email-cid-unused",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="email.md §2.12",
    given=_shows_pictures,
)
def cid_unused(content: Place) -> Iterator[Finding]:
    """
    An attachment has a `cid` that the HTML body does not mention.

    It was meant to be shown inside the body. As it is, mail programs list it as a file, or hide it.

    ```yaml bad
    type: html
    html: <p>The plan is attached.</p>
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```

    ```yaml good
    type: html
    html: <p>The plan:</p><img src="cid:plan">
    attachments: [{mimetype: image/png, name: map.png, mediaUrl: "https://media.example.com/map.png", cid: plan}]
    ```
    """
    match content.value:
        case {"html": str(html)} if _is_html(content):
            used = {name for name, _ in references(html)}
            if any(has_placeholder(name) for name in used):
                return
            for path, cid in below(content.value, "attachments", "*", "cid"):
                if isinstance(cid, str) and cid and cid not in used and not has_placeholder(cid):
                    message = f"the HTML body does not show {code(cid)}: it has no `cid:` of that name"
                    yield Finding(message, path)


@rule(
    "email-cid-repeated",
    at="content/attachments",
    on=_ON,
    severity=Severity.WARNING,
    source="own rule: email.md §2.12",
    given=are_unusual,
)
def cid_repeated(attachments: Place) -> Iterator[Finding]:
    """
    Two attachments have the same `cid`.

    The HTML body can show only one of them.

    ```yaml bad
    - {mimetype: image/png, name: a.png, mediaUrl: "https://media.example.com/a.png", cid: plan}
    - {mimetype: image/png, name: b.png, mediaUrl: "https://media.example.com/b.png", cid: plan}
    ```

    ```yaml good
    - {mimetype: image/png, name: a.png, mediaUrl: "https://media.example.com/a.png", cid: plan}
    - {mimetype: image/png, name: b.png, mediaUrl: "https://media.example.com/b.png", cid: map}
    ```
    """
    seen: set[str] = set()
    for path, cid in below(attachments.value, "*", "cid"):
        if isinstance(cid, str) and cid:
            if cid in seen:
                yield Finding(f"another attachment has the `cid` {code(cid)} already", path)
            seen.add(cid)


def _is_html(content: Place) -> bool:
    kind = content.get("type")
    return isinstance(kind, str) and kind.lower() == "html"


def references(html: str) -> list[tuple[str, tuple[int, int]]]:
    """The names behind `cid:` in an HTML body, with the stretch where they stand.

    >>> references('<img src="cid:a%20b">')
    [('a b', (14, 19))]
    """
    found = []
    for match in _REFERENCE.finditer(html):
        name = match[1]
        if "%" in name:
            from urllib.parse import unquote

            name = unquote(name)
        found.append((name, match.span(1)))
    return found
