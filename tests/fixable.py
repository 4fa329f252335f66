"""Which rules have fixes, and messages that show each of them: from the case files and the rules' own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from casefiles import DEFAULT_NOW, all_cases

from examples import account, as_message, rule_options
from msglint import rules
from msglint.catalog import entries
from msglint.diagnostics import Fix
from msglint.linter import Options, lint
from msglint.rule import RULES
from msglint.settings import DEFAULTS
from msglint.source import Source

OF_SCHEMA_AND_PARSER = frozenset(
    {
        *("bad-format", "missing-choice", "missing-field", "unknown-field", "unknown-value"),
        *("in-app-open-webview", "push-open-webview", "sms-sender-missing"),
        *("non-string-key", "plus-lost", "zeros-lost", "unquoted-placeholder"),
        *("unquoted-number", "unquoted-word", "unknown-suppression", "unused-suppression"),
    }
)
"""The rules whose fixes are made elsewhere than in a rule's own function."""

PER_RULE = 6
"""Messages that show one rule's fix; the shortest ones."""

STRICT = Options(now=DEFAULT_NOW, settings=DEFAULTS._replace(everything=True))


@dataclass(frozen=True)
class Seed:
    """A message with a finding that has a fix."""

    rule: str
    text: str
    options: Options


@cache
def fixable() -> frozenset[str]:
    """The ids of all rules that can give a fix: those whose code reaches `Fix`, and those of schemas and parser."""
    rules.load_all()
    mine = {rule.id for rule in RULES.values() if _reaches(rule.check, Fix, set())}
    return OF_SCHEMA_AND_PARSER | mine


def _reaches(thing: Any, wanted: Any, seen: set[int]) -> bool:
    """Whether a function names something, or a function of msglint that does; tables of functions are looked through."""
    if thing is wanted:
        return True
    if id(thing) in seen:
        return False
    seen.add(id(thing))
    match thing:
        case dict():
            return any(_reaches(each, wanted, seen) for each in thing.values())
        case tuple() | list():
            return any(_reaches(each, wanted, seen) for each in thing)
        case type() if thing.__module__.startswith("msglint."):
            return any(_reaches(each, wanted, seen) for each in vars(thing).values())
    code = getattr(thing, "__wrapped__", thing)
    if not isinstance(code, FunctionType) or not code.__module__.startswith("msglint."):
        return False
    return any(_reaches(code.__globals__.get(name), wanted, seen) for name in _names(code.__code__))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


@cache
def seeds() -> dict[str, list[Seed]]:
    """The shortest messages that show the fixes of each rule."""
    found: dict[str, dict[str, Seed]] = {}
    for text, options in _messages():
        for each in lint(Source("x.yaml", text), options).diagnostics:
            if each.fix is not None:
                found.setdefault(each.rule, {}).setdefault(text, Seed(each.rule, text, options))
    return {
        rule: sorted(texts.values(), key=lambda seed: (len(seed.text), seed.text))[:PER_RULE]
        for rule, texts in found.items()
    }


def _messages() -> Iterator[tuple[str, Options]]:
    for case in all_cases():
        if len(case.text) < 3000 + case.text.count("\n"):
            yield _unmarked(case.text), STRICT._replace(now=case.now)
    for entry in entries().values():
        for example in entry.examples:
            told = {entry.id: rule_options(example)}
            settings = STRICT.settings._replace(options=told, account=account(example))
            yield as_message(entry, example).text, STRICT._replace(settings=settings)


def _unmarked(text: str) -> str:
    """A case without the marks that only tests read."""
    return re.sub(r"[ \t]*# (?:expect|covers|now): [^\n]*", "", text.lstrip("\n"))
