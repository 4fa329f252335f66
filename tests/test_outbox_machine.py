"""A sender that dies at any instruction, interrupted, refused, left without a reply: nothing twice, nothing lost.

A model of what was added and what the platform did stands beside a real outbox on a disk. A death is a copy of
the files as they are at that instruction: nothing of the process is left, not even what it would have tidied up.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from one_thread import Pool, instead_of_threads, no_wait_for_the_disk
from sqlalchemy import event
from sqlalchemy.engine import Engine
from test_sender import HOST, NOW, _request

from msglint.api.outcomes import Accepted, Later, Outcome, Rejected, Unknown
from msglint.batches import batches, units
from msglint.limiter import Limiter
from msglint.outbox import Outbox
from msglint.recipients import Recipient
from msglint.request import Request
from msglint.sender import Sender

STATES = ("queued", "accepted", "rejected", "unknown", "expired")
Answer = Literal[
    "accepted", "rejected", "fatal", "later", "later-after", "lost", "lost-but-taken", "bug", "bug-but-taken"
]
TAKEN = ("accepted", "lost-but-taken", "bug-but-taken")
PLAINLY_NOT = ("later", "later-after", "fatal")


class Killed(BaseException):
    """No instruction of the process is carried out any more."""


class Life:
    """Counts the instructions of a process; at one of them it dies, or somebody presses Ctrl-C."""

    def __init__(self, death: int | None, interrupt: int | None, die: Callable[[], None]) -> None:
        self.dead = False
        self._death = death
        self._interrupt = interrupt
        self._die = die
        self._done = 0

    def instruction(self, *_: object, **__: object) -> None:
        if self.dead:
            raise Killed
        self._done += 1
        if self._done == self._death:
            self.dead = True
            self._die()
            raise Killed
        if self._done == self._interrupt:
            raise KeyboardInterrupt


class Family:
    """A message: its destinations have addresses of their own, so that an address tells whose it is."""

    def __init__(self, number: int, kind: str, expires: float | None) -> None:
        self.kind = kind
        self._number = number
        self._entries: list[dict[str, list[str]]] = []
        self._expiry = {} if expires is None else {"expiry": _instant(expires)}

    def grow(self, sizes: Iterable[int]) -> None:
        """Adds entries of so many addresses; 0 is the first entry again."""
        for size in sizes:
            at = len(self._entries)
            entry = {"msisdn": [self._address(at, each) for each in range(max(size, 1))]}
            if self.kind == "recipients":
                entry = {"msisdn": [self._address(at, 0)]}
            elif self.kind == "two ids":
                entry["customerid"] = [f"c-{self._number}-{at}"]
            elif size == 0 and at:
                entry = self._entries[0]
            self._entries.append(entry)

    def whole(self) -> Counter[str]:
        """All its destinations."""
        return Counter(_addresses(self._entries))

    def _address(self, entry: int, place: int) -> str:
        return f"+4477{self._number:03}{entry:04}{place}"

    def add_to(self, outbox: Outbox, limit: int) -> int:
        if self.kind == "recipients":
            request = self._message("Pier $(pier).")
            rows = [
                Recipient(row, "msisdn", each["msisdn"][0], None, {"pier": f"{row % 3}"})
                for row, each in enumerate(self._entries)
            ]
            return outbox.add(batches(request, outbox.fresh(units(request, rows)), limit))
        request = self._message("Gate 3 is open.", destination=self._entries)
        return outbox.add(batches(request, outbox.fresh(units(request)), limit))

    def _message(self, text: str, **more: Any) -> Request:
        channels = {"sms": {"senderid": "HARBOUR", "text": f"{self._number}: {text}"}}
        return _request({"deliverychannel": "sms", **self._expiry, **more, "channels": channels})


def _instant(seconds: float) -> str:
    return NOW.fromtimestamp(seconds, NOW.tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")


def _addresses(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [each for entry in entries for values in entry.values() for each in values]


class Platform:
    """Answers as it is told, and knows what it took."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.answers: list[Answer] = []
        self.each_part = False
        self.odd_bodies = 0
        self._posts = 0

    def new_run(self, answers: list[Answer], each_part: bool) -> None:
        self.answers, self.each_part, self._posts = answers, each_part, 0
        self.posted: Counter[str] = Counter()
        self.given_back: Counter[str] = Counter()

    def post(self, path: str, text: str, *, api: str, channel: str | None, parts: int) -> list[Outcome]:
        body = json.loads(text)
        values = body if isinstance(body, list) else [body]
        self.odd_bodies += len(values) != parts or isinstance(body, list) == (parts == 1)
        told = [self._answer(part) for part in range(parts)]
        self._posts += 1
        for value, answer in zip(values, told, strict=False):
            to = _addresses(value["destination"])
            self.posted.update(to)
            if answer in TAKEN:
                self.taken.update(to)
            elif answer in PLAINLY_NOT:
                self.given_back.update(to)
            elif answer == "rejected":
                self.refused.update(to)
        if told[0].startswith("bug"):
            raise ValueError("a bug in the client")
        return [_outcome(each) for each in told]

    def _answer(self, part: int) -> Answer:
        at = self._posts + (part if self.each_part else 0)
        first = self.answers[self._posts] if self._posts < len(self.answers) else "accepted"
        if first.startswith("bug"):  # there is no answer for a part then
            return first
        answer = self.answers[at] if at < len(self.answers) else "accepted"
        return "lost" if answer.startswith("bug") else answer


