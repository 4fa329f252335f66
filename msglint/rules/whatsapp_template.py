"""WhatsApp: the buttons of a template."""

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule

_PARAMETERS = "message/parameters"
_ON = "v1/whatsapp"
RESERVED = frozenset(("image", "video", "document", "quickReply", "otp"))
"""Keys of `message.parameters` that are no variables of the template."""

_SCHEME_OR_HOST = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//[^/?#\s]*|www\.[^/?#\s]*|(?:[a-z0-9-]+\.)+(?P<top>[a-z]{2,})(?::[0-9]+)?(?=[/?#]))/?",
    re.IGNORECASE,
)
_FILE_ENDINGS = frozenset(
    ("pdf", "html", "htm", "php", "jsp", "asp", "aspx", "png", "jpg", "jpeg", "txt", "json", "xml")
)


def variables(parameters: Place, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The variables that are objects of one type: name, value."""
    if isinstance(parameters.value, dict):
        for name, value in parameters.value.items():
            if isinstance(value, dict) and value.get("type") == kind and name not in RESERVED:
                yield name, value


@rule(
    "whatsapp-template-buttons-mixed",
    at=_PARAMETERS,
    on=_ON,
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
    links = [name for name, _ in variables(parameters, "url")]
    others = [name for name in ("quickReply", "otp") if links and name in parameters.value]
    if links and others:
        yield Finding(
            f"the link variable `{links[0]}` and `{others[0]}` exclude each other: a template has one kind of button"
        )


@rule(
    "whatsapp-link-buttons-many",
    at=_PARAMETERS,
    on=_ON,
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
    names = [name for name, _ in variables(parameters, "url")]
    for name in names[1:]:
        yield Finding(
            f"`{names[0]}` is a link already: a template has one website button", (name,), on_key=True
        )


@rule(
    "whatsapp-button-domain",
    at=_PARAMETERS,
    on=_ON,
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
    for name, variable in variables(parameters, "url"):
        match variable.get("payload"):
            case str(payload) if (found := _SCHEME_OR_HOST.match(payload)) is not None:
                if (found["top"] or "").lower() in _FILE_ENDINGS:
                    continue
                path, ending = (name, "payload"), payload[found.end() :]
                yield Finding(
                    "the `payload` of a link is only what follows the template's address, without a domain",
                    path,
                    fix=Fix(f"keep `{ending}`", (Change("replace", path, ending),), "unsafe")
                    if ending
                    else None,
                    caret=(0, found.end()),
                )
