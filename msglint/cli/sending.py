"""What the commands that send share: the run itself, its progress, and how it ends."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

import click

from msglint.cli import files
from msglint.errors import UsageError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from msglint.outbox import Outbox
    from msglint.sender import Poster

DECLINED = 130
"""The exit code of a send to which the user said no: as if it had been interrupted there."""

DEFAULT_TPS = 10
"""Destinations a second where nobody says how many (the sheets' own example)."""


def report_file(word: str | None) -> str | None:
    """The file that `--report json:FILE` names."""
    if word is None:
        return None
    name, colon, file = word.partition(":")
    if name != "json" or not colon or not file:
        raise UsageError(f"--report: {word!r} is not json:FILE, such as json:sent.json")
    folder = os.path.dirname(os.path.abspath(file))
    if not os.path.isdir(folder):
        raise UsageError(f"--report: there is no folder {folder}; make it first")
    if os.path.isdir(file) or not os.access(file if os.path.exists(file) else folder, os.W_OK):
        raise UsageError(f"--report: {file} cannot be written; nothing was sent")
    return file


def is_confirmed(yes: bool) -> bool:
    """Asks whether to send, unless that is said already."""
    if yes or click.confirm("Send?"):
        return True
    click.echo("msglint: nothing was sent", err=True)
    return False


def lease() -> float:
    """Seconds after which a sender of an outbox on a server counts as dead, if it gives no sign of life."""
    from msglint.outbox.database import LEASE

    word = os.environ.get("MSGLINT_LEASE_SECONDS", str(LEASE))
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 3600:
        raise UsageError(f"MSGLINT_LEASE_SECONDS: {word!r} is no number from 1 to 3600")
    return seconds


def take_up(outbox: Outbox, resend_unknown: bool) -> None:
    """Makes `unknown` what an earlier run left under way, and queues it anew if that was asked for."""
    died = outbox.recover()
    if died:
        click.echo(f"under way when an earlier run stopped, so unknown and left alone: {died:,}", err=True)
    if resend_unknown:
        click.echo(f"unknown, and queued again as you asked: {outbox.requeue_unknown():,}", err=True)


def send_queued(outbox: Outbox, poster: Poster, pace: int) -> str:
    """Sends what is queued, with a bar on a terminal; gives why it stopped early, or nothing."""
    from msglint.sender import Sender

    start, done = time.monotonic(), 0
    bar: ProgressBar[int] = click.progressbar(
        length=outbox.waiting(),
        show_pos=True,
        item_show_func=lambda rate: None if rate is None else f"{rate:,.0f} a second",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    )
    with bar:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            bar.update(count, round(done / max(time.monotonic() - start, 0.001)))

        return Sender(
            outbox,
            poster,
            outbox.limiter(pace),
            clock=time.time,
            ticks=time.monotonic,
            sleep=time.sleep,
            progress=advance,
            notice=lambda word: click.echo(f"msglint: {word}", err=True),
        ).run()


def finish(counts: list[tuple[str, str, str, int]], stopped: str, report_to: str | None) -> int:
    """Shows the table of outcomes, writes the report, and gives the exit code."""
    click.echo("\nin the outbox now:")
    for state, code, detail, number in counts:
        click.echo(f"{number:>10,}  {state:9} {code:5} {detail}".rstrip())
    by_state: dict[str, int] = {}
    for state, _, _, number in counts:
        by_state[state] = by_state.get(state, 0) + number
    if report_to is not None:
        rows = [dict(zip(("state", "code", "detail", "destinations"), row, strict=True)) for row in counts]
        value = {"destinations": by_state, "outcomes": rows, "stopped": stopped or None}
        files.save(report_to, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    if stopped == "interrupted":
        click.echo("msglint: interrupted: the same command goes on from here", err=True)
        return 130
    if stopped:
        click.echo(f"msglint: stopped: {stopped}", err=True)
        return 2
    if by_state.get("unknown"):
        click.echo("msglint: unknown ones may have arrived; --resend-unknown sends them again", err=True)
        return 5
    return 4 if by_state.get("rejected") or by_state.get("expired") else 0
