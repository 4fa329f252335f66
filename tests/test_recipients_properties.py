"""Properties of reading recipients: what is written is read, in every format; normalising is idempotent."""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from recipient_files import SMS, Table, as_csv, as_json_lines, message, results, save_ods, save_xlsx, written
from strategies import more

from msglint.calling_codes import PLANS
from msglint.errors import InputError
from msglint.filling import PLACEHOLDER, fill, placeholders
from msglint.recipients import BadRow, Recipient
from msglint.recipients.cells import CellError, email, opaque_id, phone_number
from msglint.recipients.tables import Table as Opened

NONE: frozenset[str] = frozenset()


def texts(extra: str = "") -> st.SearchStrategy[str]:
    """Cells: everyday characters, delimiters, quotes, line breaks, and what is odd."""
    odd = st.sampled_from(["é", "🌊", "\u2028", "\x85", "\ufeff", "\u00a0", "\t", "\x0b", *extra])
    return st.text(st.one_of(st.sampled_from("ab 0,;|\"'=$()"), odd), max_size=8)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Numbers that are possible."""
    code = draw(st.sampled_from(sorted(PLANS)))
    lengths = [length for length in PLANS[code].lengths if 7 <= length + len(code) <= 15]
    assume(lengths)
    length = draw(st.sampled_from(lengths))
    return f"+{code}{draw(st.integers(0, 10**length - 1)):0{length}d}"


@st.composite
def tables(draw: st.DrawFn, extra: str = "") -> list[list[str]]:
    """A table with a header: numbers first, then columns of texts."""
    names = draw(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), max_size=3, unique=True))
    ids = draw(st.lists(numbers(), min_size=1, max_size=6, unique_by=lambda number: number))
    rows = [[number, *(draw(texts(extra)) for _ in names)] for number in ids]
    return [["msisdn", *names], *rows]


def reading(table: Table) -> str:
    """A message that takes every column of a table."""
    words = " ".join(f"$({name})" for name in table[0][1:])
    return SMS.replace("Pier B is closed.", json.dumps(words or "Hello"))


def expected(table: Table, rows: list[int]) -> list[tuple[int, str | None, dict[str, str]]]:
    """Row, number, texts of each row; no number where a text is blank."""
    return [
        (at, None, {})
        if any(not cell.strip() for cell in cells)
        else (at, cells[0], dict(zip(table[0][1:], cells[1:], strict=True)))
        for at, cells in zip(rows, table[1:], strict=True)
    ]


def read(path: str, table: Table) -> list[tuple[int, str | None, dict[str, str]]]:
    """As `expected`, from a file."""
    return [
        (row.row, row.address, dict(row.substitutions)) if isinstance(row, Recipient) else (row.row, None, {})
        for row in results(path, message(reading(table)))
    ]


@given(
    tables("\n\r"),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([".csv", ".tsv", ".txt"]),
)
@more(10)
def test_quoted_csv_is_read_as_it_was_written(
    table: list[list[str]], delimiter: str, end: str, encoding: str, suffix: str
) -> None:
    text = as_csv(table, delimiter, end, quote_all=True)
    lines, rows = 1, []
    for cells in table:
        rows.append(lines)
        lines += len(re.findall("\r\n|\r|\n", as_csv([cells], delimiter, end, quote_all=True)))
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / f"people{suffix}", text, encoding)
        assert read(path, table) == expected(table, rows[1:])
        assert [list(cells) for _, cells, _ in Opened(path).rows()] == table[1:]


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
@more(10)
def test_plain_csv_is_read_as_it_was_written(table: list[list[str]], delimiter: str, end: str) -> None:
    # A table of one column has no delimiter to be found.
    assume(len(table[0]) > 1)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "people.csv", as_csv(table, delimiter, end))
        rows = list(range(2, len(table) + 1))
        assert read(path, table) == expected(table, rows)


@given(tables("\n"))
@more(5)
def test_every_format_gives_the_same_recipients(table: list[list[str]]) -> None:
    # XML has neither of these; XLSX writes them in its own way, which is not what is tested.
    assume(not any(re.search("[\x0b\x85\ufeff\u2028]", cell) for row in table for cell in row))
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        found = [
            read(path, table)
            for path in (
                written(base / "people.csv", as_csv(table, quote_all=True)),
                written(base / "people.jsonl", as_json_lines(table)),
                save_xlsx(base / "people.xlsx", table),
            )
        ]
        plain = [[cell.replace("\n", " ").replace("\t", " ") for cell in row] for row in table]
        found.append(read(save_ods(base / "people.ods", plain), table))
    for others in found[1:3]:
        assert [row[1:] for row in others] == [row[1:] for row in found[0]]
    assert [row[1] for row in found[3]] == [row[1] for row in found[0]]


@given(numbers(), st.data())
@more(10)
def test_numbers_survive_how_people_write_them(number: str, data: st.DataObject) -> None:
    assert phone_number(number, NONE) == number
    assert phone_number(number[1:], NONE) == number
    assert phone_number(f"'{number}", NONE) == number
    assert phone_number(f"{number[1:]}.0", NONE) == number
    spaced = "".join(digit + data.draw(st.sampled_from(["", "", " ", "-"])) for digit in number[1:]).rstrip(
        "- "
    )
    assert phone_number(f"+{spaced}", NONE) == number
    grouped = f"{int(number[1:]):,}"
    assert phone_number(grouped, NONE) == number


@given(st.text(st.sampled_from("+0123456789 -().,'eE=\"\u202aé"), max_size=20))
@more(50)
def test_normalising_is_idempotent_and_invents_no_digit(cell: str) -> None:
    try:
        number = phone_number(cell, NONE)
    except CellError:
        return
    assert phone_number(number, NONE) == number
    digits = re.sub("[^0-9]", "", re.sub(r"\(0\)|[.,]0+$", "", cell.strip().rstrip("\u202a")))
    assert number[1:] in (digits, re.sub("[^0-9]", "", cell), re.sub("[^0-9]", "", cell.replace("(0)", "")))


@given(st.one_of(texts("@.\n"), st.emails()))
@more(20)
def test_other_ids_are_normalised_once(cell: str) -> None:
    for normalise in (email, opaque_id):
        try:
            once = normalise(cell)
        except CellError:
            continue
        assert normalise(once) == once


@given(st.binary(max_size=300), st.sampled_from([".csv", ".jsonl", ".xlsx", ".ods"]), st.booleans())
@more(20)
def test_any_file_is_read_or_refused(content: bytes, suffix: str, headed: bool) -> None:
    head = (
        {".csv": b"msisdn,a\n", ".jsonl": b'{"msisdn": "1"}\n'}.get(suffix, b"PK\x03\x04") if headed else b""
    )
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / f"people{suffix}", head + content)
        # Any other exception fails the test.
        with contextlib.suppress(InputError):
            assert all(isinstance(row, Recipient | BadRow) for row in results(path, message(SMS)))


# ---- filling ----

NAMES = ("a", "b", "name.x", "(", "$(a)")
PIECES = st.lists(st.sampled_from(["$(a)", "$(b)", "$(name.x)", "$(", ")", "$", "x", "$(no)"]), max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), PIECES.map("".join)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(PIECES.map("".join), inner, max_size=3)
    ),
    max_leaves=12,
)


def shape(value: Any) -> Any:
    """A value with its texts taken out."""
    match value:
        case dict():
            return {key: shape(inner) for key, inner in value.items()}
        case list():
            return [shape(inner) for inner in value]
        case str():
            return ""
    return value


@given(VALUES, st.dictionaries(st.sampled_from(NAMES), PIECES.map("".join)))
@more(10)
def test_filling_changes_texts_only_and_once(value: Any, substitutions: dict[str, str]) -> None:
    before = json.dumps(value)
    filled = fill(value, substitutions)
    assert json.dumps(value) == before
    assert shape(filled) == shape(value)
    if not any(name in substitutions for name in placeholders(value)):
        assert filled == value
    marks = {name: f"<{at}>" for at, name in enumerate(NAMES)}
    assert not set(placeholders(fill(value, marks))) & set(NAMES)
    # What is put in is never filled in turn: filling with unlike marks first tells the two apart.
    in_two_steps = json.loads(json.dumps(fill(value, marks)))
    for name, mark in marks.items():
        in_two_steps = replaced(in_two_steps, mark, substitutions.get(name, f"$({name})"))
    assert filled == in_two_steps


def replaced(value: Any, mark: str, text: str) -> Any:
    """A value with a mark replaced in its texts."""
    match value:
        case dict():
            return {key: replaced(inner, mark, text) for key, inner in value.items()}
        case list():
            return [replaced(inner, mark, text) for inner in value]
        case str():
            return value.replace(mark, text)
    return value


@given(VALUES)
@more(5)
def test_placeholders_are_where_they_are_said_to_be(value: Any) -> None:
    for name, paths in placeholders(value).items():
        for path in paths:
            part = value
            for step in path:
                part = part[step]
            assert name in PLACEHOLDER.findall(part)
