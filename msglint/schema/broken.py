"""A violation with what is needed to speak of it."""

from __future__ import annotations

from collections.abc import KeysView
from dataclasses import dataclass
from typing import Any

from msglint.diagnostics import Finding, Judged, Path, Severity
from msglint.schema.files import Schema, load


@dataclass(slots=True)
class Broken:
    """A keyword that a value breaks: `node` is the schema that holds it, `because` its condition in words."""

    path: Path
    keyword: str
    node: Schema
    value: Any
    because: str = ""

    @property
    def lint(self) -> dict[str, Any]:
        """The sentence and rule id that hang beside the keyword, where there are any."""
        entry: dict[str, Any] = self.node.get("x-lint", {}).get(self.keyword, {})
        return entry

    @property
    def excludes(self) -> bool:
        """Whether the keyword says that two keys exclude each other."""
        return self.keyword == "not" and bool(self.node["not"].get("required"))

    @property
    def structural(self) -> bool:
        """Whether it is about which keys an object has, not about a value."""
        return self.keyword in ("required", "anyOf") or self.excludes

    @property
    def rule(self) -> str:
        """The rule id: beside the keyword, else from the table of keywords."""
        return self.lint.get("rule") or rule_of("exclusive" if self.excludes else self.keyword)


def rule_of(keyword: str) -> str:
    """The rule id that a keyword of the schemas stands for, where none hangs beside it."""
    rule: str = load("x-lint.json")["keywords"][keyword]
    return rule


def own_rules() -> KeysView[str]:
    """The ids of the rules that the schemas and the parser make; all others are made of code."""
    rules: dict[str, Any] = load("x-lint.json")["rules"]
    return rules.keys()


def usual_rules() -> frozenset[str]:
    """Those of `own_rules` that are on without being asked for."""
    rules: dict[str, Any] = load("x-lint.json")["rules"]
    return frozenset(id for id, text in rules.items() if text.get("default", True))


def severity_of(rule: str) -> Severity:
    """The default severity of a rule made by the schemas or the parser."""
    return Severity.of(load("x-lint.json")["rules"].get(rule, {}).get("severity", "error"))


def graded(rule: str, finding: Finding) -> Judged:
    """A finding with its rule's default severity."""
    return Judged(rule, severity_of(rule), finding)
