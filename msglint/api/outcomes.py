"""What became of a request, as far as it can be known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform took the request: the message is queued there, not yet delivered."""

    code: str
    description: str
    transaction_id: str | None
    correlation_id: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform did not take the request, and never will as it stands.

    `fatal` says that no other request of this run can succeed either, so that it had better stop.
    """

    code: str
    meaning: str
    hint: str
    description: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class Later:
    """The request was not taken, but may be later: after so many seconds, or None where that was not said."""

    code: str
    reason: str
    after: float | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may have been taken or not. Sending it again could send the message twice."""

    reason: str


Outcome = Accepted | Rejected | Later | Unknown
