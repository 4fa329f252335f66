"""Voice: SSML, the markup of speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.regexes import regex
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.voice_speech import is_speech_unusual, spoken
from msglint.schema.words import code

_MESSAGES = "voice-messages-v1"
_TAG = regex(
    r"</?(?:speak|voice|break|prosody|emphasis|say-as|sub|phoneme|audio|lang|mstts:[a-z-]+)(?=[\s/>])[^<>]{0,200}>"
)
_BARE = regex(r"&(?!(?:amp|lt|gt|quot|apos|nbsp)\b|#|[A-Za-z]+;)")


class Markup(NamedTuple):
    """A text read as XML: its root, or what is wrong with it, and where."""

    root: str | None
    fault: str | None = None
    span: tuple[int, int] = (0, 0)


@rule(
    "voice-ssml-unsupported",
    at="",
    on="v2/voice",
    severity=Severity.WARNING,
    source="voice.md B, content.text",
    given=is_speech_unusual,
)
def ssml_unsupported(request: Place) -> Iterator[Finding]:
    """
    SSML in a text of API v2.

    Only the Voice API v1 (`POST /v1/voice/messages`) takes SSML; here the tags are read aloud or
    refused.

    ```yaml bad
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: "<speak>The pool opens at nine.</speak>"}
    ```

    ```yaml good
    content: {type: TTS, ttsProcessor: Azure, language: en-GB, voice: SoniaNeural, region: UK,
              voiceType: Neural, gender: female, text: The pool opens at nine.}
    ```
    """
    found = spoken(request)
    text = found[1].get("text") if found else None
    tag = _TAG.search(text) if isinstance(text, str) else None
    if tag:
        message = "SSML, which only Voice API v1 (`POST /v1/voice/messages`) reads"
        yield Finding(message, ("content", "text"), caret=tag.span())


@rule(
    "voice-ssml-undeclared",
    at="",
    on=_MESSAGES,
    severity=Severity.WARNING,
    source="voice.md C, rule 3",
    given=is_speech_unusual,
)
def ssml_undeclared(request: Place) -> Iterator[Finding]:
    """
    A text holds SSML, but is called plain.

    Without `textFormat: SSML` the text is taken as it stands, tags and all.

    ```yaml bad
    audio: {type: TTS, text: "<speak>Lift two is <break time='300ms'/> out of order.</speak>"}
    ```

    ```yaml fixed
    audio: {type: TTS, text: "<speak>Lift two is <break time='300ms'/> out of order.</speak>", textFormat: SSML}
    ```

    ```yaml good
    audio: {type: TTS, text: "<speak>Lift two is <break time='300ms'/> out of order.</speak>", textFormat: SSML}
    ```
    """
    match request.get("audio"):
        case {"type": "TTS", "text": str(text)} if request.get("audio", "textFormat") in (None, "", "TEXT"):
            tag = _TAG.search(text)
            if tag:
                fix = None
                if read(text).root == "speak":
                    known = request.get("audio", "textFormat") is not None
                    change = Change("replace" if known else "insert", ("audio", "textFormat"), "SSML")
                    fix = Fix("declare it: `textFormat: SSML`", (change,), "unsafe")
                yield Finding("SSML without `textFormat: SSML`", ("audio", "text"), caret=tag.span(), fix=fix)


@rule(
    "voice-ssml-malformed",
    at="",
    on=_MESSAGES,
    severity=Severity.WARNING,
    source="voice.md C, rule 3",
    given=is_speech_unusual,
)
def ssml_malformed(request: Place) -> Iterator[Finding]:
    """
    A text that is called SSML is no well-formed XML.

    A tag that is not closed or a bare `&` is enough for the whole text to fail. Documents with a
    DTD or entities of their own are not read.

    ```yaml bad
    audio: {type: TTS, textFormat: SSML, text: "<speak>Lost & found is closed.</speak>"}
    ```

    ```yaml fixed
    audio: {type: TTS, textFormat: SSML, text: "<speak>Lost &amp; found is closed.</speak>"}
    ```

    ```yaml good
    audio: {type: TTS, textFormat: SSML, text: "<speak>Lost &amp; found is closed.</speak>"}
    ```
    """
    match request.get("audio"):
        case {"type": "TTS", "textFormat": "SSML", "text": str(text)} if text.strip():
            markup = read(text)
            if markup.fault is None:
                return
            fix = None
            mended = _BARE.sub("&amp;", text)
            if mended != text and read(mended).fault is None:
                fix = Fix("write `&amp;`", (Change("replace", ("audio", "text"), mended),))
            elif "<" not in text:
                fix = Fix("call it `TEXT`", (Change("replace", ("audio", "textFormat"), "TEXT"),), "unsafe")
            caret = markup.span if "<" in text else None
            yield Finding(f"the text is no SSML: {markup.fault}", ("audio", "text"), caret=caret, fix=fix)


@rule(
    "voice-ssml-root-missing",
    at="",
    on=_MESSAGES,
    severity=Severity.WARNING,
    source="voice.md, Documented inconsistencies 9",
    given=is_speech_unusual,
)
def ssml_root_missing(request: Place) -> Iterator[Finding]:
    """
    SSML whose outermost tag is not `<speak>`.

    Engines want `<speak>` around all. The documentation's sample has `<text>`, which is no tag
    of SSML.

    ```yaml bad
    audio: {type: TTS, textFormat: SSML, text: "<text>Lift two is out of order.</text>"}
    ```

    ```yaml good
    audio: {type: TTS, textFormat: SSML, text: "<speak>Lift two is out of order.</speak>"}
    ```
    """
    match request.get("audio"):
        case {"type": "TTS", "textFormat": "SSML", "text": str(text)}:
            markup = read(text)
            if markup.root not in (None, "speak"):
                at = text.index("<" + str(markup.root)) if "<" + str(markup.root) in text else 0
                message = f"the outermost tag is {code(f'<{markup.root}>')}; SSML has `<speak>`"
                yield Finding(message, ("audio", "text"), caret=(at, at + 1 + len(str(markup.root))))


@lru_cache(maxsize=64)
def read(text: str) -> Markup:
    """A text as XML; one with a DTD is refused, so that no entity is ever expanded.

    >>> read("<speak>Hello</speak>").root, read("<speak>Hello").fault
    ('speak', '`<speak>` is not closed')
    """
    from xml.parsers import expat

    if "<" not in text:
        return Markup(None, "there is no tag in it")
    names: list[str] = []
    open_: list[str] = []
    parser = expat.ParserCreate("utf-8")

    def start(name: str, _: dict[str, str]) -> None:
        names.append(name)
        open_.append(name)

    def refuse(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_.pop()
    parser.StartDoctypeDeclHandler = refuse
    lead = len(text) - len(text.lstrip())
    data = text.strip().encode("utf-8", "replace")
    try:
        parser.Parse(data, True)
    except _DoctypeError:
        return Markup(None, "a DTD has no place in it", (lead, lead + 9))
    except expat.ExpatError as error:
        at = lead + len(data[: max(parser.ErrorByteIndex, 0)].decode("utf-8", "ignore"))
        return _faulty(text, error.code, at, open_[-1] if open_ else None)
    return Markup(names[0])


class _DoctypeError(Exception):
    pass


def _faulty(text: str, number: int, at: int, inner: str | None) -> Markup:
    """What is wrong with a text and where, from the parser's number, its place, and the innermost open tag."""
    here = (at, at + 1)
    entity = re.compile("&[A-Za-z][A-Za-z0-9]*;").match(text, at)
    ampersand = text.rfind("&", 0, at)
    tag = text.rfind("<", 0, at)
    if number == 11 and entity:
        return Markup(None, f"XML knows no {code(entity[0])}; write the character itself", entity.span())
    if number == 4 and ampersand > tag and not re.search(r"[;\s]", text[ampersand + 1 : at]):
        return Markup(None, "a bare `&`, which is written `&amp;`", (ampersand, ampersand + 1))
    if number == 4 and text[at - 1 : at] == "<":
        return Markup(None, "a bare `<`, which is written `&lt;`", (at - 1, at))
    if number == 7 and inner is not None and tag >= 0:
        end = text.find(">", at) + 1 or at
        return Markup(None, f"{code(f'<{inner}>')} is not closed before {code(text[tag:end])}", (tag, end))
    if number in (3, 5) and inner is not None:
        tag = max(text.rfind(f"<{inner}"), 0)
        return Markup(None, f"{code(f'<{inner}>')} is not closed", (tag, tag + len(inner) + 1))
    return Markup(None, _FAULTS.get(number, "it is no well-formed XML"), here)


_FAULTS = {
    2: "it must begin with `<speak>`",
    3: "it has no tag",
    4: "something here is no XML",
    5: "a tag has no `>`",
    8: "a tag has one attribute twice",
    9: "something stands behind the last tag",
}
"""What the parser's numbers mean."""
