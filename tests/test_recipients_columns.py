"""What the columns of a file are for each API and channel, and what a message needs of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from recipient_files import EMAIL, NAMED, SMS, WHATSAPP, as_csv, message, results, written

from msglint.errors import InputError
from msglint.id_keys import ID_KEYS
from msglint.recipients import BadRow, Recipient, Recipients
from msglint.request import Request
from msglint.settings import DEFAULTS, Account

ONE = "+447700900101"
TEMPLATE = 'channel: sms\nfrom: ACME\ntemplate: {id: "20417"}\n'
V1_SMS = 'deliverychannel: sms\nchannels: {sms: {senderid: ACME, text: "Hello $(name)."}}\n'
KNOWN = DEFAULTS._replace(account=Account(templates={"20417": ("pier", "hour")}))


def opened(tmp_path: Path, request: Request, **row: str) -> Recipients:
    """A file of one row, opened for a message."""
    return Recipients(written(tmp_path / "people.csv", as_csv([list(row), list(row.values())])), request)


def only(recipients: Recipients) -> Recipient:
    """The one row of a file, which is good."""
    (found,) = recipients
    assert isinstance(found, Recipient), found
    return found


def refused(tmp_path: Path, request: Request, **row: str) -> str:
    """Why a file cannot be used for a message."""
    with pytest.raises(InputError) as error:
        opened(tmp_path, request, **row)
    return str(error.value)


def of(api: str, channel: str) -> Request:
    """A message of this API and channel, of which nothing else is asked."""
    request = message(SMS)
    request.api, request.channel, request.value = api, channel, {}
    return request


@pytest.mark.parametrize(
    ("api", "channel", "key"),
    [
        (api, channel, key)
        for api, channels in ID_KEYS.items()
        for channel, keys in channels.items()
        for key in keys
    ]
    + [
        ("sms-v1", "sms", "to"),
        ("voice-messages-v1", "voice", "dialedNumber"),
        ("voice-calls-v1", "voice", "dialedNumber"),
    ],
)
def test_every_id_key_of_every_channel(tmp_path: Path, api: str, channel: str, key: str) -> None:
    address = "rae@example.org" if key == "email" else ONE
    row: dict[str, str] = {"note": "x", key: address, "correlationId": "lot-7"}
    recipients = opened(tmp_path, of(api, channel), **row)
    assert only(recipients) == Recipient(2, key, address, "lot-7", {})
    assert recipients.unused == ("note",)


def test_letter_case_of_ids_does_not_count(tmp_path: Path) -> None:
    recipients = opened(tmp_path, message(SMS), MSISDN=ONE, CorrelationID="a")
    assert recipients.columns == ("MSISDN", "CorrelationID")
    assert only(recipients) == Recipient(2, "msisdn", ONE, "a", {})
    (found,) = opened(tmp_path, message(SMS), MSISDN="0")
    assert isinstance(found, BadRow)
    assert found.column == "MSISDN"


def test_no_id_column(tmp_path: Path) -> None:
    assert refused(tmp_path, message(SMS), phone=ONE, name="Pat").endswith(
        "no column says whom to send to: this message needs `msisdn`; the file has `phone`, `name`"
    )
    assert refused(tmp_path, message(SMS), msidn=ONE).endswith("the file has `msidn`; did you mean `msisdn`?")
    many = refused(tmp_path, message(V1_SMS), **{f"column{at}": "x" for at in range(400)})
    assert "needs one of `msisdn`, `customerid`; the file has `column0`" in many
    assert many.endswith("`column11`, and 388 more")


def test_two_id_columns(tmp_path: Path) -> None:
    assert refused(tmp_path, message(V1_SMS), CustomerId="7", msisdn=ONE).endswith(
        "`msisdn` and `CustomerId` both say whom to send to; rename or remove all but one"
    )


def test_a_channel_that_is_not_known(tmp_path: Path) -> None:
    request = message("deliverychannel: telex\nchannels: {telex: {}}\n")
    assert "the channel of the message is not" in refused(tmp_path, request, msisdn=ONE)


def test_apple_invitations_go_to_numbers(tmp_path: Path) -> None:
    text = "deliverychannel: AppleBusinessChat\nappid: a\nchannels: {AppleBusinessChat: {type: invitation}}\n"
    assert only(opened(tmp_path, message(text), msisdn=ONE)).key == "msisdn"
    assert "needs `msisdn`" in refused(tmp_path, message(text), abcUserId="urn:mbid:x")


def test_authentication_templates_go_to_no_bsuid(tmp_path: Path) -> None:
    text = (
        "deliverychannel: whatsapp\nappid: a\nmessage: {template: t, parameters: {otp: {value: '$(code)'}}}\n"
    )
    assert only(opened(tmp_path, message(text), waid="447700900101", code="1")).substitutions == {"code": "1"}
    assert "needs one of `waid`, `customerid`" in refused(tmp_path, message(text), bsuid="US.1", code="1")
    assert only(opened(tmp_path, message(WHATSAPP), bsuid="US.1")).address == "US.1"


def test_mails_that_all_recipients_share(tmp_path: Path) -> None:
    request = message(EMAIL + "multipleToRecipients: true\n")
    assert "see each other's addresses" in refused(tmp_path, request, email="rae@example.org")


# ---- placeholders ----


def test_only_what_the_message_names_is_used(tmp_path: Path) -> None:
    row = {"msisdn": ONE, "hour": "9", "notes": "", "name": " Pat "}
    recipients = opened(tmp_path, message(NAMED), **row)
    assert only(recipients).substitutions == {"name": " Pat ", "hour": "9"}
    assert (recipients.used, recipients.unused) == (("name", "hour"), ("notes",))


def test_a_placeholder_without_a_column(tmp_path: Path) -> None:
    assert refused(tmp_path, message(NAMED), msisdn=ONE, Name="Pat", hour="9").endswith(
        "no column fills `$(name)` of the message, nor do the message's `substitutions`; "
        "did you mean the column `Name`?"
    )
    assert refused(tmp_path, message(V1_SMS), msisdn=ONE, x="Pat").endswith(
        "no column fills `$(name)` of the message; the file has `msisdn`, `x`"
    )


def test_a_value_of_the_message_stands_in(tmp_path: Path) -> None:
    request = message(NAMED + "substitutions: {name: customer, hour: '9'}\n")
    recipients = opened(tmp_path, request, msisdn=ONE, name="")
    assert only(recipients).substitutions == {}
    assert only(opened(tmp_path, request, msisdn=ONE, name="Pat")).substitutions == {"name": "Pat"}
    # API v1 has no such field: it fills nothing.
    assert "no column fills" in refused(tmp_path, message(V1_SMS + "substitutions: {name: x}\n"), msisdn=ONE)


def test_ids_may_be_named_in_the_text(tmp_path: Path) -> None:
    request = message("channel: sms\nfrom: A\ncontent: {type: text, text: '$(msisdn) $(correlationid)'}\n")
    recipients = opened(tmp_path, request, msisdn="44 7700 900101", correlationid="a")
    assert only(recipients).substitutions == {"msisdn": "44 7700 900101", "correlationid": "a"}
    assert recipients.unused == ()


def test_built_in_placeholders_need_no_column(tmp_path: Path) -> None:
    request = message(EMAIL.replace("The timetable.", "'Stop: $(unsubscribe)'"))
    assert only(opened(tmp_path, request, email="rae@example.org")).substitutions == {}


def test_where_v1_has_placeholders(tmp_path: Path) -> None:
    request = message(
        V1_SMS + "message: {template: t, parameters: {pier: '$(pier)'}}\ncallbackData: '$(lot)'\n"
    )
    assert opened(tmp_path, request, msisdn=ONE, name="a", pier="b", lot="c").used == ("name", "pier", "lot")


def test_rcs_fills_the_text_of_a_text_message_only(tmp_path: Path) -> None:
    card = "channel: rcs\nfrom: a\ncontent: {type: card, card: {title: '$(name)'}}\n"
    assert opened(tmp_path, message(card), msisdn=ONE, name="x").unused == ("name",)


def test_a_template_takes_every_column(tmp_path: Path) -> None:
    recipients = opened(tmp_path, message(TEMPLATE), pier="B", msisdn=ONE, hour="9")
    assert only(recipients).substitutions == {"pier": "B", "hour": "9"}
    (found,) = opened(tmp_path, message(TEMPLATE), pier="", msisdn=ONE)
    assert isinstance(found, BadRow)
    assert found.column == "pier"


def test_a_template_of_the_account_takes_its_parameters(tmp_path: Path) -> None:
    request = message(TEMPLATE, KNOWN)
    recipients = opened(tmp_path, request, msisdn=ONE, pier="B", hour="9", note="x")
    assert (recipients.used, recipients.unused) == (("pier", "hour"), ("note",))
    assert "no column fills `$(hour)`" in refused(tmp_path, request, msisdn=ONE, pier="B")


# ---- correlation ids ----


@pytest.mark.parametrize(("text", "allowed"), [(V1_SMS, False), (NAMED, True)])
def test_length_of_correlation_ids(tmp_path: Path, text: str, allowed: bool) -> None:
    rest: dict[str, Any] = {"name": "a", "hour": "b"}
    assert only(opened(tmp_path, message(text), msisdn=ONE, correlationid="é" * 25, **rest))
    (found,) = opened(tmp_path, message(text), msisdn=ONE, correlationid="é" * 26, **rest)
    assert isinstance(found, Recipient) is allowed
    assert isinstance(found, Recipient) or "has 52 bytes; at most 50 are allowed" in found.message


def test_correlation_ids_may_be_empty_and_repeated(tmp_path: Path) -> None:
    table = [["msisdn", "correlationid"], [ONE, ""], ["+447700900102", "a"], ["+447700900103", "a"]]
    found = results(written(tmp_path / "people.csv", as_csv(table)), message(SMS))
    assert [row.correlation_id for row in found if isinstance(row, Recipient)] == [None, "a", "a"]
