"""`msglint send`."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from msglint.api.hosts import advice, base_url
from msglint.cli import complete, options, sending
from msglint.cli.command import Command
from msglint.cli.jobs import Job, count, invite, jobs_of
from msglint.cli.run import Run
from msglint.errors import InputError, UsageError
from msglint.limiter import batch_size as batch_size_for
from msglint.plan import Load, sender_of

if TYPE_CHECKING:
    from msglint.guests import Guests
    from msglint.outbox import Outbox

_SHOWN = 3

_EPILOG = """\b
Examples:
  msglint send --region eu --dry-run welcome.yaml
  msglint send --base-url http://127.0.0.1:8765 --yes welcome.yaml
  msglint send --region eu --tps 100 --recipients customers.csv campaign.yaml

\b
The service key comes from MSGLINT_SERVICE_KEY, a keyring, or --key-file; a JWT is made from
MSGLINT_SERVICE_ID and MSGLINT_SERVICE_SECRET. The same command again goes on where it stopped:
what is accepted is not sent again, and what is unknown is left alone.

\b
Exit codes:
  0    all were accepted
  1    findings in a message or bad rows of recipients: nothing was sent
  2    wrong usage, a file that cannot be used, or a send that stopped early
  4    at least one destination was refused, or its expiry passed
  5    the outcome of at least one is unknown
  130  interrupted, or answered with no
