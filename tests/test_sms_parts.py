"""The arithmetic of SMS parts, held to an independent library."""

from __future__ import annotations

import os
import random

import pytest

from msglint.measure import GSM_BASIC, GSM_EXTENSION, SmsParts, sms_parts

smsutil = pytest.importorskip("smsutil")

ROUNDS = 1_000_000 if os.environ.get("MSGLINT_SOAK") else 20_000
GSM = "".join(sorted(GSM_BASIC))
MIXED = GSM + "".join(sorted(GSM_EXTENSION)) * 6
WIDE = MIXED + "–“”…漢字😀🎉🚀" * 8
EDGES = (70, 134, 160, 201, 306, 459)


def random_text(chance: random.Random) -> str:
    """A text of a random alphabet, often about as long as a whole number of parts."""
    alphabet = chance.choice((GSM, MIXED, WIDE))
    length = (
        max(0, chance.choice(EDGES) + chance.randrange(-4, 5))
        if chance.random() < 0.6
        else chance.randrange(500)
    )
    return "".join(chance.choices(alphabet, k=length))


def test_parts_agree_with_smsutil() -> None:
    """Alphabet, units, and parts are those of smsutil, on many random texts (a million with MSGLINT_SOAK)."""
    chance = random.Random(338)
    for _ in range(ROUNDS):
        text = random_text(chance)
        if not text:
            continue
        other = smsutil.split(text)
        gsm = other.encoding == "gsm0338"
        units = other.total_bytes if gsm else other.total_bytes // 2
        assert sms_parts(text) == SmsParts("gsm7" if gsm else "ucs2", units, len(other.parts)), repr(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", SmsParts("gsm7", 0, 1)),
        ("a" * 160, SmsParts("gsm7", 160, 1)),
        ("a" * 161, SmsParts("gsm7", 161, 2)),
        ("a" * 306, SmsParts("gsm7", 306, 2)),
        ("a" * 152 + "€" + "a" * 152, SmsParts("gsm7", 306, 3)),
        ("a" * 765, SmsParts("gsm7", 765, 5)),
        ("€" * 80, SmsParts("gsm7", 160, 1)),
        ("one\ntwo\r\n", SmsParts("gsm7", 9, 1)),
        ("\f[x]", SmsParts("gsm7", 7, 1)),
        ("ж" * 70, SmsParts("ucs2", 70, 1)),
        ("ж" * 71, SmsParts("ucs2", 71, 2)),
        ("ж" * 66 + "😀" + "ж" * 66, SmsParts("ucs2", 134, 3)),
        ("😀" * 35, SmsParts("ucs2", 70, 1)),
    ],
)
def test_edges(text: str, wanted: SmsParts) -> None:
    """A pair never splits over two parts; line breaks are of the GSM alphabet."""
    assert sms_parts(text) == wanted