def _outcome(answer: Answer) -> Outcome:
    match answer:
        case "accepted":
            return Accepted("1001", "Queued", "t-1", None)
        case "rejected":
            return Rejected("7004", "invalid", "correct it", "", False)
        case "fatal":
            return Rejected("7001", "no such key", "take another", "", True)
        case "later":
            return Later("HTTP 429", "too many requests", None)
        case "later-after":
            return Later("HTTP 503", "not available", 3.0)
        case _:
            return Unknown("no reply")


answers = st.lists(st.sampled_from(get_args(Answer)), max_size=12)
deaths = st.none() | st.integers(1, 80)


class OutboxMachine(RuleBasedStateMachine):
    """Commands that are run one after the other, each in a process that may die."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="msglint-"))
        self.lives = 0
        self.now = NOW.timestamp()
        self.platform = Platform()
        self.families: list[Family] = []
        self.added: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.life = Life(None, None, lambda: None)
        self.quick = ExitStack()
        self.quick.enter_context(no_wait_for_the_disk())
        for name in ("before_cursor_execute", "commit"):
            event.listen(Engine, name, self._instruction)
        self.outbox = Outbox(str(self.root / "outbox-0.db"), HOST)

    def teardown(self) -> None:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, self._instruction)
        self.outbox.__exit__()
        self.quick.close()
        shutil.rmtree(self.root)

    def _instruction(self, *_: object) -> None:
        self.life.instruction()

    def _copy(self) -> None:
        for end in ("", "-wal"):
            file = self.root / f"outbox-{self.lives}.db{end}"
            if file.exists():
                shutil.copyfile(file, self.root / f"outbox-{self.lives + 1}.db{end}")

    def _process(self, death: int | None, act: Callable[[], None], interrupt: int | None = None) -> bool:
        """Does something in a process; whether that came to its end. After a death all starts anew."""
        self.life = Life(death, interrupt, self._copy)
        over = False
        try:
            act()
        except (Killed, KeyboardInterrupt):  # Ctrl-C when the sender is just about to end
            over = True
        self.lives += self.life.dead
        self.life = Life(None, None, lambda: None)
        if over:
            self.outbox.__exit__()
            self.outbox = Outbox(str(self.root / f"outbox-{self.lives}.db"), HOST)
            self._process(death // 4 or None if death else None, self._recover)
        return not over

    def _recover(self) -> None:
        before = self._of("queued")
        died = self.outbox.recover()
        assert (before - self._of("queued")).total() == died

    def _of(self, *states: str) -> Counter[str]:
        found = self.outbox.addresses(states)
        return Counter(address for lines in found for address in lines.split("\n"))

    @initialize(expires=st.none() | st.integers(1, 9), limit=st.integers(1, 5))
    def first(self, expires: int | None, limit: int) -> None:
        self.new_message("entries", [1, 2, 0], expires, limit, None)
        self.new_message("recipients", [1] * 8, None, 4, None)

    @precondition(lambda self: len(self.families) < 6)
    @rule(
        kind=st.sampled_from(["entries", "recipients", "two ids"]),
        sizes=st.lists(st.integers(0, 4), min_size=1, max_size=6),
        expires=st.none() | st.integers(-1, 30),
        limit=st.integers(1, 5),
        death=deaths,
    )
    def new_message(
        self, kind: str, sizes: list[int], expires: int | None, limit: int, death: int | None
    ) -> None:
        end = None if expires is None else self.now + expires
        self.families.append(Family(len(self.families), kind, end))
        self._grow(self.families[-1], sizes, limit, death)

    @rule(
        which=st.integers(0, 5),
        sizes=st.lists(st.integers(0, 3), max_size=3),
        limit=st.integers(1, 5),
        death=deaths,
    )
    def the_same_message_again_or_grown(
        self, which: int, sizes: list[int], limit: int, death: int | None
    ) -> None:
        self._grow(self.families[which % len(self.families)], sizes, limit, death)

    def _grow(self, family: Family, sizes: list[int], limit: int, death: int | None) -> None:
        family.grow(sizes)
        everything = family.whole()
        new = everything - self.added
        added = []
        if self._process(death, lambda: added.append(family.add_to(self.outbox, limit))):
            assert added == [new.total()]
            self.added += new
        else:  # none of it, as the commit is its last instruction
            assert self._of(*STATES) == self.added

    @rule(
        answers=answers,
        each_part=st.booleans(),
        quick=st.lists(st.booleans(), max_size=8),
        threads=st.integers(1, 4),
        death=deaths,
        interrupt=st.none() | st.integers(1, 60),
    )
    def send(
        self,
        answers: list[Answer],
        each_part: bool,
        quick: list[bool],
        threads: int,
        death: int | None,
        interrupt: int | None,
    ) -> None:
        before = self._of("queued")
        self.platform.new_run(answers, each_part)
        later = iter(quick)
        pool = Pool(lambda: next(later, True), self._instruction)
        stopped: list[str] = []

        def act() -> None:
            sender = Sender(
                self.outbox,
                self.platform,
                Limiter(5),
                clock=lambda: self.now,
                ticks=lambda: self.now,
                sleep=self._sleep,
                threads=threads,
            )
            stopped.append(sender.run())

        with instead_of_threads(pool):
            ended = self._process(death, act, interrupt)
        for index in range(len(pool.under_way)):
            if index % 2:  # it left before the death, and arrives
                pool.finish(1)
        sent = self.platform.posted - self.platform.given_back
        assert not self.platform.odd_bodies
        assert sent <= before, "what was not queued was sent, or something twice"
        if ended and not stopped[0]:
            assert not self._of("queued")
        if ended and "7001" in stopped[0]:
            assert "fatal" in answers

    def _sleep(self, seconds: float) -> None:
        self._instruction()
        self.now += seconds

    @rule(death=deaths)
    def send_the_unknown_again_because_it_was_asked_for(self, death: int | None) -> None:
        before = self._of("unknown")
        counted: list[int] = []
        if self._process(death, lambda: counted.append(self.outbox.requeue_unknown())):
            assert counted == [before.total()]
            self.asked += before
            assert not self._of("unknown")
        else:
            assert self._of("unknown") == before

    @rule(seconds=st.integers(1, 20))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def the_next_process_finds_it_all(self) -> None:
        path = str(self.root / f"outbox-{self.lives}.db")
        self.outbox.__exit__()
        self.outbox = Outbox(path, HOST)
        assert self.outbox.recover() == 0

    @invariant()
    def none_is_lost_or_made_up(self) -> None:
        assert self._of(*STATES) == self.added
        counts = self.outbox.counts()
        assert {state for state, *_ in counts} <= set(STATES)
        assert sum(number for *_, number in counts) == self.added.total()
        assert self.outbox.waiting() == self._of("queued").total()

    @invariant()
    def what_the_platform_took_is_accepted_or_unknown(self) -> None:
        taken, accepted, unknown = self.platform.taken, self._of("accepted"), self._of("unknown")
        assert taken <= accepted + unknown + self.asked
        assert accepted <= taken
        assert self._of("rejected") <= self.platform.refused

    @invariant()
    def none_is_taken_twice_unless_asked_for(self) -> None:
        assert self.platform.taken <= self.added + self.asked


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = settings(
    max_examples=3000 if os.environ.get("MSGLINT_SOAK") == "1" else 50, stateful_step_count=20
)
