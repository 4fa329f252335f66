"""Voice: texts read aloud, and the voices that read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import has_placeholder
from msglint.schema.words import code

_MESSAGES = "voice-messages-v1"
_BOTH = ("v2/voice", _MESSAGES)
_DEFAULTS = {
    "textFormat": "TEXT",
    "style": "NEURAL",
    "language": "en-US",
    "voice": "AriaNeural",
    "gender": "FEMALE",
    "engine": "AZURE",
}
"""What Voice API v1 takes where a field is missing or has a value that it does not know."""

_KNOWN = {"style": ("NEURAL",), "gender": ("MALE", "FEMALE"), "engine": ("AZURE",)}

# fmt: off
LANGUAGES = frozenset((
    "ar-EG", "ar-SA", "bg-BG", "ca-ES", "cs-CZ", "cy-GB", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR",
    "en-AU", "en-CA", "en-GB", "en-HK", "en-IE", "en-IN", "en-PH", "en-US", "es-ES", "es-MX", "et-EE",
    "fi-FI", "fr-CA", "fr-CH", "fr-FR", "ga-IE", "he-IL", "hi-IN", "hr-HR", "hu-HU", "id-ID", "it-IT",
    "ja-JP", "ko-KR", "lt-LT", "lv-LV", "ms-MY", "mt-MT", "nb-NO", "nl-BE", "nl-NL", "pl-PL", "pt-BR",
    "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sv-SE", "ta-IN", "te-IN", "th-TH", "tr-TR", "uk-UA",
    "ur-PK", "vi-VN", "zh-CN", "zh-HK", "zh-TW",
))
# fmt: on
"""The languages of the sandbox's schema, the only list that is public."""

_BY_SMALL_LETTERS = {language.lower(): language for language in LANGUAGES}


def spoken(request: Place) -> tuple[str, dict[str, Any]] | None:
    """The key and the block of a text that is read aloud: `content` of API v2, `audio` of Voice API v1."""
    key = "content" if request.request.api == "v2" else "audio"
    match request.get(key):
        case {"type": "TTS" | "Text-to-Speech"} as block:
            return key, block
    return None


def is_speech_unusual(request: Place) -> bool:
    """Whether a text is read aloud otherwise than plainly, in a listed language and by a neural voice."""
    block = request.get("content" if request.request.api == "v2" else "audio")
    kind = block.get("type") if block.__class__ is dict else None
    return kind == "Text-to-Speech" or (kind == "TTS" and not _is_plain(block))


def _is_plain(block: dict[str, Any]) -> bool:
    text, language, voice = block.get("text", ""), block.get("language", ""), block.get("voice", "")
    return (
        text.__class__ is str
        and "<" not in text
        and language.__class__ is str
        and (not language or language in LANGUAGES)
        and voice.__class__ is str
        and (not voice or voice.endswith("Neural"))
        and block.get("textFormat") != "SSML"
        and all(str(block.get(field, known[0])).upper() in known for field, known in _KNOWN.items())
    )


