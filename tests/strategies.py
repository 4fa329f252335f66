"""Strategies for hypothesis: hostile texts, mutated case files, and values written as YAML in many styles."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from casefiles import all_cases
from hypothesis import settings
from hypothesis import strategies as st

from msglint import events
from msglint.document import Document
from msglint.scalars import is_special
from msglint.source import Source
from msglint.stream import documents

# ---- running ----


def more(factor: float) -> settings:
    """The default profile's number of examples times a factor; `soak` has its thousands as it is."""
    usual = settings().max_examples
    return settings(max_examples=usual if usual > 1000 else int(usual * factor))


@contextmanager
def using_parser(pure: bool) -> Iterator[None]:
    """The pure or the fast YAML parser within a block."""
    events.use_pure_parser(pure)
    try:
        yield
    finally:
        events.use_pure_parser(False)


def read(text: str, pure: bool = False) -> list[Document]:
    """The documents of a text, read by one of the parsers."""
    with using_parser(pure):
        return list(documents(Source("message.yaml", text)))


def exact(value: Any) -> str:
    """A value as a text that tells `1` from `1.0` and `true`, and one order of keys from another."""
    return repr(value)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value within a value with its path, the value itself first."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, index))


# ---- hostile texts ----

NASTY = [
    *"abN01.-+:?,[]{}#&*!|>'\"%@` ~_/\\<=$()",
    *"\t\n\r\x00\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\ud83c\udf89é🎉𝄞",
    *(
        "\n",
        " ",
        "  ",
        "\n  ",
        "\r\n",
        "---\n",
        "\n---\n",
        "--- ",
        "...\n",
        ": ",
        "- ",
        "\n- ",
        "? ",
        " #",
        "\n# ",
    ),
    *(
        "{{name}}",
        "&a ",
        "*a",
        "*a : ",
        "[x?]",
        "<<: ",
        "!!str ",
        "!x ",
        "!!int ",
        "%YAML 1.2\n",
        "%TAG ! x\n",
        "|\n ",
        ">-\n ",
        "|1+",
    ),
    *(
        "0x1F",
        "0o17",
        "1e999",
        ".inf",
        "+447700900123",
        "007",
        "null",
        "true",
        "''",
        '"\\u',
        '"\\U0011',
        "\\x4",
    ),
    *(
        "deliverychannel: sms\n",
        "channel: rcs\n",
        "destination:\n",
        "# msglint: api=v2\n",
        "channels: {sms: ",
        "to: [",
    ),
]
"""What hostile texts are made of."""

PARSER_SPECIFIC = frozenset("\t\x85\u2028\u2029\ufeff")
"""Characters that the two parsers do not read alike; `test_document.py` says how."""


def nasty_texts() -> st.SearchStrategy[str]:
    """Texts of nasty pieces, and texts of any characters whatever."""
    return st.one_of(st.lists(st.sampled_from(NASTY), max_size=40).map("".join), st.text(max_size=60))


@cache
def case_texts() -> tuple[str, ...]:
    """The texts of the case files, one a document, the long ones left out."""
    texts = (case.text.lstrip("\n") for case in all_cases())
    return tuple(sorted({text for text in texts if len(text) < 3000}))


@st.composite
def mutated_cases(draw: st.DrawFn, pieces: tuple[str, ...] = tuple(NASTY)) -> str:
    """A case file (or two) in which characters and lines were deleted, doubled, swapped, and put in."""
    text = draw(st.sampled_from(case_texts()))
    if draw(st.integers(0, 9)) == 0:
        text += draw(st.sampled_from(case_texts()))
    for _ in range(draw(st.integers(1, 5))):
        edit = draw(st.sampled_from(_EDITS))
        text = edit(draw, text, pieces)
    return text


def _insert(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(pieces)) + text[at:]


def _delete(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + draw(st.integers(1, 5)) :]


