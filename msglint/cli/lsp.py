"""`msglint lsp`."""

from __future__ import annotations

import click

from msglint.errors import UsageError

_EPILOG = """\b
Examples:
  msglint lsp            an editor starts it; docs/editors.md has the settings of five of them

\b
Exit codes: 0, 2 when the packages it needs are not installed, 130 when interrupted.
"""


_PACKAGES = ("pygls", "lsprotocol", "attrs", "cattrs")


@click.command("lsp", epilog=_EPILOG, short_help="Serve an editor: findings, hover, completion, fixes.")
@click.option("--stdio", is_flag=True, hidden=True, help="Speak on stdin and stdout, which is all there is.")
@click.pass_context
def command(ctx: click.Context, stdio: bool) -> int:
    """Serve an editor by the Language Server Protocol on stdin and stdout.

    What `msglint check` finds is shown as one types, with its fixes; hovering explains a field,
    and counts the parts of an SMS; keys, values, and comments are completed.
    """
    try:
        from msglint.lsp.serve import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise UsageError("msglint lsp needs more packages: pip install 'msglint[lsp]'") from None
    serve(debug=bool(ctx.find_root().params.get("debug")))
    return 0
