"""The two validation engines judge alike, and the schemas mean the same to any other validator."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from casefiles import CASES as ROOT
from casefiles import Case, all_cases
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from strategies import more, mutated_values, paths

from msglint import schema
from msglint.diagnostics import Path as Steps
from msglint.document import Document
from msglint.formats import FORMATS, KEYWORDS
from msglint.recognition import recognise
from msglint.request import APIS, V2_CHANNELS, Request
from msglint.schema.engines import Engine, Violation, compile_schema, use_native
from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS, Schema, bundle, folder, load
from msglint.source import Source
from msglint.stream import documents

pytest.importorskip("jsonschema_rs")

CHANNELS: dict[str, tuple[str | None, ...]] = {
    "v1": (None, "sms", "voice", "in-app", "push", "messenger", "whatsapp", "apple-messages"),
    "v2": (None, *V2_CHANNELS),
    "sms-v1": ("sms",),
    "voice-messages-v1": ("voice",),
    "voice-calls-v1": ("voice",),
}


@cache
def engine_for(api: str, channel: str | None, native: bool) -> tuple[Schema, Engine]:
    """The schema of an API and channel as the linter compiles it, and one of its engines."""
    use_native(native)
    schema.compiled.cache_clear()
    try:
        made, engine, _ = schema.compiled(api, channel)
    finally:
        use_native(None)
        schema.compiled.cache_clear()
    return made, engine


def judge(api: str, channel: str | None, value: Any, native: bool) -> dict[tuple[Steps, Steps], Violation]:
    """The violations of a value by one engine; `is_valid` must agree with them."""
    _, engine = engine_for(api, channel, native)
    found = {violation[:2]: violation for violation in engine.violations(value)}
    assert engine.is_valid(value) == (not found)
    return found


def agree(api: str, channel: str | None, value: Any) -> list[Violation]:
    """Holds both engines to the same violations, and each to a value it does not change."""
    before = copy.deepcopy(value)
    native, portable = (judge(api, channel, value, each) for each in (True, False))
    assert value == before
    assert set(native) == set(portable), (
        f"native alone: {set(native) - set(portable)}; portable alone: {set(portable) - set(native)}"
    )
    for key, violation in native.items():
        assert violation.way[-1] == portable[key].way[-1] == violation.schema_path[-1]
        node: Any = engine_for(api, channel, True)[0]
        for step in violation.schema_path[:-1]:
            node = node[step]
        assert violation.schema_path[-1] in node
        assert portable[key].way == violation.way or _leads_to(api, channel, portable[key].way, node)
    return list(native.values())


def _leads_to(api: str, channel: str | None, way: Steps, goal: Schema) -> bool:
    """Whether a path of evaluation ends at a sub-schema."""
    root = engine_for(api, channel, True)[0]
    node: Any = root
    for step in way[:-1]:
        if step == "$ref":
            target: Any = root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        else:
            node = node[step]
    return node is goal


NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)


def requests(value: Any) -> list[Request]:
    """A value seen as requests, as the linter sees it."""
    return recognise(Document(Source("message.yaml", ""), 0, 0, value), NOW).requests


# ---- the cases ----


def case_requests() -> list[tuple[Case, Request]]:
    """The requests of all case files."""
    found = []
    for case in all_cases():
        for document in documents(Source.from_bytes(case.file.name, case.text.encode())):
            if not document.broken:
                found += [(case, each) for each in recognise(document, case.now).requests]
    return found


CASES = case_requests()
FILES = sorted({case.file for case, _ in CASES})
by_file = pytest.mark.parametrize("file", FILES, ids=[file.relative_to(ROOT).as_posix() for file in FILES])


def hold(file: Path, promise: Callable[[Request], object]) -> None:
    """Holds every request of a case file to a promise, and names those that break it."""
    broken = []
    for case, request in CASES:
        if case.file == file:
            try:
                promise(request)
            except AssertionError as error:
                broken.append(f"{case.name} {request.path or ''}: {error}")
    assert not broken, "\n".join(broken)


def test_there_are_requests_of_every_kind() -> None:
    """The cases hold requests of every API and channel."""
    assert len(CASES) > 900
    assert {(request.api, request.channel) for _, request in CASES} >= {
        (api, channel) for api, channels in CHANNELS.items() for channel in channels if channel
    }


@by_file
def test_both_engines_judge_a_case_alike(file: Path) -> None:
    """Both engines give the same violations, by place and by way through the schema."""
    hold(file, lambda request: agree(request.api, request.channel, request.value))


@pytest.mark.parametrize(
    "name",
    [
        "1",
        "0",
        "12",
        "01",
        "+1",
        "9" * 20,
        "9" * 30,
        "0" * 5000 + "1",
        "-1",
        "a/b",
        "a~1b",
        "%20",
        "",
        "$ref",
        "é",
    ],
)
def test_a_name_is_a_text_whatever_it_looks_like(engine: str, name: str) -> None:
    """The path of a violation below a free name, such as the `1` of a template's variable, holds that name."""
    value = {
        "deliverychannel": "sms",
        "destination": [{"msisdn": ["+447700900101"]}],
        "message": {"template": "20417", "parameters": {name: [1]}},
    }
    (request,) = requests(value)
    assert ("message", "parameters", name) in {each.path for each in agree("v1", "sms", value)}
    found = {each.finding.path: each.finding.message for each in schema.check(request)}
    assert "not a list" in found[("message", "parameters", name)]


