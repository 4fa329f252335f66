"""What a run was told about rules and about the account: plain data, the same for many files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msglint.diagnostics import Severity

_NONE: Mapping[str, Any] = MappingProxyType({})


class Account(NamedTuple):
    """Facts of the tenant; an empty or None one is not known."""

    senders: frozenset[str] = frozenset()
    tps: int | None = None
    plus_e164: bool = False
    regions: frozenset[str] = frozenset()
    templates: Mapping[str, tuple[str, ...]] = _NONE


class Settings(NamedTuple):
    """How rules are graded. Command line wins over configuration, that over preset, that over the rule itself."""

    levels: Mapping[str, Severity | None] = _NONE
    """Rule id to its severity, None for off."""

    options: Mapping[str, Mapping[str, Any]] = _NONE
    """Rule id to its own options."""

    select: frozenset[str] = frozenset()
    """The only rules to report; empty means all that are on."""

    everything: bool = False
    """Whether rules that are off by default are on (preset `strict`)."""

    api: str | None = None
    """The API of messages whose keys do not tell."""

    account: Account = Account()

    def level(self, rule: str, severity: Severity, default: bool = True) -> Severity | None:
        """The severity a rule reports with, or None when it reports nothing.

        `severity` and `default` (whether it is on without being asked for) are the rule's own.
        """
        if self.select:
            if rule not in self.select:
                return None
            return self.levels.get(rule, severity)
        if rule in self.levels:
            return self.levels[rule]
        return severity if default or self.everything else None


DEFAULTS = Settings()
"""The recommended rules as they are, nothing known of the account."""
