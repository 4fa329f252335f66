"""Recipients from a file: formats, columns, cells, repetitions; and every way a file can be no good."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from recipient_files import (
    EMAIL,
    NAMED,
    SMS,
    WHATSAPP,
    as_csv,
    message,
    results,
    save_ods,
    save_xlsx,
    written,
)

from msglint.errors import InputError, UsageError
from msglint.recipients import BadRow, Recipient, Recipients, lines, seen, workbook_size
from msglint.recipients.cells import CellError, email, opaque_id, phone_number
from msglint.settings import DEFAULTS, Account

ONE, TWO = "+447700900101", "+447700900102"
REGIONS = DEFAULTS._replace(account=Account(regions=frozenset(("GB", "US"))))


def refused(path: str, text: str = SMS) -> str:
    """The sentence with which a file is refused, without its name."""
    with pytest.raises(InputError) as error:
        results(path, message(text))
    assert str(error.value).startswith(path)
    return str(error.value).removeprefix(path)


def bad(path: str, text: str = SMS) -> list[tuple[int, str | None, str]]:
    """The bad rows of a file."""
    found = results(path, message(text))
    return [(row.row, row.column, row.message) for row in found if isinstance(row, BadRow)]


# ---- formats ----


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".CSV"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str, suffix: str) -> None:
    table = [["name", "msisdn", "hour"], ["Pat; Sample, Kit | Rae", ONE, "9"], ["x", TWO, 'a "b", c;']]
    path = written(tmp_path / f"people{suffix}", as_csv(table, delimiter))
    found = results(path, message(NAMED))
    assert found == [
        Recipient(2, "msisdn", ONE, None, {"name": "Pat; Sample, Kit | Rae", "hour": "9"}),
        Recipient(3, "msisdn", TWO, None, {"name": "x", "hour": 'a "b", c;'}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "people.csv", f"msisdn,name,hour\n{ONE},Zoë 🌊,9\n", encoding)
    (found,) = results(path, message(NAMED))
    assert isinstance(found, Recipient)
    assert found.substitutions == {"name": "Zoë 🌊", "hour": "9"}


def test_the_line_that_tells_excel_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", f"sep=;\r\nmsisdn;a,b\r\n{ONE};x,y\r\n")
    assert [row.row for row in results(path, message(SMS))] == [3]


def test_row_numbers_are_those_of_the_lines(tmp_path: Path) -> None:
    text = f'msisdn,name,hour\n\n{ONE},"Pat\nSample",9\n,,\n{TWO},Kit,\n"x\ny",a,b\n'
    found = results(written(tmp_path / "people.csv", text), message(NAMED))
    assert [row.row for row in found] == [3, 6, 7]
    assert isinstance(found[0], Recipient)
    assert found[0].substitutions["name"] == "Pat\nSample"
    assert found[1] == BadRow(
        6, "hour", "the cell is empty, and nothing else fills `$(hour)`", (TWO, "Kit", "")
    )


def test_bytes_that_are_no_text_are_placed(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", b"msisdn,name\n" + b"+447700900101,Zo\n" * 9999 + b"x,Zo\xeb\n")
    assert refused(path).startswith(":10001: byte 5 of the line, 0xEB, is no UTF-8; save the file as UTF-8")
    path = written(tmp_path / "odd.csv", "msisdn\n+44".encode("utf-16") + b"\x00")
    assert "save it as UTF-8" in refused(path)
    path = written(tmp_path / "wide.csv", "msisdn".encode("utf-32"))
    assert refused(path) == ": the text is UTF-32; save it as UTF-8"


def test_utf_16_without_its_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", f"msisdn\n{ONE}\n", "utf-16-le")
    assert refused(path) == ":1: a NUL character; is the file damaged, or UTF-16 without its mark?"


def test_rows_that_are_no_rows(tmp_path: Path) -> None:
    text = f'msisdn,name\n{ONE}\n{ONE},a,b\n"{ONE}"x,a\n{ONE},\0\n{ONE},fine\n'
    assert bad(written(tmp_path / "people.csv", text)) == [
        (2, None, "1 cell, but the header has 2"),
        (3, None, "3 cells, but the header has 2; put a cell in quotes that holds the delimiter"),
        (4, None, "text after a closing quote; a quote within a quoted cell is written twice"),
        (5, None, "a NUL character; is the file damaged, or UTF-16 without its mark?"),
    ]


def test_empty_columns_at_the_end_are_no_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", f"msisdn,name,,\n{ONE},a,,\n{TWO},b,,c\n")
    assert Recipients(path, message(SMS)).columns == ("msisdn", "name")
    assert bad(path) == [(3, None, "a cell without a column")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ": the file is empty; its first row names the columns"),
        ("\n \n,,\n", ": the file is empty; its first row names the columns"),
        ("msisdn,name\n", ": there is no recipient below the names of the columns"),
        ("msisdn,,name\n1,2,3\n", ":1: column 2 has no name"),
        (
            "\nmsisdn, Name,name \n1,2,3\n",
            ":2: columns 2 and 3 are both called `name` (blanks around it and letter case aside)",
        ),
        (f'msisdn,name\n{ONE},"a\n{TWO},b\n', ":2: a quote that opens in this row is not closed"),
        (
            f"msisdn\n{'4' * 200_000}\n",
            ":2: a quote that opens in this row is not closed, or a cell has more than",
        ),
        (f"msisdn\n{'4,' * 700_000}\n", ":2: a row of more than 1 048 576 characters"),
        ('msisdn\n"' + "x\n" * 600_000, ":2: a quote that opens in this row is not closed, or a cell"),
        ("msisdn\n" + '"x\n",' * 400_000, ":2: a row of more than 1 048 576 characters"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused(written(tmp_path / "people.csv", text)).startswith(sentence)


def test_files_that_are_none(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "people.csv")) == ": cannot be read: No such file or directory"
    (tmp_path / "folder.csv").mkdir()
    assert refused(str(tmp_path / "folder.csv")).startswith(": is no file")
    assert "recipients come from a file that ends in .csv, " in refused(str(tmp_path / "people.xls"))
    assert refused(str(tmp_path / "a\0b.csv")).startswith(": cannot be read")
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(str(tmp_path / "pipe.csv")).startswith(": is no file")


def test_a_file_that_changes_under_the_hand(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", f"msisdn\n{ONE}\n")
    recipients = Recipients(path, message(SMS))
    assert list(recipients) == list(recipients)
    written(tmp_path / "people.csv", f"msisdn\n{ONE}\n{TWO}\n")
    with pytest.raises(InputError, match="was changed while it was read"):
        list(recipients)


# ---- JSON Lines ----


def test_json_lines(tmp_path: Path) -> None:
    text = (
        f'{{"msisdn": "{ONE}", "name": "Pat", "hour": 9.50}}\n\n'
        f'{{"hour": true, "msisdn": {TWO[1:]}, "name": "Kit"}}\n'
        '{"msisdn": 4.479e11, "name": "a", "hour": "b"}\n'
        f'{{"msisdn": "{ONE}", "name": "Rae"}}\n'
    )
    found = results(written(tmp_path / "people.jsonl", text), message(NAMED))
    assert found[:2] == [
        Recipient(1, "msisdn", ONE, None, {"name": "Pat", "hour": "9.50"}),
        Recipient(3, "msisdn", TWO, None, {"name": "Kit", "hour": "true"}),
    ]
    assert [(row.row, row.column) for row in found[2:] if isinstance(row, BadRow)] == [
        (4, "msisdn"),
        (5, "hour"),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("[1]", "each line is an object"),
        ("{}", "an empty object"),
        ('{"msisdn": "1"', "no JSON: Expecting ',' delimiter (column 15)"),
        ('{"msisdn": NaN}', "no JSON: `NaN` is no JSON"),
        ('{"msisdn": ["1"]}', "`msisdn` is a list or an object"),
        ('{"msisdn": {"a": 1}}', "`msisdn` is a list or an object"),
        ('{"msisdn": "1", "msisdn": "2"}', "the key `msisdn` stands twice"),
        ('{"msisdn": "1", "phone": "2"}', "the first object has no key `phone`"),
        ('{"msisdn": "\\ud800"}', "U+D800 is no character of a text"),
        ('{"msisdn": "\\u0000"}', "U+0000 is no character of a text"),
        ('{"msisdn": ' + "[" * 100_000, "lists or objects nested too deep"),
        ('{"msisdn": ' + "9" * 10_000 + "}", "is not an E.164 number"),
    ],
)
def test_lines_that_are_no_rows(tmp_path: Path, line: str, sentence: str) -> None:
    path = written(tmp_path / "people.ndjson", f'{{"msisdn": "{ONE}"}}\n{line}\n')
    ((row, _, found),) = bad(path)
    assert row == 2
    assert sentence in found


def test_a_first_line_that_is_no_object(tmp_path: Path) -> None:
    assert refused(written(tmp_path / "people.jsonl", "[1]\n")).startswith(":1: each line is an object")


# ---- workbooks ----


def test_a_workbook(tmp_path: Path) -> None:
    when, day = datetime(2026, 5, 1, 9, 30), date(2026, 5, 1)
    rows: list[list[object]] = [
        [],
        ["msisdn", "name", "hour"],
        [447700900101, True, 12.5],
        [],
        [447700900102.0, when, day],
        [1234567890123456789, "a", "b"],
        ["4.479E+11", "a", "b"],
        [ONE, "a", "b"],
    ]
    found = results(save_xlsx(tmp_path / "people.xlsx", rows), message(NAMED))
    assert found[:2] == [
        Recipient(3, "msisdn", ONE, None, {"name": "TRUE", "hour": "12.5"}),
        Recipient(5, "msisdn", TWO, None, {"name": "2026-05-01 09:30:00", "hour": "2026-05-01"}),
    ]
    assert [row.message for row in found[2:] if isinstance(row, BadRow)] == [
        "`1.23456789012346E+18`: spreadsheet damage: digits were lost; format the column as text",
        "`4.479E+11`: spreadsheet damage: digits were lost; format the column as text",
        f"`{ONE}` stands in row 3 already",
    ]


def test_an_open_document_sheet(tmp_path: Path) -> None:
    path = save_ods(tmp_path / "people.ods", [["msisdn", "name"], [ONE, "a & b"], ["0", "c"]])
    found = results(path, message(SMS.replace("Pier B", "$(name)")))
    assert found[0] == Recipient(2, "msisdn", ONE, None, {"name": "a & b"})
    assert [row.row for row in found] == [2, 3]


def test_a_workbook_that_would_eat_the_memory(tmp_path: Path) -> None:
    rows: list[list[object]] = [["msisdn"], [ONE]]
    path = save_xlsx(tmp_path / "people.xlsx", rows)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'r="A2"', b'r="XFD1048576"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "reaches over 1048576 rows and 16384 columns" in refused(path)


def test_an_open_document_sheet_that_would_eat_the_memory(tmp_path: Path) -> None:
    cell = '<table:table-cell{} office:value-type="string"><text:p>msisdn</text:p></table:table-cell>'
    wide, tall = ' table:number-columns-repeated="16384"', ' table:number-rows-repeated="1048576"'
    rows = f"<table:table-row{tall}>{cell.format(wide)}</table:table-row>"
    assert "reaches over 1048576 rows and 16384 columns" in refused(save_ods(tmp_path / "a.ods", rows))
    padding = f"<table:table-row{tall}><table:table-cell{wide}/></table:table-row>"
    first = "".join(
        f"<table:table-row>{cell.format('').replace('msisdn', text)}<table:table-cell{wide}/></table:table-row>"
        for text in ("msisdn", ONE)
    )
    assert len(results(save_ods(tmp_path / "b.ods", first + padding), message(SMS))) == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"msisdn\n+447700900101\n", b"\xd0\xcf\x11\xe0" * 200]
)
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_workbooks_that_are_none(tmp_path: Path, content: bytes, suffix: str) -> None:
    assert "the workbook cannot be read" in refused(written(tmp_path / f"people.{suffix}", content))


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_damaged_workbooks(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"people.{suffix}"
    save = save_xlsx if suffix == "xlsx" else save_ods
    whole = Path(save(path, [["msisdn", "name"], [ONE, "a"]])).read_bytes()
    for at in range(0, len(whole), 97):
        damaged = whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :]
        # Any other exception, a panic of the library among them, fails the test.
        with contextlib.suppress(InputError):
            assert len(results(written(path, damaged), message(SMS))) <= 2


def test_workbooks_need_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_xlsx(tmp_path / "people.xlsx", [["msisdn"], [ONE]])
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UsageError, match=r"pip install 'msglint\[xlsx\]'"):
        results(path, message(SMS))


def test_a_workbook_too_large_to_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_xlsx(tmp_path / "people.xlsx", [["msisdn"], [ONE]])
    monkeypatch.setattr(workbook_size, "MOST_BYTES", 100)
    assert "larger than 1 GiB unpacked" in refused(path)


# ---- cells ----


@pytest.mark.parametrize(
    "cell",
    [
        "+447700900123",
        "447700900123",
        " +44 7700 900123 ",
        "+44 (0)7700 900-123",
        "(44) 7700/900.123",
        "+44\u00a07700\u2011900123",
        "\u202a+447700900123\u202c",
        "'+447700900123",
        '="447700900123"',
        "447700900123.0",
        "+447700900123,00",
        "447,700,900,123",
        "447'700'900'123",
    ],
)
def test_numbers_that_are_beyond_doubt(cell: str) -> None:
    assert phone_number(cell, frozenset()) == "+447700900123"


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("4.479E+11", "`4.479E+11`: spreadsheet damage: digits were lost; format the column as text"),
        ("4.479e11", "`4.479e11`: spreadsheet damage: digits were lost; format the column as text"),
        ("4,479E+11", "`4,479E+11`: spreadsheet damage: digits were lost; format the column as text"),
        ("4.47700900123E+11", "`4.47700900123E+11`: spreadsheet damage: a number as an exponent; format"),
        ("00447700900123", "`00447700900123` starts with `00`; write `+` and the country code instead"),
        ("07700 900123", "`07700 900123` is a national number; write it with its country code"),
        ("(07700) 900123", "`(07700) 900123` is a national number"),
        ("7700900123", "`7700900123` has 9 digits behind the country code `7`; there can be 10"),
        ("+9997700900123", "no country has the calling code that `+9997700900123` starts with"),
        (
            "+4407700900123",
            "`+4407700900123` has 11 digits behind the country code `44`; there can be 7, 9 or 10",
        ),
        ("447700900123.5", "`447700900123.5` is not an E.164 number"),
        ("447,700900,123", "`447,700900,123` is not an E.164 number"),
        ("+447700900123 / +447700900124", "is not an E.164 number"),
        ("٤٤٧٧٠٠٩٠٠١٢٣", "is not an E.164 number"),
        ("+44", "`+44` is not an E.164 number"),
        ("pat", "`pat` is not an E.164 number: 7 to 15 digits, country code first"),
        ("$(msisdn)", "`$(msisdn)` is not an E.164 number"),
        ("a\nb", "`a\ufffdb` is not an E.164 number"),
        (" ", "the cell is empty"),
        ("'", "the cell is empty"),
        ("9" * 5000, f"`{'9' * 39}…` is not an E.164 number"),
    ],
)
def test_numbers_that_are_none(cell: str, sentence: str) -> None:
    with pytest.raises(CellError) as error:
        phone_number(cell, frozenset())
    assert sentence in str(error.value)


def test_numbers_of_other_countries() -> None:
    listed = REGIONS.account.regions
    assert phone_number("447700900123", listed) == "+447700900123"
    with pytest.raises(
        CellError, match="is a number of GB without its country code; is it `\\+447700900123`"
    ):
        phone_number("7700900123", listed)
    with pytest.raises(CellError, match=r"is a number of FR, which is not in `account\.regions`"):
        phone_number("+33639980123", listed)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        (" rae@example.org ", "rae@example.org"),
        ("Rae.O'Hara@bücher.example", "Rae.O'Hara@xn--bcher-kva.example"),
    ],
)
def test_addresses(cell: str, address: str) -> None:
    assert email(cell) == address


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "rae",
        "rae@localhost",
        "josé@example.org",
        "a@straße.example",
        "$(x)@example.org",
        "a@b.example; c@d.example",
        "x" * 65 + "@example.org",
    ],
)
def test_addresses_that_are_none(cell: str) -> None:
    with pytest.raises(CellError):
        email(cell)


def test_other_ids() -> None:
    assert opaque_id(" urn:mbid:A b ") == "urn:mbid:A b"
    assert opaque_id("12e4") == "12e4"
    for cell in ("", "\u00a0", "1.00000000000002E+15", "a\nb", "$(id)"):
        with pytest.raises(CellError):
            opaque_id(cell)


# ---- repetitions ----


def test_nobody_comes_twice(tmp_path: Path) -> None:
    text = f"msisdn,correlationid\n{ONE},a\n44 7700 900101,b\n{TWO},c\nx,d\n{ONE[1:]}.0,e\n"
    assert bad(written(tmp_path / "people.csv", text)) == [
        (3, "msisdn", f"`{ONE}` stands in row 2 already"),
        (5, "msisdn", "`x` is not an E.164 number: 7 to 15 digits, country code first"),
        (6, "msisdn", f"`{ONE}` stands in row 2 already"),
    ]
    path = written(tmp_path / "mail.csv", "email\nrae@example.org\nRAE@Example.org\n")
    assert bad(path, EMAIL) == [(3, "email", "`RAE@Example.org` stands in row 2 already")]
    path = written(tmp_path / "wa.csv", "waid\n447700900101\n+447700900101\nUS.7\nus.7\n")
    assert bad(path, WHATSAPP) == [(3, "waid", "`+447700900101` stands in row 2 already")]


def test_a_bad_row_reserves_no_address(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", f"msisdn,name,hour\n{ONE},,9\n{ONE},Pat,9\n")
    assert [type(row) for row in results(path, message(NAMED))] == [BadRow, Recipient]


def test_repetitions_are_found_over_batches(tmp_path: Path) -> None:
    numbers = [f"+4477009{at:05d}" for at in range(2500)]
    path = written(tmp_path / "people.csv", "\n".join(["msisdn", *numbers, *numbers[::7]]))
    wrong = bad(path)
    assert [row for row, _, _ in wrong] == list(range(2502, 2502 + len(numbers[::7])))
    assert wrong[1][2] == f"`{numbers[7]}` stands in row 9 already"


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pragmas = (*seen._PRAGMAS, "max_page_count = 4", "cache_size = 1")
    monkeypatch.setattr(seen, "_PRAGMAS", pragmas)
    numbers = [f"+4477009{at:05d}" for at in range(5000)]
    path = written(tmp_path / "people.csv", "\n".join(["msisdn", *numbers]))
    with pytest.raises(
        InputError, match="repeated recipients cannot be looked for: database or disk is full"
    ):
        results(path, message(SMS))


# ---- memory ----

_PROBE = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from recipient_files import NAMED, message
from msglint.recipients import Recipients
found = iter(Recipients(sys.argv[1], message(NAMED)))
next(found)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = 1 + sum(1 for _ in found)
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"people.{suffix}"
    row = '{},"Pat, {}",9\n' if suffix == "csv" else '{{"msisdn": "{}", "name": "Pat, {}", "hour": 9}}\n'
    with path.open("w") as file:
        file.write("msisdn,name,hour\n" if suffix == "csv" else "")
        for at in range(300_000):
            file.write(row.format(f"+447{(at * 7919) % 1_000_000_007 % 10**9:09d}", at))
    command = [sys.executable, "-c", _PROBE, str(path), str(Path(__file__).parent)]
    count, grown = map(int, subprocess.run(command, capture_output=True, check=True).stdout.split())
    assert count == 300_000
    assert grown < 30


def test_a_line_is_never_longer_than_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    with pytest.raises(InputError, match=":1: a row of more than"):
        next(lines.lines(str(path)))
