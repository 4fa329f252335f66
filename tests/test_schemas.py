"""The house rules of `docs/writing-schemas.md`, held against every file of `schemas/`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from msglint.catalog import rule_ids
from msglint.formats import FORMATS, KEYWORDS
from msglint.request import V2_CHANNELS
from msglint.schema import compiled
from msglint.schema.engines import compile_schema
from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS, Schema, bundle, folder, load, resolve
from msglint.schema.shape import Shape

ALL = sorted(file.relative_to(folder()).as_posix() for file in folder().rglob("*.json"))
SCHEMAS = [name for name in ALL if "$schema" in load(name)]
REQUESTS = [
    *(f"{name}.json" for name in API_SCHEMAS),
    "common.json",
    *(name for name in SCHEMAS if name.startswith("channels/")),
]
"""The files that describe requests: the house rules are theirs."""

SUBSCHEMA = (
    "items",
    "if",
    "then",
    "else",
    "not",
    "additionalProperties",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
)
SUBSCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED_SUBSCHEMAS = ("properties", "$defs", "patternProperties", "dependentSchemas")
LIMITS = (
    *(
        "maxLength",
        "minLength",
        "maxItems",
        "minItems",
        "maximum",
        "minimum",
        "exclusiveMaximum",
        "exclusiveMinimum",
    ),
    *(
        "maxBytes",
        "maxTotal",
        "maxValue",
        "minValue",
        "uniqueBy",
        "uniqueItems",
        "enumIgnoreCase",
        "format",
        "pattern",
    ),
    *("minProperties", "maxProperties", "multipleOf", "contains"),
)


@dataclass(frozen=True)
class Node:
    """A sub-schema, the way to it, and the schemas it stands in, the nearest first."""

    file: str
    way: tuple[str | int, ...]
    schema: Any
    above: tuple[Any, ...] = field(repr=False, default=())

    def __str__(self) -> str:
        return f"{self.file}#/{'/'.join(map(str, self.way))}"

    @property
    def in_condition(self) -> bool:
        """Whether it is (part of) a condition, not a demand."""
        return "if" in self.way


def nodes(file: str) -> list[Node]:
    """Every sub-schema of a file."""
    return list(_walk(Node(file, (), load(file))))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node.schema, dict):
        return
    above = (node.schema, *node.above)
    for keyword, value in node.schema.items():
        if keyword in SUBSCHEMA:
            yield from _walk(Node(node.file, (*node.way, keyword), value, above))
        elif keyword in SUBSCHEMAS:
            for index, member in enumerate(value):
                yield from _walk(Node(node.file, (*node.way, keyword, index), member, above))
        elif keyword in NAMED_SUBSCHEMAS:
            for name, member in value.items():
                yield from _walk(Node(node.file, (*node.way, keyword, name), member, above))


def offenders(file: str, offends: Any, *args: Any) -> list[str]:
    """The sub-schemas (objects) of a file that break a rule, with what breaks it."""
    found = []
    for node in nodes(file):
        if isinstance(node.schema, dict):
            wrong = offends(node, *args)
            if wrong:
                found.append(f"{node}: {wrong}")
    return found


each_file = pytest.mark.parametrize("file", REQUESTS)


# ---- the files ----


def test_the_walk_sees_everything() -> None:
    """The tests here look into each keyword that holds schemas, and know all others."""
    known = {
        *SUBSCHEMA,
        *SUBSCHEMAS,
        *NAMED_SUBSCHEMAS,
        *LIMITS,
        "x-lint",
        "$schema",
        "$id",
        "$ref",
        "$comment",
    }
    known |= {
        "title",
        "description",
        "type",
        "required",
        "enum",
        "const",
        "examples",
        "deprecated",
        "default",
    }
    known |= {"defaultSnippets", "markdownDescription", "enumDescriptions", "markdownEnumDescriptions"}
    unknown = {
        key
        for file in REQUESTS
        for node in nodes(file)
        if isinstance(node.schema, dict)
        for key in node.schema
    }
    assert unknown - known == set()
    assert len(REQUESTS) >= 15
    assert sum(len(nodes(file)) for file in REQUESTS) > 1000


def test_no_file_is_forgotten() -> None:
    """Each file is a request's schema, a type's, a channel's, msglint's own, or the table of rules."""
    own = {"x-lint.json", *(f"{name}.json" for name in OTHER_SCHEMAS)}
    assert set(ALL) == {*REQUESTS, *own}
    used = {name for api in API_SCHEMAS for name in bundle(api)["$defs"]}
    assert {name for name in REQUESTS if "/" in name or name == "common.json"} <= used


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_file_is_a_schema(file: str) -> None:
    """Each file is valid by the metaschema of JSON Schema 2020-12, and says so."""
    assert load(file)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(load(file))


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_file_is_called_by_its_path(file: str) -> None:
    """`$id` is the path below `schemas/`; no other schema within has one."""
    ids = [
        node.schema["$id"] for node in nodes(file) if isinstance(node.schema, dict) and "$id" in node.schema
    ]
    assert ids == [file]


@pytest.mark.parametrize("file", ALL)
def test_a_file_says_each_key_once(file: str) -> None:
    """No object of a file has a key twice: readers would keep only the last."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
        return dict(pairs)

    json.loads((folder() / file).read_bytes(), object_pairs_hook=once)


