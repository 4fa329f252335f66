"""Voice: what a call plays, records, and reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msglint.calling_codes import regions_of
from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import has_placeholder
from msglint.rules.voice_speech import is_speech_unusual

_CALLS = "voice-calls-v1"
_TTS_FIELDS = {
    "content": ("text", "ttsProcessor", "language", "voice", "region", "voiceType", "gender"),
    "audio": ("text", "textFormat", "style", "language", "voice", "gender", "engine"),
}
_FIELDS = {
    "content": {"media": ("mediaId",), "TTS": _TTS_FIELDS["content"]},
    "audio": {"MEDIA": ("mediaId",), "URL": ("location",), "TTS": _TTS_FIELDS["audio"]},
}
"""The fields that each type of content (API v2) or audio (Voice API v1) is about."""

_FOREIGN = {
    block: {
        kind: frozenset(key for others in kinds.values() for key in others if key not in fields)
        for kind, fields in kinds.items()
    }
    for block, kinds in _FIELDS.items()
}
"""The fields that only other types are about."""


@rule(
    "voice-sources-combined",
    at="channels/voice",
    on="v1/voice",
    severity=Severity.WARNING,
    source="voice.md A, rules 3, 4",
)
def sources_combined(voice: Place) -> Iterator[Finding]:
    """
    A call has a `promptid` beside a `callflowid` or a `media`.

    A flow, an audio file by id, and an audio file by name are three ways to say what a call
    does. The documentation excludes `callflowid` with `media`; what two others do together is
    not stated.

    ```yaml bad
    {promptid: "77", callflowid: "4031"}
    ```

    ```yaml good
    {promptid: "77"}
    ```
    """
    match voice.value:
        case {"callflowid": _, "media": _}:
            return
        case {"promptid": str(prompt)} if prompt:
            other = next((key for key in ("callflowid", "media") if voice.get(key)), None)
            if other is not None:
                yield Finding(f"`promptid` beside `{other}`: keep one", ("promptid",), on_key=True)


@rule(
    "voice-api-legacy",
    at="",
    on="v1/voice",
    severity=Severity.WARNING,
    source="voice.md, Which API",
    default=False,
)
def api_legacy(request: Place) -> Iterator[Finding]:
    """
    A call is made with Messaging API v1.

    The pages on voice name only API v2 (scheduling, expiry, contact policy) and Voice API v1
    (simple and interactive calls).

    ```yaml bad
    deliverychannel: voice
    ```

    ```yaml good
    deliverychannel: sms
    channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
    ```
    """
    if request.get("deliverychannel") == "voice":
        yield Finding(
            "voice in API v1 is legacy; API v2 and Voice API v1 are its successors", ("deliverychannel",)
        )


@rule(
    "voice-type-long-name",
    at="",
    on="v2/voice",
    severity=Severity.WARNING,
    source="voice.md, Documented inconsistencies 2",
    given=is_speech_unusual,
)
def type_long_name(request: Place) -> Iterator[Finding]:
    """
    `Text-to-Speech` instead of `TTS`.

    One table writes the name out; the conditions and the sample have `TTS`.

    ```yaml bad
    content: {type: Text-to-Speech, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```

    ```yaml fixed
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```

    ```yaml good
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```
    """
    if request.get("content", "type") == "Text-to-Speech":
        path = ("content", "type")
        fix = Fix("write `TTS`", (Change("replace", path, "TTS"),))
        yield Finding("`Text-to-Speech` is `TTS` in the sample", path, fix=fix)


@rule(
    "voice-field-ignored",
    at=("content", "audio"),
    on=("v2/voice", "voice-messages-v1"),
    severity=Severity.WARNING,
    source="voice.md B, rule 3; C, rule 1",
)
def field_ignored(block: Place) -> Iterator[Finding]:
    """
    A field that belongs to another type of call.

    An uploaded audio file has a `mediaId`, a text that is read aloud the fields of TTS, an audio
    file on the web a `location`. The fields of the other types are ignored.

    ```yaml bad
    {type: media, mediaId: "9012", text: The pool opens at nine tomorrow.}
    ```

    ```yaml fixed
    {type: media, mediaId: "9012"}
    ```

    ```yaml good
    {type: media, mediaId: "9012"}
    ```
    """
    kind = block.get("type")
    kind = "TTS" if kind == "Text-to-Speech" else kind
    foreign = _FOREIGN[str(block.path[-1])].get(kind) if isinstance(kind, str) else None
    if foreign is None or foreign.isdisjoint(block.value):
        return
    given = [key for key in block.value if key in foreign and block.value[key] not in ("", None)]
    if given:
        names = ", ".join(f"`{key}`" for key in given)
        removal = Fix(f"remove {names}", tuple(Change("remove", (key,)) for key in given), "unsafe")
        verb = "are" if len(given) > 1 else "is"
        yield Finding(f"{names} {verb} ignored with `type: {kind}`", (given[0],), fix=removal, on_key=True)


@rule(
    "voice-location-without-extension",
    at="",
    on="voice-messages-v1",
    needs="audio/location",
    severity=Severity.WARNING,
    source="voice.md C, rule 4",
)
def location_without_extension(request: Place) -> Iterator[Finding]:
    """
    The address of an audio file does not end in `.wav` or `.mp3`.

    The documentation wants a file of one of these types. Whether an address that does not show
    its type is fetched is not stated.

    ```yaml bad
    audio: {type: URL, location: "https://media.example.com/prompts/lift"}
    ```

    ```yaml good
    audio: {type: URL, location: "https://media.example.com/prompts/lift.mp3"}
    ```
    """
    match request.get("audio"):
        case {"type": "URL", "location": str(url)} if url and not has_placeholder(url):
            path = re.split(r"[?#]", url, maxsplit=1)[0]
            if path.startswith(("http://", "https://")) and "." not in path[path.rfind("/") + 1 :]:
                yield Finding("the address does not end in `.wav` or `.mp3`", ("audio", "location"))
            elif path.count("/") == 2:
                yield Finding(
                    "the address is a host without a file; it ends in `.wav` or `.mp3`", ("audio", "location")
                )


@rule("voice-callback-missing", at="", on=_CALLS, severity=Severity.WARNING, source="voice.md D, callbackUrl")
def callback_missing(request: Place) -> Iterator[Finding]:
    """
    A programmable call without a `callbackUrl`.

    The events of the call go there, and the answers say what it does next. Without it, the
    called person hears nothing. To play one message, use `POST /v1/voice/messages`.

    ```yaml bad
    callbackUrl: ""
    ```

    ```yaml good
    callbackUrl: https://hooks.example.com/calls
    ```
    """
    if not request.get("callbackUrl"):
        path = ("callbackUrl",) if "callbackUrl" in request.value else ()
        yield Finding("without a `callbackUrl`, nothing can steer the call", path)


@rule(
    "voice-recording-negative",
    at="recordCallSeconds",
    on=_CALLS,
    severity=Severity.WARNING,
    source="voice.md D, recordCallSeconds",
)
def recording_negative(seconds: Place) -> Iterator[Finding]:
    """
    A call is recorded for a negative number of seconds.

    0 records until the end, a positive number so many seconds. Others have no stated meaning;
    without `recordCallSeconds` there is no recording.

    ```yaml bad
    -1
    ```

    ```yaml good
    0
    ```
    """
    match seconds.value:
        case int(number) if number < 0:
            yield Finding(f"{number} seconds of recording; 0 records until the end of the call")


@rule(
    "voice-machine-detection",
    at="",
    on=_CALLS,
    severity=Severity.INFO,
    source="voice.md D; Lint advice, detectVoiceMail",
    default=False,
)
def machine_detection(request: Place) -> Iterator[Finding]:
    """
    A call to the United Kingdom detects answering machines.

    The regulator, Ofcom, has rules on it: a detector that takes a person for a machine makes a
    silent call. The sandbox does not support it at all.

    ```yaml bad
    dialedNumber: "+447700900137"
    detectVoiceMail: true
    ```

    ```yaml good
    dialedNumber: "+447700900137"
    detectVoiceMail: false
    ```
    """
    number = request.get("dialedNumber")
    if request.get("detectVoiceMail") is True and isinstance(number, str) and "GB" in regions_of(number):
        message = "Ofcom has rules on detecting answering machines in the United Kingdom"
        yield Finding(message, ("detectVoiceMail",), on_key=True)
