"""Makes the tables of `msglint/calling_codes.py` from the data of the `phonenumbers` library.

Run it with `python tests/make_calling_codes.py`; `tests/test_numbers.py` holds the tables to the library.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberType
from phonenumbers.phonemetadata import PhoneMetadata

TARGET = Path(__file__).parents[1] / "msglint" / "calling_codes.py"
LINE = "# The lines below are generated: run tests/make_calling_codes.py.\n"
WIDTH = 110
PEOPLE = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
TRIES = 500
"""Random numbers of an area code that are asked whose they are."""


def plans() -> Iterator[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    """Every calling code with its regions, and the possible lengths of all and of mobile numbers."""
    for code, regions in sorted(
        phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items(), key=lambda each: str(each[0])
    ):
        main = regions[0]
        data: Any = (
            PhoneMetadata.metadata_for_nongeo_region(code, None)
            if main == "001"
            else PhoneMetadata.metadata_for_region(main, None)
        )
        lengths = tuple(data.general_desc.possible_length)
        mobile = tuple(data.mobile.possible_length if data.mobile else ())
        yield str(code), " ".join(regions), lengths, mobile if mobile and mobile != (-1,) else lengths


def areas() -> dict[str, list[str]]:
    """The area codes of each country that shares `+1`."""
    found: dict[str, list[str]] = {}
    for area in range(200, 1000):
        region = _region(area)
        if region is not None:
            found.setdefault(region, []).append(str(area))
    return found


def _region(area: int) -> str | None:
    """Whose people have numbers with this area code; None when nobody's or several countries'."""
    dice = random.Random(area)
    seen = set()
    for _ in range(TRIES):
        number = phonenumbers.PhoneNumber(1, area * 10_000_000 + dice.randrange(2_000_000, 10_000_000))
        if phonenumbers.number_type(number) in PEOPLE:
            seen.add(phonenumbers.region_code_for_number(number))
    return seen.pop() if len(seen) == 1 else None


def tables() -> str:
    """The generated part of the module; several entries a line, to keep it short."""
    entries = [f'"{code}": Plan("{names}", {all_}, {mobile})' for code, names, all_, mobile in plans()]
    shared = [f'"{region}": "{" ".join(codes)}"' for region, codes in sorted(areas().items())]
    return "\n".join(
        [
            f'VERSION = "{phonenumbers.__version__}"',
            '"""The release of `phonenumbers` that the tables come from."""',
            "",
            "# fmt: off",
            "PLANS: dict[str, Plan] = {",
            *_lines(entries),
            "}",
            '"""Calling code to its numbers."""',
            "",
            "AREAS: dict[str, str] = {",
            *_lines(shared),
            "}",
            '"""Country to its area codes behind `+1`."""',
            "# fmt: on",
            "",
        ]
    )


def _lines(entries: list[str]) -> Iterator[str]:
    """Entries of a dictionary as lines that are as full as they may be; one too long for a line is broken."""
    line = "   "
    for entry in entries:
        if len(line) + len(entry) + 2 > WIDTH and line.strip():
            yield line
            line = "   "
        line += f" {entry},"
        if len(line) > WIDTH:
            key, _, text = line.partition(": ")
            yield f"{key}: ("
            yield from (f'        "{part} "' for part in textwrap.wrap(text.strip('",'), WIDTH - 12))
            yield "    ),"
            line = "   "
    yield line


def main() -> None:
    """Writes the tables behind the line that divides the module."""
    kept = TARGET.read_text(encoding="utf-8").partition(LINE)[0]
    TARGET.write_text(kept + LINE + "\n" + tables(), encoding="utf-8")


if __name__ == "__main__":
    main()
