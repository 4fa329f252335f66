"""E-mail addresses: repeated ones, the sender's own, and characters outside ASCII."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msglint.diagnostics import Applicability, Change, Finding, Fix, Path, Severity
from msglint.formats import DEVIATIONS, punycode
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder

_ON = "v2/email"


def recipients(request: Place) -> list[tuple[Path, str]]:
    """The addresses of `to`, `cc`, and `bcc` with their paths; placeholders and what is no address aside."""
    return request.once(_recipients)


def _recipients(request: Place) -> list[tuple[Path, str]]:
    return [
        (path, address)
        for pattern in (("to", "*", "email", "*"), ("cc", "*"), ("bcc", "*"))
        for path, address in below(request.value, *pattern)
        if isinstance(address, str) and "@" in address and not has_placeholder(address)
    ]


def _are_odd(request: Place) -> bool:
    """Whether one of the addresses of recipients and of the sender is there twice, or one is not plain ASCII."""
    mail = request.value
    to = mail.get("to")
    lists = [entry.get("email") for entry in to if entry.__class__ is dict] if to.__class__ is list else []
    lists += (mail.get("cc"), mail.get("bcc"), [mail.get("from")])
    written = [each for some in lists if some.__class__ is list for each in some if each.__class__ is str]
    words = "\n".join([*written, str(request.get("content", "replyTo"))])
    return not words.isascii() or len({each.lower() for each in written}) < len(written)


def _foreign(request: Place) -> list[tuple[Path, str]]:
    """The addresses of recipients, of the sender, and for answers that have characters outside ASCII."""
    found = list(recipients(request))
    for path in (("from",), ("content", "replyTo")):
        address = request.get(*path)
        if isinstance(address, str) and not has_placeholder(address):
            found.append((path, address))
    return [(path, address) for path, address in found if not address.isascii()]


@rule(
    "email-recipient-repeated",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §7: same address twice among to, cc, bcc",
    given=_are_odd,
)
def recipient_repeated(request: Place) -> Iterator[Finding]:
    """
    An address stands twice among `to`, `cc`, and `bcc`.

    Its owner gets the mail twice. Letter case makes no other address.

    ```yaml bad
    to: [{email: [rae@example.org]}]
    cc: [ops@example.com, Rae@example.org]
    ```

    ```yaml fixed
    to: [{email: [rae@example.org]}]
    cc: [ops@example.com]
    ```

    ```yaml good
    to: [{email: [rae@example.org]}]
    cc: [ops@example.com]
    ```
    """
    seen: dict[str, Path] = {}
    repeated: list[tuple[Path, str, Path]] = []
    for path, address in recipients(request):
        first = seen.setdefault(address.lower(), path)
        if first != path:
            repeated.append((path, address, first))
    dropped = Counter(path[:-1] for path, _, _ in repeated)
    for path, address, first in repeated:
        left = len(request.get(*path[:-1])) - dropped[path[:-1]]
        fix = Fix("take it out", (Change("remove", path),), "unsafe") if left else None
        yield Finding(f"`{address}` stands in `{first[0]}` already", path, fix=fix)


@rule(
    "email-sender-among-recipients",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §7: from address repeated among recipients",
    given=_are_odd,
)
def sender_among_recipients(request: Place) -> Iterator[Finding]:
    """
    The sender's address is among the recipients.

    A mail that comes in from the app's own address starts no flow, so nobody may ever read this
    copy. Send it to another mailbox.

    ```yaml bad
    bcc: [desk@example.com]
    ```

    ```yaml good
    bcc: [archive@example.com]
    ```
    """
    match request.get("from"):
        case str(sender) if "@" in sender:
            for path, address in recipients(request):
                if address.lower() == sender.lower():
                    yield Finding("the mail goes to its own sender address", path)


@rule(
    "email-local-part-not-ascii",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §3: local part 7-bit ASCII",
    given=_are_odd,
)
def local_part_not_ascii(request: Place) -> Iterator[Finding]:
    """
    An address has a character outside ASCII before its `@`.

    Amazon SES cannot send to such addresses. Most often it is a slip: an accent, or a letter of
    another alphabet that looks the same.

    ```yaml bad
    to: [{email: [josé@example.org]}]
    ```

    ```yaml good
    to: [{email: [jose@example.org]}]
    ```
    """
    for path, address in request.once(_foreign):
        local = address.partition("@")[0]
        at = next((index for index, character in enumerate(local) if character > "\x7f"), None)
        if at is not None:
            message = f"`{local[at]}` (U+{ord(local[at]):04X}) before the `@`: only ASCII can be sent"
            yield Finding(message, path, caret=(at, at + 1))


@rule(
    "email-domain-not-ascii",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §3: domain non-ASCII as Punycode",
    given=_are_odd,
)
def domain_not_ascii(request: Place) -> Iterator[Finding]:
    """
    The domain of an address is not written as Punycode.

    Domains with letters outside ASCII have a second spelling, which is what mail servers know.

    ```yaml bad
    to: [{email: [rae@bücher.example]}]
    ```

    ```yaml fixed
    to: [{email: [rae@xn--bcher-kva.example]}]
    ```

    ```yaml good
    to: [{email: [rae@xn--bcher-kva.example]}]
    ```
    """
    for path, address in request.once(_foreign):
        local, _, domain = address.partition("@")
        if domain and not domain.isascii():
            plain = punycode(domain)
            fix = None
            if plain is not None:
                sure: Applicability = "unsafe" if DEVIATIONS.intersection(domain) else "safe"
                fix = Fix(f"write `{plain}`", (Change("replace", path, f"{local}@{plain}"),), sure)
            start = len(local) + 1
            message = "the domain has letters outside ASCII; it is written as Punycode (`xn--…`)"
            yield Finding(message, path, fix=fix, caret=(start, start + len(domain)))
