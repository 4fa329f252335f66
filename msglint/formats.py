"""The named string formats of the schemas, and the arithmetic of their own keywords.

A format is a function from a text to whether it has that form; values of other types pass, as
JSON Schema wants it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from msglint.regexes import regex

_INSTANT = regex(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(Z|[+-][0-9]{1,2}:?[0-9]{2})"
)
_WEBEX = regex(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{1,2}:[0-9]{2})"
)
_URL = regex(
    r"(?P<scheme>https?)://(?:[^\s/?#@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[0-9]{1,5})?(?:[/?#][^\s]*)?",
    re.IGNORECASE,
)
_E164 = regex(r"\+?[1-9][0-9]{6,14}")
_HEX = regex(r"[0-9A-Fa-f]+")
_EMAIL = regex(r"(?P<local>[^\s@]+)@(?P<domain>[^\s@]+\.[^\s@.]+)")


@lru_cache(maxsize=256)  # the schemas ask, and then the rules
def parse_instant(text: str) -> datetime | None:
    """An instant with its offset, or None when the text is none. Fractions beyond µs are cut.

    >>> parse_instant("2026-01-20T18:00:00.000+5:30")
    datetime.datetime(2026, 1, 20, 18, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=_zone(zone),
        )
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text == "Z":
        return timezone.utc
    digits = text[1:].replace(":", "").zfill(4)
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def webex_date_time(text: str) -> bool:
    """`2026-01-20T18:00:00.000Z` or with an offset (`+5:30` too); `""` is a placeholder."""
    return not text or (_WEBEX.fullmatch(text) is not None and parse_instant(text) is not None)


def utc_date_time(text: str) -> bool:
    """An instant at offset zero: `Z`, `+00:00`, `+0000`; seconds may be missing."""
    instant = parse_instant(text)
    return instant is not None and not instant.utcoffset()


def iso_date(text: str) -> bool:
    """A day of the calendar, `YYYY-MM-DD`."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def http_url(text: str) -> bool:
    """An absolute http(s) URL, a text with a `$(variable)`, or the placeholder `""`."""
    return not text or "$(" in text or _URL.fullmatch(text) is not None


def https_url(text: str) -> bool:
    """As `http-url`, but https only."""
    if not text or "$(" in text:
        return True
    match = _URL.fullmatch(text)
    return match is not None and match["scheme"].lower() == "https"


def e164(text: str) -> bool:
    """Country code and number, 7 to 15 digits, with or without `+`."""
    return _E164.fullmatch(text) is not None


def email_address(text: str) -> bool:
    """One `@`, a dot in the domain; local part ≤ 64, domain ≤ 255, whole ≤ 320 characters."""
    if "$(" in text:
        return True
    match = _EMAIL.fullmatch(text)
    return (
        match is not None and len(match["local"]) <= 64 and len(match["domain"]) <= 255 and len(text) <= 320
    )


DEVIATIONS = frozenset("ßςẞ\u200c\u200d")
"""Characters that the older and the newer Punycode of domains write differently."""


def punycode(domain: str) -> str | None:
    """The ASCII spelling of a domain, None where it has none.

    >>> punycode("bücher.example"), punycode("a..é")
    ('xn--bcher-kva.example', None)
    """
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def hex_digits(text: str) -> bool:
    """Hexadecimal digits only."""
    return _HEX.fullmatch(text) is not None


def audio_file_url(text: str) -> bool:
    """An http(s) URL; when its path has an extension, that is .wav or .mp3."""
    if not http_url(text):
        return False
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    name = path.rsplit("/", 1)[-1] if path.count("/") > 2 else ""
    extension = name.rsplit(".", 1)[1].lower() if "." in name else ""
    return extension in ("", "wav", "mp3") or "$(" in text


FORMATS: dict[str, Callable[[str], bool]] = {
    "webex-date-time": webex_date_time,
    "utc-date-time": utc_date_time,
    "iso-date": iso_date,
    "http-url": http_url,
    "https-url": https_url,
    "e164": e164,
    "email-address": email_address,
    "hex": hex_digits,
    "audio-file-url": audio_file_url,
}


def _number(value: Any) -> float | int | None:
    match value:
        case bool():
            return None
        case int() | float():
            return value
        case str() if re.fullmatch(r"-?[0-9]+", value):
            return int(value) if len(value) <= 400 else float("-inf" if value[0] == "-" else "inf")
    return None


def max_bytes(limit: int, value: Any) -> bool:
    """`maxBytes`: a text has at most so many bytes of UTF-8."""
    return not isinstance(value, str) or len(value.encode("utf-8", "surrogatepass")) <= limit


def max_value(limit: float, value: Any) -> bool:
    """`maxValue`: the number a text of digits (or a number) stands for is at most the limit."""
    number = _number(value)
    return number is None or number <= limit


def min_value(limit: float, value: Any) -> bool:
    """`minValue`: the number a text of digits (or a number) stands for is at least the limit."""
    number = _number(value)
    return number is None or number >= limit


def enum_ignore_case(allowed: list[str], value: Any) -> bool:
    """`enumIgnoreCase`: a text is one of these, letter case aside."""
    return not isinstance(value, str) or value.lower() in {word.lower() for word in allowed}


def totals(keyword: dict[str, Any], value: Any) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The parts of a list counted by `maxTotal`: path of an inner list, and its length."""
    if not isinstance(value, list):
        return
    names = [keyword["of"]] if isinstance(keyword["of"], str) else keyword["of"]
    for index, member in enumerate(value):
        if isinstance(member, dict):
            for name, inner in member.items():
                if isinstance(inner, list) and name in names:
                    yield (index, name), len(inner)


def max_total(keyword: dict[str, Any], value: Any) -> bool:
    """`maxTotal`: the inner lists of a list's members hold at most so many items together."""
    limit: int = keyword["max"]
    return sum(length for _, length in totals(keyword, value)) <= limit


def repeats(name: str, value: Any) -> Iterator[tuple[int, Any]]:
    """The members of a list whose value under `name` stood in an earlier member: index, value."""
    seen: set[Any] = set()
    if not isinstance(value, list):
        return
    for index, member in enumerate(value):
        if isinstance(member, dict):
            key = member.get(name)
            if isinstance(key, str | int | float):
                if key in seen:
                    yield index, key
                seen.add(key)


def unique_by(name: str, value: Any) -> bool:
    """`uniqueBy`: no two members of a list have the same value under this name."""
    return next(repeats(name, value), None) is None


KEYWORDS: dict[str, Callable[[Any, Any], bool]] = {
    "maxBytes": max_bytes,
    "maxValue": max_value,
    "minValue": min_value,
    "enumIgnoreCase": enum_ignore_case,
    "maxTotal": max_total,
    "uniqueBy": unique_by,
}
