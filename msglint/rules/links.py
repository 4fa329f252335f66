"""Web addresses in a message: without TLS, without a host that can be reached, with a user's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.regexes import regex
from msglint.request import Place, Request
from msglint.rule import rule
from msglint.rules.fields import addresses, has_in_texts, texts
from msglint.rules.hosts import is_unreachable, odd_links, unusual
from msglint.rules.urls import has_placeholder
from msglint.rules.values import is_true

_LINK = regex(r"\bhttps?://[^\s<>\"']+", re.IGNORECASE)
_BARE_HOST = regex(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#]|$)")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ANY = ("v1", "v2", "sms-v1", "voice-messages-v1", "voice-calls-v1")
_DOMAIN: tuple[Path, ...] = (("options", "domain"), ("shortUrlDomain",))


@rule(
    "link-not-https",
    at="",
    on=_ANY,
    severity=Severity.INFO,
    source="messenger.md §7; in-app.md, Lint advice; whatsapp.md §7; envelope-v2.md §8",
    default=False,
)
def link_not_https(request: Place) -> Iterator[Finding]:
    """
    A link begins with `http://`.

    Browsers warn of such pages, and link shortening leaves such links as they are.

    ```yaml bad
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: "The tides: http://harbour.example.com/tides"}}
    ```

    ```yaml good
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: "The tides: https://harbour.example.com/tides"}}
    ```
    """
    for field in addresses(request, "loose", "strict"):
        if _is_plain(field.value) and not field.kind.is_file:
            yield Finding("an address without TLS; `https://` is safer", field.path, caret=(0, 7))
    if not has_in_texts(request, "://"):  # `http` may have capitals
        return
    if is_true(request.get("options", "shortenLinks")) and not has_in_texts(request, "https://"):
        return  # `short-links-without-link` speaks of it
    for field in texts(request):
        if "http://" in field.value:
            for match in _LINK.finditer(field.value):
                if _is_plain(match[0]):
                    yield Finding("a link without TLS; `https://` is safer", field.path, caret=match.span())


def _padded(request: Place) -> list[tuple[Path, str]]:
    """The addresses with a blank at an end."""
    return request.request.once(_find_padded)


def _find_padded(request: Request) -> list[tuple[Path, str]]:
    root = request.root()
    found = [
        (path, text) for path, text, kind, _ in unusual(root) if kind.use == "loose" and text.strip() != text
    ]
    for path in _DOMAIN:
        domain = root.get(*path) if path[0] in request.value else None
        if isinstance(domain, str) and domain.strip() != domain:
            found.append((path, domain))
    return found


@rule(
    "link-blank-around",
    at="",
    given=_padded,
    on=("v1", "v2", "sms-v1"),
    severity=Severity.WARNING,
    source="own rule; envelope-v1.md §9 for the notify URL",
)
def link_blank_around(request: Place) -> Iterator[Finding]:
    """
    A blank before or after a web address.

    The platform takes it for a part of the address, which then is none. In the notify URL and
    some other fields it is an error by itself.

    ```yaml bad
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    options: {domain: "https://go.example.com "}
    ```

    ```yaml fixed
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    options: {domain: "https://go.example.com"}
    ```

    ```yaml good
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    options: {domain: "https://go.example.com"}
    ```
    """
    for path, text in _padded(request):
        bare = text.strip()
        if bare:
            where = "before" if text[0].isspace() else "after"
            fix = Fix("take it away", (Change("replace", path, bare),))
            yield Finding(f"a blank {where} the address is taken for a part of it", path, fix=fix)


@rule(
    "link-not-absolute",
    at="",
    given=unusual,
    on=("v1/messenger", "v1/whatsapp", "v2/rcs", "v2/mms"),
    severity=Severity.WARNING,
    source="rcs.md §9; mms.md §7",
)
def link_not_absolute(request: Place) -> Iterator[Finding]:
    """
    A web address without `https://`.

    A phone cannot open it, and the platform cannot fetch a file from it.

    ```yaml bad
    channels: {OTT-Messaging: {fb: {attachment: {type: file, payload: {url: files.example.com/bill.pdf}}}}}
    ```

    ```yaml fixed
    channels: {OTT-Messaging: {fb: {attachment: {type: file, payload: {url: "https://files.example.com/bill.pdf"}}}}}
    ```

    ```yaml good
    channels: {OTT-Messaging: {fb: {attachment: {type: file, payload: {url: "https://files.example.com/bill.pdf"}}}}}
    ```
    """
    for field in unusual(request):
        bare = field.value.strip()
        if field.kind.use != "loose" or not bare or has_placeholder(bare) or _SCHEME.match(bare):
            continue
        fix = None
        if _BARE_HOST.match(bare):
            fix = Fix(
                "put `https://` in front", (Change("replace", field.path, f"https://{bare}"),), "unsafe"
            )
        yield Finding("not a whole web address: it begins with `https://`", field.path, fix=fix)


@rule(
    "link-scheme-missing",
    at="",
    on=("v1/push", "v1/in-app"),
    severity=Severity.INFO,
    source="push.md, Lint advice: an address without a scheme occurs in samples",
    default=False,
)
def link_scheme_missing(request: Place) -> Iterator[Finding]:
    """
    A web address of a notification without `https://`.

    Samples of the documentation have such addresses; whether a phone or a browser opens them
    depends on the app.

    ```yaml bad
    channels: {push: {web: {platform_types: [chrome], title: New, text: See here., url: www.example.com/new}}}
    ```

    ```yaml good
    channels: {push: {web: {platform_types: [chrome], title: New, text: See here., url: "https://www.example.com/new"}}}
    ```
    """
    for field in addresses(request, "strict"):
        if field.value and not has_placeholder(field.value) and not _SCHEME.match(field.value):
            yield Finding("an address without `https://`: not every app opens it", field.path)


@rule(
    "link-host-unreachable",
    at="",
    given=odd_links,
    on=_ANY,
    severity=Severity.WARNING,
    source="own rule; voice.md and whatsapp.md: public, direct addresses",
)
def link_host_unreachable(request: Place) -> Iterator[Finding]:
    """
    A web address with a host that only your own network knows.

    `localhost`, private IP addresses, and names without a dot mean something else, or
    nothing, to the platform and to the recipient.

    ```yaml bad
    notifyurl: https://localhost:8080/delivery
    ```

    ```yaml good
    notifyurl: https://hooks.example.com/delivery
    ```
    """
    for path, match in odd_links(request):
        host = match["host"]
        if is_unreachable(host):
            yield Finding(
                f"nobody outside your own network can reach `{host[:40]}`", path, caret=match.span("host")
            )


@rule(
    "link-user-name",
    at="",
    given=odd_links,
    on=_ANY,
    severity=Severity.WARNING,
    source="own rule: RFC 9110 §4.2.4",
)
def link_userchannel_of(request: Place) -> Iterator[Finding]:
    """
    A web address with a user's name before the host.

    In `https://bank.example@evil.example/` the host is the last one: a trick of phishing
    mails that filters look for, and browsers warn of or cut away.

    ```yaml bad
    notifyurl: https://desk@hooks.example.com/delivery
    ```

    ```yaml good
    notifyurl: https://hooks.example.com/delivery
    ```
    """
    for path, match in odd_links(request):
        user = match["user"]
        if user and ":" not in user and not has_placeholder(user):
            message = f"`{user[:30]}@` before the host `{match['host'][:40]}` looks like phishing"
            yield Finding(message, path, caret=match.span("user"))


def _is_plain(url: str) -> bool:
    return url[:7].lower() == "http://"
