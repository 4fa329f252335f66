"""Apple Messages for Business: list pickers and quick replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.apple_parts import members
from msglint.rules.values import below

_AT = "channels/AppleBusinessChat/interactiveData"
_ON = "v1/apple-messages"
_ANSWERS = ("data", "quick-reply", "items")
_SECTIONS = ("data", "listPicker", "sections")


@rule(
    "apple-item-identifier-repeated",
    at=_AT,
    on=_ON,
    needs="data",
    severity=Severity.WARNING,
    source="apple-messages.md, Conditional rules 6",
)
def item_identifier_repeated(message: Place) -> Iterator[Finding]:
    """
    Two items of a section, or two answers of a quick reply, have the same `identifier`.

    The identifier is what comes back with the customer's choice, so the two cannot be told
    apart. Items of different sections may share one.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: Yes}, {identifier: go, title: Not now}]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: Yes}, {identifier: stop, title: Not now}]
    ```
    """
    for path, items in _choices(message):
        seen: set[str] = set()
        for index, item in members(items):
            name = item.get("identifier")
            if isinstance(name, str):
                if name in seen:
                    where = (*path, index, "identifier")
                    yield Finding(f"an earlier item has the identifier `{name}` already", where)
                seen.add(name)


def _choices(message: Place) -> Iterator[tuple[Path, Any]]:
    """The lists of items from which a customer chooses."""
    yield _ANSWERS, message.get(*_ANSWERS)
    for index, section in members(message.get(*_SECTIONS)):
        yield (*_SECTIONS, index, "items"), section.get("items")


@rule(
    "apple-list-item-without-image",
    at=_AT,
    on=_ON,
    needs="data/listPicker/sections",
    severity=Severity.WARNING,
    source="apple-messages.md, List picker, items[].imageIdentifier",
    default=False,
)
def list_item_without_image(message: Place) -> Iterator[Finding]:
    """
    An item of a list picker has no `imageIdentifier`.

    The schema of the documentation demands it; the FAQ and the help call it optional. Where no
    item has one, only the first is reported.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1101
      listPicker: {sections: [{title: In stock, items: [{title: Oak table, identifier: "0"}]}]}
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1101
      images: [{identifier: oak, url: "https://cdn.example.com/p/oak.png"}]
      listPicker:
        sections: [{title: In stock, items: [{title: Oak table, identifier: "0", imageIdentifier: oak}]}]
    ```
    """
    items = list(below(message.value, *_SECTIONS, "*", "items", "*"))
    bare = [path for path, item in items if isinstance(item, dict) and "imageIdentifier" not in item]
    if bare and len(bare) == len(items):
        yield Finding("no item has an `imageIdentifier`; a schema of the documentation demands it", bare[0])
    elif bare:
        for path in bare:
            yield Finding("`imageIdentifier` is missing; other items of the list have one", path)


@rule(
    "apple-quick-reply-line-break",
    at=_AT,
    on=_ON,
    needs="data/quick-reply/items",
    severity=Severity.WARNING,
    source="apple-messages.md, Quick reply, items[].title; Lint advice",
)
def quick_reply_line_break(message: Place) -> Iterator[Finding]:
    r"""
    The title of an answer holds a line break.

    An answer of a quick reply is one line of text. A YAML block that starts with `|` ends with a
    line break; one that starts with `|-` does not.

    ```yaml bad
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: "Yes,\nplease"}, {identifier: stop, title: Not now}]
    ```

    ```yaml good
    data:
      version: "1.0"
      requestIdentifier: 9b1d6f0e-54a1-4f0e-8a55-2f0b6a7c1103
      quick-reply:
        summaryText: Shall we go ahead?
        items: [{identifier: go, title: "Yes, please"}, {identifier: stop, title: Not now}]
    ```
    """
    for path, title in below(message.value, *_ANSWERS, "*", "title"):
        if isinstance(title, str) and ("\n" in title or "\r" in title):
            hint = "begin the block with `|-` or `>-`" if title.endswith("\n") else None
            yield Finding("a line break; an answer is one line of text", path, hint)
