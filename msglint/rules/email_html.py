"""E-mail: what does not work in an HTML body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import utf8_bytes
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.schema.words import code

_ON = "v2/email"
_HTML = ("html",)
_HARD_LIMIT = 512000
_DATA = regex(r"""(?:(?<![\w-])src\s{0,9}=\s{0,9}["']?|\burl\(\s{0,9}["']?)(data:)""", re.IGNORECASE)
_ADDRESS = regex(
    r"""[sS\u017fhH](?<![\w-].)(?:(?<=[sS\u017f])[rR][cC]|(?<=[hH])[rR][eE][fF])"""
    r"""\s{0,9}=\s{0,9}["']([^"'<>\s]{1,300})"""
)
"""An attribute `src` or `href`; letter by letter, since without regard to case a search takes five times as long."""

_RELATIVE_START = r"/(?!/)|\.{1,2}/|www\.|[\w-]+(?:/[\w.-]+)*\.(?:png|jpe?g|gif|svg|webp|html?|php|css)"
_RELATIVE = regex(rf"{_RELATIVE_START}(?:$|[?#])", re.IGNORECASE)
_PERHAPS_RELATIVE = regex(rf"""=\s{{0,9}}["'](?:{_RELATIVE_START})""", re.IGNORECASE)
"""Any attribute whose value starts so: most bodies have none, which is told sooner than what their addresses are."""

_ACTIVE = regex(r"<(script|iframe|form|object|embed|video|audio)\b[^>]{0,300}", re.IGNORECASE)


@rule(
    "email-html-bloated",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="email.md §5.2, §7: html body > 350 KB",
)
def html_bloated(content: Place, *, max_bytes: int = 350 * 1024) -> Iterator[Finding]:
    """
    An HTML body of more than 350 KB, or one that carries its pictures in itself.

    One page allows 500 KB, another 350. What makes a body large are pictures written into it as
    `data:` addresses, which Gmail and Outlook do not even show: link them, or attach them with
    a `cid`.

    ```yaml bad
    type: html
    html: <p>Welcome</p><img src="data:image/png;base64,iVBORw0KGgo=">
    ```

    ```yaml good
    type: html
    html: <p>Welcome</p><img src="https://media.example.com/welcome.png">
    ```
    """
    match content.value:
        case {"html": str(body)}:
            size = len(body) if body.isascii() or len(body) * 4 <= max_bytes else utf8_bytes(body)
            if max_bytes < size <= _HARD_LIMIT:
                message = f"{size // 1024} KB of HTML; one page of the documentation allows only {max_bytes // 1024}"
                yield Finding(message, _HTML, on_key=True)
            picture = _DATA.search(body) if "data:" in body.lower() else None
            if picture:
                yield Finding(
                    "a picture within the body, as `data:`: Gmail does not show it",
                    _HTML,
                    caret=picture.span(1),
                )


@rule(
    "email-link-relative",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="own rule: HTML in mails",
)
def link_relative(content: Place) -> Iterator[Finding]:
    """
    A link or picture of an HTML body has no full address.

    A mail has no web site that `/logo.png` could belong to, so nothing is shown, and a click
    leads nowhere. Addresses begin with `https://`; `www.` is not enough.

    ```yaml bad
    type: html
    html: <p><a href="/timetable">The timetable</a></p>
    ```

    ```yaml good
    type: html
    html: <p><a href="https://www.example.com/timetable">The timetable</a></p>
    ```
    """
    match content.value:
        case {"html": str(body)} if _PERHAPS_RELATIVE.search(body) and "<base" not in body:
            for found in _ADDRESS.finditer(body):
                if _RELATIVE.match(found[1]):
                    message = f"{code(found[1])} is no full address such as `https://…`"
                    yield Finding(message, _HTML, caret=found.span(1))


@rule(
    "email-html-active",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.INFO,
    source="own rule: HTML in mails",
    default=False,
)
def html_active(content: Place) -> Iterator[Finding]:
    """
    An HTML body has scripts, frames, forms, or players.

    Most mail programs take them out, and filters distrust mails that hold them.

    ```yaml bad
    type: html
    html: <p>Rate us</p><form action="https://www.example.com/rate"><input name="stars"></form>
    ```

    ```yaml good
    type: html
    html: <p><a href="https://www.example.com/rate">Rate us</a></p>
    ```
    """
    match content.value:
        case {"html": str(body)}:
            for found in _ACTIVE.finditer(body):
                if "ld+json" not in found[0].lower():
                    start = found.start()
                    message = f"most mail programs take `<{found[1].lower()}>` out"
                    yield Finding(message, _HTML, caret=(start, start + 1 + len(found[1])))
