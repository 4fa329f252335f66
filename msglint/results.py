"""What a check makes of a file: plain data, which reports read and the cache keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msglint.clock import ALWAYS, Clock
from msglint.diagnostics import Diagnostic
from msglint.source import Source

if TYPE_CHECKING:
    from msglint.request import Request

CREDENTIAL = "credential-in-message"
"""The rule whose findings are said whatever else is wrong, and whose places no report shows."""

REPEATED_ID = "correlation-id-repeated"
"""The rule that compares the messages of a run; how many of them there are is not in a file."""


@dataclass(slots=True)
class FileResult:
    """What a source turned out to hold."""

    source: Source
    diagnostics: list[Diagnostic] = field(default_factory=list)
    messages: int = 0
    others: int = 0
    """Documents that are no messages."""

    bad_messages: int = 0
    """Messages with at least one diagnostic."""

    suppressed: list[Diagnostic] = field(default_factory=list)
    """What a comment in the file takes away."""

    requests: list[Request] = field(default_factory=list)
    """The requests of the file, where the run keeps them (`keep`)."""

    private: bool = False
    """Whether a credential stands in it: nothing of it may be kept anywhere."""

    since: int = ALWAYS[0]
    until: int = ALWAYS[1]
    """The span in which another clock says the same of the file, as in `clock.Clock`."""

    def narrow(self, clock: Clock) -> None:
        """Takes the span of a clock into account that was asked for this file."""
        self.since = max(self.since, clock.since)
        self.until = min(self.until, clock.until)
