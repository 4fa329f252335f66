"""The guest list of a send: nobody else gets anything (`--only-to`)."""

from __future__ import annotations

import re

from msglint.addresses import identity
from msglint.errors import InputError

_COMMENT = re.compile(r"(?:^|\s)#.*")


class Guests:
    """The addresses of a text file: one on a line, `#` at its start or after a blank begins a comment.

    A number is the same with and without its `+` and separators, an email address in capitals or not.
    """

    def __init__(self, path: str) -> None:
        try:
            with open(path, encoding="utf-8-sig") as file:
                lines = [_COMMENT.sub("", line).strip() for line in file]
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError:
            raise InputError(f"{path}: this is no UTF-8 text; write one address on a line") from None
        self._known = {identity(line) for line in lines if line}
        if not self._known:
            raise InputError(f"{path}: there is no address in it; write one on a line")

    def __contains__(self, address: str) -> bool:
        return identity(address) in self._known

    def admits(self, addresses: str) -> bool:
        """Whether all of some addresses, a line each, are on the list."""
        return all(each in self for each in addresses.split("\n"))