@each_file
def test_references_stay_at_home(file: str) -> None:
    """A reference is relative, names a definition, and exists."""

    def wrong(node: Node) -> str | None:
        reference = node.schema.get("$ref")
        if reference is None:
            return None
        match = re.fullmatch(r"((?:\.\./|channels/)?[a-z0-9-]+\.json)?#/\$defs/([A-Za-z0-9]+)", reference)
        if match is None:
            return str(reference)
        target = file if match[1] is None else match[1].removeprefix("../")
        if match[1] and not match[1].startswith("../") and "/" in file:
            target = f"channels/{match[1]}"
        return None if match[2] in load(target)["$defs"] else f"{reference} does not exist"

    assert offenders(file, wrong) == []


@each_file
def test_every_definition_is_used(file: str) -> None:
    """No definition of a file is left over: a bundle of some API holds it."""
    kept: set[str] = set()
    for api in API_SCHEMAS:
        made = bundle(api)
        kept |= set(made["$defs"].get(file, {}).get("$defs", ()))
        if file == f"{api}.json":
            kept |= {name for name in made["$defs"] if f'"#/$defs/{name}"' in json.dumps(made)}
    assert set(load(file)["$defs"]) - kept == set()


# ---- the house rules ----


@each_file
def test_rule_1_and_2_forbidden_keywords(file: str) -> None:
    """No `oneOf`, no `else`, nothing that closes an object, and no schema that is just `false`."""

    def wrong(node: Node) -> list[str]:
        bad = [
            key
            for key in ("oneOf", "else", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas")
            if key in node.schema
        ]
        return bad + (
            ["additionalProperties: false"] if node.schema.get("additionalProperties") is False else []
        )

    assert offenders(file, wrong) == []
    plain = [str(node) for node in nodes(file) if not isinstance(node.schema, dict)]
    assert [way for way in plain if not way.endswith("/additionalProperties")] == []


@each_file
def test_rule_2_conditions_demand_what_they_look_at(file: str) -> None:
    """Each key that a condition looks at is in the `required` beside it."""

    def wrong(node: Node) -> list[str]:
        if not node.in_condition:
            return []
        return sorted(set(node.schema.get("properties", ())) - set(node.schema.get("required", ())))

    assert offenders(file, wrong) == []


@each_file
def test_rule_2_conditions_know_the_type(file: str) -> None:
    """A condition with a keyword that passes values of other types names the type too: else it holds for all of them."""
    loose = (
        "pattern",
        "enumIgnoreCase",
        "format",
        "maxLength",
        "minLength",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
    )

    def wrong(node: Node) -> list[str]:
        if "if" not in node.way[:-2] or node.way[-2] != "properties" or "type" in node.schema:
            return []
        return [keyword for keyword in loose if keyword in node.schema]

    assert offenders(file, wrong) == []


@each_file
def test_rule_2_conditions_lead_somewhere(file: str) -> None:
    """`if` and `then` stand together and alone, in an entry of `allOf` or as what each member of a list is."""

    def wrong(node: Node) -> list[str] | None:
        keys = set(node.schema) - {"$comment", "title", "description"}
        if not keys & {"if", "then"} or node.way == ():
            return None
        if "allOf" not in node.way[-2:-1] and node.way[-1] != "items":
            return ["not in allOf"]
        return sorted(keys ^ {"if", "then"})

    assert offenders(file, wrong) == []


@each_file
def test_rule_3_what_is_forbidden_says_why(file: str) -> None:
    """`{"not": {}}` stands alone on a property and has a sentence of its own."""

    def wrong(node: Node) -> str | None:
        if node.schema.get("not") != {} or node.in_condition:
            return None
        if node.way[-2] != "properties":
            return "not on a property"
        return None if sentence(node, "not") else "without a sentence"

    assert offenders(file, wrong) == []


@each_file
def test_rule_4_choices_are_plain(file: str) -> None:
    """Below `anyOf` stand `required`, and constants of what is required; a choice has a sentence of its own."""

    def wrong(node: Node) -> str | None:
        if "anyOf" not in node.schema or node.in_condition:
            return None
        for branch in node.schema["anyOf"]:
            if not set(branch) <= {"required", "properties", "$comment"} or not branch.get("required"):
                return f"a branch {branch}"
            for name, sub in branch.get("properties", {}).items():
                if name not in branch["required"] or not set(sub) <= {"const", "enum"}:
                    return f"a branch {branch}"
        return None if sentence(node, "anyOf") else "without a sentence"

    assert offenders(file, wrong) == []


@each_file
def test_rule_5_exclusions_say_why(file: str) -> None:
    """A `not` outside of conditions is a forbidden key or an exclusion of two keys in `allOf`, with a sentence."""

    def wrong(node: Node) -> str | None:
        excluded = node.schema.get("not")
        if excluded is None or excluded == {} or node.in_condition:
            return None
        if set(excluded) != {"required"} or len(excluded["required"]) < 2:
            return f"not {excluded}"
        if node.way[-2] != "allOf":
            return "not in allOf"
        return None if sentence(node, "not") else "without a sentence"

    assert offenders(file, wrong) == []


PLAIN_NEIGHBOURS = {
    "maxBytes": ("maxLength",),
    "maxValue": ("maximum", "pattern"),
    "minValue": ("minimum", "pattern"),
    "enumIgnoreCase": ("pattern", "enum"),
    "format": ("pattern",),
}
"""Plain keywords that say nearly the same. `maxTotal` and `uniqueBy` have none."""

WITHOUT_NEIGHBOUR = {
    "channels/push.json#/$defs/android/properties/extras/properties/time_to_live: maxValue",
    "channels/push.json#/$defs/ios/properties/extras/properties/time_to_live: maxValue",
    "channels/push.json#/$defs/web/properties/extras/properties/time_to_live: maxValue",
    "channels/push.json#/$defs/web/properties/platform_types/items: enumIgnoreCase",
    "channels/voice.json#/$defs/v2/properties/requestedReceipts/items: enumIgnoreCase",
}
"""Exceptions: other validators accept whatever stands there. None should be added, and these should go."""


@pytest.mark.parametrize("keyword", sorted(PLAIN_NEIGHBOURS))
def test_rule_7_own_keywords_have_a_plain_neighbour(keyword: str) -> None:
    """Beside each own keyword and format stands a plain one, for validators that do not know ours."""

    def wrong(node: Node) -> str | None:
        if keyword not in node.schema or any(each in node.schema for each in PLAIN_NEIGHBOURS[keyword]):
            return None
        return keyword

    found = {each for file in REQUESTS for each in offenders(file, wrong)}
    assert found == {each for each in WITHOUT_NEIGHBOUR if each.endswith(f": {keyword}")}


@each_file
def test_rule_7_plain_neighbours_are_never_stricter(file: str) -> None:
    """`maxLength` beside `maxBytes`, and `maximum` beside `maxValue`, have the same number."""

    def wrong(node: Node) -> bool:
        get = node.schema.get
        return ("maxBytes" in node.schema and get("maxLength") != get("maxBytes")) or (
            "maxValue" in node.schema and "maximum" in node.schema and get("maximum") != get("maxValue")
        )

    assert offenders(file, wrong) == []


@each_file
def test_rule_7_own_keywords_and_formats_exist(file: str) -> None:
    """Formats are those of `msglint/formats.py`, and own keywords have limits of the right form."""

    def wrong(node: Node) -> str | None:
        schema = node.schema
        if schema.get("format", "e164") not in FORMATS:
            return str(schema["format"])
        words = schema.get("enumIgnoreCase", [""])
        if not isinstance(words, list) or len({word.lower() for word in words}) != len(words):
            return str(words)
        total = schema.get("maxTotal", {"of": "", "max": 1})
        return None if {"of", "max"} <= set(total) <= {"of", "max", "single"} else str(total)

    assert {*PLAIN_NEIGHBOURS, "maxTotal", "uniqueBy"} == {*KEYWORDS, "format"}
    assert offenders(file, wrong) == []


@each_file
def test_rule_7_patterns_beside_words_without_case_say_the_same(file: str) -> None:
    """The pattern beside `enumIgnoreCase` takes each of its words, in any letter case."""

    def wrong(node: Node) -> list[str]:
        if "enumIgnoreCase" not in node.schema or "pattern" not in node.schema:
            return []
        engine = compile_schema({"pattern": node.schema["pattern"]})
        words = [
            case
            for word in node.schema["enumIgnoreCase"]
            for case in (word, word.upper(), word.lower(), word.title())
        ]
        return [word for word in words if not engine.is_valid(word)]

    assert offenders(file, wrong) == []


@each_file
def test_rule_8_patterns(file: str) -> None:
    """Patterns are anchored at both ends, and keep to what Python, Rust, and ECMAScript read alike."""

    def wrong(node: Node) -> str | None:
        pattern = node.schema.get("pattern")
        if pattern is None:
            return None
        if not (pattern.startswith("^") and pattern.endswith("$")) or "|^" in pattern or "$|" in pattern:
            return f"not anchored: {pattern}"
        for forbidden in (
            r"\d",
            r"\D",
            r"\w",
            r"\W",
            r"\b",
            r"\B",
            r"\Z",
            r"\A",
            r"\z",
            r"\p",
            r"\x",
            r"\u",
            r"\\$",
        ):
            if forbidden in pattern:
                return f"{forbidden}: {pattern}"
        if re.search(r"\(\?(?!:|=|!)", pattern) or re.search(r"\[[^\]]*\$[^\]]*\]", pattern):
            return f"a group or class that not every engine reads so: {pattern}"
        re.compile(pattern)
        return None

    assert offenders(file, wrong) == []


@each_file
def test_rule_9_limits_have_an_origin(file: str) -> None:
    """Each limit has a `$comment` that names a sheet, in its object or in the nearest one around it with a title."""

    def wrong(node: Node) -> list[str]:
        limits = [keyword for keyword in LIMITS if keyword in node.schema]
        if len(node.schema.get("enum", ())) >= 2:
            limits.append("enum")
        if node.in_condition or not limits:
            return []
        for around in (node.schema, *node.above):
            if re.search(r"[a-z0-9-]+\.md\b", around.get("$comment", "")):
                return []
            if "title" in around and around is not node.schema:
                break
        return limits

    assert offenders(file, wrong) == []


def properties() -> Iterator[tuple[Node, str]]:
    """Every property of a titled object, and where it stands."""
    for file in REQUESTS:
        for node in nodes(file):
            if isinstance(node.schema, dict) and "title" in node.schema and not node.in_condition:
                for name in node.schema.get("properties", ()):
                    yield node, name


def annotated(file: str, schema: Schema) -> set[str]:
    """The annotations that a schema has, of its own or by reference."""
    found = {key for key in ("title", "description") if schema.get(key, "").strip()}
    reference = schema.get("$ref")
    if reference is None or len(found) == 2:
        return found
    target, _, fragment = reference.partition("#")
    if target:
        target = (
            target.removeprefix("../")
            if target.startswith("../") or "/" not in file
            else f"channels/{target}"
        )
    return found | annotated(target or file, resolve(load(target or file), "#" + fragment))


def test_rule_11_properties_are_described() -> None:
    """Each property of an object with a title has a title and a description, of its own or by reference."""
    missing = []
    for node, name in properties():
        lacks = {"title", "description"} - annotated(node.file, node.schema["properties"][name])
        if lacks:
            missing.append(f"{node}/properties/{name}: no {' and '.join(sorted(lacks))}")
    assert missing == []


@each_file
def test_rule_11_titles_and_descriptions_are_short(file: str) -> None:
    """A title has at most five words and no full stop; a description is a sentence or two."""

    def wrong(node: Node) -> str | None:
        title, description = node.schema.get("title"), node.schema.get("description")
        if title is not None and node.way and (len(title.split()) > 6 or title.endswith(".")):
            return f"title {title!r}"
        if description is not None and (
            not description.endswith((".", "`", ")", "?")) or len(description) > 300
        ):
            return f"description {description!r}"
        return None

    assert offenders(file, wrong) == []


@each_file
def test_rule_11_examples_are_valid(file: str) -> None:
    """Each example of a property is a value that the property takes, own keywords and formats included."""
    wrong = []
    for api in API_SCHEMAS:
        made = bundle(api)
        place = made["$defs"].get(file, {}).get("$defs", {}) if file != f"{api}.json" else made["$defs"]
        for name in load(file)["$defs"]:
            if name not in place:
                continue
            for node in _walk(Node(file, (name,), place[name])):
                if isinstance(node.schema, dict) and "examples" in node.schema:
                    assert isinstance(node.schema["examples"], list)
                    engine = compile_schema({"$defs": made["$defs"], **node.schema})
                    wrong += [
                        f"{node}: {example!r}"
                        for example in node.schema["examples"]
                        if not engine.is_valid(example)
                    ]
    assert wrong == []


# ---- sentences ----


def sentence(node: Node, keyword: str) -> str | None:
    """The sentence that stands beside a keyword."""
    message: str | None = node.schema.get("x-lint", {}).get(keyword, {}).get("message")
    return message


def entries(node: Node) -> Iterator[tuple[str, Any]]:
    """The entries of a node's `x-lint`: where it is, and rule, message, and hint."""
    for keyword, entry in node.schema.get("x-lint", {}).items():
        if keyword == "required":
            for name, inner in entry.items():
                yield f"required/{name}", inner
        else:
            yield keyword, entry


@each_file
def test_sentences_stand_beside_their_keyword(file: str) -> None:
    """Each sentence speaks for a keyword that stands beside it, or for a key that it demands."""

    def wrong(node: Node) -> list[str]:
        lint = node.schema.get("x-lint", {})
        lost = [keyword for keyword in lint if keyword not in node.schema]
        return lost + [
            name for name in lint.get("required", ()) if name not in node.schema.get("required", ())
        ]

    assert offenders(file, wrong) == []


@each_file
def test_sentences_have_the_known_parts(file: str) -> None:
    """An entry of `x-lint` has a rule that exists, a message, hints, and nothing that nobody reads."""
    known = set(rule_ids())

    def wrong(node: Node) -> list[str]:
        bad = []
        for where, entry in entries(node):
            extra = {"instead"} if where.startswith("required/") else {"hints", "meant", "because", "tidy"}
            if not entry or set(entry) - {"rule", "message", "hint", *extra}:
                bad.append(where)
            if entry.get("rule", "unknown-field") not in known:
                bad.append(f"{where}: {entry['rule']}")
            if any(value != value.lower() for value in entry.get("hints", ())):
                bad.append(f"{where}: hints are looked up in lower case")
        return bad

    assert offenders(file, wrong) == []


@each_file
def test_sentences_are_one_short_clause(file: str) -> None:
    """A message is under 120 characters, one line, without a full stop; only known names stand in braces."""

    def wrong(node: Node) -> list[str]:
        bad = []
        for where, entry in entries(node):
            message = entry.get("message", "x")
            names = set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", message))
            if (
                len(message) >= 120
                or message.endswith((".", "!"))
                or message != message.strip()
                or "\n" in message
                or names - {"value", "limit", "actual"}
                or message.count("`") % 2
            ):
                bad.append(f"{where}: {message}")
        return bad

    assert offenders(file, wrong) == []


def test_the_table_of_keywords_is_whole() -> None:
    """Each keyword that can be broken has a rule in `x-lint.json`, and each rule there is described."""
    table = load("x-lint.json")
    used = {
        key
        for file in REQUESTS
        for node in nodes(file)
        if isinstance(node.schema, dict) and not node.in_condition
        for key in node.schema
        if key in (*LIMITS, "required", "type", "enum", "const", "not", "anyOf")
    }
    assert used - set(table["keywords"]) == set()
    assert set(KEYWORDS) - set(table["keywords"]) == set()
    assert set(table["keywords"].values()) - set(table["rules"]) == set()
    for name, rule in table["rules"].items():
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name)
        assert rule["severity"] in ("error", "warning", "info")
        assert rule["summary"].endswith(".")
        assert rule["source"]


