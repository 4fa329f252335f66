"""A delivery receipt, and what tells whose it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from msglint.addresses import identity

FALLBACK = "_fallbackrcs"
"""What the id of an SMS that went out in place of an RCS message ends with (sheet rcs.md §6)."""

_SUFFIX = re.compile(r"_[0-9]{1,4}\Z")


class Receipt(NamedTuple):
    """A delivery receipt; empty where it does not say. `at` is in UTC, so that texts sort as instants do."""

    transaction_id: str
    subtid: str
    correlation_id: str
    address: str
    status: str
    code: str
    description: str
    at: str
    received: str = ""

    @property
    def is_fallback(self) -> bool:
        """Whether it tells of the SMS in place of an RCS message."""
        return self.transaction_id.endswith(FALLBACK)


def base_of(transaction_id: str) -> str:
    """What all ids of one call share: those of an array's later requests have its place at the end.

    >>> [base_of(each) for each in ("u-1", "u-1_2", "u-1_fallbackrcs", "")]
    ['u-1', 'u-1', 'u-1', '']
    """
    return _SUFFIX.sub("", transaction_id.removesuffix(FALLBACK))


def name_of(correlation_id: str, address: str) -> str:
    """Correlation id and address as one, to be looked up by, no longer than an index takes; empty without an id."""
    return f"{correlation_id}\n{identity(address)}"[:500] if correlation_id else ""
