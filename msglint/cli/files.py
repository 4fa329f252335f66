"""Reading what is to be checked, writing what was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

from msglint.errors import InputError
from msglint.source import Source


def sources(
    paths: tuple[str, ...],
    exclude: tuple[str, ...],
    excludes: Callable[[str], bool],
    force_exclude: bool,
    stdin_filename: str,
) -> Iterator[tuple[Source, bool]]:
    """The sources of a run by name, each once, with whether the user named it; `-` is stdin.

    `exclude` are the patterns of the command line, `excludes` says what configuration leaves out.
    """
    from msglint.walk import files

    found: dict[str, bool] = {}
    if "-" in paths:
        yield Source.from_bytes(stdin_filename, sys.stdin.buffer.read()), True
    for path, named in files([path for path in paths if path != "-"], exclude, force_exclude):
        if not ((force_exclude or not named) and excludes(path)):
            found[path] = named or found.get(path, False)
    for path, named in sorted(found.items()):
        yield Source.read(path), named


def write_out(text: str) -> None:
    """Writes data to stdout as UTF-8, whatever the platform's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def save(file: str, text: str) -> None:
    """Writes a report; InputError says why it cannot."""
    try:
        with open(file, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error


def overwrite(source: Source) -> None:
    """Puts a source's text in place of its file, whole or not at all; permissions stay."""
    import tempfile

    target = os.path.realpath(source.name)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=os.path.dirname(target), prefix=".msglint-", delete=False
        ) as out:
            temporary = out.name
            out.write(source.encode(source.text))
        os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise InputError(f"{source.name}: cannot be written: {error.strerror or error}") from error
