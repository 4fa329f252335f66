"""An SMS as the rules see it: its text and type, whatever the API calls them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msglint.diagnostics import Change, Path
from msglint.request import Place
from msglint.rules.sms_characters import is_gsm_text

Kind = Literal["text", "unicode"]

AT = ("channels/sms", "content", "")
"""The objects that hold an SMS: of API v1, of API v2, and of SMS API v1."""

ON = ("v1/sms", "v2/sms", "sms-v1")

_TYPES: dict[str, dict[Kind, str]] = {
    "v1": {"text": "1", "unicode": "4"},
    "v2": {"text": "text", "unicode": "unicode"},
    "sms-v1": {"text": "text", "unicode": "unicode"},
}

_KINDS: dict[str, dict[str, Kind]] = {
    api: {word: kind for kind, word in types.items()} for api, types in _TYPES.items()
}


class _Form(NamedTuple):
    """Where an API has the object of an SMS, what it calls text and type, and the type where none is stated."""

    path: Path
    key: str
    type_key: str
    usual: str = ""


_FORMS = {
    "v1": _Form(("channels", "sms"), "text", "type", "1"),
    "v2": _Form(("content",), "text", "type"),
    "sms-v1": _Form((), "content", "contentType", "text"),
}


class Sms(NamedTuple):
    """A text message: `key` and `type_key` are where its text and its type stand in their object."""

    api: str
    text: str
    key: str
    kind: Kind
    type_key: str
    typed: bool
    """Whether it says its type; it is a text otherwise."""
    is_gsm: bool
    """Whether all characters of the text are in the GSM alphabet."""

    @property
    def has_placeholders(self) -> bool:
        """Whether values of other places will be filled in."""
        return "$(" in self.text

    @property
    def fits(self) -> bool:
        """Whether the text is within the API's limit, above which the schema speaks."""
        return len(self.text) <= (1024 if self.api == "v1" else 4000)

    def type_word(self, kind: Kind) -> str:
        """The type as it is written in a message."""
        word = _TYPES[self.api][kind]
        return f'`{self.type_key}: "{word}"`' if self.api == "v1" else f"`{self.type_key}: {word}`"

    def as_kind(self, kind: Kind) -> Change:
        """The change that gives the message another type."""
        word = _TYPES[self.api][kind]
        if self.typed:
            return Change("replace", (self.type_key,), word)
        return Change("insert", (self.type_key,), f'"{word}"')


def sms_of(place: Place) -> Sms | None:
    """The SMS that stands at one of `AT`; None where there is none, or it is binary or of no known type."""
    return place.once(_sms_of)


def _sms_of(place: Place) -> Sms | None:
    api, value = place.request.api, place.value
    form = _FORMS[api]
    if place.path != form.path or value.__class__ is not dict:
        return None
    text, type_ = value.get(form.key), value.get(form.type_key, form.usual)
    if not isinstance(text, str) or not isinstance(type_, str):
        return None
    kind = _KINDS[api].get(type_.lower() if api == "sms-v1" else type_)
    if kind is None:
        return None
    return Sms(api, text, form.key, kind, form.type_key, form.type_key in value, is_gsm_text(text))


def parts_in_words(count: int) -> str:
    """`1 part`, `2 parts`."""
    return "1 part" if count == 1 else f"{count} parts"
