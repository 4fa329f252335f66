"""`msglint schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from msglint.cli import complete
from msglint.errors import InputError
from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS, load
from msglint.schema.published import published

_EPILOG = """\b
Examples:
  msglint schema v1                       print one
  msglint schema --bundle .msglint/       write all of them, one self-contained file each

\b
In a message file, for editors with yaml-language-server:
  # yaml-language-server: $schema=.msglint/v1.json

\b
Exit codes:
  0    printed or written
  2    a schema that does not exist, or a folder that cannot be written
"""


@click.command("schema", epilog=_EPILOG, short_help="Print or write the JSON Schemas.")
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete.schema)
@click.option(
    "--bundle",
    "target",
    metavar="DIR",
    shell_complete=complete.folder,
    help="Write NAME (or all) into this folder, as NAME.json.",
)
def command(name: str | None, target: str | None) -> int:
    """Print a JSON Schema (2020-12), self-contained: for editors and other validators.

    NAME is an API (v1, v2, sms-v1, voice-messages-v1, voice-calls-v1) or `diagnostics`, the
    schema of `check --output-format json`. Without NAME and --bundle, list them.
    """
    names = (name,) if name else API_SCHEMAS + OTHER_SCHEMAS
    if target is None:
        if name is None:
            for each in names:
                click.echo(f"{each:20} {load(f'{each}.json').get('title', '')}")
        else:
            click.echo(_text(name), nl=False)
        return 0
    for each in names:
        file = Path(target) / f"{each}.json"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_text(each), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error
        click.echo(f"wrote {file}", err=True)
    return 0


def _text(name: str) -> str:
    return json.dumps(published(name), ensure_ascii=False, indent=2) + "\n"
