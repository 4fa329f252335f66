"""SMS: senders, and what countries demand."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.calling_codes import regions_of
from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.near import near
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.numbers import numbers
from msglint.rules.sms_message import ON

_SENDER_AT = ("channels/sms/senderid", "from")
_LONGEST_SENDER = 11
_LONGEST_SHOWN = 30
_NORTH_AMERICA = ("+1", "1")
_RULED = (*_NORTH_AMERICA, "+91", "91")
"""How the numbers begin of countries with rules of their own: the USA and Canada, and India."""

_INDIA = regex(r"\+?91[0-9]{10}")
_PLUS_NUMBER = regex(r"\+[0-9]+")


def _is_doubtful(sender: Place) -> bool:
    """Whether a sender begins with a plus sign, or is a long name."""
    name = sender.value
    return isinstance(name, str) and (
        name.startswith("+") or (len(name) > _LONGEST_SENDER and not name.isdecimal())
    )


@rule(
    "sms-sender-plus",
    at="from",
    on=("v2/sms", "sms-v1"),
    given=_is_doubtful,
    severity=Severity.WARNING,
    source="sms.md B and C, from; envelope-v2.md §5.12",
)
def sender_plus(sender: Place) -> Iterator[Finding]:
    """
    The number in `from` has a `+` in front.

    The documentation says that a long code is written with its country code and without `+`;
    one of its samples says the contrary. Unlike on recipients, no tenant demands it there.

    ```yaml bad
    "+15555550199"
    ```

    ```yaml fixed
    "15555550199"
    ```

    ```yaml good
    "15555550199"
    ```
    """
    number = sender.value
    if isinstance(number, str) and _PLUS_NUMBER.fullmatch(number):
        fix = Fix("take the `+` out", (Change("replace", (), number[1:]),), "unsafe")
        yield Finding("a number in `from` is written without `+`", fix=fix, caret=(0, 1))


@rule(
    "sms-sender-too-long",
    at=_SENDER_AT,
    on=ON,
    given=_is_doubtful,
    severity=Severity.WARNING,
    source="sms.md, Sender ids, numbers: GSM practice 11",
)
def sender_too_long(sender: Place) -> Iterator[Finding]:
    """
    A sender id with letters has more than 11 characters.

    The documentation states no limit, but the GSM standard leaves room for 11 characters, and
    operators refuse or cut longer ones.

    ```yaml bad
    HARBOUR OFFICE
    ```

    ```yaml good
    HARBOUR
    ```
    """
    name = sender.value
    if isinstance(name, str) and len(name) > _LONGEST_SENDER and _has_letters(name):
        message = f"{len(name)} characters; a sender id with letters has at most {_LONGEST_SENDER}"
        yield Finding(message, caret=(_LONGEST_SENDER, len(name)))


def _shown(sender: str) -> str:
    """A sender for a message, the first characters of a very long one."""
    return f"`{sender}`" if len(sender) <= _LONGEST_SHOWN else f"`{sender[:_LONGEST_SHOWN]}…`"


def _has_letters(sender: str) -> bool:
    """Whether a sender is an alphanumeric id, and not a number or a placeholder."""
    return any(map(str.isalpha, sender)) and "$(" not in sender and "{{" not in sender


@rule(
    "sms-sender-unknown",
    at=_SENDER_AT,
    on=ON,
    severity=Severity.WARNING,
    source="sms.md A: must be configured",
    account="senders",
)
def sender_unknown(sender: Place) -> Iterator[Finding]:
    """
    The sender is none of those that are set up for the service.

    The platform answers 7101. `account.senders` in `.msglint.yaml` lists the senders of your
    account; without it this rule is silent.

    ```yaml bad
    # account: {senders: [HARBOUR, "60777"]}
    HARBOR
    ```

    ```yaml fixed
    # account: {senders: [HARBOUR, "60777"]}
    HARBOUR
    ```

    ```yaml good
    # account: {senders: [HARBOUR, "60777"]}
    HARBOUR
    ```
    """
    known = sender.request.settings.account.senders
    match sender.value:
        case str(name) if name and name.removeprefix("+") not in known and name not in known:
            if "$(" in name or "{{" in name:
                return
            meant = near(name, sorted(known)) if len(name) <= _LONGEST_SHOWN else None
            fix = None
            message = f"{_shown(name)} is not in `account.senders`"
            if meant is not None:
                message += f"; did you mean `{meant}`?"
                fix = Fix(f"replace it with `{meant}`", (Change("replace", (), meant),), "unsafe")
            yield Finding(message, fix=fix)


def _ruled_numbers(request: Place) -> list[str]:
    """The phone numbers of a request's recipients in countries with rules of their own."""
    return request.once(_find_ruled_numbers)


