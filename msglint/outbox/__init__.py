"""What was sent, what was not, and of what nobody knows: on disk before the act that follows. Needs the extra `send`."""

from msglint.outbox.store import Outbox, Queued, Settled

__all__ = ["Outbox", "Queued", "Settled"]
