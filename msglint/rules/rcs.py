"""RCS: what the schema of its messages cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule

_HEIGHTS = ("SHORT", "MEDIUM", "TALL")


@rule(
    "rcs-uneven-cards",
    at="",
    on="v2/rcs",
    needs="content/cards",
    severity=Severity.ERROR,
    source="rcs.md §1, content.cards[].media; §2.4",
)
def uneven_cards(request: Place) -> Iterator[Finding]:
    """
    The cards of a carousel have media of different heights.

    All cards of one carousel must have the same `media.height`. The height of most cards, or
    of the first ones when there are as many of each, counts as the one that was meant.

    ```yaml bad
    content:
      type: carousel
      width: MEDIUM
      cards:
        - title: Red
          media: {url: "https://media.example.com/red.png", height: SHORT}
        - title: Blue
          media: {url: "https://media.example.com/blue.png", height: TALL}
    ```

    ```yaml good
    content:
      type: carousel
      width: MEDIUM
      cards:
        - title: Red
          media: {url: "https://media.example.com/red.png", height: SHORT}
        - title: Blue
          media: {url: "https://media.example.com/blue.png", height: SHORT}
    ```
    """
    match request.value:
        case {"content": {"type": "carousel", "cards": [*cards]}}:
            heights = dict(_heights(cards))
        case _:
            return
    if len(set(heights.values())) < 2:
        return
    usual = Counter(heights.values()).most_common(1)[0][0]
    for index, height in heights.items():
        if height != usual:
            message = (
                f"`{height}` here, but `{usual}` on other cards: the media of all cards must have one height"
            )
            yield Finding(message, ("content", "cards", index, "media", "height"))


def _heights(cards: list[object]) -> Iterator[tuple[int, str]]:
    """The media heights of the cards that have a known one, by the index of the card."""
    for index, card in enumerate(cards):
        match card:
            case {"media": {"height": str(height)}} if height in _HEIGHTS:
                yield index, height
