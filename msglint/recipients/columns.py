"""What each column of a file is for a message: the id, the correlation id, a text for a placeholder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msglint.errors import InputError
from msglint.filling import BUILT_IN, placeholders, places, texts_of_content
from msglint.id_keys import id_keys
from msglint.near import near
from msglint.request import Request

_CORRELATION = "correlationid"
_FILLED_BY_PLATFORM = ("v2", "sms-v1")
"""The APIs that take `substitutions`; for the others msglint fills the texts."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row to find what a message needs."""

    key: str
    id: int
    correlation: int | None
    used: tuple[tuple[str, int], ...]
    """Names of substitutions with their cells."""

    defaults: frozenset[str]
    """Names for which the message has a value of its own: their cells may be empty."""

    unused: tuple[str, ...]


def assign(path: str, names: Sequence[str], request: Request) -> Columns:
    """What the columns of a file are for a request; InputError where something is missing or ambiguous."""
    body = request.value if isinstance(request.value, dict) else {}
    if body.get("multipleToRecipients") is True:
        raise InputError(
            f"{path}: with `multipleToRecipients: true` all recipients see each other's addresses; "
            "take it out of the message to send to a file"
        )
    key, place = _id_column(path, names, _keys(request))
    correlation = _find(names, _CORRELATION)
    ids = {place, correlation}
    defaults = _defaults(body) if request.api in _FILLED_BY_PLATFORM else frozenset()
    used = _used(path, names, request, ids, defaults)
    busy = {*ids, *(at for _, at in used)}
    unused = tuple(name for at, name in enumerate(names) if at not in busy)
    return Columns(key, place, correlation, used, defaults, unused)


def _keys(request: Request) -> tuple[str, ...]:
    """The id keys that this message may be sent to."""
    root = request.root()
    if root.get("channels", "AppleBusinessChat", "type") == "invitation":
        return ("msisdn",)
    keys = id_keys(request.api, request.channel)
    if request.channel == "whatsapp" and root.get("message", "parameters", "otp") is not None:
        # whatsapp.md §2 rule 14: an authentication template goes to a phone number.
        return tuple(key for key in keys if key != "bsuid")
    return keys


def _id_column(path: str, names: Sequence[str], keys: tuple[str, ...]) -> tuple[str, int]:
    if not keys:
        raise InputError(f"{path}: whom to send to is not known, as the channel of the message is not")
    found = [(key, place) for key in keys if (place := _find(names, key)) is not None]
    if len(found) > 1:
        columns = " and ".join(f"`{names[place]}`" for _, place in found)
        raise InputError(f"{path}: {columns} both say whom to send to; rename or remove all but one")
    if found:
        return found[0]
    guess = next(filter(None, (near(name, keys) for name in names)), None)
    hint = f"; did you mean `{guess}`?" if guess else ""
    wanted = f"`{keys[0]}`" if len(keys) == 1 else f"one of {_listed(keys)}"
    has = f"the file has {_listed(names)}"
    raise InputError(f"{path}: no column says whom to send to: this message needs {wanted}; {has}{hint}")


def _used(
    path: str, names: Sequence[str], request: Request, ids: set[int | None], defaults: frozenset[str]
) -> tuple[tuple[str, int], ...]:
    """The columns that a message takes: those it names, or all for a template that is not known."""
    used: dict[str, int] = {}
    for name in _wanted(request):
        if name in names:
            used[name] = names.index(name)
        elif name not in defaults and name not in BUILT_IN:
            raise InputError(_no_column(path, name, names, request))
    if request.api == "v2" and isinstance(request.root().get("template"), dict) and not _is_known(request):
        used.update({name: at for at, name in enumerate(names) if at not in ids})
    return tuple(used.items())


def _wanted(request: Request) -> list[str]:
    """The names that a message takes values for; where msglint fills them, those in all of its texts."""
    if request.api not in _FILLED_BY_PLATFORM:
        return list(placeholders(request.value))
    root = request.root()
    found = [*places(texts_of_content(request.value, request.channel)), *placeholders(root.get("template"))]
    if request.api == "v2" and _is_known(request):
        found += request.settings.account.templates[root.get("template", "id")]
    return found


def _is_known(request: Request) -> bool:
    """Whether the account's settings tell the parameters of the message's template."""
    match request.root().get("template", "id"):
        case str(id):
            return id in request.settings.account.templates
    return False


def _no_column(path: str, name: str, names: Sequence[str], request: Request) -> str:
    guess = near(name, names)
    hint = f"did you mean the column `{guess}`?" if guess else f"the file has {_listed(names)}"
    own = ", nor do the message's `substitutions`" if request.api in _FILLED_BY_PLATFORM else ""
    return f"{path}: no column fills `$({name})` of the message{own}; {hint}"


def _defaults(body: dict[Any, Any]) -> frozenset[str]:
    match body.get("substitutions"):
        case dict(own):
            return frozenset(name for name, value in own.items() if value is not None)
    return frozenset()


def _find(names: Sequence[str], wanted: str) -> int | None:
    """The place of a column, letter case aside."""
    folded = wanted.casefold()
    return next((at for at, name in enumerate(names) if name.casefold() == folded), None)


def _listed(names: Iterable[str], most: int = 12) -> str:
    words = [f"`{name if len(name) <= 40 else name[:39] + '…'}`" for name in names]
    more = f", and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more
