"""`msglint check`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import click

from msglint.cli import files, options
from msglint.errors import NothingCheckedError
from msglint.linter import FileResult, Options, lint
from msglint.report import FORMATS, Style, report
from msglint.request import APIS
from msglint.source import Source

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


@dataclass(frozen=True, slots=True)
class _Mending:
    """What to do about fixes: nothing, write them (`fix`), or show them (`diff`)."""

    fix: bool
    diff: bool
    unsafe: bool

    def __bool__(self) -> bool:
        return self.fix or self.diff


@click.command("check", epilog=_EPILOG, short_help="Say what is wrong with message files, and where.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--output-format", default="full", metavar="NAME", help=f"{', '.join(FORMATS)}. Default: full.")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME:FILE",
    help="Write another report to a file as well (repeatable).",
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
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Pass over files that match (as in a .gitignore; repeatable).",
)
@click.option(
    "--force-exclude", is_flag=True, help="Let --exclude hold for files named on the command line too."
)
@click.option(
    "--stdin-filename", default="<stdin>", metavar="NAME", help="The name to report for standard input (`-`)."
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
    output_format: str,
    outputs: tuple[str, ...],
    api: str | None,
    now: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: tuple[str, ...],
    fail_on: str,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    exclude: tuple[str, ...],
    force_exclude: bool,
    stdin_filename: str,
    allow_empty: bool,
    exit_zero: bool,
    quiet: bool,
    color: str,
) -> int:
    """Say what is wrong with message files, and where.

    PATHS are files and directories; a directory is searched for *.yaml, *.yml, and *.json.
    `-` is standard input. Without PATHS the current directory is checked.
    """
    targets = [options.output(each) for each in outputs]
    show = report(options.known_format(output_format))
    threshold = options.level(fail_on, "--fail-on")
    told = options.lint_options(api, now, select, ignore, severity)
    mending = _Mending(fix, diff, unsafe_fixes)
    results, changed = [], 0
    for source, named in files.sources(paths or (".",), exclude, force_exclude, stdin_filename):
        result, mended = _one(source, told if named else replace(told, named=False), mending, stdin_filename)
        results.append(result)
        changed += mended
    checked = sum(result.messages for result in results)
    found = any(result.diagnostics for result in results)
    style = Style(color=options.use_color(color))
    for_people = output_format in ("full", "concise")
    if (
        not mending.diff
        and not (mending.fix and "-" in paths)
        and (not for_people or (checked and (found or not quiet)))
    ):
        files.write_out(show(results, style))
    for name, file in targets:
        files.save(file, report(name)(results, Style()))
    if not checked and not allow_empty:
        raise NothingCheckedError(_nothing(paths or (".",), results))
    if mending.diff:
        return 1 if changed and not exit_zero else 0
    failed = any(each.severity >= threshold for result in results for each in result.diagnostics)
    return 1 if failed and not exit_zero else 0


def _one(source: Source, told: Options, mending: _Mending, stdin_filename: str) -> tuple[FileResult, int]:
    """Checks one source and mends it where that is wanted; says how many fixes it took."""
    if not mending:
        result = lint(source, told)
        if not result.diagnostics:
            result.source = Source(source.name, "")  # a clean file's text is not needed any more
        return result, 0
    from msglint import fixer

    fixed = fixer.fix(source, told, mending.unsafe)
    if mending.diff:
        files.write_out(fixer.diff(fixed))
    elif source.name == stdin_filename:
        files.write_out(fixed.result.source.text)
    elif fixed.changed:
        files.overwrite(fixed.result.source)
        click.echo(f"{source.name}: {fixed.applied} fixed", err=True)
    return fixed.result, fixed.applied


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
