"""The command line: the only code that prints, reads the environment, and exits."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from msglint.errors import MsglintError

COMMANDS = {
    "check": ("msglint.cli.check", "Say what is wrong with message files, and where."),
    "fix": ("msglint.cli.fix", "Mend what can be mended safely."),
    "rule": ("msglint.cli.rule", "Explain a rule, or list all of them."),
    "schema": ("msglint.cli.schema", "Print or write the JSON Schemas."),
    "send": ("msglint.cli.send", "Check messages, and send what passed: resumable, never twice."),
    "outbox": ("msglint.cli.outbox", "Show what became of what was sent; send what is queued."),
    "receipts": ("msglint.cli.receipts", "Listen for delivery receipts, and write them into an outbox."),
    "payload": ("msglint.cli.payload", "Print the exact JSON that would be sent."),
    "config": ("msglint.cli.config", "Show which settings hold for a path, and why."),
    "sandbox": (
        "msglint.cli.sandbox",
        "Play the Messaging API on this machine, with a page that shows the messages.",
    ),
    "lsp": ("msglint.cli.lsp", "Serve an editor: findings, hover, completion, fixes."),
    "init": ("msglint.cli.init", "Write a start configuration, a first message, and the hook."),
    "completion": ("msglint.cli.completion", "Print the script by which bash, zsh, or fish completes."),
}
"""Name to module and summary: a module is imported only when its command runs."""


class _Commands(click.Group):
    """Commands that are imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name][0]).command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=summary)
            for name, (_, summary) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)  # without importing any command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from msglint.near import near

            meant = near(name, COMMANDS)
            more = f"; did you mean `{meant}`?" if meant else f"; there are: {', '.join(COMMANDS)}"
            hint = f" (to check a file: msglint check {name})" if os.path.exists(name) else more
            raise click.UsageError(f"no command called {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


_EPILOG = """\b
Examples:
  msglint check messages/
  msglint check --help

\b
Exit codes:
  0    clean
  1    findings
  2    wrong usage, a file that cannot be used, or a crash of msglint
  3    nothing was checked
  130  interrupted
  `msglint send --help` has those of sending.
"""


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from msglint import __version__

        click.echo(f"msglint {__version__}")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
)
@click.option("--debug", is_flag=True, help="Show the trace of a crash.")
def cli(debug: bool) -> None:
    """Check messages for the Webex Connect Messaging API before they are sent."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line and exits with its code; an error is one line on stderr."""
    args = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in args
    try:
        code = cli.main(args, prog_name="msglint", standalone_mode=False)
        sys.stdout.flush()
        _leave(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        _leave(2)
    except click.ClickException as error:
        _complain(error.format_message())
        _leave(2)
    except MsglintError as error:
        if debug:
            raise
        _complain(str(error))
        _leave(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted")
        _leave(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(0)
    except OSError as error:
        if debug:
            raise
        _complain(f"{error.filename or 'output'}: {error.strerror or error}")
        _leave(2)
    except Exception as error:
        if debug:
            raise
        _complain(
            f"a bug in msglint: {type(error).__name__}: {error}. Please report it; `msglint --debug …` shows the trace"
        )
        _leave(2)


def _complain(sentence: str) -> None:
    click.echo(f"msglint: {sentence}", err=True)


def _leave(code: int) -> NoReturn:
    raise SystemExit(code)
