"""E-mail: how To, Cc, and Bcc work together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_ON = "v2/email"
_UNSUBSCRIBE = ("listUnsubscribeUrl", "unsubscribeEmailAddress")


def to_count(request: Place) -> int:
    """The number of To addresses over all entries."""
    entries = request.get("to")
    lists = [entry.get("email") for entry in entries if isinstance(entry, dict)] if _is_list(entries) else []
    return sum(len(addresses) for addresses in lists if isinstance(addresses, list))


def _copies(request: Place) -> dict[str, int]:
    """The number of addresses in `cc` and `bcc`, where there are any."""
    return {key: len(value) for key in ("cc", "bcc") if _is_list(value := request.get(key)) and value}


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _may_be_shared(request: Place) -> bool:
    """Whether a mail has copies, or one mail for all."""
    mail = request.value
    return "cc" in mail or "bcc" in mail or "multipleToRecipients" in mail


def shared_by(request: Place) -> Path | None:
    """The key that makes several people get the same mail, None where each gets one of their own."""
    if request.get("multipleToRecipients") is True and to_count(request) > 1:
        return ("multipleToRecipients",)
    copies = _copies(request)
    return (next(iter(copies)),) if copies else None


def unsubscribes(request: Place) -> bool:
    """Whether the mail holds a way to unsubscribe."""
    bodies = (request.get("content", "html"), request.get("content", "text"))
    return any(isinstance(body, str) and "$(unsubscribe)" in body for body in bodies) or any(
        request.get("options", key) for key in _UNSUBSCRIBE
    )


@rule(
    "email-copies-repeated",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.6",
    given=_may_be_shared,
)
def copies_repeated(request: Place) -> Iterator[Finding]:
    """
    Each of several To addresses gets a mail of its own, and `cc` or `bcc` a copy of every one.

    That is so unless `multipleToRecipients` is `true`: then one mail goes to all, and all see
    the To addresses.

    ```yaml bad
    to: [{email: [rae@example.org, kit@example.org]}]
    cc: [ops@example.com]
    ```

    ```yaml good
    to: [{email: [rae@example.org, kit@example.org]}]
    cc: [ops@example.com]
    multipleToRecipients: true
    ```
    """
    if request.get("multipleToRecipients") is True:
        return
    copies = _copies(request)
    mails = to_count(request)
    if copies and mails > 1:
        who = " and ".join(f"`{key}`" for key in copies)
        verb = "get" if len(copies) > 1 else "gets"
        yield Finding(
            f"{who} {verb} {mails} copies: each To address has a mail of its own",
            (next(iter(copies)),),
            hint="`multipleToRecipients: true` sends one mail, in which all see the To addresses",
            on_key=True,
        )


@rule(
    "email-recipients-too-many",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.7: SES, at most 50 recipients",
    given=_may_be_shared,
)
def recipients_too_many(request: Place, *, max_recipients: int = 50) -> Iterator[Finding]:
    """
    One mail has more than 50 recipients.

    Amazon SES takes 50 over To, Cc, and Bcc; with more, the mail fails for all of them. Tenants
    that send over SMTP may set `max_recipients` higher. Without `multipleToRecipients: true`
    each To address has a mail of its own, and only the copies add up.

    ```yaml bad
    cc: [
      a1@example.org, a2@example.org, a3@example.org, a4@example.org, a5@example.org, a6@example.org,
      b1@example.org, b2@example.org, b3@example.org, b4@example.org, b5@example.org, b6@example.org,
      c1@example.org, c2@example.org, c3@example.org, c4@example.org, c5@example.org, c6@example.org,
      d1@example.org, d2@example.org, d3@example.org, d4@example.org, d5@example.org, d6@example.org,
      e1@example.org, e2@example.org, e3@example.org, e4@example.org, e5@example.org, e6@example.org,
      f1@example.org, f2@example.org, f3@example.org, f4@example.org, f5@example.org, f6@example.org,
      g1@example.org, g2@example.org, g3@example.org, g4@example.org, g5@example.org, g6@example.org,
      h1@example.org, h2@example.org, h3@example.org, h4@example.org, h5@example.org, h6@example.org,
      i1@example.org, i2@example.org
    ]
    ```

    ```yaml good
    cc: [ops@example.com]
    ```
    """
    copies = _copies(request)
    together = request.get("multipleToRecipients") is True
    count = sum(copies.values()) + (to_count(request) if together else 1)
    if count > max_recipients and (copies or together):
        key = "multipleToRecipients" if together else max(copies, key=lambda each: copies[each])
        message = (
            f"one mail has {count} recipients; over Amazon SES more than {max_recipients} fail, all of them"
        )
        yield Finding(message, (key,), on_key=True)


@rule(
    "email-shared-but-personal",
    at="",
    on=_ON,
    needs="multipleToRecipients",
    severity=Severity.WARNING,
    source="email.md §2.8",
)
def shared_but_personal(request: Place) -> Iterator[Finding]:
    """
    One mail goes to all, but the entries of `to` have values of their own.

    With `multipleToRecipients: true` there is one mail and one text. Whose `substitutions` and
    `correlationId` it takes is not stated.

    ```yaml bad
    multipleToRecipients: true
    to:
      - {email: [rae@example.org], substitutions: {gate: B4}}
      - {email: [kit@example.org], substitutions: {gate: C1}}
    substitutions: {gate: B4}
    content: {type: text, subject: Gate change, text: "Your gate is now $(gate)."}
    ```

    ```yaml good
    to:
      - {email: [rae@example.org], substitutions: {gate: B4}}
      - {email: [kit@example.org], substitutions: {gate: C1}}
    content: {type: text, subject: Gate change, text: "Your gate is now $(gate)."}
    ```
    """
    entries = request.get("to")
    if request.get("multipleToRecipients") is not True or not _is_list(entries):
        return
    entries = [entry for entry in entries if isinstance(entry, dict)]
    own = [
        key
        for key in ("substitutions", "correlationId")
        if any(entry.get(key) != entries[0].get(key) for entry in entries[1:])
    ]
    if own:
        what = " and ".join(f"`{key}`" for key in own)
        yield Finding(
            f"one mail to all, but the entries of `to` have their own {what}; which count is not stated",
            ("multipleToRecipients",),
            on_key=True,
        )


@rule(
    "email-unsubscribe-shared",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §7: unsubscribe handling with several recipients",
    given=_may_be_shared,
)
def unsubscribe_shared(request: Place) -> Iterator[Finding]:
    """
    Several people get one mail that holds one way to unsubscribe.

    The documentation advises against it. The link belongs to the mail, not to the reader, and
    whether somebody has unsubscribed is looked up for the To address only.

    ```yaml bad
    cc: [ops@example.com]
    content: {type: text, subject: June, text: "The June timetable. No more of these: $(unsubscribe)"}
    ```

    ```yaml good
    content: {type: text, subject: June, text: "The June timetable. No more of these: $(unsubscribe)"}
    ```
    """
    key = shared_by(request)
    if key is not None and unsubscribes(request):
        yield Finding("several people share one mail, and with it one way to unsubscribe", key, on_key=True)


@rule(
    "email-copies-untracked",
    at=("cc", "bcc"),
    on=_ON,
    severity=Severity.INFO,
    source="email.md §7: delivery status of cc/bcc",
    default=False,
)
def copies_untracked(copies: Place) -> Iterator[Finding]:
    """
    Whether copies arrive is not reported.

    Receipts speak of To addresses. Where each delivery matters, send each person a mail.

    ```yaml bad
    [ops@example.com]
    ```

    ```yaml good
    []
    ```
    """
    if isinstance(copies.value, list) and copies.value:
        key = copies.path[-1]
        yield Finding(f"there are no receipts for the addresses in `{key}`", on_key=True)
