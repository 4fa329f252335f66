"""All rules in one list: those made of code, and those that the schemas and the parser make."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from msglint import rules
from msglint.diagnostics import Severity
from msglint.rule import RULES
from msglint.schema.files import load

_EXAMPLE = re.compile(r"```yaml (bad|good|fixed)\n(.*?)```\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of YAML of a rule's documentation: `kind` is bad, good, or fixed (the bad one after `--fix`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a user can read about a rule: the texts of its docstring, or of `schemas/x-lint.json`."""

    id: str
    severity: Severity
    summary: str
    why: str
    examples: tuple[Example, ...]
    source: str
    at: str = ""
    """Where the examples of a rule of code stand in a request; empty when they are whole files."""

    default: bool = True


@cache
def entries() -> dict[str, Entry]:
    """Every rule by id, in alphabetical order."""
    rules.load_all()
    found = {id: _from_schema(id, text) for id, text in load("x-lint.json")["rules"].items()}
    for rule in RULES.values():
        doc = inspect.cleandoc(rule.doc)
        summary, _, rest = doc.partition("\n")
        found[rule.id] = Entry(
            rule.id,
            rule.severity,
            summary.strip(),
            _EXAMPLE.sub("", rest).strip(),
            tuple(Example(kind, text) for kind, text in _EXAMPLE.findall(rest)),
            rule.source,
            "/".join(map(str, rule.at[0])) or "the request",
            rule.default,
        )
    return dict(sorted(found.items()))


def _from_schema(id: str, text: dict[str, Any]) -> Entry:
    examples = tuple(
        Example(kind, "\n".join(text[kind]) + "\n")
        for kind in ("bad", "fixed", "good")
        if any(text.get(kind, ()))
    )
    return Entry(
        id,
        Severity.of(text["severity"]),
        text["summary"],
        text["why"],
        examples,
        text["source"],
        default=text.get("default", True),
    )


def options(id: str) -> dict[str, Any]:
    """The options of a rule with their defaults; rules of the schemas have none."""
    return RULES[id].options if id in RULES else {}


def rule_ids() -> list[str]:
    """All rule ids."""
    return list(entries())


def page(entry: Entry) -> str:
    """A rule's documentation as Markdown, without a heading."""
    parts = [entry.summary]
    if entry.why:
        parts.append(entry.why)
    names = {"bad": "Bad", "good": "Good", "fixed": "After `--fix`"}
    for example in entry.examples:
        where = f" (at `{entry.at}`)" if entry.at and example.kind == "bad" else ""
        parts.append(f"{names[example.kind]}{where}:\n\n```yaml\n{example.text.rstrip()}\n```")
    if options(entry.id):
        parts.append(
            "Options: "
            + ", ".join(f"`{name}` (default `{value}`)" for name, value in options(entry.id).items())
        )
    fixable = " · fixable" if any(example.kind == "fixed" for example in entry.examples) else ""
    off = "" if entry.default else " · off by default"
    parts.append(f"Severity: {entry.severity.word}{fixable}{off} · Source: {entry.source}")
    return "\n\n".join(parts) + "\n"


def book() -> str:
    """`docs/rules.md`: one heading a rule."""
    head = (
        "# Rules\n\nGenerated from the rules' own docstrings and from `schemas/x-lint.json` by `make docs`; "
        "`msglint rule ID` prints the same.\n\n"
    )
    table = "| rule | severity | summary |\n| --- | --- | --- |\n" + "".join(
        f"| [{entry.id}](#{entry.id}) | {entry.severity.word} | {entry.summary} |\n"
        for entry in entries().values()
    )
    return head + table + "".join(f"\n## {entry.id}\n\n{page(entry)}" for entry in entries().values())
