"""The platform played on this machine: a call comes in, a reply goes out, and all is written down."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msglint.sandbox import auth, replies
from msglint.sandbox.faults import Fault, Faults
from msglint.sandbox.judge import Part, Refusal, UnreadableError, notify_key, parse, parts
from msglint.sandbox.ledger import Accepted, Ledger
from msglint.sandbox.limits import Limit
from msglint.sandbox.replies import Reply
from msglint.sandbox.settings import Settings

KEPT_REFUSALS = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was not accepted, and why."""

    number: int
    at: float
    api: str
    channel: str | None
    refusal: Refusal


class Platform:
    """The state of a sandbox and its verdicts. `post` gets each accepted request that wants receipts, and where."""

    def __init__(self, settings: Settings, post: Callable[[Accepted, str], None]) -> None:
        self.settings = settings
        self.ledger = Ledger()
        self.faults = Faults(settings.faults, settings.seed)
        self.refused: deque[Refused] = deque(maxlen=KEPT_REFUSALS)
        self.calls = 0
        self.refusals = 0
        self.forgotten = 0
        self.met: dict[str, int] = {}
        self._limit = Limit(settings.tps, settings.burst)
        self._post = post

    def forget(self) -> None:
        """Forgets the messages and refusals; the counts go on."""
        self.forgotten += 1
        self.ledger.clear()
        self.refused.clear()

    def arrives(self) -> Fault | None:
        """Counts a call and draws its fault."""
        self.calls += 1
        fault = self.faults.draw()
        if fault is not None:
            self.met[fault.kind] = self.met.get(fault.kind, 0) + 1
        return fault

    def enter(self, api: str, headers: Mapping[str, str]) -> Reply | None:
        """The reply to a call that is not let in, or None."""
        now = self.settings.clock()
        turned_away = auth.refusal(api, headers, self.settings, now)
        if turned_away is not None:
            return self.refuse(api, Refusal(*turned_away))
        if self.settings.inactive:
            return self.refuse(api, Refusal("7007", "the sandbox was started with an inactive service"))
        return None

    def receive(self, api: str, body: bytes) -> Reply:
        """Judges a call that was let in, accepts what is right, and answers."""
        now = self.settings.clock()
        try:
            value = parse(body)
            judged = parts(api, value, now)
        except UnreadableError as error:
            return self.refuse(api, Refusal("7000", str(error)))
        good = [part for part in judged if part.refusal is None]
        wait, burst = 0.0, False
        if good:
            count = sum(len(part.recipients) for part in good)
            said, wait = self._limit.ask(count, frozenset(part.channel for part in good), now)
            if said == "refused":
                reason = f"{count} destinations more are over the limit of {self._limit.tps} a second"
                return self.refuse(api, Refusal("7020", reason))
            burst = said == "burst"
        if api != "v1":
            return self._answer_one(api, judged[0], now, now + wait)
        return self._answer_v1(judged, isinstance(value, list), now, now + wait, burst)

    def refuse(self, api: str, refusal: Refusal) -> Reply:
        """The reply to a call that is refused as a whole."""
        self._note(api, None, refusal)
        return replies.refused(api, refusal.code, str(uuid.uuid4()))

    def _answer_one(self, api: str, part: Part, now: float, due: float) -> Reply:
        transid = str(uuid.uuid4())
        if part.refusal is not None:
            self._note(api, part.channel, part.refusal)
            return replies.refused(api, part.refusal.code, transid, part.refusal.parameter)
        self._accept(api, part, transid, now, due)
        return replies.accepted(api, transid, part.correlation_id(api), now)

    def _answer_v1(self, judged: list[Part], array: bool, now: float, due: float, burst: bool) -> Reply:
        """One request is answered by an array when accepted and an object when not; an array always by one."""
        base = str(uuid.uuid4())
        elements = []
        for index, part in enumerate(judged):
            transid = f"{base}_{index}" if index else base
            if part.refusal is None:
                self._accept("v1", part, transid, now, due)
            else:
                self._note("v1", part.channel, part.refusal)
                if not array:
                    return replies.refused("v1", part.refusal.code, base)
            code = part.refusal.code if part.refusal else "1001"
            correlation = part.correlation_id("v1") if array else None
            elements.append(replies.element(code, transid, correlation, burst and code == "1001"))
        return replies.as_json(200, {"response": elements})

    def _accept(self, api: str, part: Part, transid: str, now: float, due: float) -> None:
        kind = (api, part.channel or "")
        number = self.ledger.accept(now, due, kind, transid, part.recipients, part.value)
        hook = part.value.get(notify_key(api))
        if isinstance(hook, str) and hook:
            request = self.ledger.request(number)
            if request is not None:
                self._post(request, hook)

    def _note(self, api: str, channel: str | None, refusal: Refusal) -> None:
        self.refusals += 1
        self.refused.append(Refused(self.refusals, self.settings.clock(), api, channel, refusal))
