"""`msglint init`."""

from __future__ import annotations

import os
import re
import shlex

import click

from msglint.cli import complete
from msglint.errors import InputError, UsageError

_EPILOG = """\b
Examples:
  msglint init && msglint check messages/     here
  msglint init campaigns/                     in another folder

\b
Exit codes:
  0    written
  2    there is a .msglint.yaml already, or a file cannot be written
"""

_CONFIG = """\
# Settings of msglint; `msglint config` shows what holds, `msglint rule` lists the rules.
# yaml-language-server: $schema=.msglint/config.json   (after: msglint schema --bundle .msglint)

# A preset (recommended, strict) or another file.
extends: recommended

# The API of messages whose keys do not tell: v1, v2, sms-v1, voice-messages-v1, voice-calls-v1.
# api: v2

# Files to pass over, as in a .gitignore.
# exclude: [drafts/]

# Rule to off, on, error, warning, info, or to an object with its options.
# rules:
#   sms-sender-missing: off        # the service has a default sender

# Settings for some files; later entries win.
# overrides:
#   - files: [legacy/**]
#     rules: {unknown-field: off}

# What the rules may know of your tenant.
# account:
#   senders: [HARBOUR]
#   tps: 100
#   plus_e164: true
#   regions: [GB, US]
#   templates:
#     "20417": [pier, ferry]
"""

_MESSAGE = """\
# A first message: one SMS by the Messaging API v2 (POST /v2/messages).
channel: sms
from: HARBOUR
to:
  - msisdn: ["+447700900101"]
content:
  type: text
  text: Ferry 12 leaves from pier B.
"""

_HOOKS = """\
repos:
  - repo: https://github.com/msglint/msglint
    rev: v{version}
    hooks:
      - id: msglint
        files: ^{messages}
"""


@click.command(
    "init", epilog=_EPILOG, short_help="Write a start configuration, a first message, and the hook."
)
@click.argument("folder", default=".", metavar="[FOLDER]", shell_complete=complete.folder)
def command(folder: str) -> int:
    """Write .msglint.yaml with everything explained, messages/first.yaml, and the pre-commit entry.

    Nothing is overwritten; an existing .pre-commit-config.yaml, which stands at the top of a repository, is left alone, and what
    to add is shown.
    """
    from msglint import __version__

    top = _top(folder)
    messages = os.path.relpath(os.path.join(folder, "messages"), top).replace(os.sep, "/") + "/"
    hooks = _HOOKS.format(version=__version__, messages=re.escape(messages))
    config_file = os.path.join(folder, ".msglint.yaml")
    if os.path.exists(config_file):
        raise UsageError(f"{config_file} exists already; nothing was written")
    _write(config_file, _CONFIG)
    _write_unless_there(os.path.join(folder, "messages", "first.yaml"), _MESSAGE)
    hook_file = os.path.normpath(os.path.join(top, ".pre-commit-config.yaml"))
    if os.path.exists(hook_file):
        click.echo(f"{hook_file} exists already; add this to it:\n\n{hooks}")
    else:
        _write(hook_file, hooks)
    target = os.path.join(os.path.normpath(folder), "messages", "").removeprefix(f".{os.sep}")
    click.echo(f"next: msglint check {shlex.quote(target)}", err=True)
    return 0


def _top(folder: str) -> str:
    """The top of the repository that a folder is in, where pre-commit looks for its file; without one, the folder."""
    above = os.path.abspath(folder)
    while not os.path.exists(os.path.join(above, ".git")):
        above, before = os.path.dirname(above), above
        if above == before:
            return folder
    return min(above, os.path.relpath(above), key=len)


def _write_unless_there(file: str, text: str) -> None:
    if os.path.exists(file):
        click.echo(f"{file} exists already; left as it is", err=True)
    else:
        _write(file, text)


def _write(file: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error
    click.echo(f"wrote {file}", err=True)
