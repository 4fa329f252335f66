"""What a reply of the API says about each request that was sent. Pure: neither network nor clock of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime

from msglint.api.codes import Code, lookup
from msglint.api.entries import MAX_BODY, Entry, UnreadableError, read
from msglint.api.outcomes import Accepted, Later, Outcome, Rejected, Unknown

__all__ = ["LONGEST_WAIT", "MAX_BODY", "Accepted", "Later", "Outcome", "Rejected", "Unknown", "classify"]

LONGEST_WAIT = 3600.0
"""No `Retry-After` makes a sender wait for more seconds than this."""

_FATAL_CODES = frozenset(("7001", "7002", "7007", "7127"))
"""These speak of the caller, not of the request: they hold for all requests of a call, and for the next call."""

_TAKEN = frozenset(("accepted", "submitted", "delivered", "read", "clicked", "progress"))
_REFUSED = frozenset(("refused", "failed"))
_LATER_STATUSES = (429, 503)

_PLAIN_STATUSES = {
    401: ("the key or the token was not accepted", "check the credentials of this service and region", True),
    403: ("the caller may not do this, or has used up its quota", "check the service and its quota", True),
    404: ("there is no such address", "check the region or --base-url", True),
    405: ("the address does not take requests of this kind", "check the region or --base-url", True),
    407: ("the proxy wants credentials", "put them into the URL of the proxy in the environment", True),
    413: ("the body is too big", "send fewer destinations in a request", False),
}
"""Meaning, hint, and whether it is fatal: for replies that have no code."""

_MOVED = (301, 302, 307, 308)


def classify(
    api: str,
    channel: str | None,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    parts: int,
    *,
    now: float | None = None,
    secrets: Iterable[str] = (),
) -> list[Outcome]:
    """The outcome of each of the `parts` requests in a call, in their order. Never raises.

    The code in the body counts, whatever the HTTP status; where there is none, the status does.
    `now` is what a date in `Retry-After` is compared with, by default the time of day; `secrets`
    are hidden in all that is taken over from the reply.
    """
    judge = _Judge(api, channel, status, _wait(headers, time.time() if now is None else now))
    try:
        reply = read(body, secrets)
    except UnreadableError as error:
        return [judge.by_status(str(error))] * parts
    if not any(each and (each.code or each.transaction_id) for each in reply.entries):
        described = next((each.description for each in reply.entries if each), "")
        return [judge.by_status("the reply has no code", described)] * parts
    found = [judge.entry(each) for each in reply.entries]
    if parts == 1:
        return [_of_one_request(found)]
    if len(found) == parts and reply.listed:
        return found
    first = found[0]
    whole_call = not reply.listed and not isinstance(first, Accepted)
    if len(found) == 1 and (whole_call or (isinstance(first, Rejected) and first.fatal)):
        return found * parts
    return [
        Unknown(f"the reply has {len(found)} answers to {parts} requests: which to which is not told")
    ] * parts


class _Judge:
    """Judges the entries of one reply."""

    def __init__(self, api: str, channel: str | None, status: int, wait: float | None) -> None:
        self._api = api
        self._channel = channel
        self._status = status
        self._wait = wait

    def entry(self, entry: Entry | None) -> Outcome:
        """The outcome that one entry tells."""
        if entry is None:
            return self.by_status("an answer in the reply is no object")
        if entry.code:
            return self._by_code(entry)
        if 200 <= self._status < 300 and self._api != "v1" and entry.transaction_id:
            return self._by_message_id(entry)
        return self.by_status("the reply has no code", entry.description)

    def by_status(self, wrong: str, description: str = "") -> Outcome:
        """The outcome where only the HTTP status tells something; `wrong` is why."""
        status, code = self._status, f"HTTP {self._status}"
        if status in _LATER_STATUSES:
            reason = "too many requests" if status == 429 else "the service is not available"
            return Later(code, f"{reason} ({code})", self._wait)
        if status in _MOVED:
            meaning, hint = "the address leads to another one, which is not followed", "check --base-url"
            return Rejected(code, meaning, hint, description, True)
        if 400 <= status < 500 and status != 408:
            meaning, hint, fatal = _PLAIN_STATUSES.get(status, ("the request was refused", "", False))
            return Rejected(code, meaning, hint, description, fatal)
        return Unknown(f"{wrong} ({code})")

    def _by_code(self, entry: Entry) -> Outcome:
        known = lookup(self._channel, entry.code)
        if known is None:
            return self.by_status(f"code {entry.code} is not documented", _told(entry))
        if known.kind in _TAKEN:
            return Accepted(entry.code, entry.description, entry.transaction_id, entry.correlation_id)
        if known.kind == "later":
            return Later(entry.code, known.meaning, self._wait)
        if known.kind in _REFUSED:
            fatal = entry.code in _FATAL_CODES
            return Rejected(entry.code, known.meaning, known.hint, entry.description, fatal)
        return self._by_fault(known)

    def _by_fault(self, known: Code) -> Outcome:
        """These codes leave open whether the request was taken, whereas two statuses say that it was not."""
        if self._status in _LATER_STATUSES:
            return Later(known.code, known.meaning, self._wait)
        return Unknown(f"code {known.code}, {known.name}: {known.meaning}")

    def _by_message_id(self, entry: Entry) -> Outcome:
        """The other APIs than v1 tell that they took a request by giving it an id."""
        code = f"HTTP {self._status}"
        match entry.status.lower():
            case "" | "queued":
                said = entry.description or entry.status
                return Accepted(code, said, entry.transaction_id, entry.correlation_id)
            case "rejected" | "failed":
                return Rejected(
                    code, f"the platform gave it the status `{entry.status}`", "", entry.description, False
                )
        return Unknown(f"the reply has the status `{entry.status}`, which is not documented ({code})")


def _told(entry: Entry) -> str:
    return f"code {entry.code}: {entry.description}" if entry.description else f"code {entry.code}"


def _of_one_request(found: list[Outcome]) -> Outcome:
    """Whether a request to several destinations has one answer or one for each is not documented."""
    first = found[0]
    same = all(type(each) is type(first) for each in found)
    if same and not isinstance(first, Rejected):
        return first
    if same and len({each.code for each in found if isinstance(each, Rejected)}) == 1:
        return first
    taken = sum(isinstance(each, Accepted) for each in found)
    return Unknown(f"the reply has {len(found)} answers to one request, which differ: {taken} say accepted")


def _wait(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that `Retry-After` names, as a number or a date; None for what is neither."""
    told = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if re.fullmatch(r"[0-9]{1,300}(\.[0-9]{1,20})?", told, re.ASCII):
        return min(float(told), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(told)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(at - now, 0.0), LONGEST_WAIT)
