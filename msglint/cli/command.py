"""A command whose `--help` shows its options in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click


class Command(click.Command):
    """A command with `groups`: a heading to the names of its parameters; what is in none stands last."""

    def __init__(
        self, *args: Any, groups: Mapping[str, tuple[str, ...]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups or {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options by group, in the order in which each group names them."""
        records = {
            param.name: record
            for param in self.get_params(ctx)
            if param.param_type_name == "option" and (record := param.get_help_record(ctx)) is not None
        }
        for heading, names in self.groups.items():
            rows = [records.pop(name) for name in names if name in records]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
        with formatter.section("Other options" if self.groups else "Options"):
            formatter.write_dl(list(records.values()))
