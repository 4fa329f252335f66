"""What the receipts of a destination say together, in whatever order and however often they came.

The furthest stage counts. A failure is final: a mail may bounce after it was delivered (sheet
status-codes.md §6), and nothing is documented to arrive after it failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from msglint.api.codes import lookup
from msglint.outbox.receipt import Receipt

_BY_STATUS = {
    "submitted": "submitted",
    "sent": "submitted",
    "offered": "offered",
    "accepted": "taken by the network",
    "dropped": "ended",  # of a call that was answered too: no failure (sheet voice.md)
    "released": "ended",
    "disconnected": "ended",
    "tromboneconnected": "ended",
    "trombonereleased": "ended",
    "delivered": "delivered",
    "answered": "answered",
    "read": "read",
    "clicked": "clicked",
    "undelivered": "failed",
    "failed": "failed",
    "rejected": "failed",
}
"""The status counts before the code: a `Submitted` with the code of a failure is a documented slip."""

_BY_KIND = {
    "accepted": "submitted",
    "submitted": "submitted",
    "progress": "offered",
    "delivered": "delivered",
    "read": "read",
    "clicked": "clicked",
    "refused": "failed",
    "later": "failed",
    "failed": "failed",
    "fault": "failed",
}
_BY_CALL_CODE = {"7408": "taken by the network", "7519": "answered"} | dict.fromkeys(
    ("7405", "7409", "7410", "7411", "7412"), "ended"
)
_ORDER = (
    "unclear",
    "submitted",
    "offered",
    "taken by the network",
    "ended",
    "clicked",
    "delivered",
    "answered",
    "read",
    "failed",
)
ARRIVED = frozenset(("delivered", "answered", "read", "clicked"))
"""The stages that only a message can reach that arrived."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message came; `stage` is empty while no receipt is there."""

    stage: str = ""
    code: str = ""
    detail: str = ""
    at: str = ""
    clicked_at: str = ""
    by_sms: bool = False
    """Whether it is told of the SMS that went out in place of an RCS message."""

    @property
    def summary(self) -> str:
        """`delivered`, `failed`, `under way`, or `no receipt`."""
        if self.stage in ARRIVED:
            return "delivered"
        return self.stage if self.stage == "failed" else "under way" if self.stage else "no receipt"


NO_RECEIPT = Delivery()


def stage_of(channel: str | None, receipt: Receipt) -> str:
    """The stage that a receipt tells.

    >>> stage_of("sms", Receipt("", "", "", "", "Un-Delivered", "7203", "", ""))
    'failed'
    """
    word = "".join(filter(str.isalpha, receipt.status.lower()))
    if word in _BY_STATUS:
        return _BY_STATUS[word]
    if channel == "voice" and receipt.code in _BY_CALL_CODE:
        return _BY_CALL_CODE[receipt.code]
    known = lookup(channel, receipt.code)
    return _BY_KIND.get(known.kind, "unclear") if known else "unclear"


def delivery(channel: str | None, receipts: Iterable[Receipt]) -> Delivery:
    """What receipts say together. An SMS in place of an RCS message counts before that message."""
    found = sorted(set(receipts), key=lambda each: (each.at or each.received, each))
    instead = [each for each in found if each.is_fallback]
    if instead:
        channel, found = "sms", instead
    if not found:
        return NO_RECEIPT
    staged = [(stage_of(channel, each), each) for each in found]
    stage, receipt = max(staged, key=lambda pair: _ORDER.index(pair[0]))  # the first of equals
    clicks = [each.at or each.received for stage, each in staged if stage == "clicked"]
    return Delivery(
        stage,
        receipt.code,
        meaning(channel, receipt) if stage in ("failed", "unclear") else "",
        receipt.at or receipt.received,
        min(clicks, default=""),
        bool(instead),
    )


def meaning(channel: str | None, receipt: Receipt) -> str:
    """What its code means by the documentation, else in the platform's own words."""
    known = lookup(channel, receipt.code)
    if known is None:
        return receipt.description or receipt.status
    if known.kind in ("unknown", "fault") and receipt.description:
        return f"{known.name}: {receipt.description}"
    return f"{known.name}: {known.meaning}"
