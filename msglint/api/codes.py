"""What the platform's codes mean, in replies and in delivery receipts (sheet status-codes.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal[
    "accepted",  # the request was taken
    "submitted",  # receipts: how far the message came
    "delivered",
    "read",
    "clicked",
    "progress",  # of a call
    "later",  # not taken; the same may succeed in a while
    "refused",  # not taken; the same never succeeds
    "failed",  # taken, but not delivered
    "fault",  # of the platform: what became of the message is not told
    "unknown",
]

COMMON = "common"


@dataclass(frozen=True, slots=True)
class Code:
    """A code and its meaning. `channel` is `common` where it means the same on all; `hint` may be empty."""

    code: str
    channel: str
    kind: Kind
    name: str
    meaning: str
    hint: str


def lookup(channel: str | None, code: str) -> Code | None:
    """What a code means on a channel: by the channel's own table, else by the common one.

    The error codes within voice events are numbered apart: their channel is `voice-events`.

    >>> lookup("messenger", "7303").name, lookup("instagram", "7303").name, lookup("sms", "7008")
    ('Endpoint unreachable', 'Notification expired', None)
    """
    tables = _tables()
    return tables.get(channel or COMMON, {}).get(code) or tables[COMMON].get(code)


def all_codes() -> list[Code]:
    """Every code that the documentation lists, by channel."""
    return [each for table in _tables().values() for each in table.values()]


@cache
def _tables() -> dict[str, dict[str, Code]]:
    text = files("msglint.api").joinpath("codes.json").read_text(encoding="utf-8")
    return {
        channel: {code: Code(code, channel, *rest) for code, rest in table.items()}
        for channel, table in json.loads(text).items()
    }
