"""The parts of web addresses."""

from __future__ import annotations

import re
from functools import cache


@cache
def url() -> re.Pattern[str]:
    """A web address in its parts `scheme`, `user`, `host`, `path`; the query is left out. Made when it is needed."""
    return re.compile(
        r"(?P<scheme>https?)://(?:(?P<user>[^\s/?#@]*)@)?(?P<host>\[[^\]\s]*\]|[^\s/?#@:]*)(?::[0-9]*)?"
        r"(?P<path>/[^\s?#]*)?",
        re.IGNORECASE,
    )


def has_placeholder(text: str) -> bool:
    """Whether a part of an address is still to be filled in."""
    return "$(" in text or "{{" in text or "${" in text
