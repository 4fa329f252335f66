"""`msglint outbox list|show|resume|export`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from msglint.cli import files, outbox_help, sending
from msglint.errors import UsageError

if TYPE_CHECKING:
    from msglint.outbox.reading import Reading

_STATES = ("queued", "sending", "accepted", "rejected", "unknown", "expired")
_DELIVERIES = ("delivered", "failed", "under-way", "no-receipt")

_EPILOG = """\b
Examples:
  msglint outbox list                                how much is in which state
  msglint outbox show +447700900101                  what became of one
  msglint outbox show --state unknown                of which nobody knows
  msglint outbox export --output csv -o sent.csv     all of them
  msglint outbox resume --yes                        send what is queued

\b
Exit codes:
  0    done
  1    show: nothing matches
  2    wrong usage, or an outbox that cannot be used
  4    resume: at least one destination was refused, or its expiry passed
  5    resume: the outcome of at least one is unknown
  130  interrupted
"""

_outbox = click.option(
    "--outbox",
    "path",
    default="msglint-outbox.db",
    show_default=True,
    metavar="PLACE",
    help="The outbox: a file, or postgresql://user@host/name.",
)
_format = click.option(
    "--output-format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
_state = click.option(
    "--state",
    type=click.Choice((*_STATES, *_DELIVERIES)),
    help="Only those in this state, or by receipts this far.",
)


@click.group("outbox", epilog=_EPILOG, short_help="Show what became of what was sent; send what is queued.")
def command() -> None:
    """Show what became of what was sent, and send what is still queued."""


@command.command("list", short_help="Count what is in which state.", epilog=outbox_help.LIST)
@_outbox
@_format
def list_command(path: str, form: str) -> int:
    """Show how many destinations are in which state, and how far they came by their receipts."""
    with _reading(path) as reading:
        value, name = _overview(reading), reading.name
    files.write_out(_as_json(value) if form == "json" else _overview_text(name, value))
    return 0


@command.command(
    "show",
    short_help="Show what became of each destination.",
    epilog=outbox_help.SHOW,
)
@click.argument("word", default="", metavar="[ADDRESS|CORRELATION-ID|TRANSACTION-ID]")
@_outbox
@_state
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    metavar="N",
    help="At most so many; 0 for all.",
)
@_format
def show_command(word: str, path: str, state: str | None, limit: int, form: str) -> int:
    """Show each destination: its state, what the platform said, and how far it came by the receipts."""
    from msglint.cli.outbox_export import record
    from msglint.cli.outbox_text import RESEND, lines

    with _reading(path) as reading:
        name = reading.name
        shown, more, unknown = 0, False, False
        comma = '{"destinations": ['
        for fate in reading.fates(_wanted(word, state)):
            if limit and shown == limit:
                more = True
                break
            shown += 1
            unknown = unknown or fate.state == "unknown"
            if form == "json":
                files.write_out(f"{comma}\n  {json.dumps(record(fate), ensure_ascii=False)}")
                comma = ","
            else:
                files.write_out(lines(fate))
    if form == "json":
        files.write_out(f'{"" if shown else comma}\n], "more": {json.dumps(more)}}}\n')
    if more:
        click.echo(f"there are more than these {shown:,}: --limit 0 shows all", err=True)
    if unknown:
        click.echo(RESEND, err=True)
    if not shown:
        click.echo(f"msglint: {_nothing(name, word, state)}", err=True)
        return 1
    return 0


@command.command(
    "export",
    short_help="Write all destinations as CSV or JSON lines.",
    epilog=outbox_help.EXPORT,
)
@_outbox
@_state
@click.option(
    "--output", "form", type=click.Choice(("csv", "jsonl")), default="csv", show_default=True, help="As what."
)
@click.option("-o", "file", metavar="FILE", help="Into this file, not to stdout; only you can read it.")
def export_command(path: str, state: str | None, form: str, file: str | None) -> int:
    """Write every destination with its state and delivery, whatever their number."""
    from msglint.cli.outbox_export import write

    if file is not None:
        files.check_folder(file)
        if os.path.realpath(file) == os.path.realpath(path):
            raise UsageError(f"-o {file}: this is the outbox itself; name another file")
    with _reading(path) as reading:
        count = write(reading.fates(_wanted("", state)), form, file)
    click.echo(f"destinations written: {count:,}", err=True)
    return 0


@command.command(
    "resume",
    short_help="Send what is queued.",
    epilog=outbox_help.RESUME,
)
@_outbox
@click.option(
    "--tps", type=click.IntRange(1), default=sending.DEFAULT_TPS, show_default=True, metavar="N",
    help="Destinations a second.",
)  # fmt: skip
@click.option("--key-file", metavar="FILE", help="A file with the service key that only you can read.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--resend-unknown", is_flag=True, help="Send again what is unknown: some of it may arrive twice."
)
@click.option("--report", "report_to", metavar="json:FILE", help="Write the outcome as JSON.")
def resume_command(
    path: str, tps: int, key_file: str | None, yes: bool, resend_unknown: bool, report_to: str | None
) -> int:
    """Send what is queued, to the host that the outbox is for; the message files are not needed."""
    from msglint.api.credentials import find

    report_file = sending.report_file(report_to)
    with _reading(path) as reading:
        base, name = reading.base_url(), reading.name
        unknown = _unknown(reading) if resend_unknown else ""
    if not base:
        raise UsageError(
            f"{name}: nothing was ever sent from this outbox; `msglint send` puts messages into it"
        )
    credentials = find(os.environ, key_file)
    if not yes and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on: give --yes to send")
    from msglint.api.client import Client
    from msglint.outbox import Outbox

    with Outbox(path, base, sending.lease()) as outbox, Client(base, credentials) as client:
        click.echo(f"to            {base}")
        click.echo(f"queued        {outbox.waiting():,}")
        if unknown:
            click.echo(f"unknown       {unknown}")
        click.echo(f"pace          {tps:,} destinations a second")
        if not sending.is_confirmed(yes):
            return sending.DECLINED
        sending.take_up(outbox, resend_unknown)
        stopped = sending.send_queued(outbox, client, tps)
        counts = outbox.counts()
    return sending.finish(counts, stopped, report_file)


def _unknown(reading: Reading) -> str:
    """How many destinations are unknown, and how many of them had better not be sent again."""
    total = arrived = 0
    for fate in reading.fates(_wanted("", "unknown")):
        total += fate.count
        arrived += fate.count if fate.receipts else 0
    told = f"; {arrived:,} of them did arrive there, by their receipts, and go out twice" if arrived else ""
    return f"{total:,}, which are sent again{told}"


def _reading(path: str) -> Reading:
    try:
        from msglint.outbox.reading import Reading
    except ImportError as error:
        raise UsageError("msglint outbox needs more packages: pip install 'msglint[send]'") from error
    return Reading(path)


def _wanted(word: str, state: str | None) -> Any:
    from msglint.outbox.reading import Wanted

    return Wanted(word.strip(), (state or "").replace("-", " "))


def _nothing(name: str, word: str, state: str | None) -> str:
    what = f"no destination is {state.replace('-', ' ')}" if state else "there is no destination"
    if word:
        asked = f" that has {word!r} as its address, correlation id, or transaction id"
        what = f"no destination{asked}" + (f" is {state.replace('-', ' ')}" if state else " is there")
    return f"{name}: {what}"


def _overview(reading: Reading) -> dict[str, Any]:
    rows: dict[tuple[str, str], Counter[str]] = {}
    states = reading.states()
    for (api, channel, state), number in states.items():
        rows.setdefault((api, channel), Counter())[state] += number
    total, matched = reading.receipts(), 0
    deliveries: dict[tuple[str, str], Counter[str]] = {}
    for fate in reading.fates() if total else ():
        matched += fate.receipts
        if fate.state in ("accepted", "unknown"):
            deliveries.setdefault((fate.api, fate.channel), Counter())[fate.delivery.summary] += fate.count
    requests = reading.requests()
    return {
        "host": reading.base_url(),
        "messages": [
            {
                "api": api,
                "channel": channel,
                "requests": requests.get((api, channel), 0),
                "destinations": sum(counted.values()),
                "states": {state: counted[state] for state in _STATES},
                "deliveries": dict(deliveries.get((api, channel), {})),
            }
            for (api, channel), counted in sorted(rows.items())
        ],
        "receipts": total,
        "unmatched": max(0, total - matched),
    }


def _overview_text(name: str, value: dict[str, Any]) -> str:
    from msglint.cli.outbox_text import table

    head = f"outbox  {name}\nhost    {value['host'] or 'none yet: nothing was sent from it'}\n"
    names = ("api", "channel", "requests", "destinations", *_STATES)
    rows = [{**each, **each["states"], **each["deliveries"]} for each in value["messages"]]
    text = head + ("\n" + table(rows, names) if rows else "\nthere is nothing in it\n")
    if value["receipts"]:
        told = [
            {"by receipts": each["channel"] or each["api"], **each["deliveries"]}
            for each in value["messages"]
        ]
        text += "\n" + table(told, ("by receipts", *(each.replace("-", " ") for each in _DELIVERIES)))
    if value["unmatched"]:
        number = value["unmatched"]
        text += (
            f"\n{number:,} {'receipt matches' if number == 1 else 'receipts match'} nothing in this outbox\n"
        )
    return text


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
