"""The envelopes of API v1 and v2: what needs a count or a clock."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule


@rule("gtr-ids-miscounted", at="gtrId", on="v1", severity=Severity.ERROR, source="envelope-v1.md §4.5")
def gtr_ids_miscounted(ids: Place) -> Iterator[Finding]:
    """
    `gtrId` has more or fewer ids than `destination` has entries.

    The n-th id belongs to the n-th entry of `destination`, however many addresses that entry
    holds.

    ```yaml bad
    [gtr-a, gtr-b]
    ```

    ```yaml good
    [gtr-a]
    ```
    """
    match ids.value, ids.request.root().get("destination"):
        case list(given), list(entries) if len(given) != len(entries):
            yield Finding(
                f"{_count(given, 'id')} for {_count(entries, 'entry')} of `destination`: one each is needed"
            )


def _count(members: list[object], word: str) -> str:
    if len(members) == 1:
        return f"1 {word}"
    return f"{len(members)} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"
