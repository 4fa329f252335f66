"""Reading what is to be checked, writing what was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msglint.errors import InputError
from msglint.source import Source, is_long

if TYPE_CHECKING:
    from msglint.cli.known import Known


def sources(
    paths: tuple[str, ...],
    exclude: tuple[str, ...],
    excludes: Callable[[str], bool],
    force_exclude: bool,
    stdin_filename: str,
) -> Iterator[tuple[Source, bool]]:
    """The sources of a run by name, each once, with whether the user named it; `-` is stdin."""
    if "-" in paths:
        yield stdin(stdin_filename), True
    for path, named in listed(paths, exclude, excludes, force_exclude):
        yield Source.read(path), named


def opened(path: str) -> Source:
    """The source that a file is; InputError says why it cannot be read."""
    if is_long(path):
        from msglint import long

        return long.opened(path)
    return Source.read(path)


def stdin(name: str) -> Source:
    """The source on standard input."""
    return Source.from_bytes(name, sys.stdin.buffer.read())


def listed(
    paths: tuple[str, ...],
    exclude: tuple[str, ...],
    excludes: Callable[[str], bool],
    force_exclude: bool,
    known: Known | None = None,
) -> list[tuple[str, bool]]:
    """The files of a run by name, each once, with whether the user named it.

    `exclude` are the patterns of the command line, `excludes` says what configuration leaves out.
    """
    from msglint.walk import files

    recall = {} if known is None else {"recall": known.left_out}
    found: dict[str, bool] = {}
    for path, named in files([path for path in paths if path != "-"], exclude, force_exclude, **recall):
        if not ((force_exclude or not named) and excludes(path)):
            found[path] = named or found.get(path, False)
    return sorted(found.items())


def write_out(text: str) -> None:
    """Writes data to stdout as UTF-8, whatever the platform's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def write_err(text: str) -> None:
    """Writes talk to stderr as UTF-8."""
    sys.stderr.flush()
    sys.stderr.buffer.write(text.encode("utf-8", "replace"))
    sys.stderr.buffer.flush()


def check_folder(file: str) -> None:
    """Says before a run, not after it, that a report has no folder to go into."""
    folder = os.path.dirname(file)
    if folder and not os.path.isdir(folder):
        raise InputError(f"{file}: cannot be written: there is no folder {folder}; make it first")
    if os.path.isdir(file):
        raise InputError(f"{file}: cannot be written: it is a folder; name a file in it")


def save(file: str, text: str) -> None:
    """Writes a report, whole or not at all; InputError says why it cannot."""
    data = text.encode("utf-8", "replace")
    try:
        if os.path.exists(file) and not os.path.isfile(file):  # a pipe or a device cannot be put in place
            with open(file, "wb") as out:
                out.write(data)
        else:
            _put(os.path.realpath(file), data)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error


def append(file: str, text: str) -> None:
    """Adds to a file; InputError says why it cannot."""
    try:
        with open(file, "ab") as out:
            out.write(text.encode("utf-8", "replace"))
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error


def overwrite(source: Source) -> None:
    """Puts a source's text in place of its file, whole or not at all; permissions stay."""
    try:
        _put(os.path.realpath(source.name), source.encode(source.text))
    except OSError as error:
        raise InputError(f"{source.name}: cannot be written: {error.strerror or error}") from error


def _put(target: str, data: bytes) -> None:
    """Puts bytes in place of a file by renaming; permissions stay, a new file gets the usual ones."""
    import tempfile

    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=os.path.dirname(target), prefix=".msglint-", delete=False
        ) as out:
            temporary = out.name
            out.write(data)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
