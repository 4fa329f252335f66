"""Apple Messages for Business: the parts of an interactive message, gathered once for all rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from msglint.request import Place

LABELS = frozenset(
    (
        "title",
        "subtitle",
        "alternateTitle",
        "imageTitle",
        "imageSubtitle",
        "secondarySubtitle",
        "tertiarySubtitle",
        "buttonTitle",
        "pickerTitle",
        "hintText",
        "labelText",
        "label",
    )
)
"""The fields that hold a short text which is shown."""

PICTURE = "imageIdentifier"
"""The field that names a picture."""


def members(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a list with their indices; nothing for any other value."""
    if not isinstance(value, list):
        return []
    return [(index, member) for index, member in enumerate(value) if isinstance(member, dict)]


class Parts(NamedTuple):
    """What the fields of an interactive message hold, without their places: few messages have a finding."""

    labels: list[str]
    pictures: list[str]


def parts(message: Place) -> Parts:
    """All labels of an interactive message, and all names of pictures to show."""
    return message.once(_parts)


def _parts(message: Place) -> Parts:
    found = Parts([], [])
    _collect(message.value, *found)
    return found


def _collect(value: Any, labels: list[str], pictures: list[str]) -> None:
    if value.__class__ is dict:
        for key, inner in value.items():
            if inner.__class__ is str:
                if key in LABELS:
                    labels.append(inner)
                elif key == PICTURE:
                    pictures.append(inner)
            elif inner.__class__ is dict or inner.__class__ is list:
                _collect(inner, labels, [] if key == PICTURE else pictures)
    elif value.__class__ is list:
        for inner in value:
            _collect(inner, labels, pictures)
