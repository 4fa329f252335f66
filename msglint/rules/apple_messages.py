"""Apple Messages for Business: identifiers that refer to each other within a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule

__all__: list[str] = []

_DATA = "channels/AppleBusinessChat/interactiveData/data"
_FORM = f"{_DATA}/dynamic/data"
_ON = "v1/apple-messages"


@rule(
    "apple-form-start-page-unknown",
    at=_FORM,
    on=_ON,
    severity=Severity.ERROR,
    source="apple-messages.md, Conditional rules 7",
)
def start_page_unknown(form: Place) -> Iterator[Finding]:
    """
    A form must start with one of its own pages.

    `startPageIdentifier` repeats the `pageIdentifier` of the page to begin with.

    ```yaml bad
    startPageIdentifier: "1"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", submitForm: true}
    ```

    ```yaml good
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", submitForm: true}
    ```
    """
    start, names = form.get("startPageIdentifier"), _names(form)
    if isinstance(start, str) and names is not None and start not in names:
        yield Finding(
            f"no page has the `pageIdentifier` `{start}`", ("startPageIdentifier",), hint=_known(names)
        )


@rule(
    "apple-form-next-page-unknown",
    at=_FORM,
    on=_ON,
    severity=Severity.ERROR,
    source="apple-messages.md, Conditional rules 7",
)
def next_page_unknown(form: Place) -> Iterator[Finding]:
    """
    The next page of a form must be one of its own pages.

    `nextPageIdentifier`, of a page or of one of its items, repeats the `pageIdentifier` of the page that follows.

    ```yaml bad
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", nextPageIdentifier: "5"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", submitForm: true}
    ```

    ```yaml good
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", nextPageIdentifier: "1"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", submitForm: true}
    ```
    """
    names = _names(form)
    if names is None:
        return
    for index, page in _members(form.get("pages")):
        places: list[tuple[Path, dict[str, Any]]] = [(("pages", index), page)]
        places += [(("pages", index, "items", number), item) for number, item in _members(page.get("items"))]
        for path, holder in places:
            match holder.get("nextPageIdentifier"):
                case str(following) if following and following not in names:
                    message = f"no page has the `pageIdentifier` `{following}`"
                    yield Finding(message, (*path, "nextPageIdentifier"), hint=_known(names))


@rule(
    "apple-form-page-leads-nowhere",
    at=_FORM,
    on=_ON,
    severity=Severity.ERROR,
    source="apple-messages.md, Form, nextPageIdentifier",
)
def page_leads_nowhere(form: Place) -> Iterator[Finding]:
    """
    Every page of a form but the final one names the page that follows.

    A page ends the form when it has `submitForm: true`, is the last of the list, or is the only one without a next page.
    A `select` page with a single choice may leave the way on to its items.

    ```yaml bad
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", submitForm: true}
    ```

    ```yaml good
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", nextPageIdentifier: "1"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", submitForm: true}
    ```
    """
    pages = list(_members(form.get("pages")))
    marked = any(page.get("submitForm") is True for _, page in pages)
    ends = [(index, page) for index, page in pages if _ends(page)]
    if not marked and len(ends) == 1:
        return
    for index, page in ends:
        if index != pages[-1][0] and _needs_next(page):
            yield Finding("`nextPageIdentifier` is missing, and this is not the final page", ("pages", index))


@rule(
    "apple-event-identifier-repeated",
    at=f"{_DATA}/event",
    on=_ON,
    severity=Severity.ERROR,
    source="apple-messages.md, Time picker, identifier",
)
def event_identifier_repeated(event: Place) -> Iterator[Finding]:
    """
    A slot of a time picker must not have the identifier of the event.

    Both must be unique in the whole payload.

    ```yaml bad
    identifier: "0"
    timeslots:
      - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
    ```

    ```yaml good
    identifier: evt-5501
    timeslots:
      - {identifier: "0", startTime: "2027-05-03T15:30:00Z", duration: 1800}
    ```
    """
    own = event.get("identifier")
    if not isinstance(own, str):
        return
    for index, slot in _members(event.get("timeslots")):
        if slot.get("identifier") == own:
            yield Finding(
                f"`{own}` is already the identifier of the event", ("timeslots", index, "identifier")
            )
            return


def _members(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list with their indices; nothing for any other value."""
    if isinstance(value, list):
        for index, member in enumerate(value):
            if isinstance(member, dict):
                yield index, member


def _names(form: Place) -> list[str] | None:
    """The page identifiers of a form in their order; None when a page has none to be judged by."""
    pages = form.get("pages")
    if not isinstance(pages, list):
        return None
    names = [page.get("pageIdentifier") for _, page in _members(pages)]
    known = [name for name in names if isinstance(name, str)]
    return known if len(known) == len(pages) else None


def _known(names: list[str]) -> str | None:
    """A hint that lists the identifiers there are."""
    return "pages: " + ", ".join(f"`{name}`" for name in names[:8]) if names else None


def _single_choice(page: dict[str, Any]) -> bool:
    return page.get("type") == "select" and page.get("multipleSelection") not in (True, "true")


def _ends(page: dict[str, Any]) -> bool:
    """Whether a page neither names a next page (itself or through its items) nor is marked as an end."""
    if page.get("nextPageIdentifier") or page.get("submitForm") is True:
        return False
    items = [item for _, item in _members(page.get("items"))]
    return not (_single_choice(page) and items and all(item.get("nextPageIdentifier") for item in items))


def _needs_next(page: dict[str, Any]) -> bool:
    """Whether a page must name the next one; a `select` page that leaves it to its items has other troubles."""
    if page.get("type") == "select":
        items = _members(page.get("items"))
        return not _single_choice(page) and not any("nextPageIdentifier" in item for _, item in items)
    return page.get("type") in ("picker", "datePicker", "input")