@pytest.mark.parametrize(
    "names", [["1", "01", "+1"], ["", "a", "1"], ["0" * count + "1" for count in range(2000)]]
)
def test_names_that_the_library_blurs_stay_apart(engine: str, names: list[str]) -> None:
    """Names that the native engine tells as one number, or not at all, are all there, in linear time."""
    value = {
        "deliverychannel": "sms",
        "destination": [{"msisdn": ["+447700900101"]}],
        "message": {"template": "20417", "parameters": {name: [1] for name in names}},
    }
    wanted = {("message", "parameters", name) for name in names}
    started = perf_counter()
    assert wanted <= {path for path, _ in judge("v1", "sms", value, engine == "native")}
    assert perf_counter() - started < 5


@given(mutated_values())
@more(4)
def test_both_engines_judge_a_mutated_message_alike(value: Any) -> None:
    """Both engines give the same violations for messages with keys and values changed at random."""
    for request in requests(value):
        agree(request.api, request.channel, request.value)


@given(
    st.sampled_from([(api, channel) for api, channels in CHANNELS.items() for channel in channels]),
    mutated_values(),
)
@more(2)
def test_both_engines_judge_a_message_of_another_api_alike(kind: tuple[str, str | None], value: Any) -> None:
    """Both engines give the same violations for a message that is told to be something else."""
    agree(*kind, value)


# ---- single keywords ----

TEXTS = [
    *(
        "",
        "a",
        "abc",
        "abc\n",
        "\nabc",
        "ab\nc",
        "abc\r",
        "abc\u2028",
        "abc\x85",
        " abc",
        "abc ",
        "a b",
        "\xa0abc",
        "\ufeffabc",
    ),
    *(
        "\x1cabc",
        "abc\x1f",
        "a\x0bb",
        "a\u180eb",
        "a\u200bb",
        "a\u3000b",
        "1",
        "12\n",
        "-1",
        "١٢",
        "1\u0662",
        "é",
        "e\u0301",
    ),
    *(
        "🎉",
        "🎉" * 25,
        "é" * 50,
        "é" * 51,
        "a" * 51,
        "K",
        "ſ",
        "İ",
        "SMS",
        "ſMS",
        "$(a)",
        "a\n$(b)",
        "a\r$(b)",
    ),
    *(
        "https://example.com",
        "https://example.com\n",
        "HTTPS://EXAMPLE.COM/a?b#c",
        "http://",
        "https:///a",
        "https://a b",
    ),
    *(
        "x@example.com",
        "x@example.com\n",
        "x@y",
        "x@y.z@w.v",
        "+447700900101",
        "+447700900101\n",
        "447700900101",
        "+0447700900",
    ),
    *(
        "2026-01-20T18:00:00.000Z",
        "2026-01-20T18:00:00.000Z\n",
        "2026-02-30T18:00:00Z",
        "2026-01-20",
        "2026-02-29",
        "deadbeef\n",
    ),
    *(
        "https://example.com/a.wav",
        "https://example.com/a.ogg",
        "data:image/png;base64,AAAA",
        "AAAA\r\n",
        "<file>",
        "en_US",
        "en_US\n",
    ),
]


