"""RCS: suggestions, the replies and actions to tap."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.formats import e164, parse_instant
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.rcs_parts import Json, suggestions
from msglint.rules.values import below

_ON = "v2/rcs"
_GAPS = regex(r"[\s().-]")

API_SUGGESTIONS = 10
"""Under a message by the API page; the help and the FAQ have one more, and beyond that is the schema's error."""
API_CARD_SUGGESTIONS = 2
"""On a card of a carousel by the API page; the help has 4, the schema's limit."""


_DATA = frozenset(("latitude", "longitude", "startTime", "endTime", "phone"))


def _unusual_suggestions(request: Place) -> list[Json]:
    """The suggestions with a position, a time, or a phone number that is none with a country code."""
    return [each for _, each in suggestions(request) if not _DATA.isdisjoint(each) and not _dials(each)]


def _dials(suggestion: Json) -> bool:
    """Whether there is nothing of these but a phone number, with a country code."""
    number = suggestion.get("phone")
    return len(_DATA.intersection(suggestion)) == 1 and isinstance(number, str) and e164(number)


@rule(
    "rcs-suggestions-many",
    at="",
    on=_ON,
    needs="content/suggestions",
    severity=Severity.WARNING,
    source="rcs.md §5.1",
)
def suggestions_many(request: Place) -> Iterator[Finding]:
    """
    Eleven suggestions under a message, where the API reference allows ten.

    The help pages and the FAQ say eleven.

    ```yaml bad
    content:
      type: text
      text: Which day?
      suggestions:
        - &day {type: reply, displayText: Some day}
        - *day
        - *day
        - *day
        - *day
        - *day
        - *day
        - *day
        - *day
        - *day
        - *day
    ```

    ```yaml good
    content:
      type: text
      text: Which day?
      suggestions: [{type: reply, displayText: Monday}, {type: reply, displayText: Tuesday}]
    ```
    """
    match request.value:
        case {"content": {"suggestions": list(members)}} if len(members) == API_SUGGESTIONS + 1:
            yield Finding(
                "11 suggestions; the API reference allows 10, the help 11",
                ("content", "suggestions"),
                on_key=True,
            )


@rule(
    "rcs-card-suggestions-many",
    at="",
    on=_ON,
    needs="content/cards",
    severity=Severity.WARNING,
    source="rcs.md §5.1",
)
def card_suggestions_many(request: Place) -> Iterator[Finding]:
    """
    More suggestions on a card of a carousel than the API reference allows.

    It says two; the help pages say four.

    ```yaml bad
    content:
      type: carousel
      width: MEDIUM
      cards:
        - title: Red
          media: {url: "https://media.example.com/red.png", height: SHORT}
          suggestions: [{type: reply, displayText: Take it}, {type: reply, displayText: Keep it}, {type: reply, displayText: Ask us}]
        - title: Blue
          media: {url: "https://media.example.com/blue.png", height: SHORT}
    ```

    ```yaml good
    content:
      type: carousel
      width: MEDIUM
      cards:
        - title: Red
          media: {url: "https://media.example.com/red.png", height: SHORT}
          suggestions: [{type: reply, displayText: Take it}]
        - title: Blue
          media: {url: "https://media.example.com/blue.png", height: SHORT}
    ```
    """
    for path, members in below(request.value, "content", "cards", "*", "suggestions"):
        if isinstance(members, list) and API_CARD_SUGGESTIONS < len(members) <= 4:
            yield Finding(
                f"{len(members)} suggestions on a card of a carousel; the API reference allows 2, the help 4",
                path,
                on_key=True,
            )


@rule(
    "rcs-position-off-globe",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §5.6",
    given=_unusual_suggestions,
)
def position_off_globe(request: Place) -> Iterator[Finding]:
    """
    A latitude or longitude that does not exist.

    Latitudes go from -90 to 90 degrees, longitudes from -180 to 180. Often the two were swapped.

    ```yaml bad
    content:
      type: text
      text: We have moved.
      suggestions: [{type: viewLocation, displayText: Where we are, latitude: 103.85, longitude: 1.29}]
    ```

    ```yaml good
    content:
      type: text
      text: We have moved.
      suggestions: [{type: viewLocation, displayText: Where we are, latitude: 1.29, longitude: 103.85}]
    ```
    """
    for path, suggestion in suggestions(request):
        for key, most in (("latitude", 90), ("longitude", 180)):
            match suggestion.get(key):
                case bool():
                    pass
                case (int() | float()) as degrees if not -most <= degrees <= most:
                    yield Finding(f"a {key} is from -{most} to {most} degrees", (*path, key))


@rule(
    "rcs-calendar-event-backwards",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: endTime not after startTime",
    given=_unusual_suggestions,
)
def calendar_event_backwards(request: Place) -> Iterator[Finding]:
    """
    A calendar event does not end after it starts.

    Both times are in UTC, whatever the clock at the place of the event.

    ```yaml bad
    content:
      type: text
      text: Save the date.
      suggestions:
        - {type: calendarEvent, displayText: Save, meetingTitle: Talk, startTime: "2027-06-09T21:00:00Z", endTime: "2027-06-09T19:00:00Z"}
    ```

    ```yaml good
    content:
      type: text
      text: Save the date.
      suggestions:
        - {type: calendarEvent, displayText: Save, meetingTitle: Talk, startTime: "2027-06-09T19:00:00Z", endTime: "2027-06-09T21:00:00Z"}
    ```
    """
    for path, suggestion in suggestions(request):
        match suggestion:
            case {"startTime": str(start), "endTime": str(end)}:
                begins, ends = parse_instant(start), parse_instant(end)
                if begins is not None and ends is not None and ends <= begins:
                    how = "when it starts" if ends == begins else "before it starts"
                    yield Finding(f"the event ends {how}", (*path, "endTime"))


@rule(
    "rcs-dial-number-doubtful",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: dialPhone phone",
    given=_unusual_suggestions,
)
def dial_number_doubtful(request: Place) -> Iterator[Finding]:
    """
    The number that a suggestion dials is none with a country code.

    Phones of every network must be able to dial it: `+`, country code, number, without blanks.

    ```yaml bad
    content:
      type: text
      text: Questions?
      suggestions: [{type: dialPhone, displayText: Call us, phone: "+1 555 555 0111"}]
    ```

    ```yaml fixed
    content:
      type: text
      text: Questions?
      suggestions: [{type: dialPhone, displayText: Call us, phone: "+15555550111"}]
    ```

    ```yaml good
    content:
      type: text
      text: Questions?
      suggestions: [{type: dialPhone, displayText: Call us, phone: "+15555550111"}]
    ```
    """
    for path, suggestion in suggestions(request):
        match suggestion:
            case {"type": "dialPhone", "phone": str(number)} if not e164(number):
                where, fix = (*path, "phone"), None
                bare = _GAPS.sub("", number)
                if bare.startswith("+") and e164(bare):
                    fix = Fix(f"write `{bare}`", (Change("replace", where, bare),))
                yield Finding("the phone number has not the form `+15555550111`", where, fix=fix)
