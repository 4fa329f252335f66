"""Placeholders `$(name)` and what fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Path, Severity
from msglint.filling import BUILT_IN, PLACEHOLDER, texts_of_content, words_of_content
from msglint.near import near
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.foreign_placeholders import FOREIGN
from msglint.rules.values import below
from msglint.rules.written import are_closed, may_have

_BRACED = regex(r"\{\{\s*([^{}]+?)\s*\}\}|\$\(\s*([^()]+?)\s*\)")


def _content(request: Place) -> list[tuple[Path, str]]:
    """The texts in which the platform fills placeholders."""
    return list(texts_of_content(request.value, request.request.channel))


def are_unsettled(request: Place) -> bool:
    """Whether placeholders and substitutions do not fill one another plainly and completely, as they do in most messages."""
    return request.once(_are_unsettled)


def _are_unsettled(request: Place) -> bool:
    if not are_closed(request) or may_have(request, "{{"):
        return True
    given, used = request.once(_given), request.once(_used)
    wanted = used - BUILT_IN if used else used
    return not all(map(wanted.issubset, given)) or not all(map(used.issuperset, given))


def _with_placeholders(request: Place) -> list[tuple[Path, str]]:
    """Those of them that have any."""
    return [(path, text) for path, text in request.once(_content) if "$(" in text]


def _given(request: Place) -> list[frozenset[str]]:
    """The names of the substitutions of each entry of recipients, the request's own among them."""
    own = request.get("substitutions")
    common = frozenset(own if isinstance(own, dict) else ())
    entries = request.get("to")
    if not isinstance(entries, list):
        return [common]
    return [
        common | mine.keys() if isinstance(mine := entry.get("substitutions"), dict) else common
        for entry in entries
        if isinstance(entry, dict)
    ] or [common]


def _used(request: Place) -> set[str]:
    """The names of all placeholders of the content, those in the braces of another language too."""
    if not (may_have(request, "$") or may_have(request, "{{")):
        return set()
    words = words_of_content(request.value, request.request.channel)
    texts = [text for text in words if "$" in text or "{" in text]
    together = "\n".join(texts)  # no name has a line break in it
    names = set(PLACEHOLDER.findall(together))
    if "{{" in together or "${" in together:
        names.update(match[1] or match[2] for text in texts for match in FOREIGN.finditer(text))
    return names


def _misspelt(request: Place) -> dict[str, str]:
    """Names that nothing fills, each with the substitution nearest to it that nothing uses."""
    used = request.once(_used)
    given = set().union(*request.once(_given))
    unfilled, unused = used - given - BUILT_IN, given - used
    if not unfilled or not unused or len(unfilled) * len(unused) > 100:  # so many are no misspelling
        return {}
    pairs = {name: near(name, sorted(unused)) for name in sorted(unfilled)}
    return {name: meant for name, meant in pairs.items() if meant is not None}


@rule(
    "placeholder-unfilled",
    at="",
    given=are_unsettled,
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
    filled = request.once(_with_placeholders)
    given = request.once(_given) if filled else []
    used = request.once(_used)
    if not any(map(_braced, used)) and all(map(used.issubset, given)):
        return
    bare = [{_bare(name) for name in each} for each in given]
    for path, text in filled:
        for found in PLACEHOLDER.finditer(text):
            name = found[1]
            lacking = sum(name not in each for each in bare)
            if lacking and name not in BUILT_IN:
                where = "" if lacking == len(given) else f" for {lacking} of {len(given)} entries"
                meant = request.once(_misspelt).get(name)
                ask = f"; did you mean `$({meant})`?" if meant else ""
                yield Finding(f"nothing fills `$({name})`{where}{ask}", path, caret=found.span())


def _bare(name: str) -> str:
    """A name without the marks of a placeholder, which are reported for themselves."""
    braced = _braced(name)
    return braced[1] or braced[2] if braced else name


def _braced(name: str) -> re.Match[str] | None:
    """A name with the marks of a placeholder; of the many without, the first letter tells."""
    return _BRACED.fullmatch(name) if name[:1] in ("{", "$") else None


@rule(
    "substitution-unused",
    at="",
    given=are_unsettled,
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
    if request.request.channel == "rcs" and request.get("content", "type") != "text":
        return
    given = set().union(*request.once(_given))
    if not given or given <= request.once(_used):
        return
    used = request.once(_used)
    if not request.request.external:  # what is misspelt is said at the placeholder that nothing fills
        used = used.union(request.once(_misspelt).values())
    holders: list[tuple[Path, Any]] = [(("substitutions",), request.get("substitutions"))]
    holders += below(request.value, "to", "*", "substitutions")
    said: set[str] = set()
    for path, values in holders:
        for name in values if isinstance(values, dict) else ():
            if name not in used and name not in said and not _braced(name):
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
        braced = _braced(name)
        if braced:
            bare = braced[1] or braced[2]
            fix = Fix(f"rename it to `{bare}`", (Change("rename", (name,), bare),), "unsafe")
            yield Finding(f"names of substitutions are bare: `{bare}`", (name,), fix=fix, on_key=True)


@rule(
    "template-unknown",
    at=("message/template", "template/id"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, message.template: unknown id → 7108",
    account="templates",
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
        case str(id) if id and id not in known:
            yield Finding(f"`{id}` is none of the account's {len(known)} templates (the API answers 7108)")


@rule(
    "template-parameters-differ",
    at="",
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, message.parameters",
    account="templates",
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
    templates = request.request.settings.account.templates
    first = request.request.api == "v1"
    id = request.get("message", "template") if first else request.get("template", "id")
    wanted = templates.get(id) if isinstance(id, str) else None
    if wanted is None or (request.request.external and not first):
        return
    given = request.get("message", "parameters") if first else None
    names = frozenset(given if isinstance(given, dict) else ()) if first else request.once(_given)[0]
    path: Path = ("message",) if first else ("template",)
    for name in wanted:
        if name not in names:
            yield Finding(f"the template's parameter `{name}` is missing", path)
    for name in sorted(names - set(wanted)) if first else ():
        yield Finding(f"the template has no parameter `{name}`", ("message", "parameters", name), on_key=True)
