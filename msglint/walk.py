"""From the paths of the command line to the files to check."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import Any

from msglint.errors import InputError

SUFFIXES = (".yaml", ".yml", ".json")

Recall = Callable[[str, str, Callable[[], list[str]]], Container[str]]
"""Says which names of a folder are left out, from memory or by asking: of the folder, with all that the answer rests on."""

CONFIG_FILE = ".msglint.yaml"


def files(
    paths: Iterable[str],
    exclude: Iterable[str] = (),
    force_exclude: bool = False,
    recall: Recall = lambda folder, basis, ask: ask(),
) -> Iterator[tuple[str, bool]]:
    """The files to check, in order, each once, with whether the user named it.

    A directory is searched for YAML and JSON; hidden folders, what `.gitignore` files leave out,
    and `exclude` (patterns as in a .gitignore) are passed over. A named file is always checked,
    unless `force_exclude` says that `exclude` holds for it too.
    """
    excluded = _matcher(list(exclude))
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            for found in _search(path, excluded, recall):
                if found not in seen:
                    seen.add(found)
                    yield found, False
        elif not os.path.exists(path):
            raise InputError(f"{path}: no such file or directory")
        elif path not in seen and not (force_exclude and excluded(path)):
            seen.add(path)
            yield path, True


@cache
def nearest_config(folder: str) -> str | None:
    """The configuration file for a folder, looked for upward to the repository's root; remembered."""
    here = os.path.abspath(folder)
    while True:
        candidate = os.path.join(here, CONFIG_FILE)
        if os.path.isfile(candidate):
            return min(candidate, os.path.relpath(candidate), key=len)
        parent = os.path.dirname(here)
        if parent == here or os.path.exists(os.path.join(here, ".git")):
            return None
        here = parent


def _search(top: str, excluded: Any, recall: Recall) -> Iterator[str]:
    ignores = _Ignores(top, recall)
    stack = [top]
    while stack:
        folder = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise InputError(f"{folder}: {error.strerror or error}") from error
        found = []
        for entry in entries:
            if entry.name.startswith("."):
                if entry.name == ".gitignore":
                    ignores.read(folder)
                continue
            path = entry.name if folder == "." else entry.path
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder:
                wanted = entry.name not in ("node_modules", "__pycache__")
            else:
                wanted = entry.name.endswith(SUFFIXES) and entry.is_file()
            if wanted and not excluded(path):
                found.append((path, f"{entry.name}/" if is_folder else entry.name))
        left_out = ignores.left_out(folder, [name for _, name in found])
        folders = []
        for path, name in found:
            if name in left_out:
                continue
            if name.endswith("/"):
                folders.append(path)
            else:
                yield path
        stack += reversed(folders)


class _Ignores:
    """The `.gitignore` files from the repository's root down to the folder being searched."""

    def __init__(self, top: str, recall: Recall) -> None:
        self._texts: dict[str, str] = {}
        self._specs: dict[str, Any] = {}
        self._recall = recall
        folder, above = os.path.realpath(top), []
        while not os.path.exists(os.path.join(folder, ".git")):
            above.append(os.path.dirname(folder))
            if above[-1] == folder:
                return  # in no repository
            folder = above[-1]
        for each in above:
            self.read(each)

    def read(self, folder: str) -> None:
        """Takes a folder's `.gitignore` into account."""
        file = os.path.join(folder, ".gitignore")
        if os.path.isfile(file):
            with open(file, encoding="utf-8", errors="replace") as text:
                self._texts[os.path.abspath(folder)] = text.read()

    def left_out(self, folder: str, names: list[str]) -> Container[str]:
        """Which names of a folder some `.gitignore` above leaves out; those of folders end in `/`."""
        if not self._texts or not names:
            return ()
        full = os.path.abspath(folder)
        inside = os.path.join(full, "")
        above = [each for each in self._texts if inside.startswith(os.path.join(each, ""))]
        if not above:
            return ()
        parts = [part for each in above for part in (os.path.relpath(full, each), self._texts[each])]
        return self._recall(
            folder, "\0".join([*parts, "", *names]), lambda: self._matches(full, above, names)
        )

    def _matches(self, full: str, above: list[str], names: list[str]) -> list[str]:
        import pathspec

        found = []
        for each in above:
            if each not in self._specs:
                self._specs[each] = pathspec.GitIgnoreSpec.from_lines(self._texts[each].split("\n"))
            match = self._specs[each].match_file
            between = os.path.relpath(full, each).replace(os.sep, "/")
            start = "" if between == "." else f"{between}/"
            found += [name for name in names if match(start + name)]
        return found


def _matcher(patterns: list[str]) -> Any:
    if not patterns:
        return lambda path: False
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(patterns)

    def match(path: str) -> bool:
        relative = os.path.relpath(path).replace(os.sep, "/")
        return bool(spec.match_file(relative) or spec.match_file(relative + "/"))

    return match
