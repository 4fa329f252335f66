"""Regular expressions that are compiled when they are first used: of most of them a run needs none."""

from __future__ import annotations

import re
from typing import Any, cast


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but put off until something is asked of it.

    >>> regex("[0-9]+").fullmatch("2026") is not None
    True
    """
    return cast("re.Pattern[str]", _Later(source, flags))


class _Later:
    """Stands for a pattern; what it has been asked for it has from then on as an attribute of its own."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found
