"""The file in which a run leaves for the next one what it found; whatever is odd about it makes it empty."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from collections.abc import Iterator

from msglint import __version__
from msglint.verdicts import digest

FOLDER = ".msglint_cache"
VARIABLE = "MSGLINT_CACHE_DIR"

_FORMAT = "msglint cache 1"
_LARGEST = 64 * 2**20
_KEPT = 10
"""Files of other options that stay: what nobody has asked for ten others long is let go."""

_ABANDONED = 600
"""Seconds after which a file that was never finished belonged to a run that died."""

_OWN = re.compile(r"[0-9a-f]{32}(?P<unfinished>\.[0-9]+\.new)?")
_NOTES = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by msglint; it may be deleted.\n",
}


class Cache:
    """Lines of text by key, for one set of options; `why` says why there are none."""

    def __init__(self, folder: str | None, options: str, why: str = "") -> None:
        self.folder = folder
        self.why = why
        self.lines: dict[str, str] = {}
        self._before: dict[str, str] = {}
        self._name = digest(options.encode("utf-8", "surrogatepass"))
        if folder is not None:
            self._before = self._read(os.path.join(folder, self._name))
            self.lines = dict(self._before)

    def save(self) -> None:
        """Puts the lines in place of what was there, whole or not at all; says in `why` when it cannot."""
        if self.folder is None or self.lines == self._before:
            return
        body = "\n".join(f"{key}\t{line}" for key, line in self.lines.items()).encode()
        if len(body) > _LARGEST:
            self.why = "there is more to remember than a cache may hold"
            return
        mine = os.path.join(self.folder, f"{self._name}.{os.getpid()}.new")
        try:
            _make(self.folder)
            with open(mine, "xb") as file:
                file.write(f"{_FORMAT} {digest(body)}\n".encode() + body)
            os.replace(mine, os.path.join(self.folder, self._name))
            _tidy(self.folder)
        except OSError as error:
            self.why = f"{self.folder} cannot be written: {error.strerror or error}"

    def _read(self, path: str) -> dict[str, str]:
        try:
            head, _, body = _bytes(path).partition(b"\n")
            if head != f"{_FORMAT} {digest(body)}".encode():
                return {}
            return dict(line.split("\t", 1) for line in body.decode("ascii").split("\n"))
        except (OSError, ValueError) as error:
            self.why = f"{path} cannot be read" if isinstance(error, PermissionError) else ""
            return {}


def given(folder: str | None) -> str | None:
    """The folder that somebody named for the cache."""
    return folder or os.environ.get(VARIABLE) or None


def home(named: str | None) -> tuple[str | None, str]:
    """The folder of the cache, where there is one, and the folder that its paths start from."""
    here = os.getcwd()
    root: str | None = None
    for folder in _upward(here):
        if os.path.exists(os.path.join(folder, ".git")):
            root = folder
            break
        if root is None and os.path.isfile(os.path.join(folder, ".msglint.yaml")):
            root = folder
    if named:
        return named, root or here
    if root is None:
        return None, here
    folder = os.path.join(root, FOLDER)
    return (None if os.path.islink(folder) else folder), root  # a link leads out of the repository


def installation() -> str:
    """What verdicts rest on beside files and options: this msglint, and the libraries that judge with it.

    A checkout may change between two runs under the same version, so there the code's files count.
    """
    import click

    site = os.path.dirname(os.path.dirname(click.__file__))
    parts = [__version__, sys.implementation.cache_tag or "", *sorted(_versions(site))]
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not os.path.isdir(os.path.join(package, "schemas")):
        for top in (package, os.path.join(os.path.dirname(package), "schemas")):
            parts += [f"{entry.path}:{_stamp(entry)}" for entry in _sources(top)]
    return "\n".join(parts)


def _upward(folder: str) -> Iterator[str]:
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _versions(site: str) -> list[str]:
    wanted = ("jsonschema", "referencing", "ruamel", "rpds")
    try:
        return [name for name in os.listdir(site) if name.startswith(wanted) and name.endswith(".dist-info")]
    except OSError:
        return []


def _sources(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _sources(entry.path)
        elif entry.name.endswith((".py", ".json")):
            yield entry


def _stamp(entry: os.DirEntry[str]) -> str:
    found = entry.stat()
    return f"{found.st_size}:{found.st_mtime_ns}"


def _bytes(path: str) -> bytes:
    """A regular file's bytes; OSError where it is none, or no cache can be so large."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise OSError("no cache")
        return file.read()


def _make(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    if os.listdir(folder):
        return  # the notes are there, or it is somebody's own folder
    for name, text in _NOTES.items():
        try:
            with open(os.path.join(folder, name), "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            pass


def _tidy(folder: str) -> None:
    """Removes what dead runs left behind, and of the files of other options the oldest."""
    found: list[tuple[float, str]] = []
    for entry in os.scandir(folder):
        match = _OWN.fullmatch(entry.name)
        if match is None or not entry.is_file(follow_symlinks=False):
            continue
        at = entry.stat().st_mtime
        if not match["unfinished"]:
            found.append((at, entry.path))
        elif at < time.time() - _ABANDONED:
            _remove(entry.path)
    for _, path in sorted(found)[:-_KEPT]:
        _remove(path)


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
