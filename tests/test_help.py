"""`--help` of every command is a page that can stand alone."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from msglint.cli import COMMANDS, cli


def commands(group: click.Group = cli, above: str = "msglint") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those of groups within groups too."""
    context = click.Context(group, info_name=above)
    yield above, group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        match command:
            case click.Group():
                yield from commands(command, f"{above} {name}")
            case _:
                yield f"{above} {name}", command


EVERY = dict(commands())
COMMAND = pytest.mark.parametrize("name", EVERY)


def page(name: str) -> str:
    command = EVERY[name]
    return command.get_help(
        click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    )


def test_there_are_commands() -> None:
    """The pages below are those of all commands."""
    assert {name.split()[1] for name in EVERY if " " in name} == set(COMMANDS)


@COMMAND
def test_examples_and_exit_codes(name: str) -> None:
    """At least one example that begins with the command, and what each exit code means."""
    _, heading, examples = page(name).partition("\n  Examples:\n")
    assert heading, page(name)
    lines = [line.strip() for line in examples.partition("\n\n")[0].splitlines()]
    assert lines
    assert all(name.split()[-1] in line for line in lines)
    codes = page(name).partition("\n  Exit codes:")[2]
    assert re.match(r"\n    0    \w|  ?0,", codes), codes
    assert re.search(r"\b2\b", codes)


@COMMAND
def test_examples_are_commands_that_exist(name: str) -> None:
    """Every option in an example is one of the command's own."""
    command = EVERY[name]
    examples = page(name).partition("\n  Examples:\n")[2].partition("\n\n")[0]
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    for line in examples.splitlines():
        words = line.split("   ")[0] if "   " in line.strip() else line
        used = [word for word in shlex.split(words) if word.startswith("--")]
        assert set(used) <= known | {"--help"}, line


@COMMAND
def test_every_option_has_a_sentence(name: str) -> None:
    """It begins with a capital or a name, ends with a full stop, and the options are grouped where there are many."""
    options = [
        each
        for each in EVERY[name].params
        if each.param_type_name == "option" and not getattr(each, "hidden", False)
    ]
    for option in options:
        help = getattr(option, "help", None)
        assert help, option.name
        assert re.match(r"[A-Z`]|[a-z]+,", help), (option.name, help)
        assert help.endswith((".", ")", "]")), (option.name, help)
    groups = getattr(EVERY[name], "groups", {})
    assert groups or len(options) < 15, "too many for one list"
    named = [each for names in groups.values() for each in names]
    assert len(named) == len(set(named))
    if groups:
        left = [each.name for each in options if each.name not in named]
        assert left == [], f"in no group: {left}"


@COMMAND
def test_nothing_is_wider_than_the_page(name: str) -> None:
    """On a terminal of 100 columns no line is broken by the terminal."""
    assert max(map(len, page(name).splitlines())) <= 100


def test_groups_stand_in_their_order() -> None:
    """Headings instead of one long list; an argument is no option."""
    text = page("msglint check")
    assert text.index("Which messages:") < text.index("Which rules:") < text.index("Reports:")
    assert "[PATHS]...\n\nOptions" not in text
    assert text.count("--select RULES") == 1
    assert "-h, --help" in text
