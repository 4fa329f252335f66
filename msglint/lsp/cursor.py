"""Where in a request something is being typed, however little of the YAML is there yet.

A mark is put in place of the word at the cursor and the text is read as YAML: where the mark
turns up is the place. A text that is no YAML is made simpler until it is: without what stands
below the cursor, with its open brackets closed; then only the keys above the cursor, by their
indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msglint.diagnostics import Path
from msglint.document import Document
from msglint.source import Source
from msglint.stream import documents

MARK = "zqMarkHereqz"
_WORD_BEFORE = re.compile(r"[A-Za-z0-9_.$+/-]*\Z")
_WORD_BEHIND = re.compile(r"[A-Za-z0-9_.$+/-]*")
_START_OF_ENTRY = re.compile(r"[ \t]*(?:-[ \t]+)*[\"']?\Z")
_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"?|'[^']*'?|(?:(?<=\s)|^)#[^\r\n]*|[\[\]{}]", re.MULTILINE)
_KEY_LINE = re.compile(r"[ ]*(?:-[ ]+)*[^\s#&*!|>'\"%@`{}\[\],][^:#\r\n]*:(?:[ ]+[^\r\n]*)?\Z")
_SIMPLE_LINE = re.compile(r"[A-Za-z_]+:[ ]+(?:\w[\w+-]*|\"[^\"\\]*\"|'[^']*')[ ]*\Z")
_LONGEST = 400_000
"""Characters of a document up to which something is completed in it."""


class Cursor(NamedTuple):
    """A place where something is typed.

    `path` leads to the object that gets a key, or to the value; `start` and `end` are the word
    in the text. `follows` tells whether a `:` stands behind a key already.
    """

    document: Document
    path: Path
    on_key: bool
    start: int
    end: int
    quote: str
    follows: bool


def cursor(source: Source, offset: int) -> Cursor | None:
    """The place of a character; None in a comment, within a text, and where nothing can be made of it."""
    text = source.text
    start = offset - len(_word(_WORD_BEFORE.search(text, max(text.rfind("\n", 0, offset) + 1, 0), offset)))
    end = offset + len(_word(_WORD_BEHIND.match(text, offset)))
    begin, close = _stretch(text, offset)
    if close - begin > _LONGEST:
        return None
    quote = text[start - 1 : start] if text[start - 1 : start] in ("'", '"') else ""
    for candidate in _candidates(text, begin, close, start, end, quote):
        found = _read(source.name, candidate)
        if found is not None:
            document, path, on_key = found
            follows = re.match(r"[\"']?[ \t]*:", text[end:close]) is not None
            return Cursor(document, path, on_key, start, end, quote, follows)
    return None


def _word(match: re.Match[str] | None) -> str:
    return match[0] if match else ""


def _stretch(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the document that a character belongs to."""
    starts = [0, *(match.start() for match in _MARKER.finditer(text)), len(text)]
    begin = max(each for each in starts[:-1] if each <= offset)
    return begin, min((each for each in starts if each > begin and each >= offset), default=len(text))


def _candidates(text: str, begin: int, close: int, start: int, end: int, quote: str) -> Iterator[str]:
    """Texts with the mark in place of the word, the likeliest first."""
    line = max(text.rfind("\n", begin, start), text.rfind("\r", begin, start), begin - 1) + 1
    before = text[line:start]
    ends = [each for each in (text.find("\n", end, close), text.find("\r", end, close)) if each >= 0]
    line_end = min(ends, default=close)
    closing = quote if text[end : end + 1] != quote else ""
    entry = _START_OF_ENTRY.fullmatch(before) is not None
    behind = text[end:close]
    if entry and ":" not in text[end:line_end]:
        lone = f"{MARK}{quote}: "
        yield text[begin:start] + lone + text[line_end:close]
        yield text[begin:start] + lone
        yield _above(text[begin:line], before) + lone
    yield text[begin:start] + MARK + closing + behind
    yield text[begin:start] + MARK + closing + text[line_end:close]
    yield _closed(text[begin:start] + MARK + closing)
    yield _closed(_above(text[begin:line], before) + MARK + closing)


def _closed(text: str) -> str:
    """A text with its open brackets closed."""
    opened: list[str] = []
    for token in _TOKEN.findall(text):
        if token in ("[", "{"):
            opened.append("]" if token == "[" else "}")
        elif token in ("]", "}") and opened:
            opened.pop()
    return text + "".join(reversed(opened))


def _above(text: str, before: str) -> str:
    """The lines above that hold the one of the cursor by their indentation, and the plain keys of the root."""
    indent = len(before) - len(before.lstrip(" "))
    kept: list[str] = []
    for line in reversed(re.split(r"\r\n|\r|\n", text)):
        here = len(line) - len(line.lstrip(" "))
        dashed = line.lstrip(" ").startswith("- ")
        if line.strip() and _KEY_LINE.match(line) and (here < indent or (here == indent and not dashed)):
            holds = line.rstrip().endswith(":")
            if here < indent and (holds or dashed):
                kept.append(line)
                indent = here
            elif here == 0 and _SIMPLE_LINE.match(line):
                kept.append(line)
    lines: list[str] = []
    seen: set[str] = set()
    for line in reversed(kept):
        name = line.partition(":")[0]
        if name not in seen:
            lines.append(line)
        seen.add(name)
    return "".join(f"{line}\n" for line in lines) + before


def _read(name: str, text: str) -> tuple[Document, Path, bool] | None:
    """The document with the mark, the path of the mark, and whether it is a key."""
    for document in documents(Source(name, text)):
        if not document.broken:
            found = _find(document.value)
            if found is not None:
                return document, *found
    return None


def _find(value: object) -> tuple[Path, bool] | None:
    """Where the mark is below a value: the object that has it as a key, or the path of the value that it is."""
    queue: list[tuple[Path, object]] = [((), value)]
    while queue:
        path, item = queue.pop()
        match item:
            case dict():
                for key, below in item.items():
                    if key == MARK:
                        return path, True
                    queue.append(((*path, key), below))
            case list():
                queue += [((*path, index), below) for index, below in enumerate(item)]
            case str() if item == MARK:
                return path, False
    return None
