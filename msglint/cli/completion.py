"""`msglint completion`."""

from __future__ import annotations

import click

from msglint.cli.command import Command

SHELLS = ("bash", "zsh", "fish")

_EPILOG = """\b
Examples:
  eval "$(msglint completion bash)"                     in ~/.bashrc (bash 4.4 or newer)
  eval "$(msglint completion zsh)"                      in ~/.zshrc, after compinit
  msglint completion fish > ~/.config/fish/completions/msglint.fish

\b
Exit codes:
  0    the script was printed
  2    a shell that is not known
"""


@click.command(
    "completion", cls=Command, epilog=_EPILOG, short_help="Print the script that completes commands."
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the script by which a shell completes commands, options, rule ids, formats, and files.

    SHELL is bash, zsh, or fish. The script asks msglint itself, so it stays right after an update.
    """
    from click.shell_completion import get_completion_class

    from msglint.cli import cli, files

    found = get_completion_class(shell)
    assert found is not None, shell
    completion = found(cli, {}, "msglint", "_MSGLINT_COMPLETE")
    # not `source()`: for bash that runs a bash to look at its version, which may not be the one to complete in
    files.write_out(completion.source_template % completion.source_vars() + "\n")
    return 0
