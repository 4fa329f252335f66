"""Lifetimes: how long a message waits, and in what order its times stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.times import instant_at, length


@rule(
    "expire-at-before-send-at",
    at="",
    on="v2",
    needs="expireAt",
    severity=Severity.WARNING,
    source="envelope-v2.md §8; sms.md B, rule 3",
)
def expire_at_before_send_at(request: Place) -> Iterator[Finding]:
    """
    A message expires before it is sent, or at that very instant.

    It is accepted, waits for `sendAt`, and is then dropped.

    ```yaml bad
    sendAt: "2026-06-02T20:00:00.000Z"
    expireAt: "2026-06-02T08:00:00.000Z"
    ```

    ```yaml good
    sendAt: "2026-06-02T08:00:00.000Z"
    expireAt: "2026-06-02T20:00:00.000Z"
    ```
    """
    match request.value:
        case {"sendAt": str(), "expireAt": str()}:
            start, expiry = (instant_at(request.request.at((key,))) for key in ("sendAt", "expireAt"))
            if start is None or expiry is None or request.request.clock.passed(expiry) or start < expiry:
                return
            early = "at" if expiry == start else f"{length(start - expiry)} before"
            yield Finding(f"expires {early} `sendAt`, so nothing would be sent", ("expireAt",))


@rule(
    "expiry-far-away",
    at=("expiry", "expireAt", "validity"),
    on=("v1", "v2", "sms-v1"),
    severity=Severity.WARNING,
    source="own rule: no limit is stated (envelope-v1.md §1, expiry; envelope-v2.md §2; sms.md C)",
    default=False,
)
def expiry_far_away(time: Place, *, max_days: int = 365) -> Iterator[Finding]:
    """
    An expiry lies more than a year ahead.

    Where the documentation states no limit, a slip in the year goes unnoticed, and a message
    that could not be delivered for months is seldom still wanted.

    ```yaml bad
    "2062-06-02T18:00:00.000Z"
    ```

    ```yaml good
    "2026-06-02T18:00:00.000Z"
    ```
    """
    if time.request.api == "v2" and time.request.channel == "sms":
        return  # errors: 7 days, 72 hours
    if time.path[-1] == "validity":
        seconds = seconds_of(time.value)
        days = 0 if seconds is None else seconds // 86400
    else:
        instant = instant_at(time)
        days = 0 if instant is None else time.request.clock.whole_until(instant, timedelta(days=1))
    if days > max_days:
        yield Finding(
            f"expires in {days} days; is that meant?", hint="`max_days` of this rule says how many are"
        )


@rule(
    "validity-zero",
    at="validity",
    on="v2",
    severity=Severity.WARNING,
    source="envelope-v2.md §8; sms.md, Lint advice",
)
def validity_zero(validity: Place) -> Iterator[Finding]:
    """
    A lifetime of 0 seconds.

    Nothing is stated about it. Read literally, the message has expired before it goes out;
    leave `validity` out for a message that shall not expire.

    ```yaml bad
    "0"
    ```

    ```yaml good
    "7200"
    ```
    """
    if seconds_of(validity.value) == 0:
        yield Finding("the message has 0 seconds to live; leave `validity` out for no limit")


@rule(
    "validity-unquoted",
    at="validity",
    on="v2",
    severity=Severity.WARNING,
    source="envelope-v2.md §5.10",
)
def validity_unquoted(validity: Place) -> Iterator[Finding]:
    """
    A lifetime is a number where the documentation has a text.

    `validity` is a text of digits in every table; whether the API takes a number is not
    stated. `msglint send` sends what stands here.

    ```yaml bad
    7200
    ```

    ```yaml fixed
    "7200"
    ```

    ```yaml good
    "7200"
    ```
    """
    match validity.value:
        case bool():
            return
        case int(number) if number >= 0:
            yield Finding(
                f"unquoted, `{number}` is a number; the documentation has a text of digits",
                fix=Fix("quote it", (Change("quote", ()),)),
            )


@rule(
    "validity-very-short",
    at="validity",
    on="v2",
    severity=Severity.INFO,
    source="own rule: envelope-v2.md §2, validity",
    default=False,
)
def validity_very_short(validity: Place, *, min_seconds: int = 60) -> Iterator[Finding]:
    """
    A lifetime of less than a minute.

    The lifetime counts from the moment of sending, or from `sendAt`, and goes on while the
    message waits in the queue of the platform and of the operator. Minutes taken for seconds
    look like this.

    ```yaml bad
    "15"
    ```

    ```yaml good
    "900"
    ```
    """
    seconds = seconds_of(validity.value)
    if seconds is not None and 0 < seconds < min_seconds:
        yield Finding(f"the message has {seconds} seconds to live, queues included")


@rule(
    "send-at-without-expiry",
    at="",
    on="v2/rcs",
    needs="sendAt",
    severity=Severity.WARNING,
    source="rcs.md §2 rule 9",
)
def send_at_without_expiry(request: Place) -> Iterator[Finding]:
    """
    A scheduled RCS message has neither `expireAt` nor `validity`.

    The tables on scheduling make the expiry mandatory beside `sendAt`. A phone that is off the
    network then gets the message whenever it comes back.

    ```yaml bad
    sendAt: "2026-06-02T08:00:00.000Z"
    ```

    ```yaml good
    sendAt: "2026-06-02T08:00:00.000Z"
    validity: "7200"
    ```
    """
    if request.get("sendAt") and not request.get("expireAt") and not request.get("validity"):
        yield Finding("scheduled without `expireAt` or `validity`", ("sendAt",), on_key=True)


def seconds_of(validity: object) -> int | None:
    """The whole seconds of a `validity`, as text or as number; None for anything else."""
    match validity:
        case bool():
            return None
        case int():
            return validity
        case str() if re.fullmatch(r"[0-9]{1,18}", validity):
            return int(validity)
    return None
