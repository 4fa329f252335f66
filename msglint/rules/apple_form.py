"""Apple Messages for Business: the pages of a form, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.apple_parts import members

_FORM = "channels/AppleBusinessChat/interactiveData/data/dynamic/data"
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
    A form starts with a page that it does not have.

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
    A page of a form leads to a page that the form does not have.

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
    for index, page in members(form.get("pages")):
        places: list[tuple[Path, dict[str, Any]]] = [(("pages", index), page)]
        places += [(("pages", index, "items", number), item) for number, item in members(page.get("items"))]
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
    A page of a form leads nowhere and does not end the form.

    Every page but the final one names the page that follows. A page ends the form when it has `submitForm: true`, is the last of the list, or is the only one without a next page.
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
    pages = members(form.get("pages"))
    marked = any(page.get("submitForm") is True for _, page in pages)
    ends = [(index, page) for index, page in pages if _ends(page)]
    if not marked and len(ends) == 1:
        return
    for index, page in ends:
        if index != pages[-1][0] and _needs_next(page):
            yield Finding("`nextPageIdentifier` is missing, and this is not the final page", ("pages", index))


@rule(
    "apple-form-page-unreached",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 7",
)
def page_unreached(form: Place) -> Iterator[Finding]:
    """
    No way leads to a page of a form.

    The customer never sees it: neither is it the first page, nor does a page that is reached, or
    one of its items, name it as the next.

    ```yaml bad
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", nextPageIdentifier: "2"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", nextPageIdentifier: "2"}
      - {pageIdentifier: "2", type: input, subtitle: "Anything else?", submitForm: true}
    ```

    ```yaml good
    startPageIdentifier: "0"
    pages:
      - {pageIdentifier: "0", type: input, subtitle: "What is broken?", nextPageIdentifier: "1"}
      - {pageIdentifier: "1", type: input, subtitle: "Since when?", nextPageIdentifier: "2"}
      - {pageIdentifier: "2", type: input, subtitle: "Anything else?", submitForm: true}
    ```
    """
    start, names = form.get("startPageIdentifier"), _names(form)
    if names is None or not isinstance(start, str) or start not in names:
        return
    pages = [page for _, page in members(form.get("pages"))]
    reached: set[str] = set()
    queue = [start]
    while queue:
        name = queue.pop()
        if name not in names:
            return  # an error already: nobody knows where that way leads
        if name not in reached:
            reached.add(name)
            at = names.index(name)
            queue += _ways_on(pages[at], names[at + 1 : at + 2])
    for index, name in enumerate(names):
        if name not in reached:
            yield Finding("no page leads to this one", ("pages", index, "pageIdentifier"))


def _ways_on(page: dict[str, Any], following: list[str]) -> list[str]:
    """The pages that may come next; where none is named, perhaps the following one of the list."""
    named = [page.get("nextPageIdentifier")]
    items = [item.get("nextPageIdentifier") for _, item in members(page.get("items"))]
    ways = [name for name in named + items if isinstance(name, str) and name]
    is_open = not named[0] and page.get("submitForm") is not True and not (items and all(items))
    return ways + following if is_open else ways


def _names(form: Place) -> list[str] | None:
    """The page identifiers of a form in their order; None when a page has none to be judged by."""
    pages = form.get("pages")
    if not isinstance(pages, list):
        return None
    names = [page.get("pageIdentifier") for _, page in members(pages)]
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
    items = [item for _, item in members(page.get("items"))]
    return not (_single_choice(page) and items and all(item.get("nextPageIdentifier") for item in items))


def _needs_next(page: dict[str, Any]) -> bool:
    """Whether a page must name the next one; a `select` page that leaves it to its items has other troubles."""
    if page.get("type") == "select":
        items = members(page.get("items"))
        return not _single_choice(page) and not any("nextPageIdentifier" in item for _, item in items)
    return page.get("type") in ("picker", "datePicker", "input")
