"""The arithmetic of messages: septets, parts, code units, bytes."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import exact, more, values

from msglint.measure import (
    GSM_BASIC,
    GSM_EXTENSION,
    SmsParts,
    is_gsm,
    json_bytes,
    sms_parts,
    utf8_bytes,
    utf16_units,
)

gsm_texts = st.text(st.sampled_from([*sorted(GSM_BASIC), *sorted(GSM_EXTENSION) * 5]), max_size=400)
wide_texts = st.text(st.sampled_from("aé€–Я漢🎉𝄞\u0301\ue000"), max_size=300)
long_texts = st.builds(
    lambda word, count, tail: word * count + tail,
    st.text(st.sampled_from("aé€–🎉"), min_size=1, max_size=3),
    st.integers(0, 400),
    st.text(st.sampled_from("a€–🎉"), max_size=5),
)


def test_the_alphabet() -> None:
    """The GSM 03.38 alphabet has 127 characters beside the escape, its extension 10; none is in both."""
    assert len(GSM_BASIC) == 127
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION
    assert all(len(character) == 1 and character <= "\uffff" for character in GSM_BASIC | GSM_EXTENSION)


@pytest.mark.parametrize(
    "character", "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà\n\r"
)
def test_characters_of_one_septet(character: str) -> None:
    """A character of the default alphabet takes one septet."""
    assert sms_parts(character) == SmsParts("gsm7", 1, 1)


@pytest.mark.parametrize("character", "^{}\\[~]|€\f")
def test_characters_of_two_septets(character: str) -> None:
    """A character of the extension table takes two septets."""
    assert sms_parts(character) == SmsParts("gsm7", 2, 1)


@pytest.mark.parametrize("character", "`\tçêëáíóúÀÈ–—’‘“”…•\xa0\u200b×°²αβЯ漢ÿœΑΒ")
def test_characters_that_make_a_text_unicode(character: str) -> None:
    """A character outside the alphabet, however like one of it, makes the text Unicode."""
    assert not is_gsm(character)
    assert sms_parts("a" + character) == SmsParts("ucs2", 2, 1)


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", "gsm7", 0, 1),
        ("a", "gsm7", 1, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("a" * 459, "gsm7", 459, 3),
        ("a" * 460, "gsm7", 460, 4),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        # A pair that would be split over two parts moves whole to the next: 152 + 153 + 1.
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),
        ("a" * 151 + "€" + "a" * 153, "gsm7", 306, 2),
        ("a" * 153 + "€" + "a" * 151, "gsm7", 306, 2),
        ("a" * 305 + "€", "gsm7", 307, 3),
        ("€" * 153, "gsm7", 306, 3),
        ("€" * 152, "gsm7", 304, 2),
        # In one part nothing is split.
        ("a" * 152 + "€" + "a" * 6, "gsm7", 160, 1),
        ("é" * 160, "gsm7", 160, 1),
        ("–" * 70, "ucs2", 70, 1),
        ("–" * 71, "ucs2", 71, 2),
        ("–" * 134, "ucs2", 134, 2),
        ("–" * 135, "ucs2", 135, 3),
        ("a" * 69 + "–", "ucs2", 70, 1),
        ("€" * 69 + "–", "ucs2", 70, 1),
        ("🎉" * 35, "ucs2", 70, 1),
        ("🎉" * 36, "ucs2", 72, 2),
        ("🎉" * 66, "ucs2", 132, 2),
        ("🎉" * 67, "ucs2", 134, 3),
        ("–" * 66 + "🎉" + "–" * 66, "ucs2", 134, 3),
        ("–" * 65 + "🎉" + "–" * 67, "ucs2", 134, 2),
        # A family is seven code points, eleven code units.
        ("👨‍👩‍👧‍👦", "ucs2", 11, 1),
        ("e\u0301", "ucs2", 2, 1),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_parts(text: str, alphabet: str, units: int, parts: int) -> None:
    """One part holds 160 septets or 70 units, each of several 153 or 67, and nothing is split."""
    assert sms_parts(text) == (alphabet, units, parts)


def packed(text: str) -> list[str]:
    """A text cut into parts character by character, by another way of counting: from the encoded bytes."""
    unicode = not all(map(is_gsm, text))

    def units(part: str) -> int:
        return (
            len(part.encode("utf-16-be")) // 2
            if unicode
            else len(part) + sum(c in GSM_EXTENSION for c in part)
        )

    if units(text) <= (70 if unicode else 160):
        return [text]
    parts = [""]
    for character in text:
        if units(parts[-1] + character) > (67 if unicode else 153):
            parts.append("")
        parts[-1] += character
    return parts


@given(st.one_of(gsm_texts, wide_texts, long_texts))
@more(3)
@example("a" * 152 + "€" + "a" * 152)
def test_parts_are_as_many_as_the_text_fills(text: str) -> None:
    """The parts counted are those that the text fills when no character is split."""
    found = sms_parts(text)
    assert found.parts == len(packed(text))
    assert found.units == (
        utf16_units(text) if found.alphabet == "ucs2" else len(text) + sum(c in GSM_EXTENSION for c in text)
    )


@given(st.one_of(gsm_texts, wide_texts, long_texts), st.sampled_from("aé€–🎉"))
@more(3)
def test_a_longer_text_never_has_fewer_parts(text: str, character: str) -> None:
    """One more character adds no part, or one; turning Unicode never makes it fewer."""
    before, after = sms_parts(text), sms_parts(text + character)
    assert before.parts <= after.parts
    if before.alphabet == after.alphabet:
        assert after.parts <= before.parts + 1
        assert 1 <= after.units - before.units <= 2
    else:
        assert (before.alphabet, after.alphabet) == ("gsm7", "ucs2")


@given(gsm_texts, wide_texts)
def test_any_foreign_character_decides(text: str, other: str) -> None:
    """A text is Unicode exactly when some character of it is outside the alphabet."""
    both = text + other
    assert (sms_parts(both).alphabet == "gsm7") == all(map(is_gsm, both))
    assert sms_parts(text).alphabet == "gsm7"


@given(st.text())
def test_code_units_and_bytes(text: str) -> None:
    """Code units and bytes are those of the encoded text."""
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2
    assert utf8_bytes(text) == len(text.encode("utf-8"))


def test_half_a_pair_is_counted_all_the_same() -> None:
    """Half a surrogate pair counts as the unit and the three bytes it would take."""
    assert utf16_units("\ud83c") == 1
    assert utf8_bytes("a\ud83c") == 4
    assert json_bytes(["\ud83c"]) == 7
    assert sms_parts("\ud83c") == SmsParts("ucs2", 1, 1)


@given(values())
@more(2)
def test_the_size_of_json_is_that_of_what_is_sent(value: object) -> None:
    """The bytes counted are those of compact UTF-8 JSON, from which the value is read back."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert json_bytes(value) == len(body)
    assert exact(json.loads(body)) == exact(value)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({}, 2),
        ([], 2),
        ("", 2),
        ("é", 4),
        ("🎉", 6),
        ('"\\\n', 8),
        ("\x01", 8),
        ("/", 3),
        (None, 4),
        (True, 4),
        (1.0, 3),
        (1e300, 6),
        ([1, 2], 5),
        ({"a": [1, {"b": None}]}, 20),
    ],
    ids=repr,
)
def test_sizes_of_json(value: object, size: int) -> None:
    """Sizes counted by hand: no blanks, no escapes but those that JSON demands."""
    assert json_bytes(value) == size


def test_no_letter_of_the_alphabet_has_a_twin() -> None:
    """Composed letters only: what looks the same and is decomposed is outside the alphabet."""
    for character in GSM_BASIC:
        assert unicodedata.normalize("NFC", character) == character
