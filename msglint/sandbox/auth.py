"""Service key and JWT checks (envelope-v1.md §11)."""

from __future__ import annotations

import base64
import binascii
import hmac
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msglint.errors import UsageError
from msglint.sandbox.settings import Settings

TOKEN_SECONDS = 60 * 60

_KEY_HEADER = ("v1", "v2", "sms-v1")
_KEY_AS_AUTHORIZATION = ("sms-v1", "voice-messages-v1", "voice-calls-v1")


def refusal(api: str, headers: Mapping[str, str], settings: Settings, now: float) -> tuple[str, str] | None:
    """Why a call is not let in, as code and reason, or None. A JWT wins over a key."""
    authorization = headers.get("authorization", "").strip()
    scheme, _, credential = authorization.partition(" ")
    if scheme.lower() == "bearer":
        wrong = token_fault(credential.strip(), settings, now)
        return None if wrong is None else ("7001", wrong)
    key = headers.get("key") if api in _KEY_HEADER else None
    if authorization and api in _KEY_AS_AUTHORIZATION:
        key = authorization
    if not key:
        wanted = "`Authorization`" if api not in _KEY_HEADER else "`key`, or `Authorization: Bearer …`"
        return "7002", f"neither service key nor JWT: expected the header {wanted}"
    if not hmac.compare_digest(key.encode(), settings.key.encode()):
        return "7001", "the service key is not the sandbox's"
    return None


def secret_bytes(secret: str) -> bytes:
    """A service secret decoded; UsageError when it is no base64."""
    try:
        return base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("the service secret is not base64: take it as the platform shows it") from None


def token_fault(token: str, settings: Settings, now: float) -> str | None:
    """What is wrong with a JWT, or None."""
    if settings.service_id is None or settings.service_secret is None:
        return "this sandbox knows no service id and secret to check a JWT with"
    claims = _claims(token, settings.service_secret)
    if isinstance(claims, str):
        return claims
    issued = claims.get("iat")
    if claims.get("iss") != settings.service_id:
        return "`iss` of the JWT is not the service id"
    if isinstance(issued, bool) or not isinstance(issued, int):
        return "`iat` of the JWT is not a whole number of seconds"
    if issued > now:
        return "`iat` of the JWT lies in the future"
    if now - issued >= TOKEN_SECONDS:
        return "the JWT is older than 60 minutes"
    return None


@lru_cache(maxsize=64)
def _claims(token: str, secret: str) -> dict[str, Any] | str:
    """The claims of a well-signed token, or what is wrong with it; the clock is not asked."""
    import jwt

    own_clock: Any = {
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "require": ["iss", "iat"],
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a short secret is the tenant's matter
            claims: dict[str, Any] = jwt.decode(
                token, secret_bytes(secret), algorithms=["HS256"], options=own_clock
            )
    except jwt.InvalidSignatureError:
        return "the JWT is not signed with the service secret, base64-decoded"
    except jwt.InvalidAlgorithmError:
        return "the JWT is not signed with HS256"
    except jwt.MissingRequiredClaimError as error:
        return f"the JWT lacks `{error.claim}`"
    except (jwt.PyJWTError, ValueError, TypeError):
        return "the JWT cannot be read"
    return claims
