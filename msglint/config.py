"""`.msglint.yaml`: found, read, checked like any document, and resolved for a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import cache
from typing import Any

from msglint import catalog
from msglint.clock import Clock
from msglint.diagnostics import Diagnostic, Finding, Judged, Path, Severity
from msglint.errors import ConfigError
from msglint.locate import from_finding, from_problem
from msglint.near import near
from msglint.request import Request
from msglint.schema import check as check_schema
from msglint.settings import Account, Settings
from msglint.source import Source
from msglint.stream import documents

PRESETS = ("recommended", "strict")


@dataclass(frozen=True, slots=True)
class Value:
    """A setting and where it comes from: a preset, or `file:row`."""

    value: Any
    origin: str


@dataclass(slots=True)
class Layer:
    """What one file says, its own files first: rule id to setting, and so on."""

    folder: str
    rules: dict[str, Value] = field(default_factory=dict)
    api: Value | None = None
    everything: Value | None = None
    exclude: list[tuple[str, str]] = field(default_factory=list)
    """Folder and pattern: a pattern is relative to the file that has it."""

    overrides: list[tuple[str, list[str], dict[str, Value], Value | None]] = field(default_factory=list)
    account: dict[str, Value] = field(default_factory=dict)
    read: list[Source] = field(default_factory=list)
    """The files that this is made of."""


@cache
def load(file: str) -> Layer:
    """A configuration with all it extends; ConfigError names the first mistake and how many more."""
    return _load(file, ())


def _load(file: str, above: tuple[str, ...]) -> Layer:
    if os.path.realpath(file) in above:
        raise ConfigError(f"{file}: extends itself")
    source = Source.read(file)
    value = _checked(source)
    layer = Layer(os.path.dirname(os.path.abspath(file)), read=[source])
    extends = value.get("extends", [])
    for each in [extends] if isinstance(extends, str) else extends:
        if each in PRESETS:
            layer.everything = Value(each == "strict", f"preset {each}")
        else:
            base = os.path.join(layer.folder, each)
            if not os.path.isfile(base):
                meant = near(each, PRESETS)
                ask = f"; did you mean `{meant}`?" if meant else f"; presets: {', '.join(PRESETS)}"
                raise ConfigError(f"{file}: extends: no preset and no file called {each!r}{ask}")
            _lay(layer, _load(base, (*above, os.path.realpath(file))))
    _lay(layer, _own(value, file, layer.folder))
    return layer


def _own(value: dict[str, Any], file: str, folder: str) -> Layer:
    own = Layer(folder)
    own.rules = {rule: Value(setting, file) for rule, setting in value.get("rules", {}).items()}
    own.api = Value(value["api"], file) if "api" in value else None
    own.exclude = [(folder, pattern) for pattern in value.get("exclude", [])]
    own.account = {key: Value(fact, file) for key, fact in value.get("account", {}).items()}
    for entry in value.get("overrides", []):
        rules = {rule: Value(setting, file) for rule, setting in entry.get("rules", {}).items()}
        api = Value(entry["api"], file) if "api" in entry else None
        own.overrides.append((folder, entry["files"], rules, api))
    return own


def _lay(under: Layer, over: Layer) -> None:
    under.rules |= over.rules
    under.account |= over.account
    under.api = over.api or under.api
    under.everything = over.everything or under.everything
    under.exclude += over.exclude
    under.overrides += over.overrides
    under.read += over.read


_MOST = 10
"""Mistakes of a configuration file that are told at once."""


def _checked(source: Source) -> dict[str, Any]:
    """The value of a configuration file, once nothing is wrong with it."""
    complaints = check(source)
    if complaints:
        places = [(*source.position(each.start), each.message) for each in complaints]
        lines = [f"{source.name}:{row}:{column}: {message}" for row, column, message in sorted(places)]
        more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
        raise ConfigError("\n".join(lines[:_MOST] + more))
    value = next((document.value for document in documents(source)), None)
    return value if isinstance(value, dict) else {}


def check(source: Source) -> list[Diagnostic]:
    """What is wrong with a configuration file, by the machinery that judges messages."""
    found: list[Diagnostic] = []
    for document in documents(source):
        found += [from_problem(document, Severity.ERROR, None, each) for each in document.problems]
        if document.broken or document.value is None:
            continue
        request = Request(document.value, "config", None, Clock(datetime.now(timezone.utc)), document)
        judged = check_schema(request)
        if not any(each.severity is Severity.ERROR for each in judged):
            judged += list(_rule_settings(document.value))
        found += [
            from_finding(document, each.rule, Severity.ERROR, None, _of_configuration(each.finding), ())
            for each in judged
        ]
    return found


def _of_configuration(finding: Finding) -> Finding:
    """A finding in which the whole is called what it is here."""
    return finding._replace(message=finding.message.replace("the request", "the configuration"))


_KINDS = {int: "a whole number", float: "a number", bool: "`true` or `false`", list: "a list"}


def _rule_settings(value: dict[str, Any]) -> Iterator[Judged]:
    """Rules that do not exist, and options that a rule does not have."""
    places: list[tuple[Path, dict[str, Any]]] = [(("rules",), value.get("rules", {}))]
    for index, entry in enumerate(value.get("overrides", [])):
        places.append((("overrides", index, "rules"), entry.get("rules", {})))
    known = catalog.entries()
    for path, rules in places:
        for rule, setting in rules.items():
            here = (*path, rule)
            if rule not in known:
                yield _complaint(f"no rule is called `{rule}`", rule, known, here)
            elif isinstance(setting, dict):
                options = catalog.options(rule)
                for name in setting.keys() - {"severity"}:
                    if name not in options:
                        yield _complaint(f"`{rule}` has no option `{name}`", name, options, (*here, name))
                    elif type(setting[name]) is not type(options[name]):
                        wanted = _KINDS.get(type(options[name]), "a text")
                        message = f"`{name}` of `{rule}` is {wanted}, such as `{options[name]}`"
                        yield Judged("wrong-type", Severity.ERROR, Finding(message, (*here, name)))
                    elif (
                        type(setting[name]) is int and setting[name] < 1
                    ):  # as a limit, it would blame every message
                        message = f"`{name}` of `{rule}` is at least 1, such as `{options[name]}`"
                        yield Judged("out-of-range", Severity.ERROR, Finding(message, (*here, name)))


def _complaint(message: str, word: str, known: Iterable[str], path: Path) -> Judged:
    meant = near(word, known)
    message += f"; did you mean `{meant}`?" if meant else ""
    return Judged("unknown-field", Severity.ERROR, Finding(message, path, on_key=True))


def settings(layer: Layer | None, path: str, everything: bool | None = None) -> Settings:
    """What holds for a path. `everything` is the command line's preset, which wins over the file's."""
    found = resolve(layer, path)
    levels: dict[str, Severity | None] = {}
    for rule, setting in found.rules.items():
        word = setting.value.get("severity", "on") if isinstance(setting.value, dict) else setting.value
        entry = catalog.entries()[rule]
        levels[rule] = None if word == "off" else entry.severity if word == "on" else Severity.of(word)
    base = Settings(
        levels=levels,
        options={
            rule: {key: item for key, item in setting.value.items() if key != "severity"}
            for rule, setting in found.rules.items()
            if isinstance(setting.value, dict)
        },
        everything=bool(found.everything and found.everything.value),
        api=found.api.value if found.api else None,
        account=account_of({key: fact.value for key, fact in found.account.items()}),
    )
    return base if everything is None else base._replace(everything=everything)


def resolve(layer: Layer | None, path: str) -> Layer:
    """A configuration with the overrides for a path laid over it."""
    if layer is None:
        return Layer(".")
    found = replace(layer, rules=dict(layer.rules), overrides=[])
    for folder, patterns, rules, api in layer.overrides:
        if _matches(folder, tuple(patterns), path):
            found.rules |= rules
            found.api = api or found.api
    return found


def excludes(layer: Layer, path: str) -> bool:
    """Whether the configuration passes a path over."""
    return any(_matches(folder, (pattern,), path) for folder, pattern in layer.exclude)


@cache
def _spec(patterns: tuple[str, ...]) -> Any:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(patterns)


def _matches(folder: str, patterns: tuple[str, ...], path: str) -> bool:
    relative = os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
    return bool(_spec(patterns).match_file(relative))


def account_of(facts: Mapping[str, Any]) -> Account:
    """The facts of an account from the mapping that says them."""
    return Account(
        senders=frozenset(facts.get("senders", ())),
        tps=facts.get("tps"),
        plus_e164=facts.get("plus_e164", False),
        regions=frozenset(facts.get("regions", ())),
        templates={id: tuple(names) for id, names in facts.get("templates", {}).items()},
    )
