"""What a run was made of: findings per rule, messages per channel, SMS parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from msglint.measure import sms_parts
from msglint.request import Request
from msglint.results import FileResult


@dataclass(slots=True)
class Statistics:
    """Counts of a run. `parts` is what all its SMS cost: parts times destinations."""

    rules: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    destinations: int = 0
    parts: int = 0


def statistics(results: list[FileResult]) -> Statistics:
    """The counts of results that kept their requests."""
    found = Statistics()
    for result in results:
        found.rules.update(each.rule for each in result.diagnostics)
        for request in result.requests:
            found.channels[f"{request.channel or 'unknown'} ({request.api})"] += 1
            reached = destinations(request)
            found.destinations += reached
            text = sms_text(request)
            if text is not None:
                found.parts += sms_parts(text).parts * reached
    return found


def destinations(request: Request) -> int:
    """How many addresses a request names."""
    if request.api in ("sms-v1", "voice-messages-v1", "voice-calls-v1"):
        return 1
    entries = request.root().get("destination" if request.api == "v1" else "to")
    return sum(_ids(entry) for entry in entries) if isinstance(entries, list) else 0


def _ids(entry: Any) -> int:
    return sum(len(ids) for ids in entry.values() if isinstance(ids, list)) if isinstance(entry, dict) else 0


def sms_text(request: Request) -> str | None:
    """The text of an SMS, or None for other messages and for templates."""
    if request.channel != "sms":
        return None
    path = {"v1": ("channels", "sms", "text"), "v2": ("content", "text"), "sms-v1": ("content",)}[request.api]
    text = request.root().get(*path)
    return text if isinstance(text, str) else None


def table(found: Statistics) -> str:
    """The counts as lines of text."""
    lines = [
        f"{count:6}  {rule}"
        for rule, count in sorted(found.rules.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    lines += [f"{count:6}  messages: {channel}" for channel, count in sorted(found.channels.items())]
    lines.append(f"{found.destinations:6}  destinations")
    if found.parts:
        lines.append(f"{found.parts:6}  SMS parts")
    return "\n".join(lines) + "\n"
