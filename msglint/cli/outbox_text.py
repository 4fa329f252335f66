"""How the outbox commands tell what became of a destination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msglint.outbox.delivery import Delivery
from msglint.outbox.reading import Fate

RESEND = (
    "unknown ones may have arrived: look for them on the platform, or send them again with "
    "`msglint outbox resume --resend-unknown`; some may then arrive twice"
)


def when(at: str) -> str:
    """An instant as people read it.

    >>> when("2026-01-20T12:30:00.500000Z")
    '2026-01-20 12:30:00 UTC'
    """
    return f"{at[:10]} {at[11:19]} UTC" if at else ""


def lines(fate: Fate) -> str:
    """A destination in two lines: what became of it, and the ids to ask the platform with."""
    ids = [
        f"{name} {value}"
        for name, value in (("correlation", fate.correlation_id), ("transaction", fate.transaction_id))
        if value
    ]
    what = f"{fate.api} {fate.channel}".strip()
    whom = fate.address or "(no address known)"
    return f"{_shown(f'{whom}  {sentence(fate)}')}\n    {_shown(', '.join([what, *ids]))}\n"


def sentence(fate: Fate) -> str:
    """What became of a destination."""
    reason = " ".join(each for each in (fate.code, fate.detail) if each)
    match fate.state:
        case "accepted":
            return f"accepted, {_delivered(fate.delivery)}"
        case "unknown":
            told = f"; but {_delivered(fate.delivery)}" if fate.delivery.stage else ""
            return f"unknown: {reason or 'no reply came'}{told}"
        case "sending":
            return "sending: under way, or its sender died and the next one calls it unknown"
    return f"{fate.state}: {reason}" if reason else fate.state


def _delivered(delivery: Delivery) -> str:
    if not delivery.stage:
        return "no receipt yet"
    said = " ".join(each for each in (delivery.stage, when(delivery.at)) if each)
    if delivery.detail:
        said += f": {' '.join(each for each in (delivery.code, delivery.detail) if each)}"
    if delivery.clicked_at and delivery.stage != "clicked":
        said += f", clicked {when(delivery.clicked_at)}"
    return said + (" (the SMS in place of RCS)" if delivery.by_sms else "")


def _shown(text: str) -> str:
    """Without what would move the cursor or colour the terminal: some of it others have written."""
    return "".join(each if each.isprintable() else " " for each in text)


def table(rows: Iterable[Mapping[str, object]], names: Iterable[str]) -> str:
    """Rows under their names, numbers to the right; a column of zeros only is left out.

    >>> print(table([{"api": "v1", "sent": 1200, "lost": 0}], ["api", "sent", "lost"]), end="")
    api   sent
    v1   1,200
    """
    found = list(rows)
    shown = [name for name in names if any(row.get(name, 0) != 0 for row in found)]
    cells = [shown] + [[_cell(row.get(name, 0)) for name in shown] for row in found]
    widths = [max(len(line[index]) for line in cells) for index in range(len(shown))]
    numeric = [any(isinstance(row.get(name), int) for row in found) for name in shown]
    return "".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        + "\n"
        for line in cells
    )


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