def _double(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    at = draw(st.integers(0, len(text)))
    end = at + draw(st.integers(1, 5))
    return text[:end] + text[at:end] + text[end:]


def _swap(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _cut(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    return text[: draw(st.integers(0, len(text)))]


def _lines(draw: st.DrawFn, text: str, pieces: tuple[str, ...]) -> str:
    lines = text.split("\n")
    one = draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(["delete", "double", "swap", "indent"])):
        case "delete":
            del lines[one]
        case "double":
            lines.insert(one, lines[one])
        case "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            lines[one] = " " * draw(st.integers(0, 4)) + lines[one].lstrip()
    return "\n".join(lines)


_Edit = Callable[[st.DrawFn, str, tuple[str, ...]], str]
_EDITS: tuple[_Edit, ...] = (_insert, _insert, _delete, _double, _swap, _cut, _lines, _lines)


# ---- values ----

_PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
_WIDE = st.characters(
    exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff", max_codepoint=0x10FFFF
)


def texts() -> st.SearchStrategy[str]:
    """Texts: words, what looks like something else, and any characters."""
    return st.one_of(
        st.sampled_from(
            ["", "a", "yes", "no", "on", "12", "+447700900123", "007", "~", "null", "<<", "=", "- a"]
        ),
        st.sampled_from(
            ["a: b", "a #b", "x\n", "x\ny\n", "x\n\n y", "\n", " a ", "'", '"', "\\", "---", "...", "é🎉"]
        ),
        st.text(_PRINTABLE, max_size=12),
        st.text("ab \n:#-'\"\\🎉\x85\u2028\t\r", max_size=12),
        st.text(_WIDE, max_size=8),
    )


def scalars() -> st.SearchStrategy[Any]:
    """Texts, numbers, truth values, and null, as JSON has them."""
    return st.one_of(
        texts(),
        st.none(),
        st.booleans(),
        st.integers(-20, 2000),
        st.integers(-(10**40), 10**40),
        st.floats(allow_nan=False, allow_infinity=False),
    )


def values() -> st.SearchStrategy[Any]:
    """JSON-like values."""
    return st.recursive(
        scalars(),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts(), inner, max_size=4)),
        max_leaves=12,
    )


