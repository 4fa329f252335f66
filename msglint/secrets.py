"""Secrets in texts, told by their shape: found, and hidden from what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.regexes import regex

_TOKEN = r"(?=[^&#\s\"']{0,200}[0-9])[A-Za-z0-9._~+/=%-]{16,}"
_SHAPES = (
    ("a JSON Web Token", regex(r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")),
    ("a private key", regex(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")),
    ("a bearer token", regex(r"\bBearer [A-Za-z0-9._~+/=-]{20,}")),
    ("a password in a URL", regex(r"https?://[^/\s:@]+:[^/\s@]+@")),
    (
        "an API key",
        regex(
            r"\b(?:AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|gh[pousr]_[A-Za-z0-9]{36}|sk_live_[A-Za-z0-9]{16,}"
            r"|xox[abprs]-[A-Za-z0-9-]{16,})\b"
        ),
    ),
    (
        "a password in the query of a URL",
        regex(
            r"[?&](?:password|passwd|passphrase|pwd|(?:client|api)_?-?secret)=(?![${<%])[^&#\s\"'<>]{4,}",
            re.IGNORECASE,
        ),
    ),
    (
        "a key or token in the query of a URL",
        regex(
            rf"[?&](?:(?:access|auth|refresh|id|api)?[_-]?token|(?:api|service|access)?[_-]?key|auth|secret|jwt)={_TOKEN}",
            re.IGNORECASE,
        ),
    ),
)

_SIGNS = (
    ("J", "eyJ"),
    ("Y", "PRIVATE KEY"),
    ("B", "Bearer "),
    ("K", "AKIA"),
    ("z", "AIza"),
    ("_", "sk_live_"),
    ("x", "xox"),
)
_MARKS = (
    ("_", regex(r"gh[pousr]_")),
    ("@", regex(r"://[^/\s:@]+:")),
    ("?", regex(r"\?[A-Za-z_-]{2,40}=")),
    ("&", regex(r"&[A-Za-z_-]{2,40}=")),
    ("\\", regex(r"\\(?:u00|x|/)")),  # an escape in a source may hide any of the others
)
"""Each shape has a sign with a rare letter, or a mark and a pattern; the second is searched only where the first is."""

_MASK = "*****"


def may_hold(text: str) -> bool:
    """Whether a text has a sign of a secret: a quick look before a thorough one."""
    for letter, sign in _SIGNS:  # every message is read: generators would double the time
        if letter in text and sign in text:
            return True
    for mark, pattern in _MARKS:  # noqa: SIM110
        if mark in text and pattern.search(text):
            return True
    return False


def find(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The secrets in a text: what each is, and from where to where it goes.

    >>> list(find("https://robot:hunter2@hooks.example.com/x"))
    [('a password in a URL', (0, 22))]
    """
    for name, shape in _SHAPES if may_hold(text) else ():
        for match in shape.finditer(text):
            yield name, match.span()


def hidden(text: str) -> str:
    """A text with stars in place of the secrets in it.

    >>> hidden("https://example.com/x?user=7&password=hunter2#top")
    'https://example.com/x?user=7*****#top'
    """
    if not may_hold(text):
        return text
    for _, shape in _SHAPES:
        text = shape.sub(_MASK, text)
    return text


def hidden_in_place(text: str) -> str:
    """The same with as many stars as characters, so that what stands behind stays in its column."""
    if not may_hold(text):
        return text
    for _, shape in _SHAPES:
        text = shape.sub(lambda match: "*" * len(match[0]), text)
    return text