@cache
def patterns() -> list[str]:
    """Every pattern of the schemas."""
    found: set[str] = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                found.add(node["pattern"])
            for key, value in node.items():
                if key not in ("examples", "x-lint"):
                    collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    for file in sorted(folder().rglob("*.json")):
        collect(load(file.relative_to(folder()).as_posix()))
    return sorted(found)


@cache
def engines(made: str) -> tuple[Engine, Engine]:
    """Both engines of a schema, native first."""
    pair = []
    for native in (True, False):
        use_native(native)
        try:
            pair.append(compile_schema(json.loads(made)))
        finally:
            use_native(None)
    return pair[0], pair[1]


def both(made: Schema, value: Any) -> tuple[bool, bool]:
    """Whether a value is valid by the native and by the portable engine."""
    native, portable = engines(json.dumps(made))
    return native.is_valid(value), portable.is_valid(value)


@pytest.mark.parametrize("pattern", patterns())
def test_a_pattern_means_the_same_to_both_engines(pattern: str) -> None:
    """Each pattern of the schemas accepts the same texts in both engines."""
    native, portable = (
        {path[0] for path, *_ in engine.violations(TEXTS)}
        for engine in engines(json.dumps({"items": {"pattern": pattern}}))
    )
    assert [TEXTS[int(index)] for index in native ^ portable] == []


@given(st.sampled_from(patterns()), st.data())
@more(3)
def test_a_pattern_means_the_same_for_texts_made_from_it(pattern: str, data: st.DataObject) -> None:
    """Each pattern accepts the same texts in both engines, those near its own form included."""
    text = data.draw(st.from_regex(pattern))
    at = data.draw(st.integers(0, len(text)))
    text = (
        text[:at]
        + data.draw(st.sampled_from(["", "\n", "\r", "\u2028", " ", "\xa0", "\x1c", "٣", "é", "🎉"]))
        + text[at:]
    )
    one, other = both({"pattern": pattern}, text)
    assert one == other


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_means_the_same_to_both_engines(name: str) -> None:
    """Each named format accepts the same texts in both engines, and passes all that is no text."""
    for text in TEXTS:
        one, other = both({"format": name}, text)
        assert one == other == FORMATS[name](text)
    others: list[Any] = [None, True, 1, 1.5, [], {}]
    for value in others:
        assert both({"format": name}, value) == (True, True)


LIMITS: dict[str, tuple[Any, ...]] = {
    "maxBytes": (0, 4, 50, 100),
    "maxValue": (0, 12, 259200),
    "minValue": (0, 12),
    "enumIgnoreCase": (["SMS", "k", "é"], ["1"], []),
    "maxTotal": ({"of": "rows", "max": 2}, {"of": ["rows", "a"], "max": 3, "single": True}),
    "uniqueBy": ("identifier", "a"),
}
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        12,
        13,
        -1,
        12.0,
        12.5,
        10**15,
        1e300,
        2**64,
        "0",
        "12",
        "13",
        "012",
        "-5",
        "12.0",
        "1e5",
        "9" * 40,
    ),
    *(
        ["a"],
        [{}],
        [{"rows": [1, 2]}],
        [{"rows": [1]}, {"rows": [2]}, {"rows": [3]}],
        [{"rows": 1}, {"a": [1, 2, 3, 4]}],
    ),
    *(
        [{"identifier": "a"}, {"identifier": "b"}],
        [{"identifier": "a"}, {}, {"identifier": "a"}],
        [{"identifier": 1}, {"identifier": 1.0}],
    ),
    *(
        [{"identifier": True}, {"identifier": 1}],
        [{"identifier": []}, {"identifier": []}],
        [{"identifier": None}] * 2,
        {},
        {"rows": [1, 2, 3]},
    ),
]


