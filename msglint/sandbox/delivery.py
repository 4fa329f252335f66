"""What becomes of an accepted message: which stages it goes through, by the last digits of the recipient's id.

A convention of the sandbox, so that failures can be asked for: `…99` and some others fail, the
rest arrives. The codes are those of the status sheet.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Stage(NamedTuple):
    """A step of a delivery: after how many delays, and what its receipt says."""

    after: int
    status: str
    code: str
    description: str
    failed: bool = False

    @property
    def kind(self) -> str:
        """The name under which `requestedReceipts` asks for it."""
        return "failed" if self.failed and self.status in ("Failed", "Un-Delivered") else self.status.lower()


_ARRIVES = (Stage(1, "Submitted", "7501", "Submitted"), Stage(2, "Delivered", "7500", "Delivered"))

_OFFERED = (Stage(1, "OFFERED", "7407", "Call offered"), Stage(2, "ACCEPTED", "7408", "Call accepted"))
_ANSWERED = (
    *_OFFERED,
    Stage(3, "ANSWERED", "7519", "Call answered"),
    Stage(4, "DROPPED", "7409", "Call dropped"),
    Stage(4, "Released", "7405", "Call released"),
)


def _lost(code: str, description: str, status: str = "Un-Delivered") -> tuple[Stage, ...]:
    return (_ARRIVES[0], Stage(2, status, code, description, True))


def _rejected(code: str, description: str) -> tuple[Stage, ...]:
    return (
        *_OFFERED,
        Stage(3, "DROPPED", "7409", "Call dropped"),
        Stage(3, "REJECTED", code, description, True),
    )


_SMS = {
    "99": _lost("7203", "Unknown subscriber"),
    "98": _lost("7207", "Out of coverage"),
    "97": _lost("7208", "Message expired"),
    "96": _lost("7109", "Do-not-disturb"),
    "95": (Stage(1, "Failed", "7102", "Invalid address", True),),
}
_VOICE = {"99": _rejected("7402", "Busy"), "98": _rejected("7401", "No answer")}

FAILURES: dict[str, dict[str, tuple[Stage, ...]]] = {
    "sms": _SMS,
    "voice": _VOICE,
    "mms": {"99": _lost("7219", "Receiver number")},
    "rcs": {"99": _lost("7307", "Endpoint unreachable", "Failed")},
    "email": {"99": _lost("7520", "Bounced", "Failed")},
    "push": {"99": _lost("7513", "Device not registered", "Failed")},
    "in-app": {"99": _lost("7307", "Endpoint unreachable", "Failed")},
    "apple-messages": {"99": _lost("7307", "Endpoint unreachable", "Failed")},
    "messenger": {"99": _lost("7303", "Endpoint unreachable", "Failed")},
    "whatsapp": {"99": _lost("7871", "Undeliverable", "Failed")},
}
"""Channel to last digits of the recipient's id to what happens."""

_LAST_DIGITS = re.compile(r"([0-9]{2})(?:@.*)?\Z", re.DOTALL)


def stages(channel: str | None, address: str) -> tuple[Stage, ...]:
    """What a message to this recipient goes through, in order.

    >>> [stage.code for stage in stages("sms", "+447700900199")]
    ['7501', '7203']
    >>> [stage.status for stage in stages("email", "rae@example.org")]
    ['Submitted', 'Delivered']
    """
    found = _LAST_DIGITS.search(address)
    failure = FAILURES.get(channel or "", {}).get(found[1]) if found else None
    return failure or (_ANSWERED if channel == "voice" else _ARRIVES)


def reached(path: tuple[Stage, ...], delays: float) -> Stage | None:
    """The stage after so many delays, None while the message is still queued."""
    return next((stage for stage in reversed(path) if stage.after <= delays), None)
