"""Bodies, and a caller for the sandbox, shared by its tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

V1 = "/resources/v1/messaging"
V2 = "/v2/messages"
SMS = "/v1/sms/messages"
VOICE = "/v1/voice/messages"
CALLS = "/v1/voice/calls"

KEY = {"key": "sandbox-key"}
AUTHORIZATION = {"authorization": "sandbox-key"}


def v1(*addresses: str, **more: Any) -> dict[str, Any]:
    return {
        "deliverychannel": "sms",
        "destination": [{"msisdn": list(addresses or ("+447700900101",))}],
        "channels": {"sms": {"senderid": "HARBOUR", "text": "Gate 3 is open."}},
        **more,
    }


def v2(*addresses: str, **more: Any) -> dict[str, Any]:
    return {
        "channel": "sms",
        "from": "HARBOUR",
        "to": [{"msisdn": list(addresses or ("+447700900101",))}],
        "content": {"type": "text", "text": "Gate 3 is open."},
        **more,
    }


def sms(**more: Any) -> dict[str, Any]:
    return {"from": "15555550199", "to": "+15555550124", "content": "Desk 9 is ready.", **more}


def voice(**more: Any) -> dict[str, Any]:
    audio = {"type": "MEDIA", "mediaId": "77"}
    return {"callerId": "+15555550198", "dialedNumber": "+15555550132", "audio": audio, **more}


def call(**more: Any) -> dict[str, Any]:
    return {"callerId": "+15555550198", "dialedNumber": "+15555550133", **more}


def many(count: int) -> list[str]:
    return [f"+4477009{number:05d}" for number in range(count)]


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something that happens in another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def client(base_url: str) -> httpx.Client:
    return httpx.Client(base_url=base_url, trust_env=False, timeout=20)
