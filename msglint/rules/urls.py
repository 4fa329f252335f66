"""The parts of web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache


@cache
def url() -> re.Pattern[str]:
    """A web address in its parts `scheme`, `user`, `host`, `path`; the query is left out. Made when it is needed."""
    return re.compile(
        r"(?P<scheme>https?)://(?:(?P<user>[^\s/?#@]*+)@)?(?P<host>\[[^\]\s]*\]|[^\s/?#@:]*)(?::[0-9]*)?"
        r"(?P<path>/[^\s?#]*)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)  # several rules look at each address
def parts(address: str) -> re.Match[str] | None:
    """The parts of an address that is one from its start on."""
    return url().match(address)


def urls(text: str) -> Iterator[re.Match[str]]:
    """The web addresses within a text, as `url().finditer` finds them, but sooner: most of a text is none.

    >>> [match["host"] for match in urls("See https://a.example/1 and HTTP://b.example.")]
    ['a.example', 'b.example.']
    """
    form = url()
    end, at = 0, text.find("://")
    while at >= 0:
        for start in (at - 5, at - 4):
            match = form.match(text, start) if start >= end else None
            if match is not None:
                yield match
                end = match.end()
                break
        at = text.find("://", max(at + 3, end))


def has_placeholder(text: str) -> bool:
    """Whether a part of an address is still to be filled in."""
    return "$(" in text or "{{" in text or "${" in text
