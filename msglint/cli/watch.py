"""`check --watch`: checks again whenever a file that matters has changed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import click

from msglint import config
from msglint.errors import InputError, MsglintError, UsageError
from msglint.source import Source
from msglint.stream import documents
from msglint.walk import CONFIG_FILE, SUFFIXES, nearest_config

_WAIT = 100
"""Milliseconds until a quiet file system is asked again; also what a report waits before it is begun."""

_GATHER = 300
"""Milliseconds for which changes that follow each other are taken for one."""

_PASSED_OVER = ("node_modules", "__pycache__")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run rests on: folders that are searched, single files, and what it writes itself."""

    trees: tuple[str, ...]
    files: frozenset[str]
    written: frozenset[str]
    folders: frozenset[str]
    """The folders to watch, each for itself: those of the trees and of the files, and where a configuration may be."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Scope:
        """The scope of a run with these options of `check`."""
        paths = told["paths"] or (".",)
        trees = tuple(os.path.realpath(path) for path in paths if os.path.isdir(path))
        named = [path for path in paths if not os.path.isdir(path)]
        single = {told["baseline"], *named} - {None}
        for file in _configurations(told, [*trees, *(os.path.dirname(path) for path in named)]):
            single |= _with_extended(file, set())
        files = {place for file in single for place in (os.path.abspath(file), os.path.realpath(file))}
        written = {os.path.realpath(word.partition(":")[2]) for word in told["outputs"]}
        folders = {folder for tree in trees for folder in _folders(tree)}
        folders |= {os.path.dirname(file) for file in files}
        folders |= {above for folder in set(folders) for above in _above(folder)}
        return cls(trees, frozenset(files), frozenset(written), frozenset(filter(os.path.isdir, folders)))

    def matters(self, path: str) -> bool:
        """Whether the run may end otherwise now that this path has changed."""
        if path in self.written:
            return False
        if path in self.files or path in self.folders or os.path.basename(path) == CONFIG_FILE:
            return True
        return any(self._is_searched(path, tree) for tree in self.trees)

    def _is_searched(self, path: str, tree: str) -> bool:
        if not path.startswith(os.path.join(tree, "")):
            return False
        *above, name = os.path.relpath(path, tree).split(os.sep)
        if any(_is_passed_over(folder) for folder in above):
            return False
        return name == ".gitignore" or (
            not _is_passed_over(name) and (name.endswith(SUFFIXES) or os.path.isdir(path))
        )


def keep_checking(ctx: click.Context) -> NoReturn:
    """Runs the command of a context again and again, until it is interrupted."""
    _refuse(ctx.params)
    try:
        from watchfiles import watch
    except ImportError:
        raise UsageError("--watch needs one package more: pip install 'msglint[watch]'") from None
    changed: list[str] = []
    while True:
        scope = Scope.of(ctx.params)
        changes = watch(
            *sorted(scope.folders),
            watch_filter=None,
            recursive=False,
            debounce=_GATHER,
            rust_timeout=_WAIT,
            yield_on_timeout=True,
        )
        next(changes)  # what changes from here on is heard; what changed before is seen by the check
        _check(ctx, changed)
        click.echo("watching for changes; Ctrl-C ends", err=True)
        changed = next(filter(None, _meant(scope, changes)))
        changes.close()


def _meant(scope: Scope, changes: Iterable[set[tuple[Any, str]]]) -> Iterator[list[str]]:
    return (sorted(path for _, path in each if scope.matters(path)) for each in changes)


def _refuse(told: Mapping[str, Any]) -> None:
    if "-" in told["paths"]:
        raise UsageError("--watch: standard input cannot be watched; name files or folders")
    if told["fix"]:
        raise UsageError("--watch: --fix would write into files while you edit them; give one of the two")
    if told["write_baseline"]:
        raise UsageError(
            "--watch: --write-baseline would accept what you are about to mend; give one of the two"
        )


def _check(ctx: click.Context, changed: list[str]) -> None:
    """One report; what may be right after the next change, such as a configuration, ends nothing."""
    nearest_config.cache_clear()
    config.load.cache_clear()
    if changed and sys.stdout.isatty():
        click.clear()
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        click.echo(f"{time.strftime('%H:%M:%S')} {os.path.relpath(changed[0])}{more} changed", err=True)
    try:
        ctx.invoke(ctx.command, **{**ctx.params, "watch": False})
    except UsageError:
        raise
    except MsglintError as error:
        if not changed and type(error) is InputError:  # a path that never was is a mistake, not a change
            raise
        click.echo(f"msglint: {error}", err=True)


def _configurations(told: Mapping[str, Any], folders: Iterable[str]) -> set[str]:
    """The configuration files that hold for folders and what is in them."""
    if told["isolated"]:
        return set()
    if told["config_file"] is not None:
        return {told["config_file"]}
    nearest_config.cache_clear()
    return {
        file for folder in folders for below in _folders(folder or ".") if (file := nearest_config(below))
    }


def _with_extended(file: str, seen: set[str]) -> set[str]:
    """A configuration file with all that it extends, as far as they can be read."""
    seen.add(file)
    try:
        value = next((document.value for document in documents(Source.read(file))), None)
    except InputError:
        return seen
    match value:
        case {"extends": str(one)}:
            names = [one]
        case {"extends": [*several]}:
            names = [each for each in several if isinstance(each, str)]
        case _:
            names = []
    for name in names:
        base = os.path.join(os.path.dirname(os.path.abspath(file)), name)
        if name not in config.PRESETS and base not in seen:
            _with_extended(base, seen)
    return seen


def _folders(top: str) -> Iterator[str]:
    """A folder and all below it in which messages are looked for."""
    for folder, below, _ in os.walk(top):
        below[:] = [name for name in below if not _is_passed_over(name)]
        yield folder


def _above(folder: str) -> Iterator[str]:
    """The folders above one, up to the root of its repository: a configuration may appear in them."""
    while not os.path.exists(os.path.join(folder, ".git")):
        folder, before = os.path.dirname(folder), folder
        if folder == before:
            return
        yield folder


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name in _PASSED_OVER
