"""The service's credentials: where they are looked for, and how they go into the headers of a call.

They come from the environment, a file of their own, or the keyring; never from a file that is linted
(sheet envelope-v1.md §11).
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
import threading
import warnings
from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

from msglint.errors import UsageError

KEY = "MSGLINT_SERVICE_KEY"
ID = "MSGLINT_SERVICE_ID"
SECRET = "MSGLINT_SERVICE_SECRET"

KEYRING_SERVICE = "msglint"
KEYRING_USER = "service-key"

_LONGEST_FILE = 64 * 1024

TOKEN_SECONDS = 60 * 60
"""For how long the platform takes a JWT."""

_RENEWED_AFTER = 50 * 60.0  # the clock there may be ahead, and a request may wait for a connection
_KEY_HEADER = {"v1": "key", "v2": "key"}
_VISIBLE = re.compile(r"[!-~]+")
_LONGEST = 8192


class Credentials(Protocol):
    """What makes the headers that let a call in."""

    def headers(self, api: str, now: float) -> dict[str, str]:
        """The headers for a call of an API at an instant, in seconds since 1970."""
        ...


class _Secret:
    """Something that is never shown, copied into a file, or sent to another process by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(*****)"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("credentials cannot be copied or pickled")


class ServiceKey(_Secret):
    """The service key. `where` says where it comes from, for the message about a key that cannot be one."""

    __slots__ = ("_key",)

    def __init__(self, key: str, where: str = "the service key") -> None:
        self._key = visible(key, where)

    def headers(self, api: str, now: float) -> dict[str, str]:
        """The key under the name that the API wants."""
        return {_KEY_HEADER.get(api, "Authorization"): self._key}


class ServiceToken(_Secret):
    """JWTs made from service id and secret, each used for less than 60 minutes. Threads may share it."""

    __slots__ = ("_id", "_issued", "_lock", "_secret", "_token")

    def __init__(self, service_id: str, secret: str, where: str = "the service secret") -> None:
        self._id = visible(service_id, "the service id")
        try:
            self._secret = base64.b64decode(visible(secret, where), validate=True)
        except binascii.Error:
            raise UsageError(f"{where} is not base64: copy it again as the platform shows it") from None
        if not self._secret:
            raise UsageError(f"{where} is base64 of nothing: copy it again as the platform shows it")
        _jwt()
        self._lock = threading.Lock()
        self._issued = 0
        self._token = ""

    def headers(self, api: str, now: float) -> dict[str, str]:
        """A bearer token that is valid now, and for some minutes more."""
        with self._lock:
            if not self._token or not 0 <= now - self._issued < _RENEWED_AFTER:
                self._issued = int(now)
                self._token = self._signed(self._issued)
            return {"Authorization": f"Bearer {self._token}"}

    def _signed(self, issued: int) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a short secret is the tenant's matter
            token: str = _jwt().encode({"iss": self._id, "iat": issued}, self._secret, algorithm="HS256")
        return token


def visible(value: str, where: str) -> str:
    """A value that may stand in a header as it is; UsageError, without the value, for any other."""
    if not value:
        raise UsageError(f"{where} is empty")
    if len(value) > _LONGEST:
        raise UsageError(f"{where} is far too long: is it the right one?")
    if not _VISIBLE.fullmatch(value):
        raise UsageError(f"{where} holds a blank, a line break, or a letter beyond ASCII: copy it again")
    return value


def find(environ: Mapping[str, str], key_file: str | None = None, *, use_keyring: bool = True) -> Credentials:
    """The credentials to use: of the file if one is named, else of the environment, else of the keyring.

    UsageError says what is missing or wrong, and never shows a value.
    """
    if key_file is not None:
        return ServiceKey(of_file(key_file), f"the service key in {key_file}")
    found = _of_environment(environ)
    if found is None and use_keyring:
        found = _of_keyring()
    if found is None:
        raise UsageError(
            f"no credentials: put the service key into the environment variable {KEY}, or into a file for "
            f"--key-file, or into the keyring (`keyring set {KEYRING_SERVICE} {KEYRING_USER}`); "
            f"for a JWT set {ID} and {SECRET}"
        )
    return found


def _of_environment(environ: Mapping[str, str]) -> Credentials | None:
    key, service_id, secret = (environ.get(name) for name in (KEY, ID, SECRET))
    if key is not None and (service_id is not None or secret is not None):
        raise UsageError(f"{KEY} is set, and {ID} or {SECRET} as well: unset what is not to be used")
    if key is not None:
        return ServiceKey(key, KEY)
    if service_id is not None and secret is not None:
        return ServiceToken(service_id, secret, SECRET)
    if service_id is not None or secret is not None:
        raise UsageError(f"{ID} and {SECRET} belong together: {ID if secret else SECRET} is not set")
    return None


def of_file(path: str, option: str = "--key-file", what: str = "service key") -> str:
    """The only line of a file that nobody else may read: a secret that an option names the file of."""
    try:
        with open(path, "rb") as stream:
            status = os.fstat(stream.fileno())
            if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
                raise UsageError(f"{path}: others may read or change this file; do `chmod 600 {path}` first")
            content = stream.read(_LONGEST_FILE + 1)
    except OSError as error:
        raise UsageError(f"{option} {path}: {error.strerror or 'cannot be read'}") from None
    except ValueError:
        raise UsageError(f"{option}: a path cannot hold a NUL character") from None
    if len(content) > _LONGEST_FILE:
        raise UsageError(f"{path} is too large to be the file with the {what}")
    try:
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text: put the {what} into it, and nothing else") from None


def _of_keyring() -> Credentials | None:
    """The key in the system's keyring, where there is one and the extra `keyring` is installed."""
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return None
    try:
        key = keyring.get_password(KEYRING_SERVICE, KEYRING_USER)
    except NoKeyringError:
        return None
    except KeyringError:
        raise UsageError(
            f"the keyring cannot be opened: unlock it, or put the service key into {KEY}"
        ) from None
    return None if key is None else ServiceKey(key, "the service key in the keyring")


def _jwt() -> Any:
    try:
        import jwt
    except ImportError:
        raise UsageError("msglint send needs more packages: pip install 'msglint[send]'") from None
    return jwt
