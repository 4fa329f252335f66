"""XML as text: any string can stand in it, also one with characters that XML 1.0 forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_QUOTED = {**_ESCAPES, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def escaped(text: str) -> str:
    r"""A text as it stands between tags.

    >>> escaped("a < b & \x00")
    'a &lt; b &amp; \ufffd'
    """
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPES)


def element(name: str, attributes: dict[str, str | int], inner: Iterable[str] = (), depth: int = 0) -> str:
    """An element on lines of its own; `inner` are the elements within, or one text, escaped already."""
    quoted = "".join(
        f' {key}="{_FORBIDDEN.sub(chr(0xFFFD), str(value)).translate(_QUOTED)}"'
        for key, value in attributes.items()
    )
    indent = "  " * depth
    body = "".join(inner)
    if not body:
        return f"{indent}<{name}{quoted}/>\n"
    if body.lstrip(" ").startswith("<"):
        return f"{indent}<{name}{quoted}>\n{body}{indent}</{name}>\n"
    return f"{indent}<{name}{quoted}>{body}</{name}>\n"
