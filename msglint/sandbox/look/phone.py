"""SMS, MMS, voice, and e-mail."""

from __future__ import annotations

from typing import Any

from msglint.measure import sms_parts
from msglint.sandbox.ledger import Accepted
from msglint.sandbox.look.blocks import Block, at, hint, items, media, said, small, text, title
from msglint.sandbox.wording import text_of

_ALPHABETS = {"gsm7": ("GSM-7", "septets"), "ucs2": ("Unicode", "UTF-16 units")}


def sms(body: Any) -> list[Block]:
    """The text of an SMS, or what stands for a binary one."""
    told = at(body, "channels", "sms", "text") or at(body, "content", "text") or at(body, "content")
    binary = at(body, "channels", "sms", "body")
    if said(at(body, "channels", "sms", "type")) == "3" and said(binary):
        return [hint("a binary message"), small(binary)]
    return text(told)


def notes(request: Accepted) -> list[str]:
    """How an SMS is sent: its alphabet, units, and parts."""
    told = text_of(request, 0) if request.channel == "sms" else ""
    if not told:
        return []
    alphabet, units, count = sms_parts(told)
    name, unit = _ALPHABETS[alphabet]
    return [f"{count} part" if count == 1 else f"{count} parts", name, f"{units} {unit}"]


def mms(body: Any) -> list[Block]:
    """Subject, texts, and slides of an MMS."""
    content = at(body, "content")
    blocks = title(at(content, "subject")) + text(at(content, "text"))
    for each in items(at(content, "attachments")):
        kind = said(at(each, "type")).split("/")[0]
        blocks += media(kind, at(each, "mediaUrl"), at(each, "name")) + text(at(each, "messageText"))
    if said(at(content, "fallbacktext")):
        blocks.append(small(f"without MMS: {said(at(content, 'fallbacktext'))}"))
    return blocks


def voice(body: Any) -> list[Block]:
    """A call: who rings, and what is said or played."""
    sound = at(body, "audio") or at(body, "content")
    flow = at(body, "channels", "voice")
    blocks: list[Block] = [
        {"is": "call", "from": said(at(body, "from") or at(body, "callerId") or at(flow, "cli"))}
    ]
    blocks += text(at(sound, "text"))
    voice_name = " ".join(filter(None, (said(at(sound, "language")), said(at(sound, "voice")))))
    if voice_name:
        blocks.append(small(f"spoken by {voice_name}"))
    played = at(sound, "mediaId") or at(flow, "promptid") or at(flow, "media")
    if said(played):
        blocks += media("audio", "", f"recording {said(played)}")
    blocks += media("audio", at(sound, "location"))
    if said(at(flow, "callflowid")):
        blocks.append(hint(f"call flow {said(at(flow, 'callflowid'))}"))
    if sound is None and flow is None:
        blocks.append(hint("the call is steered by its callback URL"))
    return blocks


def email(body: Any) -> list[Block]:
    """Subject, the HTML in a frame of its own or else the text, and the attachments."""
    content = at(body, "content")
    subject = at(content, "subject") or at(body, "template", "subject")
    blocks = title(subject)
    if said(at(body, "from")):
        blocks.append(small(f"from {said(at(body, 'from'))}"))
    blocks += [{"is": "mail"}] if said(at(content, "html")) else text(at(content, "text"))
    for each in items(at(content, "attachments")):
        blocks += media("file", at(each, "mediaUrl"), at(each, "name"))
    return blocks
