"""WhatsApp: what the schema cannot say."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Path, Severity
from msglint.request import Place
from msglint.rule import rule


def _repeats(place: Place, pattern: Path) -> Iterator[Path]:
    """Where, below a place, a text at the pattern stands that an earlier one equals."""
    seen: set[str] = set()
    for found in place.find(pattern):
        if isinstance(found.value, str):
            if found.value in seen:
                yield found.path[len(place.path) :]
            seen.add(found.value)


@rule(
    "whatsapp-list-row-repeated",
    at="channels/OTT-Messaging/wa",
    on="v1/whatsapp",
    severity=Severity.ERROR,
    source="whatsapp.md §1 rows[].id, §2 rule 8",
)
def list_row_repeated(block: Place) -> Iterator[Finding]:
    """
    Two rows of a list message have the same `id`.

    The id is all that comes back when the customer picks a row, so it must be unique in the
    whole list, over all sections.

    ```yaml bad
    type: list
    list:
      body: {text: When shall we come?}
      action:
        button: Show times
        sections:
          - title: Tomorrow
            rows: [{id: morning, title: 8 to 12}]
          - title: Saturday
            rows: [{id: morning, title: 9 to 12}]
    ```

    ```yaml good
    type: list
    list:
      body: {text: When shall we come?}
      action:
        button: Show times
        sections:
          - title: Tomorrow
            rows: [{id: tomorrow-morning, title: 8 to 12}]
          - title: Saturday
            rows: [{id: saturday-morning, title: 9 to 12}]
    ```
    """
    for path in _repeats(block, ("list", "action", "sections", "*", "rows", "*", "id")):
        yield Finding("an earlier row has this `id` already; ids are unique in the whole list", path)


@rule(
    "whatsapp-reply-button-repeated",
    at="channels/OTT-Messaging/wa",
    on="v1/whatsapp",
    severity=Severity.ERROR,
    source="whatsapp.md §1 buttons[].reply.id, .title",
)
def reply_button_repeated(block: Place) -> Iterator[Finding]:
    """
    Two reply buttons have the same `id` or the same `title`.

    The id tells which button was tapped; WhatsApp refuses equal titles too.

    ```yaml bad
    type: reply
    reply:
      body: {text: Shall we keep your table?}
      action:
        buttons:
          - {type: reply, reply: {id: keep, title: Keep it}}
          - {type: reply, reply: {id: keep, title: Give it away}}
    ```

    ```yaml good
    type: reply
    reply:
      body: {text: Shall we keep your table?}
      action:
        buttons:
          - {type: reply, reply: {id: keep, title: Keep it}}
          - {type: reply, reply: {id: release, title: Give it away}}
    ```
    """
    for key in ("id", "title"):
        for path in _repeats(block, ("reply", "action", "buttons", "*", "reply", key)):
            yield Finding(f"an earlier button has this `{key}` already", path)


@rule(
    "whatsapp-template-buttons-mixed",
    at="message/parameters",
    on="v1/whatsapp",
    severity=Severity.ERROR,
    source="whatsapp.md §2 rule 12",
)
def template_buttons_mixed(parameters: Place) -> Iterator[Finding]:
    """
    Link variables stand beside quick replies or a one-time password.

    A template has one kind of button: links (a variable with `type: url`), quick replies, or
    the button of an authentication template. They cannot be combined.

    ```yaml bad
    tracking: {type: url, payload: parcels/42}
    quickReply:
      - {button_text: Leave it outside, payload: outside-42}
    ```

    ```yaml good
    quickReply:
      - {button_text: Leave it outside, payload: outside-42}
    ```
    """
    if not isinstance(parameters.value, dict):
        return
    links = [name for name in parameters.value if parameters.get(name, "type") == "url"]
    others = [name for name in ("quickReply", "otp") if name in parameters.value]
    if links and others:
        yield Finding(
            f"the link variable `{links[0]}` and `{others[0]}` exclude each other: a template has one kind of button"
        )
