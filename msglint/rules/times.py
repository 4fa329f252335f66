"""Instants and lifetimes: in the past, too far ahead, in the wrong order, oddly written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.formats import parse_instant
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule

HORIZON = timedelta(days=7)
"""How long the platform keeps a scheduled message, and an SMS that waits."""

_AT = ("expiry", "sendAt", "expireAt")
_ON = ("v1", "v2", "sms-v1")
_ONE_DIGIT = regex(r"[+-][0-9]:[0-9]{2}")
_PARTS = regex(r"(?P<clock>.*?)(?P<fraction>\.[0-9]+)?(?P<offset>Z|[+-][0-9]{1,2}:?[0-9]{2})")


def _has_unpadded_offset(time: Place) -> bool:
    return _unpadded(time.value) is not None


@rule("send-at-too-late", at="sendAt", on="v2", severity=Severity.ERROR, source="envelope-v2.md §4.3")
def send_at_too_late(send_at: Place) -> Iterator[Finding]:
    """
    `sendAt` is more than 7 days ahead.

    The platform keeps a scheduled message for at most 7 days. The clock is the one of the
    machine, or `--now`.

    ```yaml bad
    "2199-01-01T09:00:00.000Z"
    ```

    ```yaml good
    "2026-06-02T09:00:00.000Z"
    ```
    """
    yield from _beyond_horizon(send_at, "a message can be scheduled at most 7 days ahead")


@rule("expire-at-too-late", at="expireAt", on="v2/sms", severity=Severity.ERROR, source="envelope-v2.md §4.3")
def expire_at_too_late(expire_at: Place) -> Iterator[Finding]:
    """
    `expireAt` of an SMS is more than 7 days ahead.

    The clock is the one of the machine, or `--now`. `validity` counts from the moment of
    sending instead, and needs no clock.

    ```yaml bad
    "2199-01-01T09:00:00.000Z"
    ```

    ```yaml good
    "2026-06-02T09:00:00.000Z"
    ```
    """
    yield from _beyond_horizon(expire_at, "an SMS can wait at most 7 days")


@rule(
    "time-in-past",
    at=_AT,
    on=_ON,
    severity=Severity.WARNING,
    source="envelope-v1.md §15, expiry; envelope-v2.md §8",
)
def time_in_past(time: Place) -> Iterator[Finding]:
    """
    An expiry or a time of sending has passed.

    A message that has expired is accepted and then dropped (7005, 7208, 7503). Most often the
    file is last week's, copied. The clock is the one of the machine, or `--now`.

    ```yaml bad
    "2025-01-20T18:00:00.000Z"
    ```

    ```yaml good
    "2026-06-02T18:00:00.000Z"
    ```
    """
    instant = instant_at(time)
    if instant is not None and time.request.clock.passed(instant):
        ago = _in_words(partial(time.request.clock.whole_since, instant))
        yield Finding(
            f"`sendAt` was {ago} ago"
            if time.path[-1] == "sendAt"
            else f"expired {ago} ago: the platform would not even try to deliver it"
        )


@rule(
    "time-offset-unpadded",
    at=_AT,
    on=_ON,
    given=_has_unpadded_offset,
    severity=Severity.WARNING,
    source="envelope-v1.md §14.4",
)
def time_offset_unpadded(time: Place) -> Iterator[Finding]:
    """
    The hours of an offset have one digit.

    The documentation's own sample ends in `+5:30`, which is no ISO 8601: readers of dates
    refuse it. Two digits say the same to all of them.

    ```yaml bad
    "2027-01-20T23:30:00.000+5:30"
    ```

    ```yaml fixed
    "2027-01-20T23:30:00.000+05:30"
    ```

    ```yaml good
    "2027-01-20T23:30:00.000+05:30"
    ```
    """
    match = _unpadded(time.value)
    if match is not None:
        offset = match["offset"]
        padded = f"{offset[0]}0{offset[1:]}"
        at = match.start("offset")
        yield Finding(
            f"the offset `{offset}` needs two digits for the hours: `{padded}`",
            caret=(at, at + len(offset)),
            fix=Fix(f"write `{padded}`", (Change("replace", (), time.value[:at] + padded),)),
        )


@rule(
    "time-offset-local",
    at=_AT,
    on=_ON,
    severity=Severity.INFO,
    source="envelope-v1.md §14.4, §15; envelope-v2.md §8",
    default=False,
)
def time_offset_local(time: Place) -> Iterator[Finding]:
    """
    An instant has an offset where the documentation shows UTC.

    The pages speak of UTC and show `Z` almost everywhere; whether every channel minds the
    offset is not stated. The fix writes the same instant in UTC.

    ```yaml bad
    "2027-01-20T23:30:00.000+05:30"
    ```

    ```yaml fixed
    "2027-01-20T18:00:00.000Z"
    ```

    ```yaml good
    "2027-01-20T18:00:00.000Z"
    ```
    """
    instant = instant_at(time)
    if instant is None or not instant.utcoffset() or _unpadded(time.value) is not None:
        return
    match = _PARTS.fullmatch(time.value)
    if match is None:
        return
    utc = _in_utc(instant, match["fraction"] or "")
    yield Finding(
        f"`{match['offset']}` is an offset; the documentation shows UTC, with `Z`",
        caret=match.span("offset"),
        fix=None if utc is None else Fix(f"write `{utc}`", (Change("replace", (), utc),)),
    )


def _beyond_horizon(place: Place, limit: str) -> Iterator[Finding]:
    instant = instant_at(place)
    if instant is None:
        return
    if place.request.clock.is_beyond(instant, HORIZON):
        days = (instant - place.request.now) / timedelta(days=1)
        distance = f"{days:.0f} days" if days >= 8 else "more than 7 days"
        yield Finding(f"{distance} ahead; {limit}")


def instant_at(place: Place) -> datetime | None:
    """The instant at a place, or None where there is none."""
    return place.once(_instant_at)


def _instant_at(place: Place) -> datetime | None:
    return parse_instant(place.value) if isinstance(place.value, str) else None


def _unpadded(value: object) -> re.Match[str] | None:
    """An instant whose offset has one digit of hours (`+5:30`), in its parts."""
    if not isinstance(value, str) or value[-5:-4] not in ("+", "-"):
        return None
    match = _PARTS.fullmatch(value)
    if match is None or not _ONE_DIGIT.fullmatch(match["offset"]):
        return None
    return match if parse_instant(value) is not None else None


def _in_utc(instant: datetime, fraction: str) -> str | None:
    """The same instant in UTC, with the fraction of a second as it was written."""
    try:
        utc = instant.astimezone(timezone.utc)
    except OverflowError:
        return None
    return utc.replace(tzinfo=None, microsecond=0).isoformat() + fraction + "Z"


def length(span: timedelta) -> str:
    """A span of time in the largest unit that fits.

    >>> length(timedelta(days=3, hours=5)), length(timedelta(minutes=61)), length(timedelta(seconds=5))
    ('3 days', '1 hour', 'a moment')
    """
    return _in_words(lambda unit: span // unit)


_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


def _in_words(how_many: Callable[[timedelta], int]) -> str:
    for unit, size in _UNITS:
        count = how_many(size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "a moment"
