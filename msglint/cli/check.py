"""`msglint check`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import click

from msglint.cli import ci, files, options
from msglint.cli.reports import reports
from msglint.cli.run import Mending, Run
from msglint.diagnostics import Diagnostic
from msglint.errors import NothingCheckedError
from msglint.linter import FileResult
from msglint.report import FORMATS, Style
from msglint.request import APIS

_EPILOG = """\b
Examples:
  msglint check messages/
  msglint check --output-format json welcome.yaml
  msglint check --fix messages/
  cat welcome.yaml | msglint check --stdin-filename welcome.yaml -

\b
Exit codes:
  0    clean (or only findings below --fail-on)
  1    findings at or above --fail-on; a file that is no YAML is a finding
  2    wrong usage, unreadable file, or a crash of msglint
  3    nothing was checked (--allow-empty makes it 0)
  130  interrupted
"""


@click.command("check", epilog=_EPILOG, short_help="Say what is wrong with message files, and where.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--output-format",
    metavar="NAME",
    help=f"{', '.join(FORMATS)}. Default: full; in GitHub Actions github, in GitLab CI gitlab.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME:FILE",
    help="Write a report into a file as well, such as sarif:msglint.sarif (repeatable).",
)
@click.option(
    "--api",
    metavar="NAME",
    help=f"The API of all messages, instead of telling it by their shape: {', '.join(APIS)}.",
)
@click.option(
    "--now",
    metavar="INSTANT",
    help="The clock for rules about time, such as 2026-06-01T00:00:00Z. Default: now.",
)
@click.option(
    "--preset",
    type=click.Choice(["recommended", "strict"]),
    help="Which rules are on: all but the pedantic ones, or all.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    help="Report only these rules (comma-separated ids, repeatable).",
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not report these rules.")
@click.option(
    "--severity", multiple=True, metavar="RULE=LEVEL", help="Report a rule as error, warning, or info."
)
@click.option(
    "--fail-on", default="error", metavar="LEVEL", help="Exit with 1 from this severity on. Default: error."
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, and report the rest.")
@click.option(
    "--diff", is_flag=True, help="Show what --fix would change, and change nothing; exit with 1 if it would."
)
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that may change what is meant."
)
@click.option("--baseline", metavar="FILE", help="Report only findings that are not in this file.")
@click.option("--write-baseline", metavar="FILE", help="Write all findings into this file, and report none.")
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    help="Use this configuration instead of the nearest .msglint.yaml.",
)
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Pass over files that match (as in a .gitignore; repeatable).",
)
@click.option(
    "--force-exclude", is_flag=True, help="Let excludes hold for files named on the command line too."
)
@click.option(
    "--stdin-filename", default="<stdin>", metavar="NAME", help="The name to report for standard input (`-`)."
)
@click.option(
    "--statistics",
    "count",
    is_flag=True,
    help="Add counts per rule and channel, and the SMS parts of the run.",
)
@click.option("--allow-empty", is_flag=True, help="Exit with 0 when there was nothing to check.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when there are no findings.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Default: auto (NO_COLOR and FORCE_COLOR are honoured).",
)
def command(
    paths: tuple[str, ...],
    output_format: str | None,
    outputs: tuple[str, ...],
    api: str | None,
    now: str | None,
    preset: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: tuple[str, ...],
    fail_on: str,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    baseline: str | None,
    write_baseline: str | None,
    config_file: str | None,
    isolated: bool,
    exclude: tuple[str, ...],
    force_exclude: bool,
    stdin_filename: str,
    count: bool,
    allow_empty: bool,
    exit_zero: bool,
    quiet: bool,
    color: str,
) -> int:
    """Say what is wrong with message files, and where.

    PATHS are files and directories; a directory is searched for *.yaml, *.yml, and *.json.
    `-` is standard input. Without PATHS the current directory is checked.
    """
    wanted = reports(output_format, outputs)
    threshold = options.level(fail_on, "--fail-on")
    run = Run(
        options.clock(now),
        options.known_api(api),
        options.grading(select, ignore, severity),
        None if preset is None else preset == "strict",
        config_file,
        isolated,
        Mending(fix, diff, unsafe_fixes),
        count,
    )
    results, changed = _results(run, paths or (".",), exclude, force_exclude, stdin_filename)
    if write_baseline is not None:
        _write_baseline(write_baseline, results)
    elif baseline is not None:
        _subtract(baseline, results)
    checked = sum(result.messages for result in results)
    found = any(result.diagnostics for result in results)
    failed = changed if diff else any(each.severity >= threshold for each in _diagnostics(results))
    empty = not checked and not allow_empty
    code = NothingCheckedError.exit_code if empty else int(bool(failed) and not exit_zero)
    told = Style(options.use_color(color), threshold, code, ci.root())
    if fix and not diff and "-" in paths:
        files.write_out(results[0].source.text)
    elif not diff and (not wanted.for_people or (checked and (found or not quiet))):
        wanted.show(results, told)
        files.write_out(_counts(results) if count and wanted.for_people else "")
    wanted.save(results, replace(told, color=False))
    if empty:
        raise NothingCheckedError(_nothing(paths or (".",), results))
    return code


def _diagnostics(results: list[FileResult]) -> Iterator[Diagnostic]:
    return (each for result in results for each in result.diagnostics)


def _results(
    run: Run, paths: tuple[str, ...], exclude: tuple[str, ...], force_exclude: bool, stdin_filename: str
) -> tuple[list[FileResult], int]:
    results, changed = [], 0
    for source, named in files.sources(paths, exclude, run.excludes, force_exclude, stdin_filename):
        result, mended = run.check(source, named)
        results.append(result)
        changed += mended
    return results, changed


def _write_baseline(file: str, results: list[FileResult]) -> None:
    from msglint import baseline

    folder = os.path.dirname(os.path.abspath(file))
    files.save(file, baseline.text_of(results, folder))
    rows = sum(len(result.diagnostics) for result in results)
    click.echo(f"wrote {rows} finding{'' if rows == 1 else 's'} to {file}", err=True)
    for result in results:
        result.diagnostics, result.bad_messages = [], 0


def _subtract(file: str, results: list[FileResult]) -> None:
    from msglint import baseline

    stale = baseline.subtract(results, baseline.read(file), os.path.dirname(os.path.abspath(file)))
    for row in sorted(stale):
        click.echo(
            f"{file}: no longer found: {row.rule} in {row.file} at {row.pointer or 'the root'}", err=True
        )
    if stale:
        click.echo(f"{file}: --write-baseline prunes what is no longer found", err=True)


def _counts(results: list[FileResult]) -> str:
    from msglint.statistics import statistics, table

    return "\n" + table(statistics(results))


def _nothing(paths: tuple[str, ...], results: list[FileResult]) -> str:
    where = ", ".join(paths)
    others = sum(result.others for result in results)
    if others == 1:
        return f"nothing was checked: the one YAML or JSON document in {where} is no message"
    if others:
        return f"nothing was checked: the {others} YAML or JSON documents in {where} are no messages"
    if results:
        return f"nothing was checked: {where} holds no document"
    return f"nothing was checked: no *.yaml, *.yml, or *.json in {where}"