# ---- shapes ----

KINDS = [
    *(
        ("v1", channel)
        for channel in ("sms", "voice", "in-app", "push", "messenger", "whatsapp", "apple-messages")
    ),
    *(("v2", channel) for channel in V2_CHANNELS),
    *(("sms-v1", "sms"), ("voice-messages-v1", "voice"), ("voice-calls-v1", "voice")),
]


def lost_names(
    schema: Schema, node: Schema, shape: Shape | None, way: str, conditional: bool
) -> Iterator[str]:
    """The keys that a condition names or demands, and that the flat lists of the same object lack."""
    if "$ref" in node:
        yield from lost_names(
            schema, resolve(schema, node["$ref"]), shape, f"{way}→{node['$ref']}", conditional
        )
    free = (
        shape is not None
        and not shape.properties
        and shape.extra is None
        and any("additionalProperties" in each for each in shape.nodes)
    )
    listed = {} if shape is None else shape.properties
    for name in node.get("required", ()):
        if name not in listed and not free:
            yield f"{way}: required {name}"
    for name, sub in node.get("properties", {}).items():
        if name not in listed and not free:
            yield f"{way}: property {name}"
        yield from lost_names(schema, sub, listed.get(name), f"{way}/{name}", conditional)
    if isinstance(node.get("items"), dict):
        yield from lost_names(schema, node["items"], shape.items if shape else None, f"{way}/*", conditional)
    for keyword in ("if", "then", "not"):
        if isinstance(node.get(keyword), dict):
            yield from lost_names(schema, node[keyword], shape, f"{way}({keyword})", True)
    for keyword in ("allOf", "anyOf"):
        for member in node.get(keyword, ()):
            yield from lost_names(
                schema, member, shape, f"{way}({keyword})", conditional or keyword == "anyOf"
            )


