"""RCS: what a content type takes, and what is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.rcs_parts import cards, suggestions
from msglint.rules.values import below

_ON = "v2/rcs"

_FIELDS = {
    "text": ("text", "suggestions"),
    "media": ("mediaContentUrl", "fileSize", "filesize", "suggestions"),
    "standalone": ("richCard",),
    "carousel": ("width", "cards", "suggestions"),
    "agentEvent": ("event", "messageId"),
}
"""The fields of each content type."""

_FOREIGN = {
    kind: frozenset(field for others in _FIELDS.values() for field in others if field not in fields)
    for kind, fields in _FIELDS.items()
}
"""The fields that only other content types have."""

_OWNERS = {
    field: [kind for kind, fields in _FIELDS.items() if field in fields]
    for fields in _FIELDS.values()
    for field in fields
}


def _are_words_odd(request: Place) -> bool:
    """Whether a title, a description, or a label is blank, or has a `$(`."""
    shown = [card.get(key) for _, card in cards(request) for key in ("title", "description")]
    shown += [each.get("displayText") for _, each in suggestions(request)]
    words = [each for each in shown if each.__class__ is str]
    return "$(" in " ".join(words) or not all(map(str.strip, words))


@rule(
    "rcs-content-of-other-type",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §1, §2.3: content.type decides",
)
def content_of_other_type(request: Place) -> Iterator[Finding]:
    """
    A field that the content's type does not have.

    `type` decides what is sent; the fields of other types are not documented with it, and likely
    lost. The suggestions of a rich card stand in `richCard`.

    ```yaml bad
    content: {type: text, text: The plan of the decks., mediaContentUrl: "https://media.example.com/plan.png"}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png"}
    ```
    """
    kind = request.get("content", "type")
    if not isinstance(kind, str) or kind not in _FIELDS:
        return
    for field in request.get("content"):
        if field in _FOREIGN[kind]:
            hint = None
            if field == "suggestions" and kind == "standalone":
                hint = "the suggestions of a rich card stand in `richCard`"
            *most, last = (f"`{each}`" for each in _OWNERS[field])
            owners = f"{', '.join(most)} and {last}" if most else last
            yield Finding(
                f"with `type: {kind}` the field is likely ignored; it is one of {owners} messages",
                ("content", field),
                hint,
                on_key=True,
            )


@rule(
    "rcs-placeholder-not-filled",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: $(name) in title, description, displayText",
    given=_are_words_odd,
)
def placeholder_not_filled(request: Place) -> Iterator[Finding]:
    """
    A `$(name)` stands where nothing is filled in.

    Substitutions work in the `text` of text messages only. Titles, descriptions, and labels show
    `$(name)` as it is written.

    ```yaml bad
    content:
      type: text
      text: Shall we keep the seat?
      suggestions: [{type: reply, displayText: Keep $(seat)}]
    ```

    ```yaml good
    substitutions: {seat: C12}
    content:
      type: text
      text: Shall we keep seat $(seat)?
      suggestions: [{type: reply, displayText: Keep it}]
    ```
    """
    places = [
        ((*path, key), card.get(key)) for path, card in cards(request) for key in ("title", "description")
    ]
    places += [((*path, "displayText"), each.get("displayText")) for path, each in suggestions(request)]
    for path, words in places:
        match words:
            case str() if (at := words.find("$(")) >= 0 and (end := words.find(")", at)) >= 0:
                yield Finding(
                    f"`{words[at : end + 1][:40]}` is shown as it stands: only `text` is filled in",
                    path,
                    caret=(at, end + 1),
                )


@rule(
    "rcs-substitutions-without-effect",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §2.8",
    default=False,
)
def substitutions_without_effect(request: Place) -> Iterator[Finding]:
    """
    Substitutions for content in which nothing is filled in.

    They work in the `text` of text messages, and in templates. The documentation's own samples
    carry them with cards, without effect.

    ```yaml bad
    substitutions: {plan: A}
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png"}
    ```

    ```yaml good
    substitutions: {seat: C12}
    content: {type: text, text: Your seat is $(seat).}
    ```
    """
    kind = request.get("content", "type")
    if kind not in ("media", "standalone", "carousel", "agentEvent"):
        return
    message = f"nothing is filled in with `type: {kind}`"
    if request.get("substitutions"):
        yield Finding(message, ("substitutions",), on_key=True)
        return
    for path, values in below(request.value, "to", "*", "substitutions"):
        if values:
            yield Finding(message, path, on_key=True)
            return


@rule(
    "rcs-label-empty",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: empty displayText, title",
    given=_are_words_odd,
)
def label_empty(request: Place) -> Iterator[Finding]:
    """
    The title of a card, or the label of a suggestion, is empty.

    The documentation's samples leave them blank for you to fill.

    ```yaml bad
    content:
      type: text
      text: Shall we keep your seat?
      suggestions: [{type: reply, displayText: ""}]
    ```

    ```yaml good
    content:
      type: text
      text: Shall we keep your seat?
      suggestions: [{type: reply, displayText: Keep it}]
    ```
    """
    for path, card in cards(request):
        match card:
            case {"title": str(words)} if not words.strip():
                yield Finding("the title of the card is empty", (*path, "title"))
    for path, suggestion in suggestions(request):
        match suggestion:
            case {"displayText": str(words)} if not words.strip():
                yield Finding("the label of the suggestion is empty", (*path, "displayText"))
