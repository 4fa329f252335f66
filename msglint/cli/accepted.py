"""`--baseline` and `--write-baseline`: findings that a team has accepted for now."""

from __future__ import annotations

import os

import click

from msglint import baseline
from msglint.cli import files
from msglint.results import FileResult


def accept(file: str, results: list[FileResult]) -> None:
    """Writes all findings into a baseline; none is left to report."""
    folder = os.path.dirname(os.path.abspath(file))
    files.save(file, baseline.text_of(results, folder))
    rows = sum(len(result.diagnostics) for result in results)
    click.echo(f"wrote {rows} finding{'' if rows == 1 else 's'} to {file}", err=True)
    for result in results:
        result.diagnostics, result.bad_messages = [], 0


def subtract(file: str, results: list[FileResult]) -> None:
    """Takes the findings of a baseline away, and names those of it that are no longer found."""
    stale = baseline.subtract(results, baseline.read(file), os.path.dirname(os.path.abspath(file)))
    for row in sorted(stale):
        click.echo(
            f"{file}: no longer found: {row.rule} in {row.file} at {row.pointer or 'the root'}", err=True
        )
    if stale:
        click.echo(f"{file}: --write-baseline prunes what is no longer found", err=True)
