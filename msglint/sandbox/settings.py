"""What a sandbox is told at its start."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """How the sandbox behaves. The secrets are no part of its text form."""

    key: str = field(default="sandbox-key", repr=False)
    """The service key that callers must show."""

    service_id: str | None = None
    """`iss` of the JWTs that are accepted; None accepts no JWT."""

    service_secret: str | None = field(default=None, repr=False)
    """The service secret of these JWTs, in base64 as the platform shows it."""

    tps: int | None = None
    """Destinations a second, None for no limit."""

    burst: bool = False
    """Whether burst mode takes what exceeds `tps`."""

    inactive: bool = False
    """Whether the service is switched off (every call gives 7007)."""

    faults: Mapping[str, float] = field(default_factory=dict)
    """Kind of fault to the share of requests that meet it."""

    fault_delay: float = 2.0
    """Seconds that the fault `delay` waits, and what `Retry-After` names."""

    seed: int = 0
    """What the faults are drawn from: the same seed and order give the same faults."""

    receipts_delay: float = 0.5
    """Seconds from one stage of a delivery to the next."""

    receipts_retry: float = 60.0
    """Seconds between the attempts to post a delivery receipt."""

    hub_secret: str | None = field(default=None, repr=False)
    """The secret that receipts are signed with, None for no signature."""

    clock: Callable[[], float] = time.time
