"""WhatsApp: the buttons of a template."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule

_PARAMETERS = "message/parameters"
_ON = "v1/whatsapp"
RESERVED = frozenset(("image", "video", "document", "quickReply", "otp"))
"""Keys of `message.parameters` that are no variables of the template."""

_SCHEME_OR_HOST = regex(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//[^/?#\s]*|www\.[^/?#\s]*|(?:[a-z0-9-]+\.)+(?P<top>[a-z]{2,})(?::[0-9]+)?(?=[/?#]))/?",
    re.IGNORECASE,
)
_FILE_ENDINGS = frozenset(
    ("pdf", "html", "htm", "php", "jsp", "asp", "aspx", "png", "jpg", "jpeg", "txt", "json", "xml")
)


class Variables(NamedTuple):
    """The variables of a template, each with its name: plain texts, and the objects of each type."""

    texts: list[tuple[str, str]]
    links: list[tuple[str, dict[str, Any]]]
    amounts: list[tuple[str, dict[str, Any]]]
    dates: list[tuple[str, dict[str, Any]]]


def variables(parameters: Place) -> Variables:
    """The variables of a template by what they are."""
    return parameters.once(_variables)


def _variables(parameters: Place) -> Variables:
    found = Variables([], [], [], [])
    typed = {"url": found.links, "currency": found.amounts, "date_time": found.dates}
    values = parameters.value if isinstance(parameters.value, dict) else {}
    for name, value in values.items():
        if name in RESERVED:
            continue
        if isinstance(value, str):
            found.texts.append((name, value))
        elif isinstance(value, dict) and isinstance(type_ := value.get("type"), str) and type_ in typed:
            typed[type_].append((name, value))
    return found


def _links(parameters: Place) -> list[tuple[str, dict[str, Any]]]:
    return variables(parameters).links


@rule(
    "whatsapp-template-buttons-mixed",
    at=_PARAMETERS,
    on=_ON,
    given=_links,
    severity=Severity.ERROR,
    source="whatsapp.md §2 rule 12",
)
def template_buttons_mixed(parameters: Place) -> Iterator[Finding]:
    """
    Link variables stand beside quick replies or a one-time password.

    A template has one kind of button: links (a variable with `type: url`), quick replies, or
    the button of an authentication template. They cannot be combined.

    ```yaml bad
    tracking: {type: url, payload: parcels/42}
    quickReply:
      - {button_text: Leave it outside, payload: outside-42}
    ```

    ```yaml good
    quickReply:
      - {button_text: Leave it outside, payload: outside-42}
    ```
    """
    links = variables(parameters).links
    others = [name for name in ("quickReply", "otp") if links and name in parameters.value]
    if others:
        yield Finding(
            f"the link variable `{links[0][0]}` and `{others[0]}` exclude each other: a template has one kind of button"
        )


@rule(
    "whatsapp-link-buttons-many",
    at=_PARAMETERS,
    on=_ON,
    given=_links,
    severity=Severity.WARNING,
    source="whatsapp.md §2 rule 13",
)
def link_buttons_many(parameters: Place) -> Iterator[Finding]:
    """
    More than one variable with `type: url`.

    A template has at most two call-to-action buttons, one for a phone number and one for a
    website, so only one address can have a variable ending.

    ```yaml bad
    tracking: {type: url, payload: parcels/42}
    invoice: {type: url, payload: bills/42}
    ```

    ```yaml good
    tracking: {type: url, payload: parcels/42}
    ```
    """
    names = [name for name, _ in variables(parameters).links]
    for name in names[1:]:
        yield Finding(
            f"`{names[0]}` is a link already: a template has one website button", (name,), on_key=True
        )


@rule(
    "whatsapp-button-domain",
    at=_PARAMETERS,
    on=_ON,
    given=_links,
    severity=Severity.WARNING,
    source="whatsapp.md §1 type: url, §7",
)
def button_domain(parameters: Place) -> Iterator[Finding]:
    """
    The `payload` of a link button holds a domain.

    The template already holds the address up to its variable ending; the payload is that
    ending alone. With a domain in it the customer gets an address with two.

    ```yaml bad
    tracking: {type: url, payload: "https://www.example.com/parcels/42"}
    ```

    ```yaml fixed
    tracking: {type: url, payload: parcels/42}
    ```

    ```yaml good
    tracking: {type: url, payload: parcels/42}
    ```
    """
    for name, variable in variables(parameters).links:
        payload = variable.get("payload")
        if not isinstance(payload, str):
            continue
        found = _SCHEME_OR_HOST.match(payload)
        if found is None or (found["top"] or "").lower() in _FILE_ENDINGS:
            continue
        path, ending = (name, "payload"), payload[found.end() :]
        yield Finding(
            "the `payload` of a link is only what follows the template's address, without a domain",
            path,
            fix=Fix(f"keep `{ending}`", (Change("replace", path, ending),), "unsafe") if ending else None,
            caret=(0, found.end()),
        )
