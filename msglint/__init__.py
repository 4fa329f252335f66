"""msglint: checks messages for the Webex Connect Messaging API before they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msglint.diagnostics import Diagnostic, Severity
    from msglint.source import Source

__version__ = "0.1.0"

__all__ = ["Diagnostic", "Severity", "Source", "__version__", "check"]


def check(source: Source, **options: Any) -> list[Diagnostic]:
    """The diagnostics of a source.

    `options` are the fields of `msglint.linter.Options`, such as `now` and `api`.
    """
    from msglint.linter import Options, lint

    return lint(source, Options.default()._replace(**options)).diagnostics


def __getattr__(name: str) -> Any:
    if name in ("Diagnostic", "Severity"):
        import msglint.diagnostics as module
    elif name == "Source":
        import msglint.source as module  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module 'msglint' has no attribute {name!r}")
    return getattr(module, name)
