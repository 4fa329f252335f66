"""Every code of the sheets: what it is taken for, and that its words are fit to be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msglint.api.codes import all_codes, lookup
from msglint.api.replies import Accepted, Later, Outcome, Rejected, Unknown, classify
from msglint.source import Source
from msglint.stream import documents

TABLE = Path(__file__).parent / "status_codes.yaml"


def table() -> list[tuple[str, str, str]]:
    """Channel, code, and outcome of each line of the table."""
    (document,) = documents(Source.read(str(TABLE)))
    assert document.problems == []
    return [
        (channel, code, outcome)
        for channel, outcomes in document.value.items()
        for outcome, codes in outcomes.items()
        for code in codes
    ]


def kind(outcome: Outcome) -> str:
    match outcome:
        case Accepted():
            return "accepted"
        case Later():
            return "later"
        case Rejected(fatal=fatal):
            return "fatal" if fatal else "rejected"
        case Unknown():
            return "unknown"


@pytest.mark.parametrize(("channel", "code", "outcome"), table())
def test_each_code_is_taken_for_what_the_table_says(channel: str, code: str, outcome: str) -> None:
    element = {"code": code, "description": "as told", "transid": "t-1"}
    bodies = [
        ("v1", 200, {"response": [element]}),
        ("v1", 400, {"response": element}),
        ("v2", 400, {"code": code, "message": "as told"}),
        ("sms-v1", 400, {"code": int(code), "message": "as told"}),
    ]
    for api, status, body in bodies:
        (found,) = classify(api, channel, status, {}, json.dumps(body).encode(), 1)
        assert kind(found) == outcome, (api, found)
        known = lookup(channel, code)
        assert known is not None
        match found:
            case Accepted():
                assert (found.code, found.description) == (code, "as told")
                assert found.transaction_id == ("t-1" if api == "v1" else None)
            case Rejected():
                assert (found.code, found.description) == (code, "as told")
                assert (found.meaning, found.hint) == (known.meaning, known.hint)
            case Later():
                assert (found.code, found.reason, found.after) == (code, known.meaning, None)
            case Unknown():
                assert code in found.reason
                assert known.meaning in found.reason


def test_the_table_has_every_code_and_no_other() -> None:
    listed = [(channel, code) for channel, code, _ in table()]
    assert len(listed) > 400
    assert sorted(listed) == sorted((each.channel, each.code) for each in all_codes())


def test_a_channels_own_table_comes_first() -> None:
    names = {channel: lookup(channel, "7303") for channel in ("messenger", "instagram", "sms", None)}
    assert names["messenger"] is not None
    assert "reached" in names["messenger"].meaning
    assert names["instagram"] is not None
    assert "expired" in names["instagram"].meaning
    assert names["sms"] is None
    assert names[None] is None
    queued, incomplete = lookup("voice", "1001"), lookup("voice-events", "1001")
    assert queued is not None
    assert incomplete is not None
    assert (queued.kind, incomplete.kind) == ("accepted", "failed")
    assert lookup("sms", "7008") is None
    assert lookup("no such channel", "7001") == lookup(None, "7001")


def test_what_is_said_of_codes_can_be_shown() -> None:
    good = ("accepted", "submitted", "delivered", "read", "clicked", "progress")
    for each in all_codes():
        assert each.name, each
        assert each.meaning, each
        assert not each.meaning.endswith("."), each
        assert len(each.meaning) <= 200, each
        assert (each.hint == "") == (each.kind in good), each
        assert not each.hint.endswith("."), each
