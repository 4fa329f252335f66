"""The shortening of links by SMS API v1."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule


@rule(
    "sms-shortening-without-domain",
    at="",
    on="sms-v1",
    needs="shortenUrls",
    severity=Severity.WARNING,
    source="sms.md C, shortUrlDomain",
)
def shortening_without_domain(request: Place) -> Iterator[Finding]:
    """
    Links are to be shortened, but no domain for the short links is named.

    `shortUrlDomain` names a domain that was set up for the tenant.

    ```yaml bad
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    shortenUrls: true
    ```

    ```yaml good
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    shortenUrls: true
    shortUrlDomain: https://go.example.com
    ```
    """
    if request.get("shortenUrls") is True and not any(
        value and "domain" in key.lower() for key, value in request.value.items()
    ):
        yield Finding(
            "`shortUrlDomain` is missing, because `shortenUrls` is `true`", ("shortenUrls",), on_key=True
        )


@rule(
    "sms-shortening-without-link",
    at="",
    on="sms-v1",
    needs="shortenUrls",
    severity=Severity.WARNING,
    source="sms.md C, shortenUrls; Lint advice",
)
def shortening_without_link(request: Place) -> Iterator[Finding]:
    """
    Links are to be shortened, but the text has none that starts with `https://`.

    Other links, `http://` ones too, stay as they are. A text with placeholders such as `$(url)`
    is left alone.

    ```yaml bad
    content: "Desk 9 is ready: http://www.example.com/desks/9"
    shortenUrls: true
    shortUrlDomain: https://go.example.com
    ```

    ```yaml good
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    shortenUrls: true
    shortUrlDomain: https://go.example.com
    ```
    """
    match request.value:
        case {"shortenUrls": True, "content": str(text)} if (
            "https://" not in text.lower() and "$(" not in text
        ):
            yield Finding("the text has no `https://` link to shorten", ("shortenUrls",), on_key=True)


@rule(
    "sms-tracking-without-shortening",
    at="",
    on="sms-v1",
    needs="trackShortUrlClicks",
    severity=Severity.WARNING,
    source="sms.md C, trackShortUrlClicks",
)
def tracking_without_shortening(request: Place) -> Iterator[Finding]:
    """
    Clicks are to be tracked, but links are not shortened.

    `trackShortUrlClicks` works only together with `shortenUrls: true`.

    ```yaml bad
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    trackShortUrlClicks: true
    ```

    ```yaml fixed
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    ```

    ```yaml good
    content: "Desk 9 is ready: https://www.example.com/desks/9"
    shortenUrls: true
    shortUrlDomain: https://go.example.com
    trackShortUrlClicks: true
    ```
    """
    if request.get("trackShortUrlClicks") is True and request.get("shortenUrls") is not True:
        fix = Fix("remove it", (Change("remove", ("trackShortUrlClicks",)),), "unsafe")
        message = "ignored: clicks are tracked only with `shortenUrls: true`"
        yield Finding(message, ("trackShortUrlClicks",), fix=fix, on_key=True)
