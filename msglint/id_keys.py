"""By which ids a channel knows its recipients."""

from __future__ import annotations

_PHONE = ("msisdn", "customerid")
_DIALED = ("dialedNumber",)

ID_KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "v1": {
        "sms": _PHONE,
        "voice": _PHONE,
        "in-app": ("userid", "customerid"),
        "push": (
            "userid",
            "customerid",
            "android_pushid",
            "ios_pushid",
            "hms_pushid",
            "chrome_pushid",
            "firefox_pushid",
            "safari_pushid",
        ),
        "messenger": ("psid",),
        "whatsapp": ("waid", "bsuid", "customerid"),
        "apple-messages": ("abcUserId",),
    },
    "v2": {
        "sms": ("msisdn",),
        "rcs": ("msisdn",),
        "mms": ("msisdn",),
        "voice": ("msisdn",),
        "email": ("email",),
    },
}
"""The id keys that an entry of recipients may have on each channel (envelope-v1.md §2, envelope-v2.md §3)."""

ROOT_ID_KEYS: dict[str, tuple[str, ...]] = {
    "sms-v1": ("to",),
    "voice-messages-v1": _DIALED,
    "voice-calls-v1": _DIALED,
}
"""Where the APIs that send to one recipient name it (sms.md C; voice.md C, D)."""


def id_keys(api: str, channel: str | None) -> tuple[str, ...]:
    """The keys under which a recipient of this API and channel may stand, the usual one first.

    >>> id_keys("v1", "sms"), id_keys("sms-v1", "sms"), id_keys("v1", None)
    (('msisdn', 'customerid'), ('to',), ())
    """
    if api in ROOT_ID_KEYS:
        return ROOT_ID_KEYS[api]
    return ID_KEYS.get(api, {}).get(channel or "", ())
