"""Web addresses that are not as most are: plain ones, to a host that anybody can reach."""

from __future__ import annotations

import re
from functools import lru_cache

from msglint.diagnostics import Path
from msglint.regexes import regex
from msglint.request import Place, Request
from msglint.rules.fields import IN_WORDS, Field, fields
from msglint.rules.urls import has_placeholder, parts, urls

_PRIVATE_HOST = regex(
    r"localhost|(?:[^.]+\.)*(?:local|localhost|internal|lan|test|invalid)|0\.0\.0\.0|\[::1?\]"
    r"|(?:10|127)(?:\.[0-9]{1,3}){3}"
    r"|(?:192\.168|169\.254|172\.(?:1[6-9]|2[0-9]|3[01]))(?:\.[0-9]{1,3}){2}",
    re.IGNORECASE,
)
_HOSTS = regex(r"://([^\s/]*)")
_PLAIN_HOST = regex(r"[A-Za-z0-9.-]+")
_USUAL = regex(r"https?://([A-Za-z0-9.-]+)(?:[/?#]\S*)?")


def unusual(request: Place) -> list[Field]:
    """The web addresses, and the words with some, but those where every host is usual and nothing is odd about the rest."""
    return request.request.once(_unusual)


def _unusual(request: Request) -> list[Field]:
    found: list[Field] = []
    for field in fields(request.root()):
        _, text, kind, _ = field
        if kind.use in IN_WORDS:
            if "://" in text and not all(map(_is_usual_host, _HOSTS.findall(text))):
                found.append(field)
        elif (match := _USUAL.fullmatch(text)) is None or not _is_usual_host(match[1]):
            found.append(field)
    return found


def odd_links(request: Place) -> list[tuple[Path, re.Match[str]]]:
    """The web addresses of a request, in their parts, of which the host or the user is not what one expects."""
    return request.request.once(_odd_links)


def _odd_links(request: Request) -> list[tuple[Path, re.Match[str]]]:
    found: list[tuple[Path, re.Match[str]]] = []
    for path, value, kind, _ in request.once(_unusual):
        matches = urls(value) if kind.use in IN_WORDS else filter(None, (parts(value),))
        found += [(path, match) for match in matches if _is_odd(match)]
    return found


@lru_cache(maxsize=1024)  # messages link to the same few hosts
def _is_usual_host(host: str) -> bool:
    """Whether what stands between `://` and the next slash is a host that anybody can reach, and nothing else."""
    return _PLAIN_HOST.fullmatch(host) is not None and not is_unreachable(host)


def _is_odd(match: re.Match[str]) -> bool:
    return (bool(match["user"]) or is_unreachable(match["host"])) and not has_placeholder(match[0])


def is_unreachable(host: str) -> bool:
    """Whether a host means something within one's own network only; an empty one is not judged."""
    return bool(host and (_PRIVATE_HOST.fullmatch(host) or not ("." in host or host.startswith("["))))
