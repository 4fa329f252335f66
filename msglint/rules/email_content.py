"""E-mail: type, and the two bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Applicability, Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import has_placeholder

_ON = "v2/email"
_MARKUP = regex(
    r"</(?:a|b|body|div|em|h[1-6]|html|i|li|p|span|strong|table|td|tr|u|ul)>|<br ?/?>|<!doctype html|<html[ >]",
    re.IGNORECASE,
)
_TAG = regex(r"<[A-Za-z!/]")
_TYPES = ("text", "html")


def mail_type(request: Place) -> str | None:
    """The type of a mail's content in lower case: `text`, `html`, or None without a known one."""
    kind = request.get("content", "type")
    return kind.lower() if isinstance(kind, str) and kind.lower() in _TYPES else None


def _bodies_in_doubt(content: Place) -> bool:
    """Whether the bodies may not fit the type: HTML is missing, not wanted, or without tags, or a text has some."""
    text, html = content.get("text"), content.get("html")
    if text.__class__ is str and "<" in text:
        return True
    match content.get("type"):
        case "html":
            return html.__class__ is not str or _TAG.search(html) is None
        case "text":
            return bool(html)
    return True


@rule("email-type-case", at="content/type", on=_ON, severity=Severity.WARNING, source="email.md §5.6")
def type_case(kind: Place) -> Iterator[Finding]:
    """
    The type of a mail is not written in small letters.

    One table has `Text or HTML`, all samples and the other table have `text` and `html`.

    ```yaml bad
    Text
    ```

    ```yaml fixed
    text
    ```

    ```yaml good
    text
    ```
    """
    match kind.value:
        case str(word) if word not in _TYPES and word.lower() in _TYPES:
            right = word.lower()
            fix = Fix(f"write `{right}`", (Change("replace", (), right),))
            yield Finding(f"`{word}` is written `{right}` in all samples", fix=fix)


@rule(
    "email-encoding-unusual", at="content/encoding", on=_ON, severity=Severity.WARNING, source="email.md §1"
)
def encoding_unusual(encoding: Place) -> Iterator[Finding]:
    """
    An encoding other than `utf-8`, the only one that the documentation shows.

    The body of the request is UTF-8 anyway; what another value does to the mail is not stated.

    ```yaml bad
    iso-8859-1
    ```

    ```yaml fixed
    utf-8
    ```

    ```yaml good
    utf-8
    ```
    """
    match encoding.value:
        case str(name) if name and name.lower() != "utf-8" and not has_placeholder(name):
            sure: Applicability = "safe" if re.sub(r"[\s_-]", "", name.lower()) == "utf8" else "unsafe"
            fix = Fix("write `utf-8`", (Change("replace", (), "utf-8"),), sure)
            yield Finding("the documentation knows `utf-8` only", fix=fix)


@rule(
    "email-html-ignored",
    at="content",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §7: html with type text",
    given=_bodies_in_doubt,
)
def html_ignored(content: Place) -> Iterator[Finding]:
    """
    A mail of `type: text` has an `html` body.

    What happens to it is not stated; most likely it is not sent. With `type: html` it is, and
    `text` is what programs without HTML show.

    ```yaml bad
    {type: text, subject: Gate change, text: Your gate is now B4., html: <p>Your gate is now B4.</p>}
    ```

    ```yaml fixed
    {type: html, subject: Gate change, text: Your gate is now B4., html: <p>Your gate is now B4.</p>}
    ```

    ```yaml good
    {type: html, subject: Gate change, text: Your gate is now B4., html: <p>Your gate is now B4.</p>}
    ```
    """
    match content.value:
        case {"type": str(kind), "html": str(html)} if kind.lower() == "text" and html:
            fix = Fix("make it `type: html`", (Change("replace", ("type",), "html"),), "unsafe")
            yield Finding(
                "`html` belongs to `type: html`; this mail is `type: text`", ("html",), fix=fix, on_key=True
            )


