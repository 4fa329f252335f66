"""Named formats and own keywords, value by value."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import more

from msglint.formats import FORMATS, KEYWORDS, parse_instant, repeats, totals

DATE_TIMES_GOOD = [
    "2026-01-20T18:00:00.000Z",
    "2026-01-20T18:00:00Z",
    "2026-01-20T18:00:00.1Z",
    "2026-01-20T18:00:00.123456789Z",
    "2026-01-20T18:00:00+05:30",
    "2026-01-20T18:00:00.000+5:30",
    "2026-01-20T18:00:00-11:00",
    "2026-01-20T00:00:00+14:00",
    "2028-02-29T23:59:59Z",
    "2000-02-29T00:00:00Z",
]
DATE_TIMES_BAD = [
    "2026-01-20",
    "2026-01-20T18:00:00",
    "2026-01-20 18:00:00Z",
    "2026-01-20t18:00:00z",
    "2026-02-29T18:00:00Z",
    "2100-02-29T18:00:00Z",
    "2026-04-31T18:00:00Z",
    "2026-13-01T18:00:00Z",
    "2026-00-10T18:00:00Z",
    "2026-01-00T18:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-01-20T24:00:00Z",
    "2026-01-20T18:60:00Z",
    "2026-01-20T18:00:60Z",
    "2026-01-20T18:00:00.Z",
    "2026-01-20T18:00:00,5Z",
    "2026-01-20T18:00:00+15:00",
    "2026-01-20T18:00:00+05:60",
    "2026-01-20T18:00:00+05",
    "2026-1-20T18:00:00Z",
    "26-01-20T18:00:00Z",
    "20260120T180000Z",
    "٢٠٢٦-٠١-٢٠T١٨:٠٠:٠٠Z",
    "2026-01-20T18:00:00Z ",
    " 2026-01-20T18:00:00Z",
    "2026-01-20T18:00:00−05:00",
    "tomorrow",
]
URLS_GOOD = [
    "https://example.com",
    "https://example.com/",
    "https://example.com/a/b.html?c=d&e=f#g",
    "https://example.com?a=b",
    "https://example.com#a",
    "https://example.com:8443/hook",
    "https://user:secret@example.com/a",
    "https://sub.example.co.uk/%20",
    "https://192.0.2.7/a",
    "https://[2001:db8::7]:443/a",
    "https://localhost/a",
    "https://münchen.example/ä",
    "https://$(host)/a",
    "$(link)",
    "",
]
URLS_BAD = [
    "example.com",
    "//example.com",
    "www.example.com/a",
    "ftp://example.com",
    "mailto:rae@example.com",
    "javascript:alert(1)",
    "https:/example.com",
    "https//example.com",
    "https://",
    "https:///a",
    "https://?a",
    "https://example.com:port/",
    "https://example.com:123456/",
    "https://exa mple.com",
    "https://example.com/a b",
    " https://example.com",
    "https://example.com ",
    "https://example.com/\ta",
    "https://[2001:db8::7/a",
    "https://a:b:c",
    "{{link}}",
]

GOOD_AND_BAD: dict[str, tuple[list[str], list[str]]] = {
    "webex-date-time": (
        [*DATE_TIMES_GOOD, ""],
        [*DATE_TIMES_BAD, "2026-01-20T18:00Z", "2026-01-20T18:00:00+0530"],
    ),
    "utc-date-time": (
        [
            "2026-01-20T18:00:00Z",
            "2026-01-20T18:00:00.000Z",
            "2026-01-20T18:00Z",
            "2026-01-20T18:00:00+00:00",
            "2026-01-20T18:00:00-00:00",
            "2026-01-20T18:00+0000",
            "2028-02-29T18:00Z",
        ],
        [*DATE_TIMES_BAD, "", "2026-01-20T18:00:00+01:00", "2026-01-20T18:00-0030", "2026-01-20T18Z"],
    ),
    "iso-date": (
        ["2026-01-20", "2028-02-29", "2000-02-29", "0001-01-01", "9999-12-31"],
        [
            *(
                "",
                "2026-02-29",
                "1900-02-29",
                "2026-04-31",
                "2026-13-01",
                "2026-00-01",
                "2026-01-00",
                "0000-01-01",
            ),
            *(
                "2026-1-2",
                "20260120",
                "2026-W04-2",
                "2026-01-20T00:00:00Z",
                "٢٠٢٦-٠١-٢٠",
                "20.01.2026",
                " 2026-01-20",
            ),
        ],
    ),
    "http-url": ([*URLS_GOOD, "http://example.com", "HTTP://EXAMPLE.COM/", "HtTpS://example.com"], URLS_BAD),
    "https-url": (
        [*URLS_GOOD, "HTTPS://EXAMPLE.COM/"],
        [*URLS_BAD, "http://example.com", "HTTP://example.com"],
    ),
    "e164": (
        ["+447700900101", "447700900101", "+1234567", "1234567", "+123456789012345", "123456789012345"],
        [
            *(
                "",
                "+",
                "+123456",
                "123456",
                "+1234567890123456",
                "0447700900101",
                "+0447700900101",
                "00447700900101",
            ),
            *(
                "++447700900101",
                "+44 7700 900101",
                "+44-7700-900101",
                "(44)7700900101",
                "+44770090010a",
                "+٤٤٧٧٠٠٩٠٠١٠١",
            ),
            *(
                " +447700900101",
                "+447700900101 ",
                "４４７７００９００１０１",
                "4.477e11",
                "tel:+447700900101",
            ),
        ],
    ),
    "email-address": (
        [
            *(
                "rae@example.com",
                "r@e.x",
                "rae.o'hara+tag@sub.example.co.uk",
                "RAE@EXAMPLE.COM",
                "räe@münchen.example",
            ),
            *(
                "a" * 64 + "@example.com",
                "a@" + "b" * 251 + ".com",
                "$(mail)",
                "rae@$(domain)",
                "a" * 64 + "@" + "b" * 251 + ".com",
            ),
        ],
        [
            *(
                "",
                "rae",
                "@",
                "rae@",
                "@example.com",
                "rae@example",
                "rae@@example.com",
                "a@b@example.com",
                "rae@.",
                "rae@example.",
            ),
            *(
                "rae @example.com",
                "rae@exam ple.com",
                " rae@example.com",
                "rae@example.com ",
                "Rae <rae@example.com>",
            ),
            *(
                "a" * 65 + "@example.com",
                "a@" + "b" * 252 + ".com",
                "rae@example.com,pat@example.com",
                "rae\t@example.com",
            ),
        ],
    ),
    "hex": (
        ["0", "deadBEEF", "0B0504158A0000A1", "abc"],
        ["", "0x0B", "0B 05", "0B:05", "g", "-1", "٣", "０", " a", "é"],
    ),
    "audio-file-url": (
        [
            *(
                "https://example.com/a.wav",
                "https://example.com/a.mp3",
                "http://example.com/A.WAV",
                "https://example.com/a.Mp3",
            ),
            *(
                "https://example.com/a",
                "https://example.com",
                "https://example.com/",
                "https://example.com/v1.2/a",
            ),
            *(
                "https://example.com/a.wav?x=b.ogg",
                "https://example.com/a.mp3#t=1",
                "https://example.com/$(file).ogg",
                "",
            ),
        ],
        [
            *(
                "https://example.com/a.ogg",
                "https://example.com/a.wav.zip",
                "example.com/a.wav",
            ),
            *("https://example.com/a.ogg?x=b.wav", "ftp://example.com/a.wav", "https://example.com/a b.wav"),
        ],
    ),
}


def test_every_format_is_tried() -> None:
    """The tables here hold all formats."""
    assert set(GOOD_AND_BAD) == set(FORMATS)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, (good, _) in GOOD_AND_BAD.items() for text in good]
)
def test_texts_of_a_format(name: str, text: str) -> None:
    """A text that has the form is accepted."""
    assert FORMATS[name](text)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, (_, bad) in GOOD_AND_BAD.items() for text in bad]
)
def test_texts_not_of_a_format(name: str, text: str) -> None:
    """A text that lacks the form is refused."""
    assert not FORMATS[name](text)


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("tail", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_nothing_may_follow(name: str, tail: str) -> None:
    """A line end behind a text that has the form, as a block scalar leaves one, is refused."""
    for text in GOOD_AND_BAD[name][0]:
        if "$(" not in text:
            assert not FORMATS[name](text + tail), text


@given(
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),
    st.integers(-14 * 60, 14 * 60),
)
@more(3)
def test_every_instant_is_a_date_time(local: datetime, minutes: int) -> None:
    """The instants of the calendar are accepted as Python writes them, and read as themselves."""
    instant = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = instant.isoformat()
    assert FORMATS["webex-date-time"](text)
    assert FORMATS["utc-date-time"](text) == (minutes == 0)
    assert parse_instant(text) == instant
    assert FORMATS["iso-date"](text[:10])


@given(st.integers(1, 9999), st.integers(0, 14), st.integers(0, 33))
@more(3)
def test_days_are_those_of_the_calendar(year: int, month: int, day: int) -> None:
    """A day is accepted exactly when the calendar has it."""
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    text = f"{year:04}-{month:02}-{day:02}"
    assert FORMATS["iso-date"](text) == exists
    assert FORMATS["webex-date-time"](f"{text}T00:00:00Z") == exists


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-20T18:00:00Z", datetime(2026, 1, 20, 18, tzinfo=timezone.utc)),
        ("2026-01-20T18:00Z", datetime(2026, 1, 20, 18, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00+5:30", datetime(2026, 1, 20, 12, 30, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00+0530", datetime(2026, 1, 20, 12, 30, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00+530", datetime(2026, 1, 20, 12, 30, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00-01:30", datetime(2026, 1, 20, 19, 30, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00.5Z", datetime(2026, 1, 20, 18, 0, 0, 500000, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00.123456789Z", datetime(2026, 1, 20, 18, 0, 0, 123456, tzinfo=timezone.utc)),
        ("2026-01-20T18:00:00", None),
        ("", None),
    ],
)
def test_instants(text: str, instant: datetime | None) -> None:
    """Offsets are read with and without colon and leading zero, fractions to the microsecond."""
    assert parse_instant(text) == instant


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=40))
@more(5)
def test_formats_never_raise(name: str, text: str) -> None:
    """A format says yes or no to any text."""
    assert FORMATS[name](text) in (True, False)


@given(st.from_regex(r"\+?[0-9]{5,17}", fullmatch=True))
def test_numbers_are_counted_in_digits(text: str) -> None:
    """A number has 7 to 15 digits and does not begin with a zero."""
    digits = text.removeprefix("+")
    assume(digits.isascii())
    assert FORMATS["e164"](text) == (7 <= len(digits) <= 15 and digits[0] != "0")


@pytest.mark.parametrize("name", ["http-url", "https-url", "audio-file-url"])
@given(text=st.text(st.sampled_from("ahtps:/?#.@[]%0 \n"), max_size=14))
@more(2)
def test_urls_have_a_scheme_a_host_and_no_blanks(name: str, text: str) -> None:
    """What is accepted as an address begins as one and has no blank in it."""
    if FORMATS[name](text) and text:
        assert re.match("https?://[^/?#]", text)
        assert not re.search(r"\s", text)


@pytest.mark.parametrize(
    ("keyword", "limit", "value", "holds"),
    [
        ("maxBytes", 4, "abcd", True),
        ("maxBytes", 4, "abcde", False),
        ("maxBytes", 4, "éé", True),
        ("maxBytes", 4, "éée", False),
        ("maxBytes", 4, "🎉", True),
        ("maxBytes", 3, "🎉", False),
        ("maxBytes", 3, "\ud83c", True),
        ("maxBytes", 0, "", True),
        ("maxBytes", 0, ["abc"], True),
        ("maxBytes", 0, None, True),
        ("maxValue", 10, 10, True),
        ("maxValue", 10, 11, False),
        ("maxValue", 10, 10.5, False),
        ("maxValue", 10, "10", True),
        ("maxValue", 10, "0010", True),
        ("maxValue", 10, "11", False),
        ("maxValue", 10, "9" * 300, False),
        ("maxValue", 10, "9" * 301, False),
        ("maxValue", 10, "9" * 5000, False),
        ("maxValue", 10, 10**399, False),
        ("minValue", 10, -(10**399), False),
        ("maxValue", 10, "٩٩", True),
        ("maxValue", 10, "99\n", True),
        ("maxValue", 10, "ninety", True),
        ("maxValue", 10, True, True),
        ("maxValue", 0, True, True),
        ("maxValue", 10, [99], True),
        ("minValue", 10, 9, False),
        ("minValue", 10, "9", False),
        ("minValue", 10, "-11", False),
        ("minValue", 10, "10", True),
        ("minValue", 10, False, True),
        ("enumIgnoreCase", ["SMS", "RCS"], "sms", True),
        ("enumIgnoreCase", ["sms"], "SmS", True),
        ("enumIgnoreCase", ["sms"], "sms ", False),
        ("enumIgnoreCase", ["sms"], "sms\n", False),
        ("enumIgnoreCase", ["sms"], "ſms", False),
        ("enumIgnoreCase", ["sms"], "", False),
        ("enumIgnoreCase", ["sms"], 1, True),
        ("uniqueBy", "id", [{"id": "a"}, {"id": "b"}], True),
        ("uniqueBy", "id", [{"id": "a"}, {"id": "a"}], False),
        ("uniqueBy", "id", [{"id": "a"}, {"id": "A"}], True),
        ("uniqueBy", "id", [{"id": "a"}, {}, 1, {"id": "a"}], False),
        ("uniqueBy", "id", [{"id": 1}, {"id": "1"}], True),
        ("uniqueBy", "id", [{"id": ["a"]}, {"id": ["a"]}], True),
        ("uniqueBy", "id", [{"id": None}, {"id": None}], True),
        ("uniqueBy", "id", {"id": "a"}, True),
        ("maxTotal", {"of": "rows", "max": 3}, [{"rows": [1, 2]}, {"rows": [3]}], True),
        ("maxTotal", {"of": "rows", "max": 3}, [{"rows": [1, 2]}, {"rows": [3, 4]}], False),
        ("maxTotal", {"of": ["rows", "more"], "max": 3}, [{"rows": [1, 2], "more": [3, 4]}], False),
        ("maxTotal", {"of": "rows", "max": 3}, [{"rows": "abcd"}, {"rows": {"a": 1}}, 1, {}], True),
        ("maxTotal", {"of": "rows", "max": 0}, {"rows": [1]}, True),
        ("maxTotal", {"of": "rows", "max": 0}, [], True),
    ],
    ids=lambda value: (str(value) if isinstance(value, str) else repr(value))[:20],
)
def test_own_keywords(keyword: str, limit: Any, value: Any, holds: bool) -> None:
    """Each own keyword, at its limit and beyond; values of other types pass."""
    assert KEYWORDS[keyword](limit, value) is holds


def test_where_repeats_and_totals_stand() -> None:
    """The second of two equal values is the repeat; a total names the lists it was made of."""
    members = [{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "a"}]
    assert list(repeats("id", members)) == [(2, "a"), (3, "a")]
    assert list(totals({"of": ["x", "y"], "max": 1}, [{"y": [1], "x": [2, 3]}, {"x": []}])) == [
        ((0, "y"), 1),
        ((0, "x"), 2),
        ((1, "x"), 0),
    ]
