"""SMS: senders, and a text that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.calling_codes import regions_of
from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.near import near
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.numbers import phone_numbers
from msglint.rules.sms_message import AT, ON, sms_of

_SENDER_AT = ("channels/sms/senderid", "from")
_LONGEST_SENDER = 11
_LONGEST_SHOWN = 30
_INDIA = re.compile(r"\+?91[0-9]{10}")


@rule("sms-text-empty", at=AT, on=ON, severity=Severity.WARNING, source="sms.md, Lint advice")
def text_empty(place: Place) -> Iterator[Finding]:
    """
    The text of an SMS is empty, or has nothing but blanks.

    An empty text is a placeholder of the documentation's samples. Beside a template it may
    stay: then there is no text to win over the template.

    ```yaml bad
    text: ""
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    sms = sms_of(place)
    if sms is not None and not sms.text.strip() and not place.request.root().get("message", "template"):
        yield Finding("the text is empty" if not sms.text else "the text has only blanks", (sms.key,))


@rule("sms-text-padded", at=AT, on=ON, severity=Severity.INFO, source="own advice", default=False)
def text_padded(place: Place) -> Iterator[Finding]:
    """
    A blank or a line break at the start or the end of a text is sent, and counted.

    A block of text that starts with `|` or `>` ends with a line break; with `|-` or `>-` it does
    not.

    ```yaml bad
    text: "Gate 3 is open. "
    ```

    ```yaml fixed
    text: Gate 3 is open.
    ```

    ```yaml good
    text: Gate 3 is open.
    ```
    """
    sms = sms_of(place)
    if sms is None or sms.text == sms.text.strip() or not sms.text.strip():
        return
    text = sms.text
    bare = text.strip()
    fix = Fix("take it out", (Change("replace", (sms.key,), bare),), "unsafe") if bare.isprintable() else None
    end = len(text.rstrip())
    if end == len(text):
        yield Finding("the text starts with a blank", (sms.key,), fix=fix, caret=(0, len(text) - len(bare)))
    elif "\n" in text[end:]:
        hint = "with `|-` or `>-` a block of text ends without one"
        yield Finding("the text ends with a line break", (sms.key,), hint, fix)
    else:
        yield Finding("the text ends with a blank", (sms.key,), fix=fix, caret=(end, len(text)))


@rule(
    "sms-sender-plus",
    at="from",
    on=("v2/sms", "sms-v1"),
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
    match sender.value:
        case str(number) if re.fullmatch(r"\+[0-9]+", number):
            fix = Fix("take the `+` out", (Change("replace", (), number[1:]),), "unsafe")
            yield Finding("a number in `from` is written without `+`", fix=fix, caret=(0, 1))


@rule(
    "sms-sender-too-long",
    at=_SENDER_AT,
    on=ON,
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
    match sender.value:
        case str(name) if len(name) > _LONGEST_SENDER and _has_letters(name):
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


@rule(
    "sms-sender-unsupported",
    at="",
    on=ON,
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
    match request.get(*at):
        case str(name) if _has_letters(name):
            for number in request.once(_numbers):
                region = regions_of(number) if number.startswith(("+1", "1")) else ()
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
        number = next(filter(_INDIA.fullmatch, request.once(_numbers)), None)
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


def _numbers(request: Place) -> list[str]:
    """The phone numbers of a request's recipients."""
    return [
        number
        for key in ("destination", "to")
        if key in request.value
        for _, number in phone_numbers(request.request.at((key,)))
    ]
