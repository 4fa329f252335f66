"""The envelopes of API v1 and v2: what needs a count or a clock."""

from collections.abc import Iterator
from datetime import timedelta

from msglint.diagnostics import Finding, Severity
from msglint.formats import parse_instant
from msglint.request import Place
from msglint.rule import rule

HORIZON = timedelta(days=7)


@rule("gtr-ids-miscounted", at="gtrId", on="v1", severity=Severity.ERROR, source="envelope-v1.md §4.5")
def gtr_ids_miscounted(ids: Place) -> Iterator[Finding]:
    """
    `gtrId` has more or fewer ids than `destination` has entries.

    The n-th id belongs to the n-th entry of `destination`, however many addresses that entry
    holds.

    ```yaml bad
    [gtr-a, gtr-b]
    ```

    ```yaml good
    [gtr-a]
    ```
    """
    match ids.value, ids.request.root().get("destination"):
        case list(given), list(entries) if len(given) != len(entries):
            yield Finding(
                f"{_count(given, 'id')} for {_count(entries, 'entry')} of `destination`: one each is needed"
            )


def _count(members: list[object], word: str) -> str:
    if len(members) == 1:
        return f"1 {word}"
    return f"{len(members)} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"


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


def _beyond_horizon(place: Place, limit: str) -> Iterator[Finding]:
    instant = parse_instant(place.value) if isinstance(place.value, str) else None
    if instant is None:
        return
    ahead = instant - place.request.now
    if ahead > HORIZON:
        days = ahead / timedelta(days=1)
        distance = f"{days:.0f} days" if days >= 8 else "more than 7 days"
        yield Finding(f"{distance} ahead; {limit}")
