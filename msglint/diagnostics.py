"""What a check says: findings with paths, diagnostics with places, fixes with edits."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]
"""Keys and indices from the root of a document (or of the place a rule was given)."""

Applicability = Literal["safe", "unsafe"]


class Severity(IntEnum):
    """How bad a finding is; ordered, so that `--fail-on` is a comparison."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as users write and read it: `error`, `warning`, `info`."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Severity:
        """The severity with this name; ValueError for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"no severity {word!r}") from None


class Change(NamedTuple):
    """One edit of YAML, said by path; the fixer finds the characters.

    `quote` puts the source text of a scalar in quotes, `replace` puts `text` in place of a
    scalar, `rename` puts `text` in place of a key, `remove` takes a key and its value away,
    `insert` adds the key at the end of `path` with the YAML `text` as its value.
    """

    verb: Literal["quote", "replace", "rename", "remove", "insert"]
    path: Path
    text: str = ""


class Fix(NamedTuple):
    """How to mend a finding. `safe`: the payload then means what its author wrote."""

    title: str
    changes: tuple[Change, ...]
    applicability: Applicability = "safe"


class Finding(NamedTuple):
    """What a check saw, at a path relative to the place it looked at.

    `on_key` puts the caret under the key at the end of the path instead of its value.
    `caret` is a stretch of the scalar's text, in characters from its first, that is at fault.
    """

    message: str
    path: Path = ()
    hint: str | None = None
    fix: Fix | None = None
    on_key: bool = False
    caret: tuple[int, int] | None = None
    mark: Path | None = None
    """Where the caret goes when that is not the path: a key (its path), for a missing neighbour."""

    of_body: bool = False
    """Whether it is about the whole body, an array of requests: its path starts at the document's root."""


class Judged(NamedTuple):
    """A finding with the rule that made it and its severity; the path is from the request's root."""

    rule: str
    severity: Severity
    finding: Finding


class Edit(NamedTuple):
    """Characters `start` to `end` of a source replaced by `content`."""

    start: int
    end: int
    content: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits that do not overlap.

    >>> applied("abc", [Edit(1, 2, "xx"), Edit(0, 0, "-")])
    '-axxc'
    """
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [text[position : edit.start], edit.content]
        position = edit.end
    return "".join([*parts, text[position:]])


class LocatedFix(NamedTuple):
    """A fix whose edits are characters of the source."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


class Diagnostic(NamedTuple):
    """A finding, graded and located: what reports show. `start` and `end` are characters, end exclusive."""

    rule: str
    severity: Severity
    message: str
    filename: str
    start: int
    end: int
    document: int = 0
    channel: str | None = None
    path: Path = ()
    hint: str | None = None
    fix: LocatedFix | None = None
    excuse: str = ""
    """Why its author leaves it, where a comment in the file takes it away."""

    @property
    def pointer(self) -> str:
        """The path as an RFC 6901 JSON pointer; `""` is the root of the document."""
        return pointer(self.path)

    def moved(self, by: int) -> Diagnostic:
        """The same so many characters further back: in a file, of what was found in a piece of it."""
        fix = self.fix
        if fix is not None:
            edits = (edit._replace(start=edit.start + by, end=edit.end + by) for edit in fix.edits)
            fix = fix._replace(edits=tuple(edits))
        return self._replace(start=self.start + by, end=self.end + by, fix=fix)


def pointer(path: Path) -> str:
    """A path as an RFC 6901 JSON pointer.

    >>> pointer(("channels", "a/b", 0))
    '/channels/a~1b/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
