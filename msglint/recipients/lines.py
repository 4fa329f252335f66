"""The lines of a text file: which encoding it has, and a bound on how long one may be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from msglint.errors import InputError

LONGEST = 1 << 20
"""Characters of a line, and of a row over several lines."""

_ESCAPED = re.compile("[\udc80-\udcff]")


def encoding_of(path: str) -> str:
    """UTF-16 where a byte order mark says so, otherwise UTF-8, whose mark is passed over."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        raise InputError(f"{path}: the text is UTF-32; save it as UTF-8")
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return "utf-8-sig"


def lines(path: str) -> Iterator[str]:
    """The physical lines of a file with their ends: LF, CR LF, or CR."""
    encoding = encoding_of(path)
    number = 0
    try:
        with open(path, encoding=encoding, newline="") as file:
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise too_long(path, number)
                yield line
    except UnicodeDecodeError as error:
        raise _undecodable(path, encoding, number) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def too_long(path: str, number: int) -> InputError:
    """Why a row that goes on and on is not read to its end."""
    limit = f"{LONGEST:,}".replace(",", " ")
    return InputError(
        f"{path}:{number}: a row of more than {limit} characters; is this a table of recipients?"
    )


def _undecodable(path: str, encoding: str, read: int) -> InputError:
    """Where the first byte stands that is no text in this encoding.

    Files are decoded in pieces, so the lines read are only a lower bound; hence the second look.
    """
    if encoding == "utf-16":
        return InputError(
            f"{path}: no UTF-16 after line {read}, although the file starts as such; save it as UTF-8"
        )
    with open(path, encoding=encoding, errors="surrogateescape", newline="") as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            found = _ESCAPED.search(line)
            if found:
                byte = ord(found[0]) - 0xDC00
                at = len(line[: found.start()].encode("utf-8", "surrogateescape")) + 1
                what = "save the file as UTF-8 (in Excel: `CSV UTF-8`)"
                return InputError(
                    f"{path}:{number}: byte {at} of the line, 0x{byte:02X}, is no UTF-8; {what}"
                )
    return InputError(f"{path}: is no UTF-8; save it as UTF-8")
