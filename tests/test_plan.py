"""The plan of a send: what it counts, and the guest list."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from msglint.batches import batches, units
from msglint.cli.send import command
from msglint.cli.sending import is_confirmed
from msglint.errors import InputError, UsageError
from msglint.guests import Guests
from msglint.outbox import Outbox
from msglint.plan import Load, load, sender_of
from msglint.recipients import Recipient
from msglint.recognition import recognise
from msglint.request import Request
from msglint.source import Source
from msglint.stream import documents

NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)
NUMBERS = ["+447700900101", "+447700900102", "+447700900103"]


def _request(value: Any, before: str = "") -> Request:
    [document] = documents(Source("message.yaml", before + json.dumps(value, ensure_ascii=False)))
    [request] = recognise(document, NOW).requests
    return request


def _v1(text: str, **sms: str) -> Request:
    channels = {"sms": {"senderid": "HARBOUR", "text": text, **sms}}
    return _request({"deliverychannel": "sms", "destination": [{"msisdn": NUMBERS}], "channels": channels})


def _v2(text: str, kind: str = "text", **more: Any) -> Request:
    to = [
        {"msisdn": NUMBERS[:1], "substitutions": {"name": "Rae"}},
        {"msisdn": NUMBERS[1:], "substitutions": {"name": "R" * 160}},
    ]
    content = {"type": kind, "text": text}
    return _request({"channel": "sms", "from": "HARBOUR", "to": to, "content": content, **more})


def _load(request: Request, limit: int = 1000, recipients: list[Recipient] | None = None) -> Load:
    return load(request, units(request, recipients), limit)


@pytest.mark.parametrize(
    ("request_", "parts"),
    [
        (_v1("Gate 3 is open."), 3),
        (_v1("a" * 161), 6),
        (_v1("a" * 71, type="4"), 6),
        (_v1("Gate 3 – open"), 3),
        (_v1("ignored", type="3", body="0AFF"), 0),
        (_v2("Gate 3"), 3),
        (_v2("$(name)"), 3),
        (_v2("Hello $(name)"), 1 + 2 * 2),
        (_v2("$(greeting) $(name)", substitutions={"greeting": "a" * 160, "name": "none"}), 2 + 2 * 3),
        (_v2("$(name)", "unicode"), 1 + 2 * 3),
    ],
)
def test_sms_parts_are_those_of_every_destination(request_: Request, parts: int) -> None:
    assert _load(request_).parts == parts


def test_sms_parts_of_recipients_are_those_of_their_own_texts() -> None:
    names = ["Rae", "R" * 160]
    people = [
        Recipient(row, "msisdn", number, None, {"name": name})
        for row, (number, name) in enumerate(zip(NUMBERS, names, strict=False))
    ]
    channels = {"sms": {"senderid": "HARBOUR", "text": "Hello $(name)"}}
    request = _request({"deliverychannel": "sms", "channels": channels}, "# msglint: recipients=external\n")
    assert _load(request, recipients=people) == Load(2, 1, 1 + 2, 0)
    root = {"from": "HARBOUR", "content": "Hello $(name)", "contentType": "TEXT"}
    request = _request(root, "# msglint: recipients=external api=sms-v1\n")
    people = [Recipient(each.row, "to", each.address, None, each.substitutions) for each in people]
    assert _load(request, recipients=people) == Load(2, 2, 1 + 2, 0)


@pytest.mark.parametrize(
    ("together", "load_"), [({}, Load(3, 1, 0, 6)), ({"multipleToRecipients": True}, Load(3, 1, 0, 2))]
)
def test_copies_go_with_every_mail(together: dict[str, bool], load_: Load) -> None:
    to = [{"email": ["a@example.com", "b@example.com"]}, {"email": ["c@example.com"]}]
    content = {"type": "text", "subject": "Gate 3", "text": "It is open."}
    copies = {"cc": ["d@example.com"], "bcc": ["e@example.com"]}
    request = _request(
        {"channel": "email", "from": "a@example.com", "to": to, "content": content, **copies, **together}
    )
    assert _load(request) == load_


@given(st.integers(1, 4))
def test_as_many_requests_are_planned_as_are_made(limit: int) -> None:
    for request in (_v1("Gate 3"), _v2("Hello $(name)")):
        assert _load(request, limit).requests == len(list(batches(request, units(request), limit)))


def test_the_sender_is_the_one_that_the_message_names() -> None:
    assert sender_of(_v1("Gate 3")) == sender_of(_v2("Gate 3")) == "HARBOUR"
    assert sender_of(_request({"deliverychannel": "push", "destination": [{"userid": ["u"]}]})) == ""


def _list(folder: Path, text: str) -> str:
    file = folder / "guests.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_guest_is_known_however_the_address_is_written(tmp_path: Path) -> None:
    guests = Guests(_list(tmp_path, "# the team\n447700 900-101 # Rae\n\nRae@Example.org\nuser 7\nuser#8\n"))
    for address in ("+447700900101", "447700900101", "rae@example.org", "user 7", "user#8"):
        assert address in guests
    for address in ("+447700900102", "ray@example.org", "user", ""):
        assert address not in guests
    assert not guests.admits("+447700900101\n+447700900102")


@pytest.mark.parametrize("text", ["", "# nobody\n"])
def test_an_empty_guest_list_is_a_mistake(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no address in it"):
        Guests(_list(tmp_path, text))


def _dry_run(folder: Path, message: Any, *words: str) -> str:
    file = folder / "message.yaml"
    file.write_text(json.dumps(message), encoding="utf-8")
    options = ["--region", "eu", "--dry-run", "--isolated", *words, str(file)]
    return CliRunner().invoke(command, options, standalone_mode=False, catch_exceptions=False).output


def test_the_plan_says_what_will_happen(tmp_path: Path) -> None:
    message = {
        "deliverychannel": "sms",
        "destination": [{"msisdn": [number]} for number in NUMBERS],
        "channels": {"sms": {"senderid": "HARBOUR", "text": "a" * 161}},
    }
    guests = _list(tmp_path, "\n".join(NUMBERS[:2]))
    lines = _dry_run(tmp_path, message, "--only-to", guests, "--tps", "1").splitlines()
    assert lines[1:9] == [
        "from          HARBOUR",
        "messages      1",
        "destinations  2",
        "left out      1 not on the guest list",
        "SMS parts     4",
        "requests      2, each to at most 1 destinations",
        "pace          1 destinations a second",
        next(line for line in lines if line.startswith("takes         2 s, until about ")),
    ]


def test_a_copy_to_a_stranger_stops_a_send_to_guests(tmp_path: Path) -> None:
    message = {
        "channel": "email",
        "from": "harbour@example.com",
        "to": [{"email": ["a@example.com"]}],
        "cc": ["stranger@example.com"],
        "content": {"type": "text", "subject": "Gate 3", "text": "It is open."},
    }
    with pytest.raises(UsageError, match=r"goes to stranger@example\.com as well"):
        _dry_run(tmp_path, message, "--only-to", _list(tmp_path, "a@example.com"))


def test_a_send_to_guests_takes_nobody_along_whom_an_earlier_run_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSGLINT_SERVICE_KEY", "a-key")
    base, path = "http://127.0.0.1:9", str(tmp_path / "outbox.db")
    request = _v1("Gate 3")
    with Outbox(path, base) as outbox:
        outbox.add(batches(request, units(request), 10))
    file = tmp_path / "message.yaml"
    file.write_text(json.dumps(request.value), encoding="utf-8")
    words = ["--base-url", base, "--yes", "--isolated", "--outbox", path, str(file)]
    with pytest.raises(UsageError, match="2 others are queued in"):
        CliRunner().invoke(
            command,
            ["--only-to", _list(tmp_path, NUMBERS[0]), *words],
            standalone_mode=False,
            catch_exceptions=False,
        )


EXTERNAL = "# msglint: recipients=external\n"
SMS = {"channel": "sms", "from": "HARBOUR", "content": {"type": "text", "text": "Hello $(name)"}}


def _with_rows(folder: Path, message: Any, rows: str, *words: str) -> Any:
    (folder / "message.yaml").write_text(EXTERNAL + json.dumps(message), encoding="utf-8")
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    options = ["--region", "eu", "--dry-run", "--isolated", "--recipients", str(folder / "people.csv")]
    return CliRunner().invoke(
        command,
        [*options, *words, str(folder / "message.yaml")],
        standalone_mode=False,
        catch_exceptions=False,
    )


def test_columns_that_nothing_uses_are_named(tmp_path: Path) -> None:
    done = _with_rows(tmp_path, SMS, f"msisdn,name,note,age\n{NUMBERS[0]},Rae,x,7\n")
    assert "columns       not used: age, note\n" in done.output


def test_recipients_of_a_message_are_not_dropped_for_those_of_a_file(tmp_path: Path) -> None:
    message = {**SMS, "to": [{"msisdn": [NUMBERS[1]]}]}
    with pytest.raises(UsageError, match="has `to` as well"):
        _with_rows(tmp_path, message, f"msisdn,name\n{NUMBERS[0]},Rae\n")


def test_nobody_to_send_to_is_no_success(tmp_path: Path) -> None:
    guests = _list(tmp_path, NUMBERS[1])
    with pytest.raises(InputError, match="nobody to send to: none of its recipients is in"):
        _with_rows(tmp_path, SMS, f"msisdn,name\n{NUMBERS[0]},Rae\n", "--only-to", guests)


def test_a_bad_row_is_found_by_file_row_and_column(tmp_path: Path) -> None:
    rows = f"msisdn,name\n{NUMBERS[0]},Rae\n4.479E+11,Kit\n"
    done = _with_rows(tmp_path, SMS, rows)
    assert f"{tmp_path / 'people.csv'}, row 3, column msisdn: " in done.stderr
    aside = tmp_path / "bad.csv"
    _with_rows(tmp_path, SMS, rows, "--skip-bad-rows", str(aside))
    head, row = aside.read_text(encoding="utf-8").splitlines()
    assert head == "row,column,reason,msisdn,name"
    assert row.startswith("3,msisdn,")
    assert row.endswith(",4.479E+11,Kit")


def test_a_report_that_cannot_be_written_stops_a_send_before_it_begins(tmp_path: Path) -> None:
    report = f"json:{tmp_path / 'nowhere' / 'r.json'}"
    with pytest.raises(UsageError, match="there is no folder"):
        _with_rows(tmp_path, SMS, f"msisdn,name\n{NUMBERS[0]},Rae\n", "--report", report)


def test_no_is_an_answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert not is_confirmed(False)
    assert "nothing was sent" in capsys.readouterr().err
