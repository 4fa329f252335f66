"""Replies in every shape, under every status: what each says about the requests that were sent."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msglint.api.replies import (
    LONGEST_WAIT,
    MAX_BODY,
    Accepted,
    Later,
    Outcome,
    Rejected,
    Unknown,
    classify,
)
from msglint.request import APIS

STATUSES = (200, 400, 401, 403, 429, 500, 503)
QUEUED = {"code": "1001", "transid": "t-1", "description": "Queued"}
REFUSED = {"code": "7004", "transid": "t-1", "description": "Invalid parameters"}
NO_ANSWER = {
    "empty": b"",
    "blank": b" \r\n",
    "truncated": b'{"response":[{"code":"1001","transid":"t',
    "no JSON": b"<html><body>Bad Gateway</body></html>",
    "not UTF-8": b"\xff\xfe\xfa",
    "huge": b'{"response":[{"code":"1001"}],"x":"' + b"x" * MAX_BODY + b'"}',
    "deep": b"[" * 200_000,
    "huge number": b'{"code": ' + b"9" * 50_000 + b"}",
    "text": b'"1001"',
    "number": b"1001",
    "null": b"null",
    "no element": b'{"response": []}',
    "no list": b'{"response": "1001"}',
    "no code": b'{"response": {"description": "Queued"}}',
    "no text": b'{"response": [{"code": {"1001": true}}]}',
    "true": b'{"response": [{"code": true}]}',
    "no object": b'{"response": [1001]}',
    "odd code": '{"response": [{"code": "１００１"}]}'.encode(),
    "other code": b'{"response": {"code": "7008"}}',
}


def told(
    body: Any, status: int = 200, parts: int = 1, api: str = "v1", channel: str | None = "sms", **headers: str
) -> list[Outcome]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return classify(
        api, channel, status, {n.replace("_", "-"): v for n, v in headers.items()}, content, parts
    )


class TestShapes:
    """Both shapes of v1 under any status: the code counts."""

    @pytest.mark.parametrize("status", STATUSES)
    @pytest.mark.parametrize("listed", [True, False])
    def test_the_code_counts_whatever_the_status(self, status: int, listed: bool) -> None:
        def reply(element: dict[str, str]) -> Outcome:
            (found,) = told({"response": [element] if listed else element}, status)
            return found

        assert reply(QUEUED) == Accepted("1001", "Queued", "t-1", None)
        refused = reply(REFUSED)
        assert isinstance(refused, Rejected)
        assert (refused.code, refused.fatal) == ("7004", False)
        assert isinstance(reply(REFUSED | {"code": "7020"}), Later)
        locked_out = reply(REFUSED | {"code": "7001"})
        assert isinstance(locked_out, Rejected)
        assert locked_out.fatal

    @pytest.mark.parametrize("api", APIS)
    def test_every_api_may_answer_in_every_shape(self, api: str) -> None:
        for body in ({"response": [REFUSED]}, {"response": REFUSED}, [REFUSED], REFUSED):
            (found,) = told(body, 400, api=api)
            assert isinstance(found, Rejected)
            assert found.code == "7004"

    def test_burst_mode(self) -> None:
        (found,) = told({"response": [QUEUED | {"description": "Queued in burst mode"}]})
        assert isinstance(found, Accepted)
        assert found.description == "Queued in burst mode"

    @pytest.mark.parametrize("api", ["v2", "sms-v1", "voice-messages-v1", "voice-calls-v1"])
    @pytest.mark.parametrize("status", [200, 201, 202])
    def test_the_other_apis_accept_with_an_id(self, api: str, status: int) -> None:
        body = {"messageId": "m-1", "correlationId": "lot-7", "acceptedTime": "2026-01-01T00:00:00.000Z"}
        assert told(body, status, api=api) == [Accepted(f"HTTP {status}", "", "m-1", "lot-7")]
        queued = body | {"status": "queued"}
        assert told([queued], status, api=api) == [Accepted(f"HTTP {status}", "queued", "m-1", "lot-7")]

    def test_an_id_alone_is_no_acceptance_elsewhere(self) -> None:
        assert isinstance(told({"messageId": "m-1"})[0], Unknown)
        assert isinstance(told({"messageId": "m-1"}, 500, api="v2")[0], Unknown)
        assert isinstance(told({"messageId": "m-1"}, 400, api="v2")[0], Rejected)

    def test_the_session_of_a_call(self) -> None:
        assert told({"sessionId": "s-1", "status": "QUEUED"}, 202, api="voice-calls-v1") == [
            Accepted("HTTP 202", "QUEUED", "s-1", None)
        ]

    def test_voice_may_say_rejected(self) -> None:
        for word in ("Rejected", "FAILED"):
            (found,) = told({"messageId": "m-1", "status": word}, 201, api="v2", channel="voice")
            assert isinstance(found, Rejected)
            assert word in found.meaning
        (found,) = told({"messageId": "m-1", "status": "pondering"}, 201, api="v2")
        assert isinstance(found, Unknown)
        assert "pondering" in found.reason


class TestNoAnswer:
    """Bodies that tell nothing: the HTTP status decides."""

    @pytest.mark.parametrize("body", NO_ANSWER.values(), ids=NO_ANSWER)
    @pytest.mark.parametrize("api", ["v1", "v2"])
    @pytest.mark.parametrize("parts", [1, 3])
    def test_by_status(self, body: bytes, api: str, parts: int) -> None:
        for status in (200, 201, 202, 204, 500, 502, 504, 408):
            for found in told(body, status, parts, api):
                assert isinstance(found, Unknown), status
        for status in (429, 503):
            for found in told(body, status, parts, api, Retry_After="7"):
                assert isinstance(found, Later), status
                assert (found.code, found.after) == (f"HTTP {status}", 7.0)

    @pytest.mark.parametrize("body", [each for name, each in NO_ANSWER.items() if name != "other code"])
    def test_refused_by_status(self, body: bytes) -> None:
        for status in (400, 401, 403, 404, 405, 407, 409, 413, 418):
            (found,) = told(body, status)
            assert isinstance(found, Rejected), status
            assert found.code == f"HTTP {status}"
            assert found.fatal == (status in (401, 403, 404, 405, 407))
            assert found.meaning

    @pytest.mark.parametrize("status", STATUSES)
    @pytest.mark.parametrize("parts", [1, 2])
    @pytest.mark.parametrize("shape", [[QUEUED], [QUEUED, REFUSED], QUEUED])
    def test_both_shapes_broken_off_anywhere_or_too_big(
        self, shape: list[dict[str, str]] | dict[str, str], parts: int, status: int
    ) -> None:
        whole = json.dumps({"response": shape}).encode()
        broken = [whole[:at] for at in range(len(whole))]
        padded = whole[:-1] + b" " * MAX_BODY + b"}"
        outcomes = {400: Rejected, 401: Rejected, 403: Rejected, 429: Later, 503: Later}
        for body in (*broken, padded):
            for found in told(body, status, parts):
                assert type(found) is outcomes.get(status, Unknown), body[:200]

    def test_a_code_that_nobody_knows(self) -> None:
        (found,) = told({"response": {"code": "7008", "description": "Sorry"}}, 200)
        assert found == Unknown("code 7008 is not documented (HTTP 200)")
        (found,) = told({"code": "7008", "message": "Sorry"}, 400, api="v2")
        assert isinstance(found, Rejected)
        assert found.description == "code 7008: Sorry"

    def test_a_fault_that_the_status_explains(self) -> None:
        for code in ("7006", "7011", "7200"):
            body = {"response": {"code": code, "description": "?"}}
            assert isinstance(told(body, 200, channel="rcs")[0], Unknown)
            assert isinstance(told(body, 500, channel="rcs")[0], Unknown)
            assert isinstance(told(body, 503, channel="rcs")[0], Later)

    def test_redirections_are_a_wrong_address(self) -> None:
        for status in (301, 302, 307, 308):
            (found,) = told(b"", status)
            assert isinstance(found, Rejected)
            assert found.fatal
        for status in (100, 303, 304):
            assert isinstance(told(b"", status)[0], Unknown)


class TestParts:
    """Array bodies: one outcome for each request."""

    def test_mixed(self) -> None:
        elements = [QUEUED | {"correlationid": "a"}, REFUSED, QUEUED | {"code": "7020"}, 5]
        accepted, rejected, later, unknown = told({"response": elements}, 200, 4)
        assert accepted == Accepted("1001", "Queued", "t-1", "a")
        assert isinstance(rejected, Rejected)
        assert isinstance(later, Later)
        assert isinstance(unknown, Unknown)

    @pytest.mark.parametrize("count", [1, 2, 4, 5])
    def test_fewer_or_more_answers_than_requests(self, count: int) -> None:
        found = told({"response": [QUEUED] * count}, 200, 3)
        assert (
            found == [Unknown(f"the reply has {count} answers to 3 requests: which to which is not told")] * 3
        )

    def test_a_call_refused_as_a_whole(self) -> None:
        for code in ("7000", "7001", "7020"):
            found = told({"response": REFUSED | {"code": code}}, 200, 3)
            assert len(found) == 3
            assert not any(isinstance(each, Accepted | Unknown) for each in found)

    def test_one_answer_about_the_caller(self) -> None:
        assert all(isinstance(each, Rejected) for each in told([REFUSED | {"code": "7001"}], 200, 3))
        assert all(isinstance(each, Unknown) for each in told([REFUSED], 200, 3))

    def test_one_acceptance_of_many(self) -> None:
        assert all(isinstance(each, Unknown) for each in told({"response": QUEUED}, 200, 3))

    def test_several_answers_to_one_request(self) -> None:
        assert told({"response": [QUEUED, QUEUED | {"transid": "t-2"}]}) == [
            Accepted("1001", "Queued", "t-1", None)
        ]
        assert isinstance(told([REFUSED, REFUSED])[0], Rejected)
        for mixed in ([QUEUED, REFUSED], [REFUSED, REFUSED | {"code": "7101"}], [QUEUED, 5]):
            assert isinstance(told(mixed)[0], Unknown), mixed


class TestRetryAfter:
    """When to come back."""

    NOW = 1_700_000_000.0

    def after(self, value: str, name: str = "Retry-After") -> float | None:
        (found,) = classify("v1", "sms", 429, {name: value}, b"", 1, now=self.NOW)
        assert isinstance(found, Later)
        return found.after

    def test_seconds_and_dates(self) -> None:
        assert self.after("120") == 120.0
        assert self.after(" 2.5 ", "retry-after") == 2.5
        assert self.after(formatdate(self.NOW + 90, usegmt=True)) == 90.0
        assert self.after(formatdate(self.NOW - 90, usegmt=True)) == 0.0

    def test_no_wait_without_end(self) -> None:
        assert self.after("9" * 300) == LONGEST_WAIT
        assert self.after("Fri, 31 Dec 9999 23:59:59 GMT") == LONGEST_WAIT

    @pytest.mark.parametrize(
        "word",
        ["", "soon", "-5", "nan", "inf", "1e9", "٣", "9" * 5000, "Fri, 99 Foo 2026 99:99:99 GMT", "\0"],
    )
    def test_what_tells_nothing(self, word: str) -> None:
        assert self.after(word) is None

    def test_with_a_code(self) -> None:
        (found,) = told({"response": {"code": "7020"}}, 200, Retry_After="3")
        assert isinstance(found, Later)
        assert (found.code, found.after) == ("7020", 3.0)


class TestForeignTexts:
    """What is taken over from a reply is fit to be stored and shown."""

    def test_descriptions_are_one_short_line(self) -> None:
        (found,) = told(
            {"code": "7004", "message": "bad\n\x1b[31m\u202e\ud800\0" + "x" * 10_000}, 400, api="v2"
        )
        assert isinstance(found, Rejected)
        assert found.description.startswith("bad [31m xxx")
        assert len(found.description) == 300
        assert found.description.isprintable()
        found.description.encode()

    def test_ids_are_whole_or_none(self) -> None:
        for word in ("x" * 300, "a\nb", "\ud800", "\0", "", 10**40):
            (found,) = told({"response": [QUEUED | {"transid": word, "correlationid": word}]})
            assert found == Accepted("1001", "Queued", None, None)
        (found,) = told({"response": [QUEUED | {"transid": 77, "correlationid": "Größe 9"}]})
        assert found == Accepted("1001", "Queued", "77", "Größe 9")

    def test_secrets_that_come_back_are_hidden(self) -> None:
        key = "canary-5b1f"
        for element in (QUEUED, REFUSED):
            body = {**element, "transid": key, "correlationid": f"x{key}", "description": f"bad key '{key}'!"}
            found = classify("v1", "sms", 200, {}, json.dumps(body).encode(), 1, secrets=[key])
            assert key not in repr(found)
            assert "bad key '*****'!" in repr(found)
        digits = "12345678"
        found = classify("v1", "sms", 400, {}, b'{"code": "12345678"}', 1, secrets=[digits])
        assert digits not in repr(found)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1001", "7000", "7001", "7006", "7020", "queued"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["response", "code", "transid", "description", "messageId", "status", "message", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=60) | JSON_VALUES.map(lambda value: json.dumps(value).encode(errors="replace"))


@given(
    api=st.sampled_from(APIS) | st.text(max_size=3),
    channel=st.sampled_from(["sms", "voice", "rcs", None]) | st.text(max_size=3),
    status=st.sampled_from((*STATUSES, 201, 202, 404, 502)) | st.integers(0, 999),
    headers=st.dictionaries(st.sampled_from(["Retry-After", "retry-after", "x"]), st.text(max_size=40)),
    body=BODIES,
    parts=st.integers(1, 5),
)
def test_it_never_raises_and_always_gives_one_outcome_a_part(
    api: str, channel: str | None, status: int, headers: dict[str, str], body: bytes, parts: int
) -> None:
    found = classify(api, channel, status, headers, body, parts, now=0.0)
    assert len(found) == parts
    for each in found:
        match each:
            case Accepted():
                assert b"1001" in body or (
                    200 <= status < 300 and (b"messageId" in body or b"transid" in body)
                )
            case Later(after=after):
                assert after is None or 0 <= after <= LONGEST_WAIT
                assert status in (429, 503) or b"7020" in body
            case Rejected():
                assert each.meaning
            case Unknown():
                assert each.reason
                assert each.reason.isprintable()