@rule(
    "email-html-missing",
    at="content",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.2, §5.3",
    given=_bodies_in_doubt,
)
def html_missing(content: Place) -> Iterator[Finding]:
    """
    A mail of `type: html` has attachments, but no `html` body.

    The table calls `html` mandatory there, yet a sample with attachments has only `text`.

    ```yaml bad
    type: html
    text: The invoice is attached.
    attachments: [{mimetype: application/pdf, name: invoice.pdf, mediaUrl: "https://media.example.com/may.pdf"}]
    ```

    ```yaml fixed
    type: text
    text: The invoice is attached.
    attachments: [{mimetype: application/pdf, name: invoice.pdf, mediaUrl: "https://media.example.com/may.pdf"}]
    ```

    ```yaml good
    type: text
    text: The invoice is attached.
    attachments: [{mimetype: application/pdf, name: invoice.pdf, mediaUrl: "https://media.example.com/may.pdf"}]
    ```
    """
    match content.value:
        case {"type": str(kind), "attachments": [_, *_]} if kind.lower() == "html" and not content.get(
            "html"
        ):
            fix = None
            if content.get("text"):
                fix = Fix("make it `type: text`", (Change("replace", ("type",), "text"),), "unsafe")
            yield Finding("`type: html` without `html`, which the table calls mandatory", ("type",), fix=fix)


@rule(
    "email-text-missing",
    at="content",
    on=_ON,
    needs="html",
    severity=Severity.WARNING,
    source="email.md §7: html without content.text fallback",
    default=False,
)
def text_missing(content: Place) -> Iterator[Finding]:
    """
    An HTML mail has no plain text beside it.

    Programs without HTML, watches, and screen readers show `text`; filters count a mail without
    it as a sign of spam.

    ```yaml bad
    {type: html, html: <p>Two days left to book.</p>, text: ""}
    ```

    ```yaml good
    {type: html, html: <p>Two days left to book.</p>, text: Two days left to book.}
    ```
    """
    match content.value:
        case {"type": str(kind), "html": str(html)} if kind.lower() == "html" and html:
            text = content.get("text")
            if text is None or (isinstance(text, str) and not text.strip()):
                yield Finding("no `text` for programs that show no HTML", ("html",), on_key=True)


@rule(
    "email-text-with-markup",
    at="content",
    on=_ON,
    severity=Severity.WARNING,
    source="own rule: plain text",
    given=_bodies_in_doubt,
)
def text_with_markup(content: Place) -> Iterator[Finding]:
    """
    The plain text of a mail holds HTML.

    Nothing renders it: readers see the tags. A mail with tags is `type: html` and has them in
    `html`.

    ```yaml bad
    channel: email
    from: desk@example.com
    to: [{email: [rae@example.org]}]
    content: {type: text, subject: Gate change, text: "<p>Your gate is now <b>B4</b>.</p>"}
    ```

    ```yaml fixed
    channel: email
    from: desk@example.com
    to: [{email: [rae@example.org]}]
    content: {type: html, subject: Gate change, html: "<p>Your gate is now <b>B4</b>.</p>"}
    ```

    ```yaml good
    {type: text, text: Your gate is now B4.}
    ```
    """
    match content.value:
        case {"type": str(kind), "text": str(text)} if tag := _MARKUP.search(text):
            fix = None
            if kind.lower() == "text" and "html" not in content.value:
                changes = (Change("replace", ("type",), "html"), Change("rename", ("text",), "html"))
                fix = Fix("make it an HTML mail", changes, "unsafe")
            yield Finding(
                f"`{tag[0]}` in plain text: readers see the tags", ("text",), caret=tag.span(), fix=fix
            )


@rule(
    "email-html-without-markup",
    at="content",
    on=_ON,
    severity=Severity.WARNING,
    source="own rule: line breaks in HTML",
    given=_bodies_in_doubt,
)
def html_without_markup(content: Place) -> Iterator[Finding]:
    """
    The HTML body has lines, but no tag.

    HTML takes a line break for a blank, so all of it becomes one paragraph.

    ```yaml bad
    type: html
    html: |-
      Dear Rae,
      your gate is now B4.
    ```

    ```yaml good
    type: html
    html: |-
      <p>Dear Rae,</p>
      <p>your gate is now B4.</p>
    ```
    """
    match content.value:
        case {"type": str(kind), "html": str(html)} if kind.lower() == "html" and "\n" in html.strip():
            if not _TAG.search(html) and not has_placeholder(html):
                yield Finding("lines without any tag become one paragraph in HTML", ("html",), on_key=True)
