"""Credentials: where they are found, which headers they make, and that they are never shown."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import stat
import sys
import threading
import traceback
import types
from pathlib import Path
from typing import Any

import jwt
import pytest

from msglint.api.credentials import (
    ID,
    KEY,
    SECRET,
    TOKEN_SECONDS,
    Credentials,
    ServiceKey,
    ServiceToken,
    find,
)
from msglint.errors import UsageError
from msglint.request import APIS

CANARY = "canary-4c1f-0b7e"
RAW = b"canary: a secret of 32 bytes or more"
ENCODED = base64.b64encode(RAW).decode()
NOW = 1_700_000_000.5


def claims(credentials: Credentials, now: float) -> dict[str, Any]:
    (value,) = credentials.headers("v1", now).values()
    scheme, token = value.split(" ")
    assert scheme == "Bearer"
    unchecked: Any = {"verify_iat": False}
    found: dict[str, Any] = jwt.decode(token, RAW, algorithms=["HS256"], options=unchecked)
    return found


class TestHeaders:
    """What goes into a call."""

    def test_the_key_under_the_name_that_each_api_wants(self) -> None:
        credentials = ServiceKey(CANARY)
        names = {api: credentials.headers(api, NOW) for api in APIS}
        assert names["v1"] == names["v2"] == {"key": CANARY}
        for api in ("sms-v1", "voice-messages-v1", "voice-calls-v1"):
            assert names[api] == {"Authorization": CANARY}

    def test_the_token_of_a_service(self) -> None:
        credentials = ServiceToken("S-1", ENCODED)
        for api in APIS:
            assert list(credentials.headers(api, NOW)) == ["Authorization"]
        assert claims(credentials, NOW) == {"iss": "S-1", "iat": 1_700_000_000}
        token = credentials.headers("v1", NOW)["Authorization"].split(" ")[1]
        assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}

    def test_a_token_is_used_again_and_renewed_in_time(self) -> None:
        credentials = ServiceToken("S-1", ENCODED)
        first = credentials.headers("v1", NOW)
        assert credentials.headers("v2", NOW + 60) == first
        for age in range(0, 3 * TOKEN_SECONDS, 97):
            issued = claims(credentials, NOW + age)["iat"]
            assert 0 <= NOW + age - issued < TOKEN_SECONDS - 300

    def test_a_clock_that_was_set_back(self) -> None:
        credentials = ServiceToken("S-1", ENCODED)
        credentials.headers("v1", NOW)
        assert claims(credentials, NOW - 600)["iat"] == int(NOW - 600)

    def test_a_short_secret_is_not_complained_of(self) -> None:
        credentials = ServiceToken("S-1", base64.b64encode(b"short").decode())
        assert credentials.headers("v1", NOW)

    def test_threads_share_a_token(self) -> None:
        credentials = ServiceToken("S-1", ENCODED)
        found: list[str] = []

        def take() -> None:
            found.extend(credentials.headers("v1", NOW + step)["Authorization"] for step in range(200))

        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 1600
        assert len(set(found)) == 1


class TestNeverShown:
    """No text form, copy, or error of credentials has the secret in it."""

    @pytest.mark.parametrize("credentials", [ServiceKey(CANARY), ServiceToken(CANARY, ENCODED)])
    def test_text_forms(self, credentials: Any) -> None:
        shown = [
            repr(credentials),
            str(credentials),
            f"{credentials}",
            f"{credentials!r}",
            repr([credentials]),
        ]
        for text in shown:
            assert "canary" not in text.lower()
            assert ENCODED not in text
            assert "*****" in text
        assert not hasattr(credentials, "__dict__")
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="pickled"):
                pickle.dumps(credentials, protocol)
        with pytest.raises(TypeError, match="copied"):
            copy.deepcopy(credentials)

    @pytest.mark.parametrize(
        "value",
        [
            "",
            CANARY + "\n",
            "\r\n" + CANARY,
            CANARY + " ",
            f"Bearer {CANARY}",
            f"{CANARY}\0",
            f"{CANARY}é",
            CANARY * 1000,
        ],
    )
    def test_values_that_cannot_stand_in_a_header(self, value: str) -> None:
        for environ in ({KEY: value}, {ID: value, SECRET: ENCODED}, {ID: "S-1", SECRET: value}):
            with pytest.raises(UsageError) as caught:
                find(environ, use_keyring=False)
            text = "".join(traceback.format_exception(caught.value))
            assert CANARY not in str(caught.value)
            assert CANARY not in text

    @pytest.mark.parametrize("secret", ["not_base64!", "YWJj*" + CANARY, "abc", "===="])
    def test_a_secret_that_is_no_base64(self, secret: str) -> None:
        with pytest.raises(UsageError) as caught:
            find({ID: "S-1", SECRET: secret}, use_keyring=False)
        assert SECRET in str(caught.value)
        assert "base64" in str(caught.value)
        assert secret not in "".join(traceback.format_exception(caught.value))


class TestFind:
    """Where credentials are looked for, in order."""

    def test_the_environment(self) -> None:
        assert find({KEY: CANARY}, use_keyring=False).headers("v1", NOW) == {"key": CANARY}
        token = find({ID: "S-1", SECRET: ENCODED}, use_keyring=False)
        assert claims(token, NOW)["iss"] == "S-1"

    @pytest.mark.parametrize(
        "environ",
        [{ID: "S-1"}, {SECRET: ENCODED}, {KEY: CANARY, ID: "S-1", SECRET: ENCODED}, {KEY: CANARY, ID: "S"}],
    )
    def test_half_or_double(self, environ: dict[str, str]) -> None:
        with pytest.raises(UsageError) as caught:
            find(environ, use_keyring=False)
        assert ID in str(caught.value)
        assert CANARY not in str(caught.value)

    def test_nothing(self) -> None:
        with pytest.raises(UsageError) as caught:
            find({"OTHER": "x"}, use_keyring=False)
        for way in (KEY, ID, SECRET, "--key-file", "keyring"):
            assert way in str(caught.value)

    def test_a_file_wins(self, tmp_path: Path) -> None:
        file = self.file(tmp_path, b"in-the-file\n")
        assert find({KEY: CANARY}, str(file)).headers("v1", NOW) == {"key": "in-the-file"}

    @pytest.mark.parametrize("content", [b"k-1", b"k-1\n", b"k-1\r\n", b"\xef\xbb\xbfk-1\n"])
    def test_files_of_any_editor(self, tmp_path: Path, content: bytes) -> None:
        assert find({}, str(self.file(tmp_path, content))).headers("v1", NOW) == {"key": "k-1"}

    @pytest.mark.skipif(os.name != "posix", reason="permissions as these are POSIX's")
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602, 0o660])
    def test_a_file_that_others_may_read(self, tmp_path: Path, mode: int) -> None:
        file = self.file(tmp_path, CANARY.encode())
        file.chmod(mode)
        with pytest.raises(UsageError) as caught:
            find({}, str(file))
        assert f"chmod 600 {file}" in str(caught.value)
        assert CANARY not in str(caught.value)
        for good in (stat.S_IRUSR, 0o600, 0o700):
            file.chmod(good)
            assert find({}, str(file)).headers("v1", NOW) == {"key": CANARY}

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\n",
            CANARY.encode() + b"\nsecond line\n",
            b"key: " + CANARY.encode(),
            b"\xff\xfe" + CANARY.encode("utf-16-le"),
            b"x" * 100_000,
        ],
    )
    def test_a_file_with_something_else(self, tmp_path: Path, content: bytes) -> None:
        file = self.file(tmp_path, content)
        with pytest.raises(UsageError) as caught:
            find({}, str(file))
        assert str(file) in str(caught.value)
        assert CANARY not in "".join(traceback.format_exception(caught.value))

    def test_no_file(self, tmp_path: Path) -> None:
        for path in (str(tmp_path / "none"), str(tmp_path), "a\0b"):
            with pytest.raises(UsageError, match="--key-file"):
                find({}, path)

    def file(self, folder: Path, content: bytes) -> Path:
        file = folder / "key"
        file.write_bytes(content)
        file.chmod(0o600)
        return file


class TestKeyring:
    """The system's keyring, played by a module."""

    @pytest.fixture
    def ring(self, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Any]:
        """What the keyring holds: a password, or an exception to raise."""
        entries: dict[tuple[str, str], Any] = {}
        errors: Any = types.ModuleType("keyring.errors")
        errors.KeyringError = type("KeyringError", (Exception,), {})
        errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError, RuntimeError), {})

        def get_password(service: str, user: str) -> str | None:
            found = entries.get((service, user))
            if isinstance(found, str) and hasattr(errors, found):
                raise getattr(errors, found)(CANARY)
            return found

        module: Any = types.ModuleType("keyring")
        module.get_password, module.errors = get_password, errors
        monkeypatch.setitem(sys.modules, "keyring", module)
        monkeypatch.setitem(sys.modules, "keyring.errors", errors)
        return entries

    def test_a_key_in_the_keyring(self, ring: dict[tuple[str, str], Any]) -> None:
        ring["msglint", "service-key"] = CANARY
        assert find({}).headers("v1", NOW) == {"key": CANARY}
        assert find({KEY: "k-1"}).headers("v1", NOW) == {"key": "k-1"}
        with pytest.raises(UsageError, match="no credentials"):
            find({}, use_keyring=False)

    @pytest.mark.parametrize("held", [None, "NoKeyringError"])
    def test_nothing_there(self, ring: dict[tuple[str, str], Any], held: str | None) -> None:
        ring["msglint", "service-key"] = held
        with pytest.raises(UsageError, match="no credentials"):
            find({})

    def test_locked(self, ring: dict[tuple[str, str], Any]) -> None:
        ring["msglint", "service-key"] = "KeyringError"
        with pytest.raises(UsageError, match="unlock") as caught:
            find({})
        assert CANARY not in "".join(traceback.format_exception(caught.value))

    def test_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "keyring", None)
        with pytest.raises(UsageError, match="no credentials"):
            find({})


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jwt", None)
    assert find({KEY: CANARY}).headers("v1", NOW)
    with pytest.raises(UsageError, match=r"pip install 'msglint\[send\]'"):
        find({ID: "S-1", SECRET: ENCODED})
