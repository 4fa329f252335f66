"""Which URLs lead to this machine itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from msglint.api.hosts import is_loopback


def leads_to_loopback(url: str) -> bool:
    """Whether a URL is http or https to this machine.

    >>> leads_to_loopback("http://[::1]:80/hook"), leads_to_loopback("http://127.0.0.1@example.com/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and is_loopback(parts.hostname or "")
    except ValueError:
        return False
