"""Apple Messages for Business: time pickers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msglint.diagnostics import Finding, Path, Severity
from msglint.formats import parse_instant
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_POINT = {"latitude", "longitude"}
_SLOTS = ("data", "event", "timeslots", "*")


@rule(
    "apple-event-identifier-repeated",
    at=_AT,
    on=_ON,
    needs="data/event/identifier",
    severity=Severity.ERROR,
    source="apple-messages.md, Time picker, identifier",
)
def event_identifier_repeated(message: Place) -> Iterator[Finding]:
    """
    A slot of a time picker has the identifier of its event.

    Both must be unique in the whole payload.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: "0"
        timeslots:
          - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots:
          - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
    ```
    """
    own = message.get("data", "event", "identifier")
    if isinstance(own, str):
        for path, name in below(message.value, *_SLOTS, "identifier"):
            if name == own:
                yield Finding(f"`{own}` is already the identifier of the event", path)
                return


@rule(
    "apple-slot-past",
    at=_AT,
    on=_ON,
    needs="data/event/timeslots",
    severity=Severity.WARNING,
    source="apple-messages.md, Lint advice, Past time slots",
)
def slot_past(message: Place) -> Iterator[Finding]:
    """
    A slot of a time picker lies in the past.

    Past slots are not shown. The clock is the one of the machine, or `--now`.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2021-05-03T15:30:00Z", duration: 1800}]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}]
    ```
    """
    for path, start in _starts(message):
        if message.request.clock.passed(start):
            yield Finding("the slot is in the past and is not shown", path)


def _starts(message: Place) -> Iterator[tuple[Path, datetime]]:
    for path, start in below(message.value, *_SLOTS, "startTime"):
        instant = parse_instant(start) if isinstance(start, str) else None
        if instant is not None:
            yield path, instant


@rule(
    "apple-slot-start-repeated",
    at=_AT,
    on=_ON,
    needs="data/event/timeslots",
    severity=Severity.INFO,
    source="apple-messages.md, Documented inconsistencies 5",
    default=False,
)
def slot_start_repeated(message: Place) -> Iterator[Finding]:
    """
    Two slots of a time picker start at the same time.

    The customer sees the same line twice.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots:
          - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
          - {identifier: "1", startTime: "2027-05-03T15:30:00+0000", duration: 1800}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots:
          - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
          - {identifier: "1", startTime: "2027-05-03T16:00:00Z", duration: 1800}
    ```
    """
    seen: set[datetime] = set()
    for path, start in _starts(message):
        if start in seen:
            yield Finding("an earlier slot starts at this time already", path)
        seen.add(start)


@rule(
    "apple-radius-unused",
    at=_AT,
    on=_ON,
    needs="data/event",
    severity=Severity.INFO,
    source="apple-messages.md, Conditional rules 14",
)
def radius_unused(message: Place) -> Iterator[Finding]:
    """
    The `radius` of a location without its latitude and longitude.

    It is a circle around the point, and is ignored without one.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}]
        location: {title: 14 Quay Street, radius: 16}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1102
      event:
        identifier: evt-5501
        timeslots: [{identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}]
        location: {title: 14 Quay Street, latitude: 51.4545, longitude: -2.5879, radius: 16}
    ```
    """
    for pattern in (("data", "event", "location"), (*_SLOTS, "location")):
        for path, location in below(message.value, *pattern):
            if isinstance(location, dict) and "radius" in location and not location.keys() >= _POINT:
                words = "ignored without `latitude` and `longitude`"
                yield Finding(words, (*path, "radius"), on_key=True)
