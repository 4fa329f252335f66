"""Near names: which word an author may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def _plain(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def _likeness(one: str, other: str) -> float:
    """1 for the same letters in the same order, 0.9 for the same in another order, else less."""
    if one == other:
        return 1.0
    from difflib import SequenceMatcher

    ratio = SequenceMatcher(None, one, other).ratio()
    return max(ratio, 0.9) if sorted(one) == sorted(other) else ratio


def near(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a word is most likely a misspelling of, or None.

    >>> near("msidn", ["msisdn", "email"]), near("WhatsApp", ["whatsapp"]), near("to", ["from"])
    ('msisdn', 'whatsapp', None)
    """
    wanted = _plain(word)
    best: tuple[float, str] | None = None
    for candidate in candidates:
        other = _plain(candidate)
        ratio = _likeness(wanted, other)
        if min(len(wanted), len(other)) < 3 and ratio < 1.0:
            continue
        if ratio >= 0.78 and (best is None or ratio > best[0]):
            best = (ratio, candidate)
    return best[1] if best else None


def is_clear(word: str, candidate: str) -> bool:
    """Whether a misspelling is so plain that mending it is safe."""
    one, other = _plain(word), _plain(candidate)
    return one == other or (one.isalpha() and other.isalpha() and _likeness(one, other) >= 0.88)
