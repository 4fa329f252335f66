"""Where the characters of an older text stand in the present one, and the other way."""

from __future__ import annotations

from dataclasses import dataclass, field

from msglint.diagnostics import Edit

_MOST = 500
"""Edits that are kept one by one; of more, only the stretch that they touched is known."""


@dataclass(slots=True)
class Drift:
    """The edits that made the present text of an older one, in the order in which they were made."""

    edits: list[Edit] = field(default_factory=list)

    def add(self, edit: Edit) -> None:
        """Notes one more edit."""
        self.edits.append(edit)

    @property
    def is_long(self) -> bool:
        """Whether there are so many edits that one for all of them is better."""
        return len(self.edits) > _MOST

    def back(self, offset: int) -> int | None:
        """The character of the older text at a character of the present one.

        Of what was put in it is the place where it was put; None where that is more than a line.

        >>> drift = Drift([Edit(3, 5, "xyz")])
        >>> drift.back(7), drift.back(4)
        (6, 3)
        """
        for edit in reversed(self.edits):
            if offset >= edit.start + len(edit.content):
                offset += edit.end - edit.start - len(edit.content)
            elif offset > edit.start:
                if "\n" in edit.content or "\r" in edit.content:
                    return None
                offset = edit.start
        return offset

    def forth(self, offset: int) -> int:
        """The character of the present text at a character of the older one; of what is gone, where it was.

        >>> Drift([Edit(3, 5, "xyz")]).forth(6), Drift([Edit(3, 5, "xyz")]).forth(4)
        (7, 3)
        """
        for edit in self.edits:
            if offset >= edit.end:
                offset += len(edit.content) - (edit.end - edit.start)
            else:
                offset = min(offset, edit.start)
        return offset


def narrow(old: str, new: str, at: int = 0) -> Edit:
    """One edit that makes a text of another, without what is the same at the ends of both.

    >>> narrow("one two", "one too")
    Edit(start=5, end=6, content='o')
    """
    limit = min(len(old), len(new))
    start = _alike(old, new, limit)
    end = _alike(old[::-1], new[::-1], limit - start)
    return Edit(at + start, at + len(old) - end, new[start : len(new) - end])


def _alike(one: str, other: str, limit: int) -> int:
    """How many characters two texts start with that are the same; by halves, as long texts are compared."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
