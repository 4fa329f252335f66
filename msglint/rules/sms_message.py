"""An SMS as the rules see it: its text and type, whatever the API calls them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msglint.diagnostics import Change
from msglint.request import Place

Kind = Literal["text", "unicode"]

AT = ("channels/sms", "content", "")
"""The objects that hold an SMS: of API v1, of API v2, and of SMS API v1."""

ON = ("v1/sms", "v2/sms", "sms-v1")

_TYPES: dict[str, dict[Kind, str]] = {
    "v1": {"text": "1", "unicode": "4"},
    "v2": {"text": "text", "unicode": "unicode"},
    "sms-v1": {"text": "text", "unicode": "unicode"},
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
    api = place.request.api
    match api, place.path, place.value:
        case "v1", ("channels", "sms"), {"text": str(text)}:
            key, type_key, type_ = "text", "type", place.value.get("type", "1")
        case "v2", ("content",), {"text": str(text), "type": str(type_)}:
            key, type_key = "text", "type"
        case "sms-v1", (), {"content": str(text)}:
            key, type_key, type_ = "content", "contentType", place.value.get("contentType", "text")
            type_ = type_.lower() if isinstance(type_, str) else type_
        case _:
            return None
    for kind, word in _TYPES[api].items():
        if type_ == word:
            return Sms(api, text, key, kind, type_key, type_key in place.value)
    return None


def parts_in_words(count: int) -> str:
    """`1 part`, `2 parts`."""
    return "1 part" if count == 1 else f"{count} parts"
