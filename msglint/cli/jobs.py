"""The messages of a send, with the recipients they go to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from msglint.cli import files, options
from msglint.cli.run import Run
from msglint.diagnostics import Severity
from msglint.errors import InputError, UsageError
from msglint.id_keys import id_keys
from msglint.plan import Load, copies_to, load
from msglint.report import Style, report
from msglint.request import Request

if TYPE_CHECKING:
    from msglint.batches import Unit
    from msglint.guests import Guests
    from msglint.recipients import BadRow, Recipient, Recipients

_SHOWN_ROWS = 10


@dataclass(slots=True)
class Job:
    """A message with the recipients it goes to, and what sending it amounts to."""

    request: Request
    recipients: Recipients | None = None
    guests: Guests | None = None
    load: Load = field(default_factory=Load)
    left_out: int = 0
    """Destinations that are not on the guest list."""

    def units(self, refuse: Callable[[BadRow], object] = lambda _: None) -> Iterator[Unit]:
        """What is sent of it; bad rows are handed to `refuse`."""
        from msglint.batches import units

        found = None if self.recipients is None else _good(self.recipients, refuse)
        self.left_out = 0
        for unit in units(self.request, found):
            if self.guests is None or self.guests.admits(unit.address):
                yield unit
            else:
                self.left_out += unit.count


def _good(recipients: Recipients, refuse: Callable[[BadRow], object]) -> Iterator[Recipient]:
    from msglint.recipients import Recipient

    for each in recipients:
        if isinstance(each, Recipient):
            yield each
        else:
            refuse(each)


def jobs_of(run: Run, paths: tuple[str, ...], recipients: str | None) -> list[Job] | None:
    """The messages of the files; None when one has an error, which is shown."""
    sources = files.sources(paths, (), run.excludes, False, "<stdin>")
    results = [run.check(source, named)[0] for source, named in sources]
    if any(each.severity >= Severity.ERROR for result in results for each in result.diagnostics):
        files.write_out(report("full")(results, Style(color=options.use_color("auto"))))
        click.echo("msglint: nothing was sent: mend the errors first (`msglint fix` mends some)", err=True)
        return None
    found = [Job(request) for result in results for request in result.requests]
    if not found:
        raise InputError(f"{', '.join(paths)}: there is no message in it")
    for job in found:
        where = job.request.document.source.name
        if job.request.external and recipients is None:
            raise UsageError(f"{where}: its recipients come from elsewhere: give --recipients FILE")
        if job.request.external and recipients is not None:
            from msglint.recipients import Recipients

            _refuse_own(job.request)
            job.recipients = Recipients(recipients, job.request)
    if recipients is not None and not any(job.recipients for job in found):
        raise UsageError("--recipients: no message says `# msglint: recipients=external`")
    return found


def _refuse_own(request: Request) -> None:
    """UsageError where a message names people itself: beside the file's recipients they would get nothing."""
    keys = {"v1": ("destination",), "v2": ("to",)}.get(request.api) or id_keys(request.api, request.channel)
    for key in keys:
        if request.value.get(key):
            where = request.document.source.name
            raise UsageError(
                f"{where}: it says recipients=external and has `{key}` as well; take one of them out: nothing was sent"
            )


def invite(jobs: list[Job], file: str) -> Guests:
    """Limits messages to the addresses of a guest list; a copy to anybody else is an error."""
    from msglint.guests import Guests

    guests = Guests(file)
    for job in jobs:
        job.guests = guests
        for address in copies_to(job.request):
            if address not in guests:
                where = job.request.document.source.name
                raise UsageError(
                    f"{where}: each mail goes to {address} as well (cc or bcc), who is not in {file}; "
                    "nothing was sent"
                )
    return guests


def count(jobs: list[Job], refused: str | None, limit: int) -> bool:
    """Counts what each message amounts to in requests of so many destinations; whether the send may go on.

    Rows that cannot be used go into the CSV file `refused` where one is named: row, column, reason, and the cells.
    """
    bad = 0
    with ExitStack() as stack:
        tell = _say if refused is None else stack.enter_context(_written(refused))

        for job in jobs:

            def refuse(row: BadRow, job: Job = job) -> None:
                nonlocal bad
                bad += 1
                tell(bad, job, row)

            job.load = load(job.request, job.units(refuse), limit)
    if bad and refused is None:
        if bad > _SHOWN_ROWS:
            click.echo(f"and {bad - _SHOWN_ROWS:,} more", err=True)
        click.echo(
            "msglint: nothing was sent: mend these rows, or leave them out with --skip-bad-rows FILE",
            err=True,
        )
        return False
    if bad:
        click.echo(f"{bad:,} rows that cannot be used are in {refused}", err=True)
    return True


def _say(number: int, job: Job, row: BadRow) -> None:
    if number <= _SHOWN_ROWS:
        file = job.recipients.path if job.recipients else ""
        column = f", column {row.column}" if row.column else ""
        click.echo(f"{file}, row {row.row}{column}: {row.message}", err=True)


@contextmanager
def _written(file: str) -> Iterator[Callable[[int, Job, BadRow], None]]:
    try:
        with open(file, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)

            def write(number: int, job: Job, row: BadRow) -> None:
                if number == 1:
                    writer.writerow(
                        ["row", "column", "reason", *(job.recipients.columns if job.recipients else ())]
                    )
                writer.writerow([row.row, row.column or "", row.message, *row.cells])

            yield write
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error
