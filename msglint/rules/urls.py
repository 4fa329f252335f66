"""The parts of web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msglint.regexes import regex

_URL = regex(
    r"(?P<scheme>https?)://(?:(?P<user>[^\s/?#@]*+)@)?(?P<host>\[[^\]\s]*\]|[^\s/?#@:]*)(?::[0-9]*)?"
    r"(?P<path>/[^\s?#]*)?",
    re.IGNORECASE,
)
"""A web address in its parts `scheme`, `user`, `host`, `path`; the query is left out."""


@lru_cache(maxsize=256)  # several rules look at each address
def parts(address: str) -> re.Match[str] | None:
    """The parts of an address that is one from its start on."""
    return _URL.match(address)


def urls(text: str) -> Iterator[re.Match[str]]:
    """The web addresses within a text, found sooner than by `finditer`: most of a text is none.

    >>> [match["host"] for match in urls("See https://a.example/1 and HTTP://b.example.")]
    ['a.example', 'b.example.']
    """
    end, at = 0, text.find("://")
    while at >= 0:
        for start in (at - 5, at - 4):
            match = _URL.match(text, start) if start >= end else None
            if match is not None:
                yield match
                end = match.end()
                break
        at = text.find("://", max(at + 3, end))


def has_placeholder(text: str) -> bool:
    """Whether a part of an address is still to be filled in."""
    return "$(" in text or "{{" in text or "${" in text
