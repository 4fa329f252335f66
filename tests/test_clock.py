"""For how long a verdict holds: whatever another clock within its span says, the file's verdict is the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from casefiles import CASES, cases_of
from hypothesis import given
from hypothesis import strategies as st

from msglint.clock import ALWAYS, Clock, ticks
from msglint.linter import Options, lint
from msglint.results import FileResult
from msglint.settings import Settings
from msglint.source import Source

NOW = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
STRICT = Settings(everything=True)

_STEPS = (
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(hours=47),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=365),
    timedelta(days=366),
)
_TEXTS = (
    'deliverychannel: sms\ndestination: [{{msisdn: ["+447700900101"]}}]\nexpiry: "{0}"\n'
    "channels: {{sms: {{senderid: HARBOUR, text: Gate 3 is open.}}}}\n",
    'channel: sms\nfrom: HARBOUR\nto: [{{id: ["+447700900101"]}}]\ncontent: {{text: Open.}}\n'
    'sendAt: "{0}"\nexpireAt: "{1}"\n',
    'channel: email\nfrom: a@example.com\nto: [{{email: ["b@example.com"]}}]\nexpireAt: "{1}"\nsendAt: "{0}"\n'
    "content: {{subject: Open, text: Open.}}\n",
    "deliverychannel: applebusinesschat\ndestination: [{{appleId: [urn:mbid:x]}}]\nchannels:\n"
    "  applebusinesschat:\n    type: interactive\n    data:\n      event:\n"
    '        timeslots: [{{identifier: "0", startTime: "{0}", duration: 60}}, {{identifier: "1", startTime: "{1}", duration: 60}}]\n',
)


def _said(result: FileResult) -> tuple[object, ...]:
    return result.diagnostics, result.suppressed, result.messages, result.others, result.bad_messages


def _checked(text: str, now: datetime) -> FileResult:
    return lint(Source("message.yaml", text), Options(now, settings=STRICT))


def _near(instant: datetime) -> st.SearchStrategy[datetime]:
    return st.builds(
        lambda step, times, ticks: instant + times * step + timedelta(microseconds=ticks),
        st.sampled_from(_STEPS),
        st.integers(-3, 3),
        st.sampled_from((-60_000_000, -1_000_001, -1, 0, 1, 999_999)),
    )


@given(st.sampled_from(_TEXTS), _near(NOW), _near(NOW), _near(NOW), _near(NOW))
def test_a_verdict_holds_within_its_span(
    text: str, first: datetime, second: datetime, now: datetime, later: datetime
) -> None:
    message = text.format(*(f"{each:%Y-%m-%dT%H:%M:%S.%fZ}" for each in (first, second)))
    result = _checked(message, now)
    if result.since < ticks(later) <= result.until:
        assert _said(_checked(message, later)) == _said(result)


def _edges(result: FileResult) -> Iterator[datetime]:
    for tick in (result.since + 1, result.until):
        if tick - 1 not in ALWAYS and tick not in ALWAYS and result.since < result.until:
            yield EPOCH + timedelta(microseconds=tick)


@pytest.mark.parametrize("file", sorted(CASES.rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_cases_hold_to_the_edges_of_their_spans(file: object) -> None:
    for case in cases_of(file):  # type: ignore[arg-type]
        result = _checked(case.text, case.now)
        for edge in _edges(result):
            assert _said(_checked(case.text, edge)) == _said(result), case.name


def test_spans_are_found_in_the_cases() -> None:
    """The test above has something to look at: spans with an end, and verdicts of one moment."""
    results = [_checked(case.text, case.now) for file in CASES.rglob("*.yaml") for case in cases_of(file)]
    assert sum(1 for each in results for _ in _edges(each)) > 50
    assert any(each.since == each.until for each in results)


@given(_near(NOW), _near(NOW), _near(NOW), st.sampled_from(_STEPS[1:]))
def test_a_clock_answers_as_arithmetic_does(
    now: datetime, other: datetime, instant: datetime, unit: timedelta
) -> None:
    def asked(clock: Clock) -> tuple[object, ...]:
        return (
            clock.passed(instant),
            clock.is_beyond(instant, unit),
            clock.whole_since(instant, unit),
            clock.whole_until(instant, unit),
        )

    clock = Clock(now)
    answers = asked(clock)
    assert answers == (
        instant < now,
        instant - now > unit,
        (now - instant) // unit,
        (instant - now) // unit,
    )
    if clock.since < ticks(other) <= clock.until:
        assert asked(Clock(other)) == answers


def test_what_is_read_holds_at_no_other_instant() -> None:
    clock = Clock(NOW)
    clock.passed(NOW - timedelta(days=1))
    assert clock.read() == NOW
    clock.passed(NOW + timedelta(days=1))
    assert clock.since == clock.until


def test_the_earliest_and_latest_instants_can_be_asked_for() -> None:
    clock = Clock(NOW)
    assert clock.passed(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
    assert clock.is_beyond(datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))), timedelta(days=7))
