"""Keys that the schemas do not know, and the ones their authors may have meant."""

from __future__ import annotations

from typing import Any

from msglint.diagnostics import Applicability, Change, Finding, Fix, Judged, Path
from msglint.near import is_clear, near
from msglint.request import Request
from msglint.schema import words
from msglint.schema.broken import graded
from msglint.schema.files import load
from msglint.schema.homes import home, objects_above, place
from msglint.schema.shape import Shape

Unknown = tuple[Path, str, Shape]
"""Path of an object, a key of it that its shape does not know, and that shape."""


class Typos:
    """The unknown keys of a request; those that explain a missing key are not reported twice."""

    def __init__(self, request: Request, unknown: list[Unknown], shape: Shape) -> None:
        self._request = request
        self._shape = shape
        self._unknown = unknown
        self._at: dict[Path, list[str]] = {}
        for path, key, _ in unknown:
            self._at.setdefault(path, []).append(key)
        self._used: set[tuple[Path, str]] = set()
        self._near: dict[tuple[Path, str], Path] = {}
        """An object and an unknown key: the path of an object above or below that has this key."""
        for path, key, _ in unknown:
            for above in objects_above(path):
                self._near.setdefault((above, key), path)

    def of(self, path: Path, names: list[str]) -> Finding | None:
        """The finding for an unknown key that looks like one of the missing `names`, if there is one."""
        for key in self._at.get(path, ()):
            meant = near(key, names) if (path, key) not in self._used else None
            if meant is not None:
                self._used.add((path, key))
                message = f"`{meant}` is missing; {words.code(key)} looks like a misspelling of it"
                return Finding(message, path, fix=_rename((*path, key), meant), mark=(*path, key))
        return self._elsewhere(path, names)

    def _elsewhere(self, path: Path, names: list[str]) -> Finding | None:
        """The finding for a missing key that stands, unknown, in an object above or below."""
        for key in names:
            others = [
                self._near.get((path, key)),
                *(o for o in objects_above(path) if key in self._at.get(o, ())),
            ]
            for other in others:
                if other is not None and (other, key) not in self._used:
                    self._used.add((other, key))
                    message = f"`{key}` is missing in {words.name(path)}; it stands {place(other)} instead"
                    return Finding(message, path, mark=(*other, key))
        return None

    def instead(self, path: Path, lint: dict[str, Any], name: str) -> Finding | None:
        """The finding for an unknown key that `x-lint` names as often written instead of a missing one."""
        for key in self._at.get(path, ()):
            if key in lint.get("instead", ()):
                self._used.add((path, key))
                message = lint.get("message") or f"`{name}` is missing; {words.code(key)} stands in its place"
                return Finding(message, path, lint.get("hint"), mark=(*path, key))
        return None

    def left(self) -> list[Judged]:
        """A finding for each unknown key that explains nothing else; none where the channel is not known."""
        if self._request.channel is None and self._request.api in ("v1", "v2"):
            return []
        return [
            graded("unknown-field", self._finding(path, key, shape))
            for path, key, shape in self._unknown
            if (path, key) not in self._used
        ]

    def _finding(self, path: Path, key: str, shape: Shape) -> Finding:
        full = (*path, key)
        where = f"in {words.name(path)}" if path else "of the request"
        told = shape.lint("unknown").get(key)
        if told is not None:
            return Finding(f"{words.code(key)} is no field {where}: {told}", full, on_key=True)
        beside = self._request.root().get(*path)
        free = [name for name in shape.properties if name not in beside]
        meant = near(key, free)
        if meant is not None:
            fix = _rename(full, meant) if shape.properties[meant].allows(beside[key]) else None
            return Finding(
                f"{words.code(key)} is no field {where}; did you mean `{meant}`?", full, fix=fix, on_key=True
            )
        right = home(self._shape, self._request.root(), path, key)
        if right is not None:
            message = f"{words.code(key)} is no field {where}: it belongs {place(right)}"
            return Finding(message, full, on_key=True)
        other = {"v1": "v2", "v2": "v1"}.get(self._request.api)
        if not path and other and key in load(f"{other}.json")["$defs"]["request"]["properties"]:
            message = f"`{key}` is a field of API {other}, and this looks like API {self._request.api}"
            return Finding(message, full, on_key=True)
        meant = near(key, shape.properties)
        if meant is not None:
            message = (
                f"{words.code(key)} is no field {where}; `{meant}`, which it resembles, is there already"
            )
            return Finding(message, full, on_key=True)
        known = list(shape.properties)
        hint = f"known here: {', '.join(known)}" if len(known) <= 12 else None
        message = f"{words.code(key)} is no field {where} that the documentation knows"
        return Finding(message, full, hint, on_key=True)


def _rename(path: Path, name: str) -> Fix:
    safety: Applicability = "safe" if is_clear(str(path[-1]), name) else "unsafe"
    return Fix(f"rename it to `{name}`", (Change("rename", path, name),), safety)
