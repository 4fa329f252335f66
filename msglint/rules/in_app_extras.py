"""In-app messages and live chat: extras, and what attachments need beyond the schema."""

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule

_AT = "channels/appmessaging"
_ON = "v1/in-app"


@rule(
    "in-app-extras-missing",
    at=_AT,
    on=_ON,
    severity=Severity.INFO,
    source="in-app.md, Lint advice: Engage widget",
    default=False,
)
def extras_missing(block: Place) -> Iterator[Finding]:
    """
    A message has no `extras`, which the live-chat widget of Engage wants.

    The widget needs the object, even an empty one. Apps with the SDK do without; leave this rule
    off where you write to apps only.

    ```yaml bad
    message: {text: Hello again.}
    ```

    ```yaml good
    message: {text: Hello again., extras: {}}
    ```
    """
    match block.value:
        case {"message": {"text": _} | {"attachment": _} as message} if "extras" not in message:
            if "type" not in block.value and "extras" not in block.value:  # misplaced ones are reported
                yield Finding(
                    "no `extras`: the live-chat widget wants them, even empty", ("message",), on_key=True
                )


@rule(
    "in-app-extras-misplaced",
    at=_AT,
    on=_ON,
    needs="extras",
    severity=Severity.INFO,
    source="in-app.md, inconsistency 18",
    default=False,
)
def extras_misplaced(block: Place) -> Iterator[Finding]:
    """
    The extras of an ordinary message stand beside `message` instead of in it.

    `extras` of the block appear in the sample of a thread alert only. The table, and the sample of
    extras, have them in `message`.

    ```yaml bad
    {message: {text: Hello again., extras: {}}, extras: {lane: priority}}
    ```

    ```yaml good
    {message: {text: Hello again., extras: {lane: priority}}}
    ```
    """
    if block.get("extras") is not None and block.get("type") is None:
        yield Finding("the extras of an ordinary message belong in `message`", ("extras",), on_key=True)


@rule(
    "in-app-audio-duration-missing",
    at=_AT,
    on=_ON,
    needs="message/attachment/file",
    severity=Severity.WARNING,
    source="in-app.md, inconsistency 4",
)
def audio_duration_missing(block: Place) -> Iterator[Finding]:
    """
    A sound has no `duration`.

    The documentation's table wants the seconds, quoted, for audio; only a comment in a sample
    calls them optional.

    ```yaml bad
    message:
      attachment: {contentType: audio, file: "https://cdn.example.com/n/17.mp3"}
    ```

    ```yaml good
    message:
      attachment: {contentType: audio, file: "https://cdn.example.com/n/17.mp3", duration: "12"}
    ```
    """
    match block.get("message", "attachment"):
        case {"contentType": "audio", "file": str()} as attachment if "duration" not in attachment:
            yield Finding(
                "`duration` is missing, which the table wants for audio",
                ("message", "attachment"),
                on_key=True,
            )


@rule(
    "in-app-video-duration-missing",
    at=_AT,
    on=_ON,
    needs="message/attachment/file",
    severity=Severity.INFO,
    source="in-app.md, inconsistency 4",
    default=False,
)
def video_duration_missing(block: Place) -> Iterator[Finding]:
    """
    A video has no `duration`.

    The documentation's table wants the seconds, quoted; another passage calls them optional for
    videos.

    ```yaml bad
    message:
      attachment: {contentType: video, file: "https://cdn.example.com/c/reset.mp4", preview: "/9j/4AAQSkZJRg=="}
    ```

    ```yaml good
    message:
      attachment: {contentType: video, file: "https://cdn.example.com/c/reset.mp4", preview: "/9j/4AAQSkZJRg==", duration: "35"}
    ```
    """
    match block.get("message", "attachment"):
        case {"contentType": "video", "file": str()} as attachment if "duration" not in attachment:
            yield Finding(
                "`duration` is missing, which the table wants for video",
                ("message", "attachment"),
                on_key=True,
            )