UNLISTED = {
    "URL": "rcs.md §5.5: a spelling of one table; an unknown key (warning), no error",
    "topic": "in-app.md, push.md, destination keys: the key is not stated; a warning, never an error",
    "segment": "as `topic`",
}
"""Keys that a condition takes though no list has them."""


@pytest.mark.parametrize(("api", "channel"), KINDS)
def test_conditions_speak_of_listed_keys(api: str, channel: str) -> None:
    """Each key that a schema names or demands stands in the flat list of its object: else it would be called unknown."""
    schema, _, shape = compiled(api, channel)
    found = set(lost_names(schema, resolve(schema, schema["$ref"]), shape, "", False))
    assert sorted(each for each in found if each.rsplit(" ", 1)[1] not in UNLISTED) == []


@pytest.mark.parametrize(("api", "channel"), KINDS)
def test_shapes_end(api: str, channel: str) -> None:
    """The shape of every object of a request is found without end, and the request's own is closed."""
    _, _, shape = compiled(api, channel)
    assert shape.closed
    pending, seen = [(shape, 0)], 0
    while pending:
        each, depth = pending.pop()
        seen += 1
        assert depth < 40
        assert seen < 50_000
        inner = [*each.properties.values(), each.items, each.extra]
        pending += [(one, depth + 1) for one in inner if one is not None]
    assert seen > len(shape.properties) > 5
