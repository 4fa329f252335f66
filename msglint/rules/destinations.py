"""How many destinations a request, and a whole body, may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule

_LIMIT = 1000
"""Destinations of one request (7009)."""


def count(entries: Any) -> int:
    """How many addresses the entries of `destination` or `to` hold in all.

    >>> count([{"msisdn": ["+447700900101", "+447700900102"]}, {"correlationid": "b"}])
    2
    """
    if not isinstance(entries, list):
        return 0
    return sum(
        len(ids)
        for entry in entries
        if isinstance(entry, dict)
        for ids in entry.values()
        if isinstance(ids, list)
    )


@rule(
    "destinations-over-tps",
    at=("destination", "to"),
    severity=Severity.WARNING,
    source="envelope-v1.md §5: destinations at once vs TPS",
    account="tps",
)
def destinations_over_tps(recipients: Place) -> Iterator[Finding]:
    """
    More destinations than your account may send to in a second.

    A request may hold no more destinations than the tenant's TPS. Tell msglint with `tps` under `account` in
    `.msglint.yaml`; without that this rule is silent. `msglint send` makes batches that fit.

    ```yaml bad
    # account: {tps: 2}
    - msisdn: ["+447700900101", "+447700900102", "+447700900103"]
    ```

    ```yaml good
    # account: {tps: 3}
    - msisdn: ["+447700900101", "+447700900102", "+447700900103"]
    ```
    """
    tps = recipients.request.settings.account.tps
    if tps and (found := count(recipients.value)) > tps:
        yield Finding(f"{found} destinations at once; the account's TPS is {tps}")


def _is_first_of_list(request: Place) -> bool:
    """Whether a request is the first of a body that is a list: then something is said of the whole body."""
    return request.request.path == (0,)


@rule(
    "body-destinations-many",
    at="",
    given=_is_first_of_list,
    severity=Severity.WARNING,
    source="envelope-v1.md §5: array body, total over all requests",
)
def body_destinations_many(request: Place, *, max_destinations: int = 1000) -> Iterator[Finding]:
    """
    The requests of a list have more than 1000 destinations in all.

    The documentation limits the destinations of one call and does not say whether that holds for all requests of a list
    together. Several calls are safe. Set `max_destinations` to what you found to work.

    ```yaml bad
    # options: {max_destinations: 2}
    - deliverychannel: sms
      destination: [{msisdn: ["+447700900101", "+447700900102"]}]
      channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    - deliverychannel: sms
      destination: [{msisdn: ["+447700900103"]}]
      channels: {sms: {senderid: HARBOUR, text: Gate 4 is open.}}
    ```

    ```yaml good
    # options: {max_destinations: 3}
    - deliverychannel: sms
      destination: [{msisdn: ["+447700900101", "+447700900102"]}]
      channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    - deliverychannel: sms
      destination: [{msisdn: ["+447700900103"]}]
      channels: {sms: {senderid: HARBOUR, text: Gate 4 is open.}}
    ```
    """
    if not _is_first_of_list(request):
        return
    members = request.request.document.value
    counts = [count(each.get("destination")) for each in members if isinstance(each, dict)]
    if (
        sum(counts) > max_destinations and max(counts) <= _LIMIT
    ):  # a request over the limit is reported for itself
        message = f"{sum(counts)} destinations over all requests; more than {max_destinations} in a call may be refused"
        yield Finding(message, of_body=True)


@rule(
    "push-destinations-many",
    at="destination",
    on="v1/push",
    severity=Severity.WARNING,
    source="push.md, Root fields, destination; envelope-v1.md §5",
)
def push_destinations_many(entries: Place, *, max_destinations: int = 1000) -> Iterator[Finding]:
    """
    A push request has more than 1000 ids in all.

    The page of push limits the entries of `destination`; that ids count singly stands elsewhere in the documentation
    (7009). Set `max_destinations` to what you found to work.

    ```yaml bad
    # options: {max_destinations: 2}
    [{userid: [member-1, member-2]}, {userid: [member-3]}]
    ```

    ```yaml good
    # options: {max_destinations: 3}
    [{userid: [member-1, member-2]}, {userid: [member-3]}]
    ```
    """
    found = count(entries.value)
    if found > max_destinations and len(entries.value) <= _LIMIT:
        yield Finding(f"{found} ids in one request; more than {max_destinations} may be refused (7009)")
