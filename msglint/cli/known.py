"""What an earlier run found about the files of this one, as long as nothing has changed that it rests on."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Container
from typing import NamedTuple

from msglint import verdicts
from msglint.cli.cache import Cache
from msglint.cli.run import Run
from msglint.clock import ticks
from msglint.errors import InputError
from msglint.results import FileResult
from msglint.source import Source
from msglint.verdicts import Ids, Verdict

MOST = 200_000
"""Files that are remembered: beyond, only those of the run at hand."""

_FRESH = 2 * 10**9
"""Nanoseconds for which a file counts as just written: another write might leave size and times as they are."""


class Look(NamedTuple):
    """A file as it stands, and what is known of it. `key` is None for what is no file, such as a pipe."""

    key: str | None
    stamp: str = ""
    verdict: Verdict | None = None


class Known:
    """The verdicts of earlier runs, found by path, looked at by size and times, and by content when these differ."""

    def __init__(self, run: Run, cache: Cache, root: str) -> None:
        self._run = run
        self._cache = cache
        self._root = root
        self._now = ticks(run.now)
        here = self._relative(os.getcwd()).replace(os.sep, "/")
        self._here = "" if here == "." else f"{here}/"
        self._tags: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._seen: set[str] = set()
        self.hits = 0

    def look(self, path: str, named: bool) -> Look:
        """What is known of a file."""
        try:
            found = os.stat(path)
        except OSError:
            return Look(None)
        if not stat.S_ISREG(found.st_mode):
            return Look(None)
        key = self._key("f", path)
        self._seen.add(key)
        judge = f"{self._tag(path)}{'n' if named else 's'}:"  # who judges it, and how
        times = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
        line = self._cache.lines.get(key)
        if line is None or not line.startswith(judge):
            return Look(key, judge + self._settled(found, times))
        stamp, _, rest = line.partition("\t")
        verdict = verdicts.parsed(rest)
        if stamp != judge + times:
            stamp = judge + self._settled(found, times)
            if verdict is None or not _is_content(path, verdict.content):
                return Look(key, stamp)
            self._cache.lines[key] = f"{stamp}\t{rest}"
        if verdict is None or not verdict.since < self._now <= verdict.until:
            return Look(key, stamp)
        self.hits += 1
        return Look(key, stamp, verdict)

    def learn(self, look: Look, line: str | None, result: FileResult, ids: Ids) -> None:
        """Remembers a verdict of this run, where it may stand on the disk."""
        if look.key is None:
            return
        if line is None or not self._may_be_kept(result, ids):
            self._cache.lines.pop(look.key, None)
        else:
            self._cache.lines[look.key] = f"{look.stamp}\t{line}"

    def excludes(self, path: str) -> bool:
        """Whether a configuration file passes a path over: asked once for each of its contents."""
        if self._run.config_for(path) is None:
            return False
        tag, lines = self._tag(path), self._cache.lines
        if lines.get(self._key("f", path), "").startswith(f"{tag}s:"):
            return False  # it was not when it was checked
        key = self._key("x", path)
        if lines.get(key) != tag:
            if not self._run.excludes(path):
                return False
            lines[key] = tag
        self._seen.add(key)
        return True

    def left_out(self, folder: str, basis: str, ask: Callable[[], list[str]]) -> Container[str]:
        """Which names of a folder are left out: remembered as long as all that this rests on is the same."""
        key = self._key("d", folder)
        self._seen.add(key)
        mark = verdicts.digest(basis.encode("utf-8", "surrogatepass"))
        before, _, names = self._cache.lines.get(key, "").partition("\t")
        if before == mark:
            try:
                return frozenset(json.loads(names))
            except (ValueError, TypeError, RecursionError):
                pass
        found = ask()
        self._cache.lines[key] = f"{mark}\t{json.dumps(found)}"
        return found

    def save(self, tops: list[str]) -> None:
        """Leaves what is known for the next run, without what is gone from the folders of this one."""
        lines = self._cache.lines
        below = tuple(self._key("", top.rstrip("/")) + "/" if top != "." else self._here for top in tops)
        unseen = [key for key in lines if key[0] in "fxd" and key not in self._seen]
        for key in unseen:
            if len(lines) > MOST or key[1:].startswith(below) or not self._exists(key[1:]):
                del lines[key]
        self._cache.save()

    @property
    def why(self) -> str:
        """Why nothing is remembered, or empty."""
        return self._cache.why

    @property
    def folder(self) -> str | None:
        """Where it is remembered."""
        return self._cache.folder

    def _may_be_kept(self, result: FileResult, ids: Ids) -> bool:
        if not (result.diagnostics or result.suppressed or ids):
            return True
        return verdicts.may_be_kept(result, ids, self._run.settings(result.source.name))

    def _exists(self, key: str) -> bool:
        return os.path.exists(os.path.join(self._root, json.loads(f'"{key}"') if "\\" in key else key))

    def _key(self, kind: str, path: str) -> str:
        name = path if os.path.isabs(path) else f"{self._here}{path}"
        if not (name.isascii() and name.isprintable()) or "\\" in name or '"' in name:
            name = json.dumps(name)[1:-1]
        return kind + name

    def _tag(self, path: str) -> str:
        """What the configuration for a path is known by: its content, and that of all it extends."""
        folder = path.rpartition(os.sep)[0]
        tag = self._tags.get(folder)
        if tag is None:
            file = self._run.config_for(path)
            tag = self._tags[folder] = "-" if file is None else self._tag_of(file)
        return tag

    def _tag_of(self, file: str) -> str:
        if file in self._files:
            return self._files[file]
        key = self._key("c", file)
        line = self._cache.lines.get(key)
        if line is None or not self._is_current(line):
            from msglint import config

            read = {self._relative(each.name): _content(each) for each in config.load(file).read}
            line = self._cache.lines[key] = json.dumps(read)
        whole = f"{self._relative(file)}\n{line}"
        tag = self._files[file] = verdicts.digest(whole.encode("utf-8", "surrogatepass"))[:12]
        return tag

    def _relative(self, path: str) -> str:
        try:
            return os.path.relpath(path, self._root)
        except ValueError:  # another drive
            return os.path.abspath(path)

    def _is_current(self, line: str) -> bool:
        try:
            read = json.loads(line)
            return all(
                _content(Source.read(os.path.join(self._root, name))) == content
                for name, content in read.items()
            )
        except (InputError, ValueError, TypeError, AttributeError, RecursionError):
            return False

    @staticmethod
    def _settled(found: os.stat_result, times: str) -> str:
        """The times to know a file by; `?` for one just written, whose content alone will tell."""
        return times if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _FRESH else "?"


def _content(source: Source) -> str:
    return verdicts.digest(f"{source.encoding}\n{source.text}".encode("utf-8", "surrogatepass"))


def _is_content(path: str, content: str) -> bool:
    try:
        return verdicts.digest_of(path) == content
    except OSError:
        return False
