"""What a shell may complete: the words that an option takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msglint.diagnostics import Severity
from msglint.report import FORMATS
from msglint.request import APIS

if TYPE_CHECKING:
    from click import Context, Parameter
    from click.shell_completion import CompletionItem

_USUAL_FILES = {
    "sarif": "msglint.sarif",
    "junit": "msglint.xml",
    "gitlab": "gl-code-quality-report.json",
    "checkstyle": "msglint-checkstyle.xml",
    "json": "msglint.json",
    "markdown": "msglint.md",
}
"""The file that a report usually goes into; others end with the name of their format."""


def rule(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """A rule id, with its summary."""
    from click.shell_completion import CompletionItem

    from msglint.catalog import entries

    return [
        CompletionItem(entry.id, help=entry.summary)
        for entry in entries().values()
        if entry.id.startswith(begun)
    ]


def rules(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """Rule ids between commas: the last of them is completed, and none is offered twice."""
    before, comma, last = begun.rpartition(",")
    named = before.split(",")
    items = [item for item in rule(ctx, param, last) if item.value not in named]
    for item in items:
        item.value = before + comma + item.value
    return items


def graded_rule(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """RULE=LEVEL: the levels once there is one rule left, else the rules."""
    id, equals, level = begun.partition("=")
    found = rule(ctx, param, id)
    if equals:
        found = [item for item in found if item.value == id]
    if equals or len(found) == 1:
        graded = (f"{item.value}={each.word}" for item in found for each in reversed(Severity))
        return _items(word for word in graded if word.partition("=")[2].startswith(level))
    for item in found:
        item.value += "="
    return found


def severity(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """A severity."""
    return _items(each.word for each in reversed(Severity) if each.word.startswith(begun))


def format_name(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """An output format."""
    return _items(name for name in FORMATS if name.startswith(begun))


def output(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """NAME:FILE with a usual file for each format."""
    words = (f"{name}:{_USUAL_FILES.get(name, f'msglint.{name}')}" for name in FORMATS)
    return _items(word for word in words if word.startswith(begun))


def api(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """An API."""
    return _items(name for name in APIS if name.startswith(begun))


def schema(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """A published schema."""
    from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS

    return _items(name for name in API_SCHEMAS + OTHER_SCHEMAS if name.startswith(begun))


def region(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """A region of the platform, with where it is."""
    from click.shell_completion import CompletionItem

    from msglint.api.hosts import REGIONS

    return [CompletionItem(name, help=place) for name, place in REGIONS.items() if name.startswith(begun)]


def fault(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """KIND=RATE of the sandbox, with one in fifty for a rate."""
    from click.shell_completion import CompletionItem

    from msglint.sandbox.faults import KINDS

    words = ((f"{kind}=0.02", what) for kind, what in KINDS.items())
    return [CompletionItem(word, help=what) for word, what in words if word.startswith(begun)]


def folder(ctx: Context, param: Parameter, begun: str) -> list[CompletionItem]:
    """A folder, by the shell itself: what is none is refused with the command's own words."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="dir")]


def _items(words: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words]