def test_every_own_keyword_is_tried() -> None:
    """The tables here hold all own keywords."""
    assert set(LIMITS) == set(KEYWORDS)


@pytest.mark.parametrize("keyword", LIMITS)
def test_an_own_keyword_means_the_same_to_both_engines(keyword: str) -> None:
    """Each own keyword accepts the same values in both engines."""
    for limit in LIMITS[keyword]:
        for value in (*VALUES, *TEXTS):
            one, other = both({keyword: limit}, value)
            assert one == other, (limit, value)


@pytest.mark.parametrize(
    "made",
    [
        *(
            {"enum": [True, "true", 1]},
            {"enum": [0, False]},
            {"const": 1},
            {"const": True},
            {"const": "a"},
            {"enum": [1.0]},
        ),
        *(
            {"type": "integer"},
            {"type": "number"},
            {"type": ["string", "integer"]},
            {"type": "boolean"},
            {"type": "null"},
        ),
        *(
            {"maxLength": 2},
            {"minLength": 1},
            {"maxItems": 1},
            {"minItems": 1},
            {"maximum": 12},
            {"minimum": 0},
            {"multipleOf": 2},
        ),
        *(
            {"uniqueItems": True},
            {"minProperties": 1},
            {"maxProperties": 0},
            {"required": ["rows"]},
            {"not": {}},
        ),
        *({"contains": {"type": "string"}}, {"not": {"required": ["rows"]}}, {"items": {"type": "object"}}),
    ],
    ids=str,
)
def test_a_plain_keyword_means_the_same_to_both_engines(made: Schema) -> None:
    """`1` is no `true`, `1.0` is an integer, lengths count code points: in both engines."""
    more_values = [
        1,
        1.0,
        "ab",
        "abc",
        "🎉🎉",
        "e\u0301a",
        [1, True],
        [1, 1.0],
        [0, False],
        ["a", "a"],
        {"a": 1},
    ]
    for value in (*VALUES, *TEXTS, *more_values):
        one, other = both(made, value)
        assert one == other, value


# ---- the schemas in other hands ----


@pytest.mark.parametrize("name", [*API_SCHEMAS, *OTHER_SCHEMAS])
def test_a_bundle_is_a_schema(name: str) -> None:
    """Each bundle, whole or for one channel, keeps the rules of JSON Schema 2020-12 and refers to nothing outside."""
    for only in CHANNELS.get(name, (None,)):
        made = bundle(name, only=only)
        Draft202012Validator.check_schema(made)
        references = [
            value["$ref"]
            for _, value in paths(made)
            if isinstance(value, dict) and isinstance(value.get("$ref"), str)
        ]
        assert all(reference.startswith("#/") for reference in references)
        for reference in references:
            schema.files.resolve(made, reference)


@cache
def plain(api: str) -> Draft202012Validator:
    """Another validator, which knows nothing of msglint, over the bundle of `msglint schema`."""
    return Draft202012Validator(bundle(api))


@cache
def plain_files(api: str) -> Draft202012Validator:
    """The same over the files as they are, found by their `$id`."""
    registry: Registry[Any] = Registry().with_resources(
        [
            (name, Resource.from_contents(load(name)))
            for name in (file.relative_to(folder()).as_posix() for file in folder().rglob("*.json"))
            if "$schema" in load(name)
        ]
    )
    return Draft202012Validator(load(f"{api}.json"), registry=registry)


