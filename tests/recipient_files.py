"""Messages and files of recipients for tests: the same table in every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from casefiles import DEFAULT_NOW

from msglint.recipients import BadRow, Recipient, Recipients
from msglint.recognition import recognise
from msglint.request import Request
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.stream import documents

Table = Sequence[Sequence[str]]

SMS = "channel: sms\nfrom: ACME\ncontent: {type: text, text: Pier B is closed.}\n"
NAMED = 'channel: sms\nfrom: ACME\ncontent: {type: text, text: "Hello $(name), see you at $(hour)."}\n'
EMAIL = "channel: email\nfrom: a@example.com\ncontent: {type: text, subject: June, text: The timetable.}\n"
WHATSAPP = (
    "deliverychannel: whatsapp\nappid: a_1\nchannels: {OTT-Messaging: {wa: {type: text, text: {body: Hi}}}}\n"
)


def message(text: str, settings: Settings = DEFAULTS) -> Request:
    """A message whose recipients stand elsewhere, as a request."""
    source = Source("message.yaml", f"# msglint: recipients=external\n{text}")
    (document,) = documents(source)
    (request,) = recognise(document, DEFAULT_NOW, settings=settings).requests
    return request


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> str:
    """A file with this content; its name."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return str(path)


def results(path: str, request: Request) -> list[Recipient | BadRow]:
    """All rows of a file."""
    return list(Recipients(path, request))


def as_csv(table: Table, delimiter: str = ",", end: str = "\r\n", quote_all: bool = False) -> str:
    """A table as CSV."""
    out = io.StringIO()
    if quote_all:
        csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(table)
    return out.getvalue()


def as_json_lines(table: Table) -> str:
    """A table as JSON Lines."""
    header, *rows = table
    return "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rows)


def save_xlsx(path: Path, table: Sequence[Sequence[object]]) -> str:
    """A table as the first sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in enumerate(table, 1):
        for column, cell in enumerate(row, 1):
            if cell != "":
                found = sheet.cell(at, column, cell)
                if isinstance(cell, str):
                    found.data_type = "s"
    book.save(path)
    return str(path)


def save_ods(path: Path, rows: str | Table) -> str:
    """A table, or the XML of its rows, as an OpenDocument sheet."""
    if not isinstance(rows, str):
        cells = [
            "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            for row in rows
        ]
        rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body>'
        f'<office:spreadsheet><table:table table:name="People">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return str(path)
