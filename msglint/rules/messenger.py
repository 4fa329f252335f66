"""Messenger: what is sent, when it may be sent, and to how many."""

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule

_OTT = "channels/OTT-Messaging"
_ON = "v1/messenger"
_PARTS = frozenset(("text", "attachment", "sender_action", "quick_replies"))


@rule(
    "messenger-contents-combined",
    at=_OTT,
    on=_ON,
    severity=Severity.WARNING,
    source="messenger.md §2 rule 1, §7",
)
def contents_combined(block: Place) -> Iterator[Finding]:
    """
    More than one of a text, an attachment, and a sender action in one message.

    The documentation words them as alternatives and never combines them. A sign such as
    `typing_on` delivers nothing, and quick replies below it have nothing to stand under.

    ```yaml bad
    fb: {sender_action: typing_on, text: Your repair is finished.}
    ```

    ```yaml good
    fb: {text: Your repair is finished.}
    ```
    """
    message = block.get("fb")
    if not isinstance(message, dict) or len(message.keys() & _PARTS) < 2:
        return
    given = [key for key in ("text", "attachment", "sender_action") if key in message]
    if given == ["sender_action"] and "quick_replies" in message:
        given.append("quick_replies")
    if len(given) > 1:
        words = " and ".join(f"`{key}`" for key in given)
        yield Finding(f"{words} in one message; send one request for each", ("fb",))


@rule(
    "messenger-tag-unused",
    at=_OTT,
    on=_ON,
    needs="fb/tag",
    severity=Severity.WARNING,
    source="messenger.md §2 rule 2",
)
def tag_unused(block: Place) -> Iterator[Finding]:
    """
    A `tag` without `messaging_type: MESSAGE_TAG`.

    The tag allows a person's answer up to 7 days after the customer's message, but it has an
    effect with that messaging type only.

    ```yaml bad
    fb: {text: Our mechanic answers you., tag: HUMAN_AGENT}
    ```

    ```yaml fixed
    fb: {text: Our mechanic answers you., tag: HUMAN_AGENT, messaging_type: MESSAGE_TAG}
    ```

    ```yaml good
    fb: {text: Our mechanic answers you., messaging_type: MESSAGE_TAG, tag: HUMAN_AGENT}
    ```
    """
    if block.get("fb", "tag") != "HUMAN_AGENT":
        return
    path, change = ("fb", "messaging_type"), None
    match block.get(*path):
        case None:
            change = Change("insert", path, "MESSAGE_TAG")
        case "RESPONSE" | "UPDATE":
            change = Change("replace", path, "MESSAGE_TAG")
    if change is not None:
        yield Finding(
            "`tag` has no effect without `messaging_type: MESSAGE_TAG`",
            ("fb", "tag"),
            fix=Fix("set `messaging_type: MESSAGE_TAG`", (change,), "unsafe"),
            on_key=True,
        )


@rule(
    "messenger-bulk",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="messenger.md §7, Proactive/bulk use",
)
def bulk(request: Place, *, max_recipients: int = 20) -> Iterator[Finding]:
    """
    A message goes to many Messenger users at once.

    It reaches only those who wrote within the last 24 hours. The documentation discourages
    mass messages, and what promotes something may only go out in that time.

    ```yaml bad
    destination:
      - psid:
          ["1000000000000011", "1000000000000012", "1000000000000013", "1000000000000014", "1000000000000015", "1000000000000016", "1000000000000017",
           "1000000000000018", "1000000000000019", "1000000000000020", "1000000000000021", "1000000000000022", "1000000000000023", "1000000000000024",
           "1000000000000025", "1000000000000026", "1000000000000027", "1000000000000028", "1000000000000029", "1000000000000030", "1000000000000031"]
    ```

    ```yaml good
    destination: [{psid: ["1000000000000011"]}]
    ```
    """
    block = request.get("channels", "OTT-Messaging", "fb")
    entries = request.get("destination")
    if not isinstance(block, dict) or not isinstance(entries, list):
        return
    if block.get("messaging_type") not in (None, "UPDATE") or not ("text" in block or "attachment" in block):
        return
    count = sum(
        len(ids)
        for entry in entries
        if isinstance(entry, dict)
        for key in ("psid", "customerid")
        if isinstance(ids := entry.get(key), list)
    )
    if count > max_recipients:
        yield Finding(
            f"one message to {count} users; Messenger is not meant for mass messages",
            ("destination",),
            "it reaches only those who wrote within the last 24 hours",
            on_key=True,
        )


@rule(
    "messenger-field-undocumented",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="messenger.md §6 no. 11",
    default=False,
)
def field_undocumented(request: Place) -> Iterator[Finding]:
    """
    A field that only appears in samples, without a word of explanation.

    `conversationid` and the block's own `type: conversation` stand in three samples and in no table. Nothing is
    known of what they do.

    ```yaml bad
    channels: {OTT-Messaging: {fb: {type: conversation, text: Your repair is finished.}}}
    ```

    ```yaml fixed
    channels: {OTT-Messaging: {fb: {text: Your repair is finished.}}}
    ```

    ```yaml good
    channels: {OTT-Messaging: {fb: {text: Your repair is finished.}}}
    ```
    """
    for path in (("conversationid",), ("channels", "OTT-Messaging", "fb", "type")):
        if request.get(*path) is not None:
            yield Finding(
                f"`{path[-1]}` appears in samples only; nothing says what it does",
                path,
                fix=Fix(f"remove `{path[-1]}`", (Change("remove", path),), "unsafe"),
                on_key=True,
            )


@rule(
    "messenger-tags-undocumented",
    at="options",
    on=_ON,
    needs="tags",
    severity=Severity.INFO,
    source="messenger.md §6 no. 6",
    default=False,
)
def tags_undocumented(options: Place) -> Iterator[Finding]:
    """
    Reporting tags under `tags` instead of `tag1` and `tag2`.

    The documentation's table names `tags` and says nothing of its form; all samples have `tag1`
    and `tag2`.

    ```yaml bad
    {domain: "https://go.example.com", tags: [repair, ready]}
    ```

    ```yaml good
    {domain: "https://go.example.com", tag1: repair, tag2: ready}
    ```
    """
    if options.get("tags") is not None:
        yield Finding("all samples have `tag1` and `tag2` instead of `tags`", ("tags",), on_key=True)
