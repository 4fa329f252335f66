"""A row as it was read, before anything is known of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

Raw = tuple[int, Sequence[str], str | None]
"""Where a row stands as its reader counts, its cells, and what is wrong with it as a whole."""

_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def no_text(cells: Sequence[str]) -> str | None:
    """What is wrong with cells in which something is no text."""
    for cell in cells:
        found = _NO_TEXT.search(cell)
        if found:
            return f"U+{ord(found[0]):04X} is no character of a text"
    return None
