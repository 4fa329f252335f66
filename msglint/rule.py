"""What a rule is: a documented function from a place in a request to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msglint.diagnostics import Path, Severity

__all__ = ["Check", "Rule", "rule"]

from msglint.diagnostics import Finding

Check = Callable[..., Iterable[Finding]]
"""A function from a `msglint.request.Place` to findings; its keyword-only parameters are the rule's options."""

Given = Callable[..., object]
"""A function of a `msglint.request.Place`: what must be true there for a check to have anything to say."""


class Rule(NamedTuple):
    """A check with its id, where it looks (`at`, one or more patterns), and its default severity.

    A pattern is a path with `/`; `*` stands for every item of a list. `on` limits it to APIs
    (`v2`) or channels of an API (`v2/sms`); empty means wherever the path exists. `needs` is a
    path below the place without which the check has nothing to say, and is not called. So is
    `given`, a function of the place: rules that share one are spared by one call. `account`
    is the fact of the account (see `msglint.settings.Account`) that the rule rests on: a user
    who does not state it never hears of the rule.
    """

    id: str
    check: Check
    at: tuple[Path, ...]
    on: frozenset[str]
    severity: Severity
    source: str
    default: bool
    doc: str
    needs: Path = ()
    given: Given | None = None
    account: str = ""

    @property
    def options(self) -> dict[str, Any]:
        """The rule's options with their defaults."""
        return dict(getattr(self.check, "__kwdefaults__", None) or {})


RULES: dict[str, Rule] = {}


def rule(
    id: str,
    *,
    at: str | tuple[str, ...],
    severity: Severity,
    source: str,
    on: str | tuple[str, ...] = (),
    needs: str = "",
    given: Given | None = None,
    account: str = "",
    default: bool = True,
) -> Callable[[Check], Check]:
    """Registers a check under a kebab-case id.

    `source` names the sheet and row the rule rests on. `needs` and `given` only spare time. `default=False` keeps it out of the
    recommended preset. The docstring is the rule's documentation: its first line the summary,
    its `bad` and `good` blocks are run by the tests.
    """

    def register(check: Check) -> Check:
        if id in RULES:
            raise ValueError(f"two rules called {id}")
        RULES[id] = Rule(
            id=id,
            check=check,
            at=tuple(_steps(pattern) for pattern in _tuple(at)),
            on=frozenset(_tuple(on)),
            severity=severity,
            source=source,
            default=default,
            doc=check.__doc__ or "",
            needs=_steps(needs),
            given=given,
            account=account,
        )
        return check

    return register


def _tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _steps(pattern: str) -> Path:
    return tuple(pattern.split("/")) if pattern else ()
