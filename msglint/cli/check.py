"""`msglint check`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from msglint.cli import ci, complete, files, options
from msglint.cli.checking import Speed, Which, check_all
from msglint.cli.command import Command
from msglint.cli.reports import nothing, reports
from msglint.cli.run import Mending, Run
from msglint.diagnostics import Diagnostic
from msglint.errors import NothingCheckedError
from msglint.report import FORMATS, Style
from msglint.request import APIS
from msglint.results import FileResult

_EPILOG = """\b
Examples:
  msglint check messages/
  msglint check --output-format json welcome.yaml
  msglint check --fix messages/
  msglint check --watch --output-format concise messages/
  cat welcome.yaml | msglint check --stdin-filename welcome.yaml -

\b
Exit codes:
  0    clean (or only findings below --fail-on)
  1    findings at or above --fail-on; a file that is no YAML is a finding
  2    wrong usage, a configuration or file that cannot be used, or a crash of msglint
  3    nothing was checked (--allow-empty makes it 0)
  130  interrupted
"""


GROUPS = {
    "Which messages": ("exclude", "force_exclude", "stdin_filename", "api", "allow_empty"),
    "Which rules": (
        "preset",
        "select",
        "ignore",
        "schema_only",
        "severity",
        "now",
        "config_file",
        "isolated",
    ),
    "Old findings": ("baseline", "write_baseline"),
    "Fixes": ("fix", "diff", "unsafe_fixes"),
    "Reports": ("output_format", "outputs", "count", "watch", "quiet", "color"),
    "Exit code": ("fail_on", "exit_zero"),
    "Speed": ("jobs", "no_cache", "cache_dir", "verbose"),
}
"""The options of `check` by what they are about."""


@click.command(
    "check",
    cls=Command,
    groups=GROUPS,
    epilog=_EPILOG,
    short_help="Say what is wrong with message files, and where.",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@click.option(
    "--output-format",
    metavar="NAME",
    shell_complete=complete.format_name,
    help=f"{', '.join(FORMATS)}. Default: full; in GitHub Actions github, in GitLab CI gitlab.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME:FILE",
    shell_complete=complete.output,
    help="Write a report into a file as well, such as sarif:msglint.sarif (repeatable).",
)
@click.option(
    "--api",
    metavar="NAME",
    shell_complete=complete.api,
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
    shell_complete=complete.rules,
    help="Report only these rules (comma-separated ids, repeatable).",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    shell_complete=complete.rules,
    help="Do not report these rules.",
)
@click.option(
    "--schema-only", is_flag=True, help="Judge by the schemas alone: quick, and without the rules of code."
)
@click.option(
    "--severity",
    multiple=True,
    metavar="RULE=LEVEL",
    shell_complete=complete.graded_rule,
    help="Report a rule as error, warning, or info.",
)
@click.option(
    "--fail-on",
    default="error",
    metavar="LEVEL",
    shell_complete=complete.severity,
    help="Exit with 1 from this severity on. Default: error.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, and report the rest.")
@click.option(
    "--diff", is_flag=True, help="Show what --fix would change, and change nothing; exit with 1 if it would."
)
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that may change what is meant."
)
@click.option(
    "--baseline", metavar="FILE", type=click.Path(), help="Report only findings that are not in this file."
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=click.Path(),
    help="Write all findings into this file, and report none.",
)
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(),
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
@click.option(
    "--watch",
    is_flag=True,
    help="Check again whenever a file has changed, until Ctrl-C.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when there are no findings.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what the cache and processes did.")
@click.option(
    "--jobs",
    default="auto",
    metavar="N",
    callback=options.jobs,
    help="Processes to check in: a number, or auto, which takes as many as pay. Default: auto.",
)
@click.option("--no-cache", is_flag=True, help="Check every file, also those that have not changed.")
@click.option(
    "--cache-dir",
    metavar="FOLDER",
    shell_complete=complete.folder,
    help="Where to remember results (or MSGLINT_CACHE_DIR). Default: .msglint_cache in the repository's root.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Whether to use colours. Default: auto (NO_COLOR and FORCE_COLOR are honoured).",
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
    schema_only: bool,
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
    watch: bool,
    exit_zero: bool,
    quiet: bool,
    verbose: bool,
    jobs: int | None,
    no_cache: bool,
    cache_dir: str | None,
    color: str,
) -> int:
    """Say what is wrong with message files, and where.

    PATHS are files and directories; a directory is searched for *.yaml, *.yml, and *.json.
    `-` is standard input. Without PATHS the current directory is checked.
    """
    if watch:
        from msglint.cli.watch import keep_checking

        keep_checking(click.get_current_context())
    wanted = reports(output_format, outputs)
    threshold = options.level(fail_on, "--fail-on")
    run = Run(
        options.clock(now),
        options.known_api(api),
        options.grading(select, ignore, severity, schema_only),
        None if preset is None else preset == "strict",
        config_file,
        isolated,
        Mending(fix, diff, unsafe_fixes),
        count,
    )
    which = Which(paths or (".",), exclude, force_exclude, stdin_filename)
    results, changed = check_all(run, which, Speed(jobs, not no_cache, cache_dir, verbose), wanted.rules())
    if write_baseline is not None or baseline is not None:
        _compare(write_baseline, baseline, results)
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
    wanted.save(results, told._replace(color=False))
    if empty:
        raise NothingCheckedError(nothing(paths or (".",), results))
    return code


def _diagnostics(results: list[FileResult]) -> Iterator[Diagnostic]:
    return (each for result in results for each in result.diagnostics)


def _compare(write_baseline: str | None, baseline: str | None, results: list[FileResult]) -> None:
    from msglint.cli import accepted

    if write_baseline is not None:
        accepted.accept(write_baseline, results)
    elif baseline is not None:
        accepted.subtract(baseline, results)


def _counts(results: list[FileResult]) -> str:
    from msglint.statistics import statistics, table

    return "\n" + table(statistics(results))
