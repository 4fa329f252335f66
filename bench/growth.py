"""Time and memory against the size of one file: more destinations, documents, aliases, and levels.

Files of which there are more are measured by the corpora. The goal speaks of processor time above that of the smallest
size, so that neither what starting takes nor what else the machine does counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import ours
from bench.corpus import WORK, Corpus
from bench.measure import Job, interleave

STEP = 4
"""Each size is so many times the one before."""

_SMS = """deliverychannel: sms
destination:
{entries}expiry: "2026-12-01T18:00:00Z"
channels: {{sms: {{senderid: HARBOUR, text: Gate 3 is open.}}}}
"""
_ENTRY = '  - msisdn: ["+4477009{:05}"]\n    correlationid: gate-{}\n'
_IN_APP = """deliverychannel: appmessaging
appid: NW20261104
destination: [{{userid: [member-48120]}}]
channels:
  appmessaging:
    thread_id: thread-1
    message:
      text: The rooms of next week.
      extras:
        first: &first harbour
        rooms:
{items}"""
_DEEP = 40
"""Levels of each item of the deep file, close below what is read at all."""


def _destinations(number: int) -> str:
    return _SMS.format(entries="".join(_ENTRY.format(index % 100_000, index) for index in range(number)))


def _documents(number: int) -> str:
    return "".join(
        "---\n" + _SMS.format(entries=_ENTRY.format(index % 100_000, index)) for index in range(number)
    )


def _aliases(number: int) -> str:
    return _IN_APP.format(items="          - *first\n" * number)


def _levels(number: int) -> str:
    deep = "[" * _DEEP + "]" * _DEEP
    return _IN_APP.format(items=f"          - {deep}\n" * number)


DOCUMENTS = "documents"

_KINDS: dict[str, tuple[Callable[[int], str], int]] = {
    "destinations of one message": (_destinations, 1_000),
    DOCUMENTS: (_documents, 1_000),
    "aliases": (_aliases, 2_500),
    f"lists in lists, {_DEEP} levels deep": (_levels, 100),
}
"""What there is more of, how a file of so many is written, and how many there are in the smallest."""

_SIZES = 4


@dataclass(frozen=True)
class Growth:
    """What grows, and a job for each size."""

    name: str
    sizes: Sequence[int]
    jobs: Sequence[Job]

    @property
    def last_step(self) -> float:
        """How many times as much processor time the largest size takes as the one before, both above the smallest.

        That is 4.2 where time grows with the size, 16 where it grows with its square.
        """
        smallest, *_, before, largest = (min(sample.cpu for sample in job.samples) for job in self.jobs)
        return (largest - smallest) / (before - smallest)


def measure(rounds: int) -> list[Growth]:
    """The four kinds of growth."""
    found = []
    for name, (write, smallest) in _KINDS.items():
        sizes = [smallest * STEP**power for power in range(_SIZES)]
        jobs = [_job(name, write, size) for size in sizes]
        interleave(jobs, rounds)
        found.append(Growth(name, sizes, jobs))
    return found


def _job(name: str, write: Callable[[int], str], size: int) -> Job:
    folder = WORK / "growth" / f"{name.split()[0]}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".git").mkdir(exist_ok=True)
    text = write(size)
    file = folder / "message.yaml"
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8", newline="\n")
    job = ours.msglint().job(Corpus(folder, (file.name,), frozenset()), None)
    job.exit_code = 0 if name == DOCUMENTS or (name.startswith("destinations") and size <= 1_000) else 1
    return job
