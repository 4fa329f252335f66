"""Values that YAML made something else of than their author wrote."""

from __future__ import annotations

from msglint.diagnostics import Change, Finding, Fix, Judged
from msglint.request import Request
from msglint.schema import words
from msglint.schema.broken import Broken, graded


def trap(request: Request, each: Broken) -> Judged | None:
    """The finding for an empty value or an unquoted number or word, or None where it is neither."""
    value = each.value
    if value is not None and not (each.keyword == "type" and isinstance(value, int | float)):
        return None
    spans = request.document.spans
    full = (*request.path, *each.path)
    if not spans.has(full) or spans.is_alias(full) or spans.style(full):
        return None
    raw = spans.raw(full)
    name = words.name(each.path)
    if value is None:
        if raw:
            return None
        wanted = f", not {words.types(each.node['type'])}" if "type" in each.node else ""
        return graded("empty-value", Finding(f"{name} is empty: YAML reads null{wanted}", each.path))
    types = each.node["type"]
    expected = {types} if isinstance(types, str) else set(types)
    if "string" not in expected or expected & {"integer", "number", "boolean"}:
        return None
    keyword = "enumIgnoreCase" if "enumIgnoreCase" in each.node else "enum"
    allowed = each.node.get(keyword)
    if allowed and raw not in allowed:
        template = each.node.get("x-lint", {}).get(keyword, {}).get("message")
        sentence = words.fill(template, keyword, each.node, raw) if template else ""
        sentence = sentence or words.default_sentence(keyword, allowed, raw, each.path)
        return graded("unknown-value", Finding(sentence, each.path))
    if isinstance(value, bool) and "pattern" in each.node:
        return None
    rule, kind = (
        ("unquoted-word", "truth value") if isinstance(value, bool) else ("unquoted-number", "number")
    )
    sentence = f"unquoted, {words.code(raw)} is a {kind}; {name} must be a text"
    return graded(rule, Finding(sentence, each.path, fix=Fix("quote it", (Change("quote", each.path),))))
