"""`msglint rule`."""

from __future__ import annotations

import click

from msglint.cli import complete
from msglint.errors import UsageError

_EPILOG = """\b
Examples:
  msglint rule                     all rules, a line each
  msglint rule sms-sender-missing  what one means

\b
Exit codes:
  0    the rule, or the list, was printed
  2    a rule that does not exist
"""


@click.command("rule", epilog=_EPILOG, short_help="Explain a rule, or list all of them.")
@click.argument("rule_id", required=False, metavar="[ID]", shell_complete=complete.rule)
def command(rule_id: str | None) -> int:
    """Explain a rule: what it says, why, and how a good message looks. Without ID, list all rules."""
    from msglint.catalog import entries, page
    from msglint.near import near

    if rule_id is None:
        width = max(map(len, entries()))
        for entry in entries().values():
            click.echo(f"{entry.id:{width}}  {entry.severity.word:7}  {entry.summary}")
        return 0
    found = entries().get(rule_id)
    if found is None:
        meant = near(rule_id, entries())
        raise UsageError(
            f"no rule called {rule_id!r}" + (f"; did you mean {meant!r}?" if meant else "; see: msglint rule")
        )
    click.echo(f"# {found.id}\n\n{page(found)}", nl=False)
    return 0
