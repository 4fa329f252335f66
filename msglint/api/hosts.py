"""Where the API is: regions, legacy hosts, and other base URLs (sheet envelope-v1.md §12)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from msglint.errors import UsageError
from msglint.near import near

REGIONS = {
    "ca": "Canada",
    "eu": "Ireland",
    "uk": "London",
    "us": "Oregon",
    "us1": "USA, Azure",
    "in": "Mumbai",
    "au": "Sydney",
}
"""The regions by name, and where they are."""

LEGACY_HOSTS = {
    "api.imiconnect.ca": "Canada",
    "api.imiconnect.io": "EMEA",
    "api.imiconnect.eu": "UK",
    "api-us.imiconnect.io": "USA, AWS",
    "api.imiconnect.us": "USA, Azure",
    "api.imiconnect.in": "APAC",
    "api.imiconnect.com": "",
}
"""Hosts of before v6.0 that still work, and where they are."""

_DOMAIN = "webexconnect.io"
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)*/?")
_ODD = re.compile(r"[^!-~]")


def base_url(region: str | None, base_url: str | None) -> str:
    """The URL that paths of the API are appended to; UsageError says what is wrong.

    A region may be named by its short name or, for the older ones, by its host.

    >>> base_url("eu", None), base_url(None, "http://127.0.0.1:8765/")
    ('https://api.eu.webexconnect.io', 'http://127.0.0.1:8765')
    """
    match region, base_url:
        case None, None:
            raise UsageError(f"where to send to? --region takes one of {_listed()}; --base-url any https URL")
        case str() as name, None:
            return _of_region(name)
        case None, str() as url:
            return _checked(url)
    raise UsageError("--region and --base-url exclude each other: give one of them")


def advice(base_url: str) -> str | None:
    """What is not quite right with a base URL that works, or None.

    >>> advice("https://api.imiconnect.eu")
    'api.imiconnect.eu is a legacy host: it still works, but the hosts of the regions, such as api.eu.webexconnect.io, are recommended'
    """
    host = urlsplit(base_url).hostname or ""
    if host in LEGACY_HOSTS:
        return (
            f"{host} is a legacy host: it still works, but the hosts of the regions, "
            f"such as api.eu.{_DOMAIN}, are recommended"
        )
    if host.removesuffix(f".{_DOMAIN}") in REGIONS:
        return f"the host of the API is api.{host}, while {host} is not listed"
    return None


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine.

    >>> [is_loopback(host) for host in ("localhost", "127.9.9.9", "::1", "0.0.0.0", "127.0.0.1.example.com")]
    [True, True, True, False, False]
    """
    if host.lower() == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return str(address) == "::1" if address.version == 6 else address.is_loopback


def _of_region(name: str) -> str:
    wanted = name.strip().lower()
    if wanted in REGIONS:
        return f"https://api.{wanted}.{_DOMAIN}"
    if wanted in LEGACY_HOSTS:
        return f"https://{wanted}"
    places = {place.lower(): region for region, place in REGIONS.items()}
    meant = near(wanted, [*REGIONS, *places, *LEGACY_HOSTS])
    meant = places.get(meant, meant) if meant else None
    hint = f"did you mean {meant}?" if meant else f"there are: {_listed()}"
    shown = name if len(name) <= 40 else name[:39] + "…"
    raise UsageError(f"--region: no region called {shown!r}; {hint}")


def _listed() -> str:
    return ", ".join(f"{region} ({place})" for region, place in REGIONS.items())


def _checked(url: str) -> str:
    """The URL put together anew from its parts, so that nothing later can read it another way."""
    if _ODD.search(url):
        raise UsageError("--base-url: blanks and letters beyond ASCII have no place in it")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise UsageError("--base-url is no URL: write it as https://host or https://host:port") from None
    _refuse_extras(parts, url)
    _refuse_scheme(parts.scheme, host)
    if not _is_host(host):
        raise UsageError("--base-url has no usable host: write it as https://host or https://host:port")
    if not _PATH.fullmatch(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise UsageError("--base-url has a path that is no plain one: give the host alone")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{'' if port is None else f':{port}'}{parts.path.rstrip('/')}"


def _refuse_extras(parts: SplitResult, url: str) -> None:
    """The value is not repeated: it may hold a password."""
    if "@" in parts.netloc:
        raise UsageError("--base-url must not hold a user or password; credentials go by the environment")
    if "?" in url or "#" in url:
        raise UsageError("--base-url must not have a query (`?`) or a fragment (`#`)")


def _refuse_scheme(scheme: str, host: str) -> None:
    if scheme == "http" and not is_loopback(host):
        raise UsageError(
            "--base-url must be https: plain http would show the key and the messages to everyone on the way; "
            "only this machine itself (127.0.0.1, localhost) may be http"
        )
    if scheme not in ("http", "https"):
        raise UsageError("--base-url must start with https://")


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return len(host) <= 253 and all(_LABEL.fullmatch(each) for each in host.removesuffix(".").split("."))
    return "%" not in host
