"""Every destination of an outbox as CSV or JSON lines, one after the other, whatever their number."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from msglint.errors import InputError
from msglint.outbox.reading import Fate

COLUMNS = (
    "address",
    "correlation_id",
    "api",
    "channel",
    "state",
    "code",
    "detail",
    "transaction_id",
    "delivery",
    "delivery_code",
    "delivery_detail",
    "delivery_at",
    "clicked_at",
)
_PHONE = re.compile(r"\+[0-9]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def record(fate: Fate) -> dict[str, str]:
    """A destination under the names of the columns."""
    told = fate.delivery
    values = (
        fate.address,
        fate.correlation_id,
        fate.api,
        fate.channel,
        fate.state,
        fate.code,
        fate.detail,
        fate.transaction_id,
        told.stage,
        told.code,
        told.detail,
        told.at,
        told.clicked_at,
    )
    return dict(zip(COLUMNS, values, strict=True))


def write(fates: Iterable[Fate], form: str, file: str | None) -> int:
    """Writes destinations into a file, or to stdout; gives how many."""
    count = 0
    with _target(file) as out:
        writer = csv.writer(out)
        if form == "csv":
            writer.writerow(COLUMNS)
        for fate in fates:
            count += 1
            if form == "csv":
                writer.writerow([safe(each) for each in record(fate).values()])
            else:
                out.write(json.dumps(record(fate), ensure_ascii=False) + "\n")
    return count


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: some of it others have written.

    A telephone number stays as it is: a spreadsheet makes at most a number of it, and with a mark in front no other
    tool would find it again.

    >>> safe("+447700900101"), safe("+447700900101*2"), safe("Gate 3")
    ('+447700900101', "'+447700900101*2", 'Gate 3')
    """
    if cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell):
        return f"'{cell}"
    return cell


@contextmanager
def _target(file: str | None) -> Iterator[IO[str]]:
    if file is None:
        sys.stdout.flush()
        stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
        try:
            yield stdout
            stdout.flush()
        finally:
            stdout.detach()
        return
    try:
        if os.path.exists(file) and not os.path.isfile(file):  # a pipe or a device cannot be put in place
            with open(file, "w", encoding="utf-8", errors="replace", newline="") as out:
                yield out
        else:
            with _replacing(os.path.realpath(file)) as out:
                yield out
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _replacing(target: str) -> Iterator[IO[str]]:
    """A new file that takes its place when it is whole. Only its owner can read it: it has addresses in it."""
    with tempfile.NamedTemporaryFile(
        "w",
        encoding="utf-8",
        errors="replace",
        newline="",
        dir=os.path.dirname(target),
        prefix=".msglint-",
        delete=False,
    ) as out:
        try:
            yield out
            out.close()
            os.replace(out.name, target)
        except BaseException:
            os.unlink(out.name)
            raise
