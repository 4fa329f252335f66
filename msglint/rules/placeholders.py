"""Placeholders `$(name)` and what fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.request import Place
from msglint.rule import rule

_NAME = re.compile(r"\$\(([^()\s]+)\)")
_BUILT_IN = frozenset(("unsubscribe",))
_BRACED = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|\$\(\s*([^()]+?)\s*\)")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """All texts below a value, with their paths."""
    match value:
        case str():
            yield path, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _texts(inner, (*path, index))


def _filled(request: Place) -> Iterator[tuple[Path, str]]:
    """The texts in which placeholders are filled; on RCS that is the text of a text message only."""
    if request.request.channel == "rcs":
        if request.get("content", "type") == "text":
            yield from _texts(request.get("content", "text"), ("content", "text"))
        return
    yield from _texts(request.get("content"), ("content",))


def _given(request: Place) -> list[dict[str, Any]]:
    """The substitutions of each entry of recipients, the request's own among them."""
    own = request.get("substitutions")
    common = own if isinstance(own, dict) else {}
    entries = request.get("to")
    if not isinstance(entries, list):
        return [common]
    return [
        {**common, **(entry["substitutions"] if isinstance(entry.get("substitutions"), dict) else {})}
        for entry in entries
        if isinstance(entry, dict)
    ] or [common]


@rule(
    "placeholder-unfilled",
    at="",
    on=("v2", "sms-v1"),
    severity=Severity.WARNING,
    source="envelope-v2.md §8; sms.md B, rule 6",
)
def placeholder_unfilled(request: Place) -> Iterator[Finding]:
    """
    A placeholder that no substitution fills.

    `$(name)` is filled from `substitutions` of the request or of the recipient's entry. Without a value the recipient
    reads the placeholder.

    ```yaml bad
    content: {type: text, text: "Lane $(lane) is closed."}
    ```

    ```yaml good
    content: {type: text, text: "Lane $(lane) is closed."}
    substitutions: {lane: "4"}
    ```
    """
    if request.request.external:
        return
    given = _given(request)
    for path, text in _filled(request):
        for found in _NAME.finditer(text):
            name = found[1]
            lacking = sum(name not in each for each in given)
            if lacking and name not in _BUILT_IN:
                where = "" if lacking == len(given) else f" for {lacking} of {len(given)} entries"
                yield Finding(f"nothing fills `$({name})`{where}", path, caret=found.span())


@rule(
    "substitution-unused",
    at="",
    on=("v2", "sms-v1"),
    severity=Severity.WARNING,
    source="envelope-v2.md §8; sms.md B, rule 6",
)
def substitution_unused(request: Place) -> Iterator[Finding]:
    """
    A substitution that no placeholder of the content uses.

    Most often the name is misspelt on one side. With a template nothing is said: its text is on the platform.

    ```yaml bad
    content: {type: text, text: Lane 4 is closed.}
    substitutions: {lane: "4"}
    ```

    ```yaml good
    content: {type: text, text: "Lane $(lane) is closed."}
    substitutions: {lane: "4"}
    ```
    """
    if request.get("template") is not None or request.get("content") is None:
        return
    used = {name for _, text in _filled(request) for name in _NAME.findall(text)}
    if request.request.channel == "rcs" and request.get("content", "type") != "text":
        return
    holders: list[tuple[Path, Any]] = [(("substitutions",), request.get("substitutions"))]
    entries = request.get("to")
    if isinstance(entries, list):
        holders += [
            (("to", index, "substitutions"), Place(request.request, (), entry).get("substitutions"))
            for index, entry in enumerate(entries)
        ]
    said: set[str] = set()
    for path, values in holders:
        for name in values if isinstance(values, dict) else ():
            if name not in used and name not in said and not _BRACED.fullmatch(name):
                said.add(name)
                yield Finding(f"no text uses `$({name})`", (*path, name), on_key=True)


@rule(
    "substitution-name-braced",
    at=("substitutions", "to/*/substitutions"),
    on=("v2", "sms-v1"),
    severity=Severity.WARNING,
    source="sms.md B, rule 6",
)
def substitution_name_braced(substitutions: Place) -> Iterator[Finding]:
    """
    A substitution whose name has the marks of a placeholder.

    Names are bare: `lane` fills `$(lane)`. The braces in the documentation's samples are those of the tool they were made with.

    ```yaml bad
    {"{{lane}}": "4"}
    ```

    ```yaml good
    {}
    ```
    """
    for name in substitutions.value if isinstance(substitutions.value, dict) else ():
        braced = _BRACED.fullmatch(name)
        if braced:
            bare = braced[1] or braced[2]
            fix = Fix(f"rename it to `{bare}`", (Change("rename", (name,), bare),), "unsafe")
            yield Finding(f"names of substitutions are bare: `{bare}`", (name,), fix=fix, on_key=True)


@rule(
    "template-unknown",
    at=("message/template", "template/id"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, message.template: unknown id → 7108",
)
def template_unknown(template: Place) -> Iterator[Finding]:
    """
    A template that your account does not have.

    `templates` under `account` in `.msglint.yaml` lists the ids and their parameters; without that this rule is silent.

    ```yaml bad
    # account: {templates: {"20417": [pier]}}
    "20418"
    ```

    ```yaml good
    # account: {templates: {"20417": []}}
    "20417"
    ```
    """
    known = template.request.settings.account.templates
    match template.value:
        case str(id) if id and known and id not in known:
            yield Finding(f"`{id}` is none of the account's {len(known)} templates (the API answers 7108)")


@rule(
    "template-parameters-differ",
    at="",
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, message.parameters",
)
def template_parameters_differ(request: Place) -> Iterator[Finding]:
    """
    The parameters of a template are not those that it has.

    `templates` under `account` in `.msglint.yaml` lists the ids and their parameters; without that this rule is silent.

    ```yaml bad
    # account: {templates: {"20417": [pier]}}
    message: {template: "20417", parameters: {peir: B}}
    channels: {sms: {senderid: HARBOUR}}
    ```

    ```yaml good
    # account: {templates: {"20417": [pier]}}
    message: {template: "20417", parameters: {pier: B}}
    channels: {sms: {senderid: HARBOUR}}
    ```
    """
    first = request.request.api == "v1"
    id = request.get("message", "template") if first else request.get("template", "id")
    wanted = request.request.settings.account.templates.get(id) if isinstance(id, str) else None
    if wanted is None or (request.request.external and not first):
        return
    given = request.get("message", "parameters") if first else _given(request)[0]
    names = set(given) if isinstance(given, dict) else set()
    path: Path = ("message",) if first else ("template",)
    for name in wanted:
        if name not in names:
            yield Finding(f"the template's parameter `{name}` is missing", path)
    for name in sorted(names - set(wanted)) if first else ():
        yield Finding(f"the template has no parameter `{name}`", ("message", "parameters", name), on_key=True)