# ---- values written as YAML ----

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` ")


def _is_plain(text: str, flow: bool) -> bool:
    """Whether a text can stand unquoted and be read as itself, by every parser."""
    return (
        bool(text)
        and all("\x20" <= c <= "\x7e" or "\xa0" <= c < "\u2000" or c > "\uffff" for c in text)
        and text[0] not in _INDICATORS
        and text[-1] not in " :"
        and ": " not in text
        and " #" not in text
        and text != "<<"
        and not text.startswith(("---", "..."))
        and not is_special(text)
        and not (flow and set(text) & set(",[]{}:?"))
    )


def _is_raw(text: str) -> bool:
    """Whether a text can stand within quotes as it is."""
    return all("\x20" <= c <= "\x7e" or "\xa0" <= c <= "\ud7ff" or c >= "\ue000" for c in text) and not (
        set(text) & (PARSER_SPECIFIC | {"\ufffe", "\uffff"})
    )


def _is_literal(text: str) -> bool:
    lines = text.rstrip("\n").split("\n")
    return (
        bool(lines[0])
        and lines[0][0] != " "
        and not text.endswith("\n\n")
        and all(_is_raw(line) for line in lines)
    )


class _Writer:
    """Writes one document, drawing the style of each part."""

    def __init__(self, draw: st.DrawFn, anchors: bool = True) -> None:
        self._draw = draw
        self._may_anchor = anchors
        self._anchors: dict[str, str] = {}
        self._count = 0

    def document(self, value: Any) -> str:
        """A document that starts with `---`."""
        return "---" + self._block(value, -1, 0)

    def _pick(self, *options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def _block(self, value: Any, parent: int, least: int) -> str:
        """What follows `key:` or `-` or `---`, up to and with the line's end.

        `parent` is the column of the collection it stands in, `least` the least indentation of
        a block collection.
        """
        name = exact(value)
        if name in self._anchors and self._pick(True, False):
            return f" *{self._anchors[name]}" + self._tail()
        mark = self._anchor()
        if isinstance(value, dict | list) and value and self._pick(True, True, False):
            indent = least + self._pick(0, 1, 2, 3)
            text = mark + self._tail() + self._collection(value, indent)
        elif isinstance(value, str) and _is_literal(value) and self._pick(True, False):
            text = mark + " " + self._literal(value, parent)
        else:
            text = f"{mark} {self._flow(value, max(parent, 0) + 1, False)}".rstrip(" ") + self._tail()
        if mark:
            self._anchors[name] = mark.removeprefix(" &")
        return text

    def _collection(self, value: Any, indent: int, inline: bool = False) -> str:
        """The lines of a block collection; `inline`: the first one continues a line."""
        text = ""
        pad = " " * indent
        entries = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
        for key, item in entries:
            text += "" if inline else self._comment(pad) + pad
            inline = False
            if key is None:
                text += "-" + self._entry(item, indent)
            elif self._pick(*[False] * 9, True):
                text += f"? {self._text(key, None, False)}\n{pad}:" + self._block(item, indent, indent + 1)
            else:
                least = indent if isinstance(item, list) and self._pick(True, False) else indent + 1
                text += f"{self._text(key, None, False)}:" + self._block(item, indent, least)
        return text

    def _entry(self, item: Any, indent: int) -> str:
        if isinstance(item, dict | list) and item and self._pick(True, False):
            return " " + self._collection(item, indent + 2, inline=True)
        return self._block(item, indent, indent + 1)

    def _flow(self, value: Any, indent: int, within: bool) -> str:
        """A value on one line, or as a flow collection that may run over several."""
        if isinstance(value, list):
            parts = [self._flow(item, indent, True) for item in value]
        elif isinstance(value, dict):
            parts = [
                f"{self._text(key, None, True)}: {self._flow(item, indent, True)}"
                for key, item in value.items()
            ]
        else:
            return self._scalar(value, indent, within)
        opening, closing = "[]" if isinstance(value, list) else "{}"
        new_line = "\n" + " " * indent
        gap = self._pick("", " ", new_line)
        between = "," + self._pick(" ", "  ", new_line, " # c" + new_line)
        return f"{opening}{gap}{between.join(parts)}{gap}{closing}"

    def _scalar(self, value: Any, indent: int, within: bool) -> str:
        match value:
            case None:
                return str(self._pick("null", "~", "Null", "NULL", "" if not within else "null"))
            case bool():
                word = str(value)
                return str(self._pick(word, word.lower(), word.upper()))
            case int():
                if value >= 0:
                    return str(self._pick(str(value), str(value), hex(value), oct(value)))
                return str(value)
            case float():
                return repr(value)
        return self._text(value, indent, within)

    def _text(self, text: str, indent: int | None, within: bool) -> str:
        """A text in a flow style; `indent` None where it must keep to one line."""
        styles = ["double"]
        if _is_plain(text, within):
            styles += ["plain"] * 3
        if _is_raw(text):
            styles += ["single"] * 2
        match self._pick(*styles):
            case "plain":
                return text
            case "single":
                return "'" + text.replace("'", "''") + "'"
        written = self._double(text)
        if indent is not None and " " in text.strip() and self._pick(True, False):
            left, _, right = written.partition(" ")
            if left[1:] and right[:-1] and left[-1] not in " \\" and right[0] not in ' "\\':
                written = left + "\n" + " " * indent + right
        return written

    def _double(self, text: str) -> str:
        match self._pick("json", "raw"):
            case "json" if all(c <= "\uffff" and c != "\x7f" for c in text):
                return json.dumps(text)
        return '"' + "".join(_escaped(c) for c in text) + '"'

    def _literal(self, text: str, parent: int) -> str:
        """A block scalar with its text."""
        body = text.removesuffix("\n")
        chomping = "-" if text == body else ""
        pad = " " * (max(parent, 0) + self._pick(1, 2, 4))
        folded = "\n" not in text and self._pick(True, False)
        lines = "".join(pad + line + "\n" if line else "\n" for line in body.split("\n"))
        return f"{'>' if folded else '|'}{chomping}\n{lines}"

    def _anchor(self) -> str:
        if not self._may_anchor or not self._pick(*[False] * 7, True):
            return ""
        self._count += 1
        return f" &a{self._count}"

    def _tail(self) -> str:
        return str(self._pick("\n", "\n", "\n", "  \n", " # c: 'x\n", "\n\n"))

    def _comment(self, pad: str) -> str:
        return str(self._pick("", "", "", "", "\n", f"{pad}# - a: [\n"))


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if _is_raw(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08x}"


@st.composite
def written(
    draw: st.DrawFn, items: st.SearchStrategy[Any] | None = None, most: int = 3, anchors: bool = True
) -> tuple[list[Any], str]:
    """One to `most` values, and a stream of documents that holds them."""
    wanted = draw(st.lists(values() if items is None else items, min_size=1, max_size=most))
    text = "".join(_Writer(draw, anchors).document(value) for value in wanted)
    if draw(st.integers(0, 3)) == 0:
        text = "# a comment\n" + text
    match draw(st.integers(0, 5)):
        case 0:
            text = text.replace("\n", "\r\n")
        case 1:
            text += "...\n"
    return wanted, text


def containers() -> st.SearchStrategy[Any]:
    """JSON-like lists and mappings that are not empty."""
    inner = st.recursive(
        scalars(),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts(), inner, max_size=3)),
        max_leaves=5,
    )
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(texts(), inner, min_size=1, max_size=4)
    )


# ---- mutated messages as values ----

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 7, 2**31, 2**64, 10**30, 0.0, 1.0, 0.5, -1.5, 1e300, 4000.0, [], {}, [[]]),
    *("", " ", "a", "1", "true", "null", "abc\n", "1\n", "١٢", "é🎉", "$(name)", "https://example.com/a b"),
    *(
        "https://example.com\n",
        "+447700900123\n",
        "2026-02-30T00:00:00Z",
        "x@y.z\n",
        "SMS",
        "sms ",
        "\u2028",
        "\x85",
    ),
    *([None], [1], ["a", "a"], [{}], {"a": 1}, {"type": "text"}, [{"identifier": "a"}, {"identifier": "a"}]),
)
"""Values that stand where another belongs."""


@cache
def case_values() -> tuple[Any, ...]:
    """The requests of the case files as values, the huge ones left out."""
    return tuple(
        document.value
        for text in case_texts()
        for document in read(text)
        if not document.broken and isinstance(document.value, dict | list) and document.value
    )


@st.composite
def mutated_values(draw: st.DrawFn) -> Any:
    """The value of a case with keys dropped, added, and renamed, and values replaced and lengthened."""
    value = copy.deepcopy(draw(st.sampled_from(case_values())))
    for _ in range(draw(st.integers(1, 3))):
        places = [path for path, _ in paths(value) if path]
        if not places:
            break
        *steps, last = draw(st.sampled_from(places))
        holder = value
        for step in steps:
            holder = holder[step]
        _mutate(draw, holder, last)
    return value


def _mutate(draw: st.DrawFn, holder: Any, last: Any) -> None:
    old = holder[last]
    match draw(st.sampled_from(["drop", "add", "replace", "replace", "grow", "grow", "newline", "twin"])):
        case "drop":
            del holder[last]
        case "add" if isinstance(holder, dict):
            name = draw(st.sampled_from(["extra", "text", "type", "Text", "a b", "", "1", "01", "+1"]))
            holder[name] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
        case "grow" if isinstance(old, str) and len(old) < 2000:
            holder[last] = (old or "x") * draw(st.sampled_from([2, 30, 300, 3000 // (len(old) or 1) + 1]))
        case "grow" if isinstance(old, list) and 0 < len(old) < 100:
            holder[last] = [copy.deepcopy(item) for item in old * draw(st.sampled_from([2, 4, 12, 60]))]
        case "newline" if isinstance(old, str):
            holder[last] = old + "\n"
        case "twin" if isinstance(holder, list):
            holder.append(copy.deepcopy(old))
        case _:
            holder[last] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