@rule(
    "voice-language-unlisted",
    at="",
    on=_BOTH,
    severity=Severity.WARNING,
    source="voice.md, TTS languages",
    given=is_speech_unusual,
)
def language_unlisted(request: Place) -> Iterator[Finding]:
    """
    A text is read aloud in a language that is not in the list.

    Languages are written like `en-GB`. Voice API v1 reads in `en-US` what has an unknown one.
    The public list is the one of the sandbox; the platform may know more.

    ```yaml bad
    content: {type: TTS, ttsProcessor: Azure, language: en_GB, voice: SoniaNeural, region: UK,
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
    found = spoken(request)
    if found is None:
        return
    key, block = found
    language = block.get("language")
    if not isinstance(language, str) or not language or language in LANGUAGES or has_placeholder(language):
        return
    meant = _BY_SMALL_LETTERS.get(language.strip().replace("_", "-").lower())
    path = (key, "language")
    fix = None if meant is None else Fix(f"write `{meant}`", (Change("replace", path, meant),))
    if meant is not None:
        message = f"{code(language)} is written `{meant}`"
    elif key == "audio":
        message = f"{code(language)} is not in the list; an unknown language silently becomes `en-US`"
    else:
        message = f"{code(language)} is not in the list of languages"
    yield Finding(message, path, fix=fix)


@rule(
    "voice-name-not-neural",
    at="",
    on=_BOTH,
    severity=Severity.WARNING,
    source="voice.md, Lint advice, voice name",
    given=is_speech_unusual,
)
def name_not_neural(request: Place) -> Iterator[Finding]:
    """
    The name of a voice does not end in `Neural`.

    The only engine has only neural voices, named like `SoniaNeural`. Voice API v1 takes
    `AriaNeural` for a name that it does not know.

    ```yaml bad
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: Sonia, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```

    ```yaml good
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```
    """
    found = spoken(request)
    if found is None:
        return
    key, block = found
    match block.get("voice"):
        case str(name) if name and not name.lower().endswith("neural") and not has_placeholder(name):
            silent = "; an unknown voice silently becomes `AriaNeural`" if key == "audio" else ""
            yield Finding(f"{code(name)} is no neural voice such as `SoniaNeural`{silent}", (key, "voice"))


@rule(
    "voice-value-replaced",
    at="",
    on=_MESSAGES,
    severity=Severity.WARNING,
    source="voice.md C, rule 2",
    given=is_speech_unusual,
)
def value_replaced(request: Place) -> Iterator[Finding]:
    """
    A style, gender, or engine that the platform silently replaces.

    Voice API v1 refuses none: an unknown `style` becomes `NEURAL`, an unknown `gender`
    `FEMALE`, an unknown `engine` `AZURE`.

    ```yaml bad
    audio: {type: TTS, text: The pool opens at nine., gender: DIVERSE}
    ```

    ```yaml good
    audio: {type: TTS, text: The pool opens at nine., gender: MALE}
    ```
    """
    if request.get("audio", "type") != "TTS":
        return
    for field, known in _KNOWN.items():
        value = request.get("audio", field)
        if isinstance(value, str) and value and value.upper() not in known and not has_placeholder(value):
            yield Finding(f"{code(value)} silently becomes `{_DEFAULTS[field]}`", ("audio", field))


@rule(
    "voice-default-taken",
    at="",
    on=_MESSAGES,
    severity=Severity.WARNING,
    source="voice.md C, rule 2",
    default=False,
)
def default_taken(request: Place) -> Iterator[Finding]:
    """
    A text is read aloud, and not all is said about how.

    The table calls six fields mandatory and names their defaults all the same: plain text,
    read in `en-US` by `AriaNeural`.

    ```yaml bad
    audio: {type: TTS, text: The pool opens at nine.}
    ```

    ```yaml good
    audio: {type: TTS, text: The pool opens at nine., textFormat: TEXT, style: NEURAL,
            language: en-GB, voice: SoniaNeural, gender: FEMALE, engine: AZURE}
    ```
    """
    audio = request.get("audio")
    if isinstance(audio, dict) and audio.get("type") == "TTS":
        missing = {field: value for field, value in _DEFAULTS.items() if field not in audio}
        if missing:
            names = ", ".join(f"`{field}`" for field in missing)
            hint = "taken is " + ", ".join(f"`{field}: {value}`" for field, value in missing.items())
            yield Finding(f"defaults are taken for {names}", ("audio",), hint, on_key=True)


@rule(
    "voice-text-long",
    at="",
    on=_MESSAGES,
    severity=Severity.INFO,
    source="voice.md, Lint advice: TTS text > 2000 in C",
    default=False,
)
def text_long(request: Place, *, max_characters: int = 2000) -> Iterator[Finding]:
    """
    A text of more than 2000 characters is read aloud.

    Voice API v1 states no limit, API v2 has 2000: about two minutes of speech, and of a call.

    ```yaml bad
    audio:
      type: TTS
      text: >-
        The pool opens at nine tomorrow and closes at six, and there is a ticket desk at the north
        gate. The pool opens at nine tomorrow and closes at six, and there is a ticket desk at the
        north gate. The pool opens at nine tomorrow and closes at six, and there is a ticket desk at
        the north gate. The pool opens at nine tomorrow and closes at six, and there is a ticket
        desk at the north gate. The pool opens at nine tomorrow and closes at six, and there is a
        ticket desk at the north gate. The pool opens at nine tomorrow and closes at six, and there
        is a ticket desk at the north gate. The pool opens at nine tomorrow and closes at six, and
        there is a ticket desk at the north gate. The pool opens at nine tomorrow and closes at six,
        and there is a ticket desk at the north gate. The pool opens at nine tomorrow and closes at
        six, and there is a ticket desk at the north gate. The pool opens at nine tomorrow and
        closes at six, and there is a ticket desk at the north gate. The pool opens at nine tomorrow
        and closes at six, and there is a ticket desk at the north gate. The pool opens at nine
        tomorrow and closes at six, and there is a ticket desk at the north gate. The pool opens at
        nine tomorrow and closes at six, and there is a ticket desk at the north gate. The pool
        opens at nine tomorrow and closes at six, and there is a ticket desk at the north gate. The
        pool opens at nine tomorrow and closes at six, and there is a ticket desk at the north gate.
        The pool opens at nine tomorrow and closes at six, and there is a ticket desk at the north
        gate. The pool opens at nine tomorrow and closes at six, and there is a ticket desk at the
        north gate. The pool opens at nine tomorrow and closes at six, and there is a ticket desk at
        the north gate. The pool opens at nine tomorrow and closes at six, and there is a ticket
        desk at the north gate. The pool opens at nine tomorrow and closes at six, and there is a
        ticket desk at the north gate. The pool opens at nine tomorrow and closes at six, and there
        is a tick
    ```

    ```yaml good
    audio: {type: TTS, text: The pool opens at nine tomorrow.}
    ```
    """
    match request.get("audio"):
        case {"type": "TTS", "text": str(words)} if len(words) > max_characters:
            minutes = round(len(words) / 900)
            yield Finding(f"{len(words)} characters, about {minutes} minutes of speech", ("audio", "text"))
