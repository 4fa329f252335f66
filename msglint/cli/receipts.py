"""`msglint receipts`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from msglint.api.hosts import is_loopback
from msglint.cli import files
from msglint.errors import UsageError

if TYPE_CHECKING:
    from msglint.outbox.receipt import Receipt

SECRET = "MSGLINT_HUB_SECRET"

_EPILOG = """\b
Examples:
  msglint receipts                                     on port 8766, into msglint-outbox.db
  msglint receipts --port 9000 --outbox campaign.db
  msglint receipts --print | jq .status

\b
The hub secret comes from the environment variable MSGLINT_HUB_SECRET or from --hub-secret-file.
The platform posts to https URLs only: put a proxy with TLS in front. `msglint outbox show` tells
what the receipts say.

\b
Exit codes:
  0    ended
  2    wrong usage, a port that is taken, or an outbox that cannot be used
  130  interrupted
"""


@click.command("receipts", epilog=_EPILOG, short_help="Listen for delivery receipts.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8766,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 takes any free one.",
)
@click.option(
    "--outbox", "path", default="msglint-outbox.db", show_default=True, metavar="PLACE",
    help="The outbox they go into, a file or postgresql://…; it is made where there is none.",
)  # fmt: skip
@click.option("--hub-secret-file", metavar="FILE", help="A file with the hub secret that only you can read.")
@click.option("--print", "prints", is_flag=True, help="Write each receipt to stdout, a line of JSON each.")
def command(host: str, port: int, path: str, hub_secret_file: str | None, prints: bool) -> int:
    """Listen for delivery receipts and write them into an outbox, also while `msglint send` sends from it."""
    secret = _secret(hub_secret_file)
    try:
        from msglint.listener.app import Hook
        from msglint.listener.server import serve
        from msglint.outbox.arrivals import Arrivals
    except ImportError:
        raise UsageError("msglint receipts needs more packages: pip install 'msglint[receipts]'") from None
    arrivals = Arrivals(path)
    try:
        hook = Hook(arrivals.add, secret, _print if prints else _quiet, _complain)
        serve(hook, host, port, lambda url: _announce(url, host, arrivals.name, secret is not None, prints))
    finally:
        arrivals.close()
    return 0


def _secret(file: str | None) -> str | None:
    from msglint.api.credentials import of_file

    if file is not None:
        found = of_file(file, "--hub-secret-file", "hub secret")
        if not found:
            raise UsageError(f"--hub-secret-file {file}: the file is empty")
        return found
    value = os.environ.get(SECRET)
    if value == "":
        raise UsageError(f"{SECRET} is empty: set it to the hub secret, or unset it to check no signatures")
    return value


def _announce(url: str, host: str, name: str, checks: bool, prints: bool) -> None:
    if not prints:
        click.echo(url)
    click.echo(f"Listening at {url} for delivery receipts, which go into {name}. Ctrl-C ends it.", err=True)
    if not checks:
        click.echo(
            f"msglint: without {SECRET} signatures are not checked: whoever reaches this port can post receipts",
            err=True,
        )
    if not is_loopback(host):
        click.echo(
            "msglint: others can reach this port by plain http: let only a proxy with TLS through to it",
            err=True,
        )


def _complain(sentence: str) -> None:
    click.echo(f"msglint: {sentence}", err=True)


def _quiet(_: Sequence[Receipt]) -> None:
    pass


def _print(receipts: Sequence[Receipt]) -> None:
    text = "".join(json.dumps(each._asdict(), ensure_ascii=False) + "\n" for each in receipts)
    with suppress(BrokenPipeError):  # whoever read them has gone; the outbox still gets them
        files.write_out(text)
