"""Checks `x-hub-signature`: an HMAC over the raw body (sheet envelope-v1.md §9)."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

_KINDS = ("sha256", "sha512")


def is_signed(secret: str, body: bytes, signatures: Iterable[str]) -> bool:
    """Whether one of the header's values is right, over the body as it came or without the white space around it.

    >>> is_signed("hub", b"{}", ["sha256=0a", "no signature"])
    False
    """
    told = [_parsed(each) for each in signatures]
    bodies = (body, body.strip())
    found = False
    for kind, digest in told:
        for each in bodies:
            # every one is compared, and each in constant time
            found |= hmac.compare_digest(hmac.digest(secret.encode(), each, kind), digest)
    return found


def _parsed(text: str) -> tuple[str, bytes]:
    """The kind and the digest; for what is no signature a digest that no body has."""
    kind, _, digits = text.strip().partition("=")
    kind = kind.strip().lower()
    try:
        return (kind, bytes.fromhex(digits.strip())) if kind in _KINDS else (_KINDS[0], b"")
    except ValueError:
        return _KINDS[0], b""
