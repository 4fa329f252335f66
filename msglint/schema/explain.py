"""From violations to findings: one mistake, one sentence, one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.calling_codes import tidied
from msglint.diagnostics import Applicability, Change, Finding, Fix, Judged, Path
from msglint.formats import repeats, totals
from msglint.near import is_clear, near
from msglint.request import Request
from msglint.schema import words
from msglint.schema.broken import Broken, graded, rule_of
from msglint.schema.conditions import reason
from msglint.schema.engines import Violation
from msglint.schema.files import Schema
from msglint.schema.shape import Shape
from msglint.schema.traps import trap
from msglint.schema.typos import Typos, Unknown

# The first of these that a value breaks is the one worth saying.
_RANK = {
    "not": 0,
    "type": 1,
    "enum": 2,
    "enumIgnoreCase": 2,
    "const": 2,
    "maxBytes": 3,
    "format": 3,
    "maxTotal": 3,
}


def explain(
    request: Request, schema: Schema, violations: list[Violation], unknown: list[Unknown], shape: Shape
) -> list[Judged]:
    """The findings of a request that breaks its schema or has keys that the schema does not know."""
    typos = Typos(request, unknown, shape)
    broken = [_look_up(request, schema, violation) for violation in violations]
    found = [judged for each in _worth_saying(broken) for judged in _judge(request, each, typos)]
    return found + typos.left()


def _look_up(request: Request, schema: Schema, violation: Violation) -> Broken:
    node: Any = schema
    for step in violation.schema_path[:-1]:
        node = node[step]
    value = request.root().get(*violation.path)
    found = Broken(violation.path, str(violation.schema_path[-1]), node, value)
    if found.lint.get("because", True):
        found.because = reason(request, schema, violation)
    return found


def _worth_saying(broken: list[Broken]) -> list[Broken]:
    """Without what merely follows from another violation."""
    by_path: dict[Path, list[Broken]] = {}
    for each in broken:
        by_path.setdefault(each.path, []).append(each)
    kept: list[Broken] = []
    for path, group in by_path.items():
        if any(_hides_below(by_path.get(path[:depth], [])) for depth in range(len(path))):
            continue
        plain = sorted((each for each in group if not each.structural), key=_rank)
        kept += plain[:1]
        if not plain or plain[0].keyword not in ("not", "type"):
            structural = [each for each in group if each.structural]
            kept += [each for each in _once(structural) if not _follows(each, by_path)]
    return kept


def _rank(each: Broken) -> tuple[int, int]:
    """The order in which broken keywords are worth saying; of two types the narrower first."""
    types = each.node.get("type", ())
    return _RANK.get(each.keyword, 9), 1 if isinstance(types, str) else len(types)


def _hides_below(group: list[Broken]) -> bool:
    return any(each.keyword == "type" or (each.keyword == "not" and not each.excludes) for each in group)


def _once(structural: list[Broken]) -> list[Broken]:
    """Each missing key once, though two conditions may demand it; of several exclusions the first."""
    seen: set[str] = set()
    kept: list[Broken] = []
    for each in structural:
        if each.excludes and any(other.excludes for other in kept):
            continue
        if each.keyword == "required":
            mine = [name for name in each.node["required"] if name not in each.value and name not in seen]
            seen.update(mine)
            each.node = {**each.node, "required": mine}
        kept.append(each)
    return kept


def _follows(each: Broken, by_path: dict[Path, list[Broken]]) -> bool:
    """Whether a choice fails only because one of its members is itself wrong."""
    if each.keyword != "anyOf":
        return False
    names = {
        name
        for branch in each.node["anyOf"]
        for name in (*branch.get("required", ()), *branch.get("properties", ()))
    }
    return any((*each.path, name) in by_path for name in names)


def _judge(request: Request, each: Broken, typos: Typos) -> Iterator[Judged]:
    match each.keyword:
        case "required":
            yield from _missing(request, each, typos)
        case "anyOf":
            yield _choice(each, typos)
        case "uniqueBy":
            yield from _repeated(each)
        case "maxTotal":
            yield _total(each)
        case _:
            yield trap(request, each) or _value(each)


def _missing(request: Request, each: Broken, typos: Typos) -> Iterator[Judged]:
    plain = []
    for name in each.node["required"]:
        if request.external and not each.path and name in ("destination", "to"):
            continue
        lint = each.node.get("x-lint", {}).get("required", {}).get(name, {})
        rule = lint.get("rule") or rule_of("required")
        finding = typos.of(each.path, [name]) or typos.instead(each.path, lint, name)
        if finding is not None:
            yield graded(rule, finding)
        elif "message" in lint:
            yield graded(rule, Finding(lint["message"] + each.because, each.path, lint.get("hint")))
        else:
            plain.append(name)
    if plain:
        where = f" in {words.name(each.path)}" if each.path else ""
        verb = "is" if len(plain) == 1 else "are"
        message = f"{words.all_of(plain)} {verb} missing{where}{each.because}"
        yield graded(rule_of("required"), Finding(message, each.path))


def _choice(each: Broken, typos: Typos) -> Judged:
    names = [name for branch in each.node["anyOf"] for name in branch.get("required", ())]
    message = each.lint.get("message") or f"{words.name(each.path)} needs {words.any_of(names)}"
    finding = typos.of(each.path, [name for name in names if name not in each.value])
    finding = finding or typos.instead(each.path, each.lint, names[0])
    hint = each.lint.get("hint") or _other_address(each)
    return graded(each.rule, finding or Finding(message + each.because, each.path, hint))


def _other_address(each: Broken) -> str | None:
    """A hint for an entry of recipients that has an address, but none that the channel takes."""
    if len(each.path) < 2 or each.path[-2] not in ("destination", "to"):
        return None
    other = next((key for key, value in each.value.items() if isinstance(value, list)), None)
    return f"`{other}` is no address of this channel" if other else None


def _repeated(each: Broken) -> Iterator[Judged]:
    name = each.node["uniqueBy"]
    for index, value in repeats(name, each.value):
        message = each.lint.get("message") or f"a second entry with the `{name}` {{value}}"
        finding = Finding(words.fill(message, "uniqueBy", each.node, value), (*each.path, index, name))
        yield graded(each.rule, finding)


def _total(each: Broken) -> Judged:
    keyword = each.node["maxTotal"]
    counted = list(totals(keyword, each.value))
    over = [inner for inner, length in counted if length > keyword["max"]] if keyword.get("single") else []
    path = (*each.path, *over[0]) if over else each.path
    count = sum(length for _, length in counted)
    message = (
        each.lint.get("message") or f"{count} {keyword['of']} in all; at most {keyword['max']} are allowed"
    )
    return graded(each.rule, Finding(words.fill(message, "maxTotal", each.node, each.value), path))


def _value(each: Broken) -> Judged:
    limit = each.node[each.keyword]
    template = each.lint.get("message")
    message = (
        words.fill(template, each.keyword, each.node, each.value)
        if template
        else words.default_sentence(each.keyword, limit, each.value, each.path)
    )
    hint, fix = each.lint.get("hint"), None
    if isinstance(each.value, str):
        hint = each.lint.get("hints", {}).get(each.value.lower(), hint)
    if each.keyword in ("enum", "enumIgnoreCase", "const") and isinstance(each.value, str):
        allowed = [word for word in (limit if isinstance(limit, list) else [limit]) if isinstance(word, str)]
        meant = each.lint.get("meant", {}).get(each.value) or near(each.value, allowed)
        if meant is not None:
            safety: Applicability = "safe" if is_clear(each.value, meant) else "unsafe"
            fix = Fix(f"replace it with `{meant}`", (Change("replace", each.path, meant),), safety)
            if f"`{meant}`" not in message:
                message += f"; did you mean `{meant}`?"
        elif hint is None and not words.are_few(allowed) and len(allowed) <= 24:
            hint = f"allowed: {', '.join(allowed)}"
    elif each.lint.get("tidy") == "e164" and isinstance(each.value, str):
        number = tidied(each.value)
        fix = Fix(f"replace it with `{number}`", (Change("replace", each.path, number),)) if number else None
    if not message.endswith("?"):
        message += each.because
    on_key = each.keyword == "not" and not each.excludes
    return graded(each.rule, Finding(message, each.path, hint, fix, on_key=on_key))
