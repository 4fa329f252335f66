"""WhatsApp: contact cards."""

import unicodedata
from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_OTT = "channels/OTT-Messaging"
_ON = "v1/whatsapp"
_CARDS = ("wa", "contacts", "*")
_HOME_AND_WORK = ("HOME", "WORK")
_KINDS = {
    "addresses": _HOME_AND_WORK,
    "emails": _HOME_AND_WORK,
    "urls": _HOME_AND_WORK,
    "phones": ("CELL", "MAIN", "IPHONE", *_HOME_AND_WORK),
}


@rule(
    "whatsapp-contact-without-name",
    at=_OTT,
    on=_ON,
    needs="wa/contacts",
    severity=Severity.WARNING,
    source="whatsapp.md §1 contacts[].name, §6 no. 17",
)
def contact_without_name(block: Place) -> Iterator[Finding]:
    """
    A contact card has no `name`.

    A sample of the documentation calls it mandatory, its table does not. A card without a name
    is of little use to the customer anyway.

    ```yaml bad
    wa:
      type: contacts
      contacts:
        - phones: [{phone: "+447700900126", type: WORK}]
    ```

    ```yaml good
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          phones: [{phone: "+447700900126", type: WORK}]
    ```
    """
    for path, card in below(block.value, *_CARDS):
        if isinstance(card, dict) and "name" not in card:
            yield Finding("`name` is missing: a sample of the documentation calls it mandatory", path)


@rule(
    "whatsapp-name-punctuation",
    at=_OTT,
    on=_ON,
    needs="wa/contacts",
    severity=Severity.WARNING,
    source="whatsapp.md §1 contacts[].name (prefix, suffix)",
)
def name_punctuation(block: Place) -> Iterator[Finding]:
    """
    Punctuation in the `prefix` or `suffix` of a contact's name.

    The help of the platform wants these without: `Dr`, `Jr`, `PhD`.

    ```yaml bad
    wa:
      type: contacts
      contacts: [{name: {formatted_name: Dr. Pat Sample, first_name: Pat, prefix: Dr.}}]
    ```

    ```yaml fixed
    wa:
      type: contacts
      contacts: [{name: {formatted_name: Dr. Pat Sample, first_name: Pat, prefix: Dr}}]
    ```

    ```yaml good
    wa:
      type: contacts
      contacts: [{name: {formatted_name: Dr. Pat Sample, first_name: Pat, prefix: Dr}}]
    ```
    """
    for key in ("prefix", "suffix"):
        for path, text in below(block.value, *_CARDS, "name", key):
            if not isinstance(text, str) or has_placeholder(text):
                continue
            marks = [at for at, letter in enumerate(text) if unicodedata.category(letter).startswith("P")]
            if marks:
                bare = text.replace(".", "")
                only_dots = all(text[at] == "." for at in marks) and bare
                fix = Fix(f"write `{bare}`", (Change("replace", path, bare),)) if only_dots else None
                found = text[marks[0]]
                yield Finding(
                    f"`{found}` in `{key}`: it may hold no punctuation",
                    path,
                    fix=fix,
                    caret=(marks[0], marks[0] + 1),
                )


@rule(
    "whatsapp-country-code-malformed",
    at=_OTT,
    on=_ON,
    needs="wa/contacts",
    severity=Severity.WARNING,
    source="whatsapp.md §1 contacts[].addresses[].country_code",
)
def country_code_malformed(block: Place) -> Iterator[Finding]:
    """
    The `country_code` of an address is not two letters.

    It is the two-letter abbreviation of the country, such as `GB`; the name in full goes into
    `country`, and the digits in front of a phone number are something else.

    ```yaml bad
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          addresses: [{city: Sampleton, country_code: GBR}]
    ```

    ```yaml good
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          addresses: [{city: Sampleton, country_code: GB}]
    ```
    """
    for path, country in below(block.value, *_CARDS, "addresses", "*", "country_code"):
        if (
            isinstance(country, str)
            and country
            and not is_country_code(country)
            and not has_placeholder(country)
        ):
            yield Finding(f"{code(country)} is no country code of two letters such as `GB`", path)


def is_country_code(text: str) -> bool:
    """Whether a text is of the form of an ISO 3166 code of two letters."""
    return len(text) == 2 and text.isascii() and text.isalpha()


@rule(
    "whatsapp-state-spelt-out",
    at=_OTT,
    on=_ON,
    needs="wa/contacts",
    severity=Severity.INFO,
    source="whatsapp.md §1 contacts[].addresses[].state",
    default=False,
)
def state_spelt_out(block: Place) -> Iterator[Finding]:
    """
    The `state` of an address is a name and no abbreviation.

    The documentation wants an abbreviation, such as `CA` or `NSW`.

    ```yaml bad
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          addresses: [{city: Fresno, state: California}]
    ```

    ```yaml good
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          addresses: [{city: Fresno, state: CA}]
    ```
    """
    for path, state in below(block.value, *_CARDS, "addresses", "*", "state"):
        if isinstance(state, str) and sum(map(str.isalpha, state)) > 4 and not has_placeholder(state):
            yield Finding("`state` is meant for the abbreviation, such as `CA`", path)


@rule(
    "whatsapp-contact-type-unusual",
    at=_OTT,
    on=_ON,
    needs="wa/contacts",
    severity=Severity.WARNING,
    source="whatsapp.md §1 contacts[], types",
    default=False,
)
def contact_type_unusual(block: Place) -> Iterator[Finding]:
    """
    The `type` of an address, phone number, or link is no standard value.

    Standard are `HOME` and `WORK`, and for phone numbers also `CELL`, `MAIN`, and `IPHONE`, in
    capital letters. The list is not closed: a label of your own may be shown as it is.

    ```yaml bad
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          phones: [{phone: "+447700900127", type: cell}]
    ```

    ```yaml fixed
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          phones: [{phone: "+447700900127", type: CELL}]
    ```

    ```yaml good
    wa:
      type: contacts
      contacts:
        - name: {formatted_name: Pat Sample, first_name: Pat}
          phones: [{phone: "+447700900127", type: CELL}]
    ```
    """
    for key, usual in _KINDS.items():
        for path, kind in below(block.value, *_CARDS, key, "*", "type"):
            if isinstance(kind, str) and kind and kind not in usual:
                meant = kind.upper()
                fix = Fix(f"write `{meant}`", (Change("replace", path, meant),)) if meant in usual else None
                words = ", ".join(f"`{each}`" for each in usual)
                yield Finding(f"{code(kind)} is no standard value of `type`", path, f"standard: {words}", fix)
