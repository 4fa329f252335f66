"""`msglint payload`."""

from __future__ import annotations

import json
import shlex

import click

from msglint.api.hosts import base_url
from msglint.cli import complete, files, options
from msglint.cli.run import Run
from msglint.errors import InputError, UsageError
from msglint.payload import Body, bodies

_EPILOG = """\b
Examples:
  msglint payload welcome.yaml                    one JSON body a line, ready to be piped
  msglint payload --indent welcome.yaml           for reading
  msglint payload --curl --region eu welcome.yaml

\b
The endpoint goes to stderr, the bodies to stdout: their bytes are what `send` posts. The key is
in no output: the command that --curl prints reads it from MSGLINT_SERVICE_KEY when it runs.

\b
Exit codes:
  0    the bodies were printed
  2    wrong usage, or a file that cannot be read or holds no message
"""


@click.command("payload", epilog=_EPILOG, short_help="Print the exact JSON that would be sent.")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--api",
    metavar="NAME",
    shell_complete=complete.api,
    help="The API of all messages, instead of telling it by their shape.",
)
@click.option(
    "--region", metavar="NAME", shell_complete=complete.region, help="The region of the endpoint, such as eu."
)
@click.option("--base-url", "url", metavar="URL", help="The host of the endpoint, instead of a region.")
@click.option("--indent", is_flag=True, help="Over several lines, for reading.")
@click.option("--curl", is_flag=True, help="Print a curl command for each body, without the key.")
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(),
    help="Use this configuration instead of the nearest .msglint.yaml.",
)
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def command(
    file: str,
    api: str | None,
    region: str | None,
    url: str | None,
    indent: bool,
    curl: bool,
    config_file: str | None,
    isolated: bool,
) -> int:
    """Print the JSON body of each message of FILE (`-` is standard input), unchanged but for its form.

    Nothing is checked: `msglint check` does that. Keys stay in the order of the file.
    """
    if curl and not (region or url):
        raise UsageError("--curl needs --region (such as --region eu) or --base-url")
    base = base_url(region, url) if region or url else ""
    grading = options.grading((), (), ())
    run = Run(options.clock(None), options.known_api(api), grading, None, config_file, isolated)
    [(source, _)] = files.sources((file,), (), lambda _: False, False, "<stdin>")
    found = list(bodies(source, run.now, run.api, run.settings(source.name)))
    if not found:
        raise InputError(f"{source.name}: there is no message in it")
    for body in found:
        if not curl:
            click.echo(f"POST {base}{body.endpoint}", err=True)
        text = json.dumps(json.loads(body.text), ensure_ascii=False, indent=2) if indent else body.text
        files.write_out((_curl(base, body) if curl else text) + "\n")
    return 0


def _curl(base: str, body: Body) -> str:
    """A command that posts a body; a key on its command line could be read in the list of processes."""
    header = "key" if body.api in ("v1", "v2") else "Authorization"
    return (
        f"printf '{header}: %s' \"$MSGLINT_SERVICE_KEY\" | curl --request POST {shlex.quote(base + body.endpoint)}"
        f" --header @- --header 'Content-Type: application/json' --data-raw {shlex.quote(body.text)}"
    )