def plain_errors(validator: Draft202012Validator, request: Request) -> set[tuple[Steps, str]]:
    """Place and keyword of what another validator says of a request; one of API v1 as a list of one."""
    depth = 1 if request.api == "v1" else 0
    body = [request.value] if depth else request.value
    return {(tuple(error.absolute_path)[depth:], error.validator) for error in validator.iter_errors(body)}


def accept_plain(request: Request) -> None:
    """Holds another validator to accepting a request; a file without recipients lacks a key on purpose."""
    errors = plain_errors(plain(request.api), request)
    assert not errors - ({((), "required")} if request.external else set())


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.name.startswith("good")],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_another_validator_accepts_a_good_case(file: Path) -> None:
    """Without own keywords and formats, the schema of the API accepts what the linter accepts."""
    hold(file, accept_plain)


def own_only(violation: Violation, value: Any) -> bool:
    """Whether a violation is one that other validators cannot see.

    That is an own keyword, a named format, and a pattern that Python's `$` lets pass before a last newline.
    """
    keyword = violation.schema_path[-1]
    if keyword in KEYWORDS or keyword == "format":
        return True
    for step in violation.path:
        value = value[step]
    return keyword == "pattern" and isinstance(value, str) and value.endswith("\n")


def compare_plain(request: Request) -> None:
    """Holds another validator to the linter's violations of a request, as far as it can see them."""
    ours = agree(request.api, request.channel, request.value)
    theirs = plain_errors(plain(request.api), request)
    seen = {(violation.path, violation.schema_path[-1]) for violation in ours}
    assert theirs <= seen
    assert {(each.path, each.schema_path[-1]) for each in ours if not own_only(each, request.value)} <= theirs


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.name.startswith("bad")],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_another_validator_refuses_a_bad_case(file: Path) -> None:
    """Another validator finds no error that the linter does not, and each that stands under a plain keyword."""
    hold(file, compare_plain)


@given(mutated_values())
@more(2)
def test_another_validator_agrees_on_mutated_messages(value: Any) -> None:
    """The same holds of messages changed at random, whose channel the schema recognises."""
    for request in requests(value):
        if request.channel is not None:
            compare_plain(request)


@pytest.mark.parametrize("api", APIS)
def test_the_files_say_the_same_as_the_bundle(api: str) -> None:
    """Loaded file by file and referred to by `$id`, the schemas give the errors that the bundle gives."""
    for _, request in CASES[::7]:
        if request.api == api:
            assert plain_errors(plain_files(api), request) == plain_errors(plain(api), request)


@pytest.mark.parametrize("native", [True, False])
def test_a_list_of_requests_is_judged_member_by_member(native: bool) -> None:
    """The schema of API v1 as other validators see it takes a list of requests and finds the member at fault."""
    good = {
        "deliverychannel": "sms",
        "destination": [{"msisdn": ["+447700900101"]}],
        "channels": {"sms": {"senderid": "a", "text": "b"}},
    }
    bad = {**good, "destination": []}
    use_native(native)
    try:
        engine = compile_schema(bundle("v1"))
    finally:
        use_native(None)
    assert engine.is_valid([good, good])
    assert not engine.is_valid([])
    assert {violation.path for violation in engine.violations([good, bad])} == {(1, "destination")}


def test_the_hints_of_json_schema_are_no_assertions() -> None:
    """A last newline slips through the pattern of another validator, and through none of ours."""
    made = {"pattern": "^a$"}
    assert re.search("^a$", "a\n")
    assert Draft202012Validator(made).is_valid("a\n")
    assert both(made, "a\n") == (False, False)
    assert both({"pattern": r"^a\$$"}, "a$") == (True, True)


@given(mutated_values())
@example({"deliverychannel": "sms", "destination": None, "channels": []})
def test_sentences_are_made_for_every_violation(value: Any) -> None:
    """Whatever breaks a schema, each finding has a sentence of one line and a place in the request."""
    places = {path for path, _ in paths(value)}
    for request in requests(value):
        for judged in schema.check(request):
            assert judged.finding.message.strip()
            assert "\n" not in judged.finding.message
            assert (*request.path, *judged.finding.path) in places
