"""`msglint config`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

from msglint import catalog, config
from msglint.walk import nearest_config

_EPILOG = """\b
Examples:
  msglint config                     what holds in this folder
  msglint config messages/old.yaml   what holds for one file

\b
Exit codes:
  0    the settings were printed
  2    a configuration that cannot be used
"""


@click.command("config", epilog=_EPILOG, short_help="Show which settings hold for a path, and why.")
@click.argument("path", default=".", metavar="[PATH]", type=click.Path())
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(),
    help="Use this configuration instead of the nearest .msglint.yaml.",
)
def command(path: str, config_file: str | None) -> int:
    """Show which settings hold for a message file or a folder, and where each comes from."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    file = config_file or nearest_config(folder)
    click.echo(f"# {path}: {file or 'no .msglint.yaml up to the root of the repository'}")
    layer = config.load(file) if file else None
    found = config.resolve(layer, path)
    if layer is not None and config.excludes(layer, path):
        click.echo("# passed over in a search: `exclude` of the configuration names it")
    settings = config.settings(layer, path)
    preset = found.everything.origin if found.everything else "default"
    click.echo(f"preset: {'strict' if settings.everything else 'recommended'}  # {preset}")
    if found.api:
        click.echo(f"api: {found.api.value}  # {found.api.origin}")
    for key, fact in found.account.items():
        click.echo(f"account.{key}: {fact.value}  # {fact.origin}")
    for entry in catalog.entries().values():
        level = settings.level(entry.id, entry.severity, entry.default)
        origin = found.rules[entry.id].origin if entry.id in found.rules else "default"
        told = "".join(f" {name}={value}" for name, value in _options(entry.id, settings.options).items())
        click.echo(f"{entry.id}: {level.word if level else 'off'}{told}  # {origin}")
    return 0


def _options(rule: str, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {**catalog.options(rule), **told.get(rule, {})}