def _find_ruled_numbers(request: Place) -> list[str]:
    return [
        number
        for key in ("destination", "to")
        if key in request.value
        for number in numbers(request.request.at((key,)))
        if number.startswith(_RULED)
    ]


@rule(
    "sms-sender-unsupported",
    at="",
    on=ON,
    given=_ruled_numbers,
    severity=Severity.WARNING,
    source="sms.md, Lint advice: own advice",
)
def sender_unsupported(request: Place) -> Iterator[Finding]:
    """
    A sender id with letters is used for a number in the USA or Canada.

    Operators there take messages from long codes, toll-free numbers, and short codes only. The
    area code tells whether a number of `+1` belongs there; the Caribbean is left alone.

    ```yaml bad
    destination: [{msisdn: ["+12025550123"]}]
    ```

    ```yaml good
    destination: [{msisdn: ["+447700900123"]}]
    ```
    """
    at: Path = ("channels", "sms", "senderid") if request.request.api == "v1" else ("from",)
    name = request.get(*at)
    if isinstance(name, str) and _has_letters(name):
        for number in _ruled_numbers(request):
            region = regions_of(number) if number.startswith(_NORTH_AMERICA) else ()
            if region in (("US",), ("CA",)):
                yield Finding(
                    f"{_shown(name)} cannot reach `{number}`: operators in {region[0]} take no letters as sender",
                    at,
                )
                return


@rule(
    "sms-dlt-missing",
    at="",
    on=("v1/sms", "sms-v1"),
    given=_ruled_numbers,
    severity=Severity.WARNING,
    source="sms.md A, extras.dlt_templateid; C, dltTemplateId",
)
def dlt_missing(request: Place) -> Iterator[Finding]:
    """
    A message to India has no DLT template id.

    Operators in India deliver only texts of templates that are registered with the regulator
    (TRAI TCCCPR). The id goes into `extras.dlt_templateid` in API v1, and into `dltTemplateId`
    in SMS API v1.

    ```yaml bad
    destination: [{msisdn: ["+919876543210"]}]
    ```

    ```yaml good
    destination: [{msisdn: ["+919876543210"]}]
    channels: {sms: {senderid: HARBOR, text: Gate 3 is open., extras: {dlt_templateid: "1107000000000000001"}}}
    ```
    """
    if request.request.api == "v1":
        holder: Path = ("channels", "sms")
        key: Path = ("extras", "dlt_templateid")
        if not request.get(*holder, "text"):
            return  # a template of the platform, or a binary message
    else:
        holder, key = (), ("dltTemplateId",)
    if not _has_dlt_id(request.get(*holder)):
        number = next(filter(_INDIA.fullmatch, _ruled_numbers(request)), None)
        if number is not None:
            yield Finding(
                f"`{'.'.join(map(str, key))}` is missing, and `{number}` is a number of India", holder
            )


def _has_dlt_id(holder: object) -> bool:
    """Whether an object, or one within it, has a DLT id under any name: the schema speaks of misspelt ones."""
    return isinstance(holder, dict) and any(
        (value and "dlt" in key.lower()) or (isinstance(value, dict) and _has_dlt_id(value))
        for key, value in holder.items()
    )
