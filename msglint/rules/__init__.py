"""The rules, one module per topic.

A module whose name starts with a channel's name (`sms_links`, `in_app`) holds rules of that
channel only and is imported when a message of it is judged; the others cross channels.
Importing a module fills `msglint.rule.RULES`.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module

_CHANNELS = {
    "apple": "apple-messages",
    "email": "email",
    "in_app": "in-app",
    "messenger": "messenger",
    "mms": "mms",
    "push": "push",
    "rcs": "rcs",
    "sms": "sms",
    "voice": "voice",
    "whatsapp": "whatsapp",
}
"""First words of module names to the channel they are about."""


@cache
def modules() -> dict[str, str | None]:
    """The modules of this folder, in alphabetical order, each with its channel (None: all)."""
    folder = os.path.dirname(__file__)
    names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_")
    return {name: _channel_of(name) for name in names}


def load(channel: str | None) -> None:
    """Imports the modules whose rules may speak of a channel."""
    for name, about in modules().items():
        if about is None or about == channel:
            import_module(f"{__name__}.{name}")


def load_all() -> None:
    """Imports all modules, for lists of rules."""
    for name in modules():
        import_module(f"{__name__}.{name}")


def _channel_of(name: str) -> str | None:
    return next(
        (about for word, about in _CHANNELS.items() if name == word or name.startswith(f"{word}_")), None
    )
