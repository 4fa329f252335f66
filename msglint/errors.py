"""Errors that end a run, each with its exit code. Imports nothing, so every module may raise them."""

from __future__ import annotations


class MsglintError(Exception):
    """Ends the run with one sentence: what is wrong, where, and what to do."""

    exit_code = 2


class UsageError(MsglintError):
    """A wrong option or argument (exit code 2)."""


class ConfigError(MsglintError):
    """A configuration that cannot be used (exit code 2)."""


class InputError(MsglintError):
    """A file that is missing or cannot be read (exit code 2)."""


class NothingCheckedError(MsglintError):
    """No message was found where one was looked for (exit code 3)."""

    exit_code = 3


class RuleCrashError(MsglintError):
    """A rule raised an exception: a bug of msglint, never of the file (exit code 2)."""
