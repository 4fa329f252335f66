"""Secrets in message files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msglint import secrets
from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_FIELDS = frozenset(
    (
        *("key", "apikey", "servicekey", "xapikey", "secret", "servicesecret", "clientsecret", "password"),
        *("authorization", "bearer", "token", "accesstoken", "authtoken", "jwt"),
    )
)
"""Names of headers and credentials, in small letters, without `_` and `-`; none is a field of a request."""


def _may_hold(request: Place) -> bool:
    """Whether a field is called as credentials are, or the source of the message has a sign of a secret."""
    root = request.value if isinstance(request.value, dict) else {}
    if _credentials(tuple(root)) or "headers" in root or "header" in root:
        return True
    document = request.request.document
    # A member of a list is not looked at by itself: the text is that of all of them.
    return bool(request.request.path) or secrets.may_hold(document.source.text[document.start : document.end])


@rule(
    "credential-in-message",
    at="",
    given=_may_hold,
    severity=Severity.ERROR,
    source="envelope-v1.md §11: keys and tokens go into headers",
)
def credential_in_message(request: Place) -> Iterator[Finding]:
    """
    A key, token, or password stands in a message file.

    Message files are committed and sent around, and the recipient may read what stands in them. Credentials go into headers,
    from the environment. The finding does not repeat the secret; change it, since it is in the file's history.

    Found are fields such as `key` and `Authorization` at the top level, and in any text what has the shape of a token, an
    API key, or a private key, and passwords and tokens within web addresses.

    ```yaml bad
    callbackData: "https://robot:hunter2@hooks.example.com/x"
    ```

    ```yaml bad
    key: 5f1e9c3a-service-key
    ```

    ```yaml good
    callbackData: "https://hooks.example.com/x"
    ```
    """
    named = _named(request)
    for path, name in named.items():
        yield Finding(f"`{name}` holds a credential, which goes into a header of the call", path, on_key=True)
    for path, value in _texts(request.value, ()):
        if not any(path[: len(each)] == each for each in named):
            found = next(secrets.find(value), None)
            if found is not None:
                yield Finding(f"{found[0]}: a message file is no place for secrets", path, caret=found[1])


def _named(request: Place) -> dict[Path, str]:
    """The fields at the top level, or in `headers` there, that hold a credential by their name."""
    found: dict[Path, str] = {}
    root = request.value if isinstance(request.value, dict) else {}
    holders = (((), root), (("headers",), root.get("headers")), (("header",), root.get("header")))
    for above, fields in holders:
        if isinstance(fields, dict):
            for name in _credentials(tuple(fields)):
                if _is_given(fields[name]):
                    found[*above, name] = name
    return found


def _is_given(value: Any) -> bool:
    """Whether there is a value, and no placeholder for one."""
    return bool(value) and not (isinstance(value, str) and value[0] in "${<%")


@lru_cache(maxsize=256)  # messages have the same few keys
def _credentials(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.lower().replace("_", "").replace("-", "") in _FIELDS)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case str() if len(value) > 12:
            yield path, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _texts(inner, (*path, index))
