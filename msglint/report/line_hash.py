"""The hash by which GitHub knows a line again: `primaryLocationLineHash`, computed as its upload action does."""

from __future__ import annotations

import re
from array import array
from collections import Counter

from msglint.source import Source

_WINDOW = 100
_FACTOR = 37
_END = 65535
_MASK = 2**64 - 1


def line_hashes(text: str, lines: int) -> list[str]:
    r"""The hashes of the first lines of a text, each with how often it has come up until there.

    The hash of a line is made of the 100 UTF-16 units from its start, also those of the lines
    below it. Blanks are left out, every line end is LF, behind the text stand 65535 and zeros.

    >>> line_hashes(" a\nb\n  \t\tc\n d", 2)
    ['271789c17abda88f:1', '54703d4cd895b18:1']
    """
    plain = re.sub("\r\n?", "\n", text).replace(" ", "").replace("\t", "")
    units = array("H", plain.encode("utf-16-le", "surrogatepass"))
    if array("H", b"\1\0")[0] != 1:
        units.byteswap()
    units.append(_END)
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == 10)][:lines]
    rolled = [0]  # what the hash of everything up to here would be
    for unit in (*units[: starts[-1] + _WINDOW], *([0] * _WINDOW)):
        rolled.append(rolled[-1] * _FACTOR + unit & _MASK)
    leaving = pow(_FACTOR, _WINDOW, _MASK + 1)
    counts: Counter[int] = Counter()
    found = []
    for start in starts:
        value = rolled[start + _WINDOW] - rolled[start] * leaving & _MASK
        counts[value] += 1
        found.append(f"{value:x}:{counts[value]}")
    return found


def as_read_by_github(source: Source) -> str:
    """The text of a source as the upload action reads its file: as UTF-8, a byte order mark included."""
    if source.encoding == "utf-8":
        return ("\ufeff" if source.bom else "") + source.text
    return source.encode(source.text).decode("utf-8", "replace")
