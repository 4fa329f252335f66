"""Recipients of a request side by side: plus signs, repeated numbers, ids of several kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from msglint.calling_codes import is_possible
from msglint.diagnostics import Applicability, Change, Finding, Fix, Path, Severity
from msglint.id_keys import ID_KEYS, id_keys
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.numbers import numbers, phone_numbers

_AT = ("destination", "to", "dialedNumber")

_ID_KEYS = frozenset(key for channels in ID_KEYS.values() for keys in channels.values() for key in keys)


@rule(
    "number-plus-missing",
    at=_AT,
    severity=Severity.ERROR,
    source="envelope-v1.md §3: +E.164 switched on for the tenant",
    account="plus_e164",
)
def plus_missing(recipients: Place) -> Iterator[Finding]:
    """
    A phone number has no `+`, and your tenant demands it.

    Where +E.164 is switched on, every destination number needs the `+`. Tell msglint with
    `plus_e164: true` under `account` in `.msglint.yaml`; without that this rule is silent.

    ```yaml bad
    # account: {plus_e164: true}
    - msisdn: ["447700900123"]
    ```

    ```yaml fixed
    # account: {plus_e164: true}
    - msisdn: ["+447700900123"]
    ```

    ```yaml good
    # account: {plus_e164: true}
    - msisdn: ["+447700900123"]
    ```
    """
    for path, number in phone_numbers(recipients):
        if not number.startswith("+"):
            fix = _with_plus([(path, number)], "safe") if is_possible(number) else None
            yield Finding(f"`{number}` needs a `+` in front: the tenant demands it", path, fix=fix)


def unlike_numbers(recipients: Place) -> bool:
    """Whether a phone number among the recipients is there twice, or some have a plus sign and others none."""
    given = numbers(recipients)
    if len(given) < 2:
        return False
    bare = [number for number in given if number[0] != "+"]
    return 0 < len(bare) < len(given) or len(set(given)) < len(given)


@rule(
    "number-plus-mixed",
    at=_AT,
    given=unlike_numbers,
    severity=Severity.WARNING,
    source="envelope-v2.md §8: some with `+`, some without",
)
def plus_mixed(recipients: Place) -> Iterator[Finding]:
    """
    Some phone numbers of a request have a `+`, others have none.

    Both forms are taken, unless +E.164 is switched on for the tenant: then those without a `+`
    fail. Mixed, they look as if some had lost it on the way, in a spreadsheet for example.

    ```yaml bad
    - msisdn: ["+447700900123", "447700900124"]
    ```

    ```yaml fixed
    - msisdn: ["+447700900123", "+447700900124"]
    ```

    ```yaml good
    - msisdn: ["+447700900123", "+447700900124"]
    ```
    """
    if not recipients.request.settings.account.plus_e164:
        given = phone_numbers(recipients)
        bare = [each for each in given if not each[1].startswith("+")]
        bare, all_bare = [each for each in bare if is_possible(each[1])], len(bare) == len(given)
        if bare and not all_bare:
            verb = "has" if len(bare) == 1 else "have"
            message = f"{len(bare)} of {len(given)} numbers {verb} no `+`, the others have one"
            yield Finding(message, bare[0][0], fix=_with_plus(bare, "unsafe"))


@rule(
    "number-without-plus", at=_AT, severity=Severity.INFO, source="envelope-v1.md §3: msisdn", default=False
)
def without_plus(recipients: Place) -> Iterator[Finding]:
    """
    Phone numbers are written without a `+`.

    Tenants with +E.164 switched on refuse them, all others take both forms. With the `+`, a
    message can be sent from every tenant, and a number cannot be taken for a national one.

    ```yaml bad
    - msisdn: ["447700900123", "447700900124"]
    ```

    ```yaml fixed
    - msisdn: ["+447700900123", "+447700900124"]
    ```

    ```yaml good
    - msisdn: ["+447700900123", "+447700900124"]
    ```
    """
    if recipients.request.settings.account.plus_e164:
        return
    if any(number.startswith("+") for number in numbers(recipients)):
        return
    bare = [each for each in phone_numbers(recipients) if is_possible(each[1])]
    if bare:
        more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        verb = "have" if more else "has"
        message = f"`{bare[0][1]}`{more} {verb} no `+`"
        yield Finding(message, bare[0][0], fix=_with_plus(bare, "unsafe"))


def _with_plus(bare: list[tuple[Path, str]], applicability: Applicability) -> Fix:
    changes = tuple(Change("replace", path, f"+{number}") for path, number in bare)
    title = f"write `+{bare[0][1]}`" if len(bare) == 1 else "put a `+` in front of each"
    return Fix(title, changes, applicability)


@rule(
    "number-repeated",
    at=_AT,
    given=unlike_numbers,
    severity=Severity.WARNING,
    source="envelope-v1.md §15: duplicate recipients; envelope-v2.md §8 (7284)",
)
def number_repeated(recipients: Place) -> Iterator[Finding]:
    """
    A phone number stands twice among the recipients of a request.

    Its owner gets the message twice, or the operator drops the second one (7284). With or
    without a `+`, it is the same number.

    ```yaml bad
    - msisdn: ["+447700900123", "+447700900124", "+447700900123"]
    ```

    ```yaml fixed
    - msisdn: ["+447700900123", "+447700900124"]
    ```

    ```yaml good
    - msisdn: ["+447700900123", "+447700900124"]
    ```
    """
    seen: dict[str, str] = {}
    repeated: list[tuple[Path, str, str]] = []
    for path, number in phone_numbers(recipients):
        first = seen.setdefault(number.removeprefix("+"), number)
        if first is not number:
            repeated.append((path, number, first))
    if not repeated:
        return
    dropped = Counter(path[0] for path, _, _ in repeated)
    for path, number, first in repeated:
        other = "" if first == number else f" as `{first}`"
        left = len(recipients.get(*path[:-1])) - dropped[path[0]]
        fix = Fix("take it out", (Change("remove", path),), "unsafe") if left else None
        yield Finding(f"`{number}` is among the recipients already{other}", path, fix=fix)


def several_ids(recipients: Place) -> list[tuple[int, list[str], list[str]]]:
    """The entries with several id keys, with those of the channel and those of others."""
    return recipients.once(_several_ids)


@rule(
    "recipient-id-foreign",
    at=("destination", "to"),
    given=several_ids,
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §4.9: foreign key",
)
def id_foreign(recipients: Place) -> Iterator[Finding]:
    """
    An entry of recipients has an id that belongs to another channel.

    The channel reads only its own kind of ids, such as `msisdn` for SMS. The other ones are
    left over from a message on another channel, and nobody is reached by them.

    ```yaml bad
    - {msisdn: ["+447700900123"], waid: ["447700900123"]}
    ```

    ```yaml fixed
    - {msisdn: ["+447700900123"]}
    ```

    ```yaml good
    - {msisdn: ["+447700900123"]}
    ```
    """
    for index, own, foreign in several_ids(recipients):
        for key in foreign if own else ():
            message = f"`{key}` is no id of this channel; only `{own[0]}` is read"
            fix = Fix("remove it", (Change("remove", (index, key)),), "unsafe")
            yield Finding(message, (index, key), fix=fix, on_key=True)


@rule(
    "recipient-ids-mixed",
    at=("destination", "to"),
    given=several_ids,
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §3: one entry = one id key",
)
def ids_mixed(recipients: Place) -> Iterator[Finding]:
    """
    An entry of recipients has ids of two kinds.

    The ids of one entry are of one kind; what the platform makes of two is not documented.
    Give each kind an entry of its own. (`waid` and `bsuid` of WhatsApp may stand together.)

    ```yaml bad
    - {msisdn: ["+447700900123"], customerid: [c-80018]}
    ```

    ```yaml good
    - {msisdn: ["+447700900123", "+447700900124"]}
    ```
    """
    for index, own, _ in several_ids(recipients):
        if len(own) > 1 and set(own) != {"waid", "bsuid"}:
            message = f"`{own[1]}` beside `{own[0]}`: the ids of an entry are of one kind"
            yield Finding(message, (index, own[1]), "give each kind an entry of its own", on_key=True)


@lru_cache(maxsize=256)  # entries have the same few keys
def _has_several(keys: tuple[str, ...]) -> bool:
    return len(_ID_KEYS.intersection(keys)) > 1


def _several_ids(recipients: Place) -> list[tuple[int, list[str], list[str]]]:
    entries = recipients.value if isinstance(recipients.value, list) else []
    found = [
        (index, [key for key in entry if key in _ID_KEYS])
        for index, entry in enumerate(entries)
        if entry.__class__ is dict and len(entry) > 1 and _has_several(tuple(entry))
    ]
    request = recipients.request
    if not found or _is_invitation(request.root()):
        return []
    mine = id_keys(request.api, request.channel)
    return [
        (index, [key for key in keys if key in mine], [key for key in keys if key not in mine])
        for index, keys in found
    ]


def _is_invitation(request: Place) -> bool:
    """Whether an Apple message invites by SMS: its ids are phone numbers, of which the schema knows all."""
    return bool(request.get("channels", "AppleBusinessChat", "type") == "invitation")
