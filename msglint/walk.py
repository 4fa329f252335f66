"""From the paths of the command line to the files to check."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msglint.errors import InputError

SUFFIXES = (".yaml", ".yml", ".json")


def files(
    paths: Iterable[str], exclude: Iterable[str] = (), force_exclude: bool = False
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
            for found in _search(path, excluded):
                if found not in seen:
                    seen.add(found)
                    yield found, False
        elif not os.path.exists(path):
            raise InputError(f"{path}: no such file or directory")
        elif path not in seen and not (force_exclude and excluded(path)):
            seen.add(path)
            yield path, True


def _search(top: str, excluded: Any) -> Iterator[str]:
    ignores = _Ignores(top)
    stack = [top]
    while stack:
        folder = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise InputError(f"{folder}: {error.strerror or error}") from error
        ignores.enter(folder)
        folders = []
        for entry in entries:
            path = os.path.normpath(entry.path) if top == "." else entry.path
            if entry.name.startswith(".") or excluded(path):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not ignores.match(path, True) and entry.name not in ("node_modules", "__pycache__"):
                    folders.append(path)
            elif entry.name.endswith(SUFFIXES) and entry.is_file() and not ignores.match(path, False):
                yield path
        stack += reversed(folders)


class _Ignores:
    """The `.gitignore` files from the repository's root down to the folder being searched."""

    def __init__(self, top: str) -> None:
        self._specs: dict[str, Any] = {}
        above = [Path(top).resolve(), *Path(top).resolve().parents]
        root = next((index for index, folder in enumerate(above) if (folder / ".git").exists()), None)
        for folder in above[1 : root + 1] if root is not None else []:
            self.enter(str(folder))

    def enter(self, folder: str) -> None:
        """Takes a folder's `.gitignore` into account."""
        file = os.path.join(folder, ".gitignore")
        if os.path.isfile(file):
            import pathspec

            with open(file, encoding="utf-8", errors="replace") as lines:
                self._specs[os.path.abspath(folder)] = pathspec.GitIgnoreSpec.from_lines(lines)

    def match(self, path: str, is_folder: bool) -> bool:
        """Whether some `.gitignore` above leaves a path out."""
        if not self._specs:
            return False
        full = os.path.abspath(path)
        for folder, spec in self._specs.items():
            if full.startswith(folder + os.sep):
                relative = os.path.relpath(full, folder).replace(os.sep, "/")
                if spec.match_file(relative + "/" if is_folder else relative):
                    return True
        return False


def _matcher(patterns: list[str]) -> Any:
    if not patterns:
        return lambda path: False
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(patterns)

    def match(path: str) -> bool:
        relative = os.path.relpath(path).replace(os.sep, "/")
        return bool(spec.match_file(relative) or spec.match_file(relative + "/"))

    return match