"""


_GROUPS = {
    "Which messages": ("api", "config_file", "isolated"),
    "To whom": ("recipients", "refused", "guest_list", "max_destinations"),
    "Where": ("region", "url", "key_file"),
    "How": ("tps", "batch_size", "outbox_path", "resend_unknown"),
    "Before and after": ("dry_run", "yes", "report_to"),
}


@click.command(
    "send",
    cls=Command,
    groups=_GROUPS,
    epilog=_EPILOG,
    short_help="Check messages, and send what passed.",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option(
    "--recipients",
    metavar="FILE",
    type=click.Path(),
    help="CSV, JSONL, or XLSX for messages with recipients=external.",
)
@click.option(
    "--skip-bad-rows", "refused", metavar="FILE", help="Write rows that cannot be used here (CSV), and go on."
)
@click.option(
    "--region", metavar="NAME", shell_complete=complete.region, help="The region of the API, such as eu."
)
@click.option("--base-url", "url", metavar="URL", help="The API's host: https, or http on this machine.")
@click.option(
    "--outbox",
    "outbox_path",
    default="msglint-outbox.db",
    show_default=True,
    metavar="PLACE",
    help="A file, or postgresql://user@host/name for several senders at a time.",
)
@click.option(
    "--tps",
    type=click.IntRange(1),
    metavar="N",
    help="Destinations a second. Default: the configuration's, or 10.",
)
@click.option("--batch-size", type=click.IntRange(1, 1000), metavar="N", help="Destinations a request.")
@click.option(
    "--only-to", "guest_list", metavar="FILE", help="Send to these addresses only: one on a line of FILE."
)
@click.option(
    "--max-destinations", type=click.IntRange(1), metavar="N", help="Send nothing if there are more."
)
@click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(),
    help="A file with the service key that only you can read.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and open no connection.")
@click.option(
    "--resend-unknown", is_flag=True, help="Send again what is unknown: some of it may arrive twice."
)
@click.option("--report", "report_to", metavar="json:FILE", help="Write the outcome as JSON.")
@click.option(
    "--api",
    metavar="NAME",
    shell_complete=complete.api,
    help="The API of all messages, instead of telling it by their shape.",
)
@click.option("--config", "config_file", metavar="FILE", type=click.Path(), help="Use this configuration.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def command(
    paths: tuple[str, ...],
    recipients: str | None,
    refused: str | None,
    region: str | None,
    url: str | None,
    outbox_path: str,
    tps: int | None,
    batch_size: int | None,
    guest_list: str | None,
    max_destinations: int | None,
    key_file: str | None,
    yes: bool,
    dry_run: bool,
    resend_unknown: bool,
    report_to: str | None,
    api: str | None,
    config_file: str | None,
    isolated: bool,
) -> int:
    """Check the messages of FILE..., show the plan, and send them in batches.

    A finding that is an error stops everything before the first request.
    """
    base = base_url(region, url)
    report_file = sending.report_file(report_to)
    run = Run(
        options.clock(None),
        options.known_api(api),
        options.grading((), (), ()),
        None,
        config_file,
        isolated,
        keep=True,
    )
    jobs = jobs_of(run, paths, recipients)
    if jobs is None:
        return 1
    guests = invite(jobs, guest_list) if guest_list else None
    pace = tps or min(job.request.settings.account.tps or sending.DEFAULT_TPS for job in jobs)
    size = min(batch_size or batch_size_for(pace), pace)
    if not count(jobs, refused, size):
        return 1
    whole = sum((job.load for job in jobs), Load())
    total = whole.destinations
    if not total:
        why = f"none of its recipients is in {guest_list}" if guests else "it has no recipients"
        raise InputError(f"{', '.join(paths)}: there is nobody to send to: {why}")
    _check_number(total, "there are", max_destinations)
    _show_plan(jobs, whole, base, pace, size)
    if dry_run:
        click.echo("dry run: no request was made")
        return 0
    from msglint.api.credentials import find

    credentials = find(os.environ, key_file)
    if not yes and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on: give --yes to send, or --dry-run to look")
    try:
        from msglint.api.client import Client
        from msglint.batches import batches
        from msglint.outbox import Outbox
    except ImportError as error:
        raise UsageError("msglint send needs more packages: pip install 'msglint[send]'") from error

    with Outbox(outbox_path, base, sending.lease()) as outbox, Client(base, credentials) as client:
        known, waiting = _known(outbox, jobs, total), outbox.waiting()
        if known:
            click.echo(f"of these      {known:,} are in the outbox already, and are not queued again")
        if waiting:
            click.echo(f"queued        {waiting:,} by earlier runs, which go out now")
        _check_number(waiting, "queued are", max_destinations)
        if guests is not None:
            _check_guests(outbox, guests, guest_list, resend_unknown)
        if not sending.is_confirmed(yes):
            return sending.DECLINED
        sending.take_up(outbox, resend_unknown)
        for job in jobs:
            outbox.add(batches(job.request, outbox.fresh(job.units()), size))
        stopped = sending.send_queued(outbox, client, pace)
        counts = outbox.counts()
    return sending.finish(counts, stopped, report_file)


def _show_plan(jobs: list[Job], whole: Load, base: str, pace: int, size: int) -> None:
    seconds = whole.destinations / pace
    end = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    senders = sorted({sender_of(job.request) or "the sender of the service" for job in jobs})
    left_out = sum(job.left_out for job in jobs)
    click.echo(f"to            {base}")
    click.echo(f"from          {', '.join(senders[:_SHOWN])}{' …' if len(senders) > _SHOWN else ''}")
    click.echo(f"messages      {len(jobs):,}")
    click.echo(f"destinations  {whole.destinations:,}")
    if left_out:
        click.echo(f"left out      {left_out:,} not on the guest list")
    unused = sorted({name for job in jobs if job.recipients for name in job.recipients.unused})
    if unused:
        click.echo(f"columns       not used: {', '.join(unused)}")
    if whole.copies:
        click.echo(f"copies        {whole.copies:,} mails more, to cc and bcc")
    if whole.parts:
        click.echo(f"SMS parts     {whole.parts:,}")
    click.echo(f"requests      {whole.requests:,}, each to at most {size:,} destinations")
    click.echo(f"pace          {pace:,} destinations a second")
    click.echo(f"takes         {seconds:,.0f} s, until about {end:%Y-%m-%d %H:%M} UTC")
    warning = advice(base)
    if warning:
        click.echo(f"msglint: {warning}", err=True)


def _check_number(number: int, what: str, most: int | None) -> None:
    if most is not None and number > most:
        raise UsageError(f"--max-destinations {most}: {what} {number:,}; nothing was sent")


def _check_guests(outbox: Outbox, guests: Guests, guest_list: str | None, resend_unknown: bool) -> None:
    """UsageError where earlier runs queued others, whom this one would take along."""
    states = ("queued", "unknown") if resend_unknown else ("queued",)
    others = sum(not guests.admits(each) for each in outbox.addresses(states))
    if others:
        raise UsageError(
            f"--only-to {guest_list}: {others:,} others are queued in {outbox.name} by earlier runs; "
            "nothing was sent (another --outbox has nothing queued)"
        )


def _known(outbox: Outbox, jobs: list[Job], total: int) -> int:
    """How many destinations of the plan an earlier run has put into the outbox."""
    if not outbox.counts():
        return 0
    return total - sum(unit.count for job in jobs for unit in outbox.fresh(job.units()))
