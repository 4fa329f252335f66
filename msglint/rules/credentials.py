"""Secrets in message files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_SECRETS = (
    ("a JSON Web Token", re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("a bearer token", re.compile(r"\bBearer [A-Za-z0-9._~+/=-]{20,}")),
    ("a password in a URL", re.compile(r"https?://[^/\s:@]+:[^/\s@]+@")),
)
_SIGNS = ("eyJ", "PRIVATE KEY", "Bearer ", "@")


@rule(
    "credential-in-message",
    at="",
    severity=Severity.ERROR,
    source="envelope-v1.md §11: keys and tokens go into headers",
)
def credential_in_message(request: Place) -> Iterator[Finding]:
    """
    A key, token, or password stands in a message file.

    Message files are committed and sent around, and the recipient may read what stands in them. Credentials go into headers,
    from the environment. The finding does not repeat the secret; change it, since it is in the file's history.

    ```yaml bad
    callbackData: "https://robot:hunter2@hooks.example.com/x"
    ```

    ```yaml good
    callbackData: "https://hooks.example.com/x"
    ```
    """
    document = request.request.document
    if not request.request.path:  # a quick look at the text first, except for the members of a list
        text = document.source.text[document.start : document.end]
        if not any(sign in text for sign in _SIGNS):
            return
    for path, value in _texts(request.value, ()):
        for name, pattern in _SECRETS:
            found = pattern.search(value)
            if found:
                yield Finding(f"{name} in a message file (`{found[0][:4]}…`)", path, caret=found.span())
                break


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
