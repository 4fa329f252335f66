"""E-mail: tracking, receipts, and unsubscribing."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.formats import email_address, http_url
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.email_content import mail_type
from msglint.rules.values import has_placeholder, is_true

_ON = "v2/email"
_TRACKING = {"read": "trackOpens", "clicked": "trackClicks"}


@rule(
    "email-tracking-on-text",
    at="",
    on=_ON,
    needs="options",
    severity=Severity.WARNING,
    source="email.md §7: HTML only",
)
def tracking_on_text(request: Place) -> Iterator[Finding]:
    """
    Opens or clicks are tracked in a plain text mail.

    Tracking works with HTML: an invisible picture, and links that are rewritten. A mail of
    `type: text` has neither.

    ```yaml bad
    options: {fromName: Travel Desk, trackOpens: true}
    ```

    ```yaml fixed
    options: {fromName: Travel Desk}
    ```

    ```yaml good
    options: {trackOpens: true}
    content: {type: html, subject: Gate change, text: Your gate is now B4., html: <p>Your gate is now B4.</p>}
    ```
    """
    if mail_type(request) == "text":
        for key in _TRACKING.values():
            path = ("options", key)
            if is_true(request.get(*path)):
                fix = Fix(f"remove `{key}`", (Change("remove", path),), "unsafe")
                yield Finding(
                    f"`{key}` works in HTML mails only; this is `type: text`", path, fix=fix, on_key=True
                )


@rule(
    "email-receipt-untracked",
    at="requestedReceipts",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.9, §7: read and clicked without the tracking option",
)
def receipt_untracked(receipts: Place) -> Iterator[Finding]:
    """
    `read` or `clicked` receipts are wanted, but nothing is tracked.

    `read` comes from `options.trackOpens`, `clicked` from `options.trackClicks`, and both from
    HTML mails only.

    ```yaml bad
    [delivered, read]
    ```

    ```yaml good
    [delivered, bounce]
    ```
    """
    if not isinstance(receipts.value, list):
        return
    request = receipts.request.root()
    for index, name in enumerate(receipts.value):
        key = _TRACKING.get(name.lower()) if isinstance(name, str) else None
        if key is not None and not is_true(request.get("options", key)):
            needs = "an HTML mail" if mail_type(request) == "text" else f"`{key}: true` in `options`"
            yield Finding(f"`{name}` receipts need {needs}", (index,))


@rule(
    "email-unsubscribe-malformed",
    at="options",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §1, options.listUnsubscribeUrl, options.unsubscribeEmailAddress",
)
def unsubscribe_malformed(options: Place) -> Iterator[Finding]:
    """
    The way to unsubscribe is no web page, or no address.

    `listUnsubscribeUrl` is the address of a page, `unsubscribeEmailAddress` one of a mailbox.
    Mail programs offer them as a button, which then does nothing.

    ```yaml bad
    unsubscribeEmailAddress: mailto:stop@example.com
    ```

    ```yaml fixed
    unsubscribeEmailAddress: stop@example.com
    ```

    ```yaml bad
    listUnsubscribeUrl: www.example.com/unsubscribe
    ```

    ```yaml good
    listUnsubscribeUrl: https://www.example.com/unsubscribe
    unsubscribeEmailAddress: stop@example.com
    ```
    """
    match options.get("listUnsubscribeUrl"):
        case str(page) if not http_url(page):
            yield Finding("`listUnsubscribeUrl` is no web address (`https://…`)", ("listUnsubscribeUrl",))
    match options.get("unsubscribeEmailAddress"):
        case str(address) if address and not has_placeholder(address):
            path = ("unsubscribeEmailAddress",)
            if address.lower().startswith("mailto:") and email_address(address[7:]):
                fix = Fix("take `mailto:` away", (Change("replace", path, address[7:]),))
                yield Finding("`unsubscribeEmailAddress` is the bare address", path, caret=(0, 7), fix=fix)
            elif not email_address(address):
                yield Finding("`unsubscribeEmailAddress` is no e-mail address", path)


@rule(
    "email-unsubscribe-overridden",
    at="options",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.11",
    default=False,
)
def unsubscribe_overridden(options: Place) -> Iterator[Finding]:
    """
    The request brings its own way to unsubscribe.

    It wins over the setting of the e-mail app, and the one-click header is added: from then on
    your page or mailbox must take the requests and act on them. The finding is a reminder.

    ```yaml bad
    listUnsubscribeUrl: https://www.example.com/unsubscribe
    ```

    ```yaml good
    fromName: Travel Desk
    ```
    """
    for key, who in (("listUnsubscribeUrl", "page"), ("unsubscribeEmailAddress", "mailbox")):
        if options.get(key):
            message = f"`{key}` overrides the app's setting; your {who} must act on the requests itself"
            yield Finding(message, (key,), on_key=True)


@rule(
    "email-unsubscribe-missing",
    at="",
    on=_ON,
    needs="content/html",
    severity=Severity.INFO,
    source="email.md §7: html without an unsubscribe tag",
    default=False,
)
def unsubscribe_missing(request: Place) -> Iterator[Finding]:
    """
    An HTML mail without a way to unsubscribe.

    Where the e-mail app has unsubscribing switched on, the body must hold `$(unsubscribe)`. In
    mails that advertise, the law of many countries wants a way out, too.

    ```yaml bad
    content: {type: html, subject: The June timetable, text: June, html: <p>The June timetable</p>}
    ```

    ```yaml good
    content:
      type: html
      subject: The June timetable
      text: June
      html: '<p>The June timetable</p><p><a href="$(unsubscribe)">Stop these mails</a></p>'
    ```
    """
    match request.get("content", "html"):
        case str(html) if html and mail_type(request) == "html" and "$(unsubscribe)" not in html:
            options = ("listUnsubscribeUrl", "unsubscribeEmailAddress")
            if not any(request.get("options", key) for key in options):
                yield Finding("no `$(unsubscribe)` in the body", ("content", "html"), on_key=True)
