"""The parts of the sandbox without HTTP: limit, faults, deliveries, ledger, verdicts, and what the page draws."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from casefiles import Case, all_cases
from hypothesis import example, given
from hypothesis import strategies as st

from msglint.errors import UsageError
from msglint.recognition import recognise
from msglint.request import APIS, V1_CHANNELS
from msglint.sandbox.delivery import FAILURES, reached, stages
from msglint.sandbox.faults import KINDS, Faults
from msglint.sandbox.judge import MAX_DESTINATIONS, Recipient, UnreadableError, parse, parts
from msglint.sandbox.ledger import KEPT_BODIES, Accepted, Ledger
from msglint.sandbox.limits import BURST_SECONDS_A_DAY, Limit, burst_limit
from msglint.sandbox.look import look
from msglint.source import Source
from msglint.stream import documents

SMS = frozenset(("sms",))


class TestLimit:
    """Destinations a second."""

    def test_any_second_holds_no_more_than_the_limit(self) -> None:
        limit = Limit(100)
        taken = [
            now
            for now in (step / 100 for step in range(500))
            for _ in range(3)
            if limit.ask(1, SMS, now).said == "queued"
        ]
        assert len(taken) == 500
        assert all(sum(start <= each < start + 1 for each in taken) <= 100 for start in taken)

    def test_a_request_is_taken_whole_or_not_at_all(self) -> None:
        limit = Limit(10)
        assert limit.ask(11, SMS, 0).said == "refused"
        assert limit.ask(8, SMS, 0).said == "queued"
        assert limit.ask(3, SMS, 0.5).said == "refused"
        assert limit.ask(2, SMS, 0.5).said == "queued"
        assert limit.ask(8, SMS, 1).said == "queued"

    def test_no_limit(self) -> None:
        assert Limit(None).ask(10**6, SMS, 0).said == "queued"

    @pytest.mark.parametrize(
        ("tps", "most"), [(10, 15), (100, 150), (200, 300), (300, 400), (20_000, 20_100)]
    )
    def test_burst_mode(self, tps: int, most: int) -> None:
        assert burst_limit(tps) == most
        limit = Limit(tps, burst=True)
        assert limit.ask(tps, SMS, 0).said == "queued"
        passage = limit.ask(most - tps, SMS, 0)
        assert passage.said == "burst"
        assert passage.wait == pytest.approx(most / tps)
        assert limit.ask(1, SMS, 0).said == "refused"

    @pytest.mark.parametrize("channel", ["push", "in-app", "messenger", "apple-messages", None])
    def test_no_burst_on_these_channels(self, channel: str | None) -> None:
        limit = Limit(10, burst=True)
        limit.ask(10, SMS, 0)
        assert limit.ask(1, frozenset((channel,)), 0).said == "refused"
        assert limit.ask(1, SMS, 0).said == "burst"

    def test_half_an_hour_of_burst_a_day(self) -> None:
        limit = Limit(2, burst=True)
        said = [limit.ask(3, SMS, float(second)).said for second in range(BURST_SECONDS_A_DAY + 5)]
        assert said.count("burst") == BURST_SECONDS_A_DAY
        assert said[-1] == "refused"
        assert limit.ask(3, SMS, 86_400.0).said == "burst"

    def test_eight_hours_of_burst_a_month(self) -> None:
        limit = Limit(2, burst=True)
        taken = sum(
            limit.ask(3, SMS, day * 86_400.0 + second).said == "burst"
            for day in range(20)
            for second in range(BURST_SECONDS_A_DAY)
        )
        assert taken == 8 * 3600
        assert limit.ask(3, SMS, 31 * 86_400.0).said == "burst"


class TestFaults:
    """Which request meets which fault."""

    def test_rates_are_kept(self) -> None:
        faults = Faults({"drop": 0.2, "429": 0.1}, seed=3)
        drawn = [fault.kind if fault else "" for fault in (faults.draw() for _ in range(10_000))]
        assert drawn.count("drop") == pytest.approx(2000, rel=0.1)
        assert drawn.count("429") == pytest.approx(1000, rel=0.15)

    def test_the_order_of_kinds_does_not_matter(self) -> None:
        one, other = Faults({"drop": 0.3, "503": 0.3}, 5), Faults({"503": 0.3, "drop": 0.3}, 5)
        assert [one.draw() for _ in range(100)] == [other.draw() for _ in range(100)]

    def test_none_and_always(self) -> None:
        assert Faults({}).draw() is None
        assert {fault.kind for fault in (Faults({"half": 1}).draw() for _ in range(9)) if fault} == {"half"}

    @pytest.mark.parametrize("rates", [{"x": 0.1}, {"drop": -0.1}, {"drop": True}, dict.fromkeys(KINDS, 0.2)])
    def test_wrong_rates(self, rates: dict[str, float]) -> None:
        with pytest.raises(UsageError):
            Faults(rates)


class TestDelivery:
    """What becomes of accepted messages."""

    def test_only_the_named_endings_fail(self) -> None:
        for channel in ("sms", "voice", "whatsapp", "email", "push"):
            for ending in range(100):
                way = stages(channel, f"+4477009001{ending:02d}")
                assert any(stage.failed for stage in way) == (f"{ending:02d}" in FAILURES[channel])

    def test_an_address_of_mail(self) -> None:
        assert [stage.code for stage in stages("email", "kit99@example.org")] == ["7501", "7520"]

    @pytest.mark.parametrize("address", ["", "rider", "$(msisdn)", "9", "99\n"])
    def test_odd_addresses_arrive(self, address: str) -> None:
        assert stages("sms", address)[-1].code == "7500"

    def test_stages_are_reached_in_time(self) -> None:
        way = stages("sms", "+447700900101")
        said = [reached(way, delays) for delays in (0, 1, 1.5, 2, 99)]
        assert [stage and stage.status for stage in said] == [
            None,
            "Submitted",
            "Submitted",
            "Delivered",
            "Delivered",
        ]


class TestLedger:
    """What was accepted, by number."""

    def accept(self, ledger: Ledger, *addresses: str, transid: str = "t") -> int:
        recipients = [Recipient("msisdn", address, None) for address in addresses]
        return ledger.accept(1.5, 1.5, ("v1", "sms"), transid, recipients, {"a": 1})

    def test_numbers_go_on_after_it_forgot(self) -> None:
        ledger = Ledger()
        self.accept(ledger, "a", "b")
        ledger.clear()
        assert ledger.request(1) is None
        assert self.accept(ledger, "c", transid="x") == 2
        found = ledger.find("x")
        assert found is not None
        assert (found.number, found.first, found.recipients[0].address) == (2, 3, "c")
        assert [number for number, _, _ in ledger.since(0, 9)] == [3]
        assert ledger.find("t") is None

    def test_paging_meets_every_destination_once(self) -> None:
        ledger = Ledger()
        for size in (1, 3, 2, 5, 1):
            self.accept(ledger, *(f"{size}-{index}" for index in range(size)))
        for page in (1, 2, 3, 4, 100):
            seen: list[int] = []
            while found := [number for number, _, _ in ledger.since(seen[-1] if seen else 0, page)]:
                seen += found
            assert seen == list(range(1, 13))

    def test_only_the_newest_bodies_are_kept(self) -> None:
        ledger = Ledger()
        for _ in range(KEPT_BODIES + 1):
            self.accept(ledger, "a")
        oldest, next_one = ledger.request(1), ledger.request(2)
        assert oldest is not None
        assert oldest.body is None
        assert next_one is not None
        assert next_one.body == {"a": 1}
        assert look(oldest)["blocks"][0]["is"] == "hint"


def _good_cases() -> list[Case]:
    return [case for case in all_cases() if case.good and case.file.parent.name != "yaml"]


def _accepted(api: str, channel: str, body: dict[str, Any], recipients: list[Recipient]) -> Accepted:
    return Accepted(1, 0.0, 0.0, api, channel, "t", 1, recipients, body)


class TestVerdicts:
    """The sandbox agrees with the linter."""

    @pytest.mark.parametrize("case", _good_cases(), ids=lambda case: case.name)
    def test_a_correct_message_is_accepted_and_drawn(self, case: Case) -> None:
        for document in documents(Source(case.name, case.text)):
            for request in recognise(document, case.now).requests:
                if request.external:
                    continue
                (part,) = parts(request.api, request.value, case.now.timestamp())
                if part.refusal is not None:
                    assert part.refusal.code == "7005", part.refusal
                    assert "expire" in part.refusal.reason or "expiry" in part.refusal.reason
                    continue
                assert 1 <= len(part.recipients) <= MAX_DESTINATIONS
                drawn = look(_accepted(request.api, part.channel or "", part.value, part.recipients))
                assert drawn["blocks"]
                assert json.dumps(drawn)


_KEYS = st.sampled_from(
    [
        "deliverychannel",
        "destination",
        "channels",
        "msisdn",
        "sms",
        "text",
        "type",
        "wa",
        "fb",
        "OTT-Messaging",
        "push",
        "android",
        "ios",
        "title",
        "appmessaging",
        "message",
        "attachment",
        "payload",
        "elements",
        "buttons",
        "AppleBusinessChat",
        "interactiveData",
        "data",
        "listPicker",
        "sections",
        "items",
        "rows",
        "content",
        "richCard",
        "cards",
        "suggestions",
        "to",
        "channel",
        "substitutions",
        "audio",
        "voice",
        "template",
        "id",
    ]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | _KEYS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=30,
)


class TestHostileBodies:
    """Whatever comes, there is an answer."""

    @given(st.sampled_from(APIS), _VALUES)
    def test_any_json_gets_a_verdict(self, api: str, value: Any) -> None:
        for part in (
            parts(api, [value], 0.0) if api == "v1" else parts(api, {"content": value, "to": value}, 0.0)
        ):
            assert part.refusal is None or part.refusal.code in ("7000", "7003", "7004", "7005", "7009")

    @given(st.sampled_from(sorted({*V1_CHANNELS.values(), "rcs", "email", "mms"})), _VALUES)
    @example("email", {"channel": "email", "content": {"html": "<script>"}})
    def test_any_body_is_drawn(self, channel: str, value: Any) -> None:
        recipients = [Recipient("msisdn", "+447700900101", None)]
        for api in ("v1", "v2"):
            for body in (
                {"channels": value, "content": value, "to": value, "message": value, "template": value},
                {"channels": {"sms": value, "push": value, "appmessaging": value, "voice": value}},
                {"channels": {"AppleBusinessChat": value, "OTT-Messaging": {"wa": value, "fb": value}}},
            ):
                drawn = look(_accepted(api, channel, body, recipients))
                assert json.dumps(drawn)

    @given(st.binary(max_size=40) | _VALUES.map(lambda value: json.dumps(value).encode()))
    def test_any_bytes_are_read_or_refused(self, body: bytes) -> None:
        with suppress(UnreadableError):
            value = parse(body)
            assert json.loads(body) == value
