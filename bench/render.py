"""The results as text: tables, goals, and the page `RESULTS.md`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import EVERY_BROKEN, Corpus
from bench.measure import Job, processor_ratio, ratio
from bench.peers import ALL_CORES, ALL_RULES, ONE_CHANGED, SECOND_RUN, WITHOUT_RULES, Tool
from bench.stream import BYTES

ONE_FILE = {"yamllint": 1.2, "check-jsonschema": 0.4}
MANY_FILES = {"sourcemeta --fast": 1.5, "check-jsonschema": 0.05}
"""What msglint may take at most, in times of a peer."""

RULES_RATIO = 1.5
CACHE_RATIO = 0.35
CHANGED_RATIO = 1.2
DESTINATIONS_MS = 45.0
STREAM_RATIO = 4.0
STREAM_PEAK_MB = 100.0
PEAK_MB = 80.0

BUSY_BELOW = 0.93
"""Processor time over time, all tools together: below it other work took part of the machine."""


@dataclass(frozen=True)
class Table:
    """The jobs on one corpus."""

    kind: str
    corpus: Corpus
    jobs: Sequence[Job]

    def job(self, name: str) -> Job | None:
        """The job of a tool, or None where it took no part."""
        return next((job for job in self.jobs if job.name == name), None)


@dataclass
class Results:
    """A whole run."""

    tools: Sequence[Tool]
    missing: Sequence[str]
    command: str
    tables: list[Table] = field(default_factory=list)
    pair: tuple[Job, Job] | None = None
    stream: tuple[Job, Job] | None = None
    """Msglint and the bare parser on one long stream."""


@dataclass(frozen=True)
class Goal:
    """What was aimed at, what came out, and whether it was met (None: not measured)."""

    aim: str
    figure: str
    met: bool | None


def table(results: Table) -> str:
    """The figures of one corpus as a Markdown table."""
    size = results.corpus.size
    msglint = results.job("msglint")
    assert msglint is not None
    head = (
        "",
        "seconds",
        "processor s",
        "files/s",
        "peak MB",
        "msglint takes",
        "in processor time",
        "broken found",
    )
    rows = [head, ("---", *["---:"] * (len(head) - 1))]
    for job in results.jobs:
        rate = f"{size / job.wall:,.0f}" if size > 1 and job.name != "python -c pass" else ""
        figures = (job.name, f"{job.wall:.3f}", f"{job.cpu:.3f}", rate, f"{job.peak:.0f}")
        ratios = ("", "")
        if job is not msglint:
            ratios = (f"{ratio(msglint, job):.2f} ×", f"{processor_ratio(msglint, job):.2f} ×")
        rows.append((*figures, *ratios, _found(results, job)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _found(results: Table, job: Job) -> str:
    """How many of the broken files a tool names, and of the good ones, if any."""
    broken = results.corpus.broken
    if not job.judges or not broken:
        return ""
    said = job.output.read_text(encoding="utf-8", errors="replace")
    blamed = {file for file in results.corpus.files if file in said}
    wrong = len(blamed - broken)
    return f"{len(blamed & broken)} of {len(broken)}" + (f", {wrong} good ones" if wrong else "")


def goals(results: Results) -> list[Goal]:
    """The goals of the project, and how they came out."""
    least = min(table.corpus.size for table in results.tables)
    most = max(table.corpus.size for table in results.tables)
    jobs = [*(job for each in results.tables for job in each.jobs), *(results.pair or ())]
    peak = max(job.peak for job in jobs if job.name == "msglint")
    return [
        *(_ratio_goal(results, least, "msglint", peer, limit) for peer, limit in ONE_FILE.items()),
        *(_ratio_goal(results, most, ALL_CORES, peer, limit) for peer, limit in MANY_FILES.items()),
        _rules_goal(results, most),
        *_cache_goals(results, most),
        *_destinations(results),
        *_stream(results),
        Goal(f"peak memory: at most {PEAK_MB:.0f} MB", f"{peak:.0f} MB", peak <= PEAK_MB),
    ]


def _ratio_goal(results: Results, size: int, name: str, peer: str, limit: float) -> Goal:
    """The ratio to a peer on the corpora of so many files; the worst one counts."""
    what = "1 file, a new process" if size == 1 else f"{size:,} files, all cores, no cache"
    aim = f"{what}: at most {limit:g} × {peer}"
    pairs = _pairs(results, size, name, peer)
    if not pairs:
        return Goal(aim, f"{peer} is not there", None)
    return Goal(aim, _figures(pairs), _worst(pairs) <= limit)


def _rules_goal(results: Results, size: int) -> Goal:
    """What the rules cost on messages of all channels; those of one API are shown beside them.

    With `--preset strict` most files have findings, which must be located and said: that is no cost of the rules.
    """
    usual = _pairs(results, size, "msglint", WITHOUT_RULES)
    pedantic = _pairs(results, size, ALL_RULES, WITHOUT_RULES)
    return Goal(
        f"{size:,} files over all channels, all rules on: at most {RULES_RATIO:g} × the time without rules",
        f"{_figures(usual)}; with `--preset strict`, which finds something in most files, {_figures(pedantic)}",
        ratio(*usual["mixed"]) <= RULES_RATIO,
    )


def _cache_goals(results: Results, size: int) -> list[Goal]:
    """What the cache is worth when nothing has changed, and when one file has."""
    known = _pairs(results, size, SECOND_RUN, "sourcemeta --fast")
    changed = _pairs(results, size, ONE_CHANGED, SECOND_RUN)
    if not known or not changed:
        return []
    return [
        Goal(
            f"{size:,} files, 2nd run: at most {CACHE_RATIO:g} × sourcemeta --fast",
            _figures(known),
            _worst(known) <= CACHE_RATIO,
        ),
        Goal(
            f"{size:,} files, one of them changed: at most {CHANGED_RATIO:g} × the 2nd run without a change",
            _figures(changed),
            _worst(changed) <= CHANGED_RATIO,
        ),
    ]


def _pairs(results: Results, size: int, name: str, peer: str) -> dict[str, tuple[Job, Job]]:
    """The jobs of two tools on the corpora of so many files, by kind of corpus."""
    found = {
        each.kind: (each.job(name), each.job(peer)) for each in results.tables if each.corpus.size == size
    }
    return {kind: (mine, theirs) for kind, (mine, theirs) in found.items() if mine and theirs}


def _figures(pairs: dict[str, tuple[Job, Job]]) -> str:
    return ", ".join(
        f"{ratio(*pair):.2f} × ({kind}; {processor_ratio(*pair):.2f} in processor time)"
        for kind, pair in pairs.items()
    )


def _worst(pairs: dict[str, tuple[Job, Job]]) -> float:
    return max(ratio(*pair) for pair in pairs.values())


def _destinations(results: Results) -> list[Goal]:
    if results.pair is None:
        return []
    one, many = results.pair
    more = (many.wall - one.wall) * 1000
    aim = (
        f"1,000 destinations: at most {DESTINATIONS_MS:.0f} ms above start-up "
        "(`msglint check` of the same message to one destination)"
    )
    processor = (many.cpu - one.cpu) * 1000
    figure = (
        f"{more:.0f} ms ({many.wall * 1000:.0f} - {one.wall * 1000:.0f}; {processor:.0f} in processor time)"
    )
    return [Goal(aim, figure, more <= DESTINATIONS_MS)]


def _stream(results: Results) -> list[Goal]:
    if results.stream is None:
        return []
    msglint, raw = results.stream
    megabytes = f"{BYTES / 1e6:.0f} MB stream in one file"
    return [
        Goal(
            f"{megabytes}: at most {STREAM_RATIO:g} × libyaml's raw parse",
            _figures({"mixed": results.stream}),
            ratio(msglint, raw) <= STREAM_RATIO,
        ),
        Goal(
            f"{megabytes}: peak memory at most {STREAM_PEAK_MB:.0f} MB",
            f"{msglint.peak:.0f} MB",
            msglint.peak <= STREAM_PEAK_MB,
        ),
    ]


def page(results: Results) -> str:
    """The whole of `RESULTS.md`."""
    verdict = {True: "met", False: "**missed**", None: "not measured"}
    aims = [f"| {goal.aim} | {goal.figure} | {verdict[goal.met]} |" for goal in goals(results)]
    parts = [
        "# How fast it is",
        f"Made by `{results.command}`. {_METHOD}",
        "## Goals",
        "\n".join(["| goal | figure | |", "| --- | --- | --- |", *aims]),
        "## Where and what",
        "\n".join([*_machine(), *_idleness(results), *_versions(results)]),
    ]
    for each in results.tables:
        parts.append(f"## {heading(each)}")
        parts.append(table(each))
    return "\n\n".join(parts) + "\n"


_METHOD = f"""Every figure is of a whole process, started anew with the files in the
system's cache: the median of several rounds in which all tools run in turn. Seconds depend on the machine and on what else it
does, so read the ratios: each is the median over the rounds of msglint's time by the other's in the same round.
The messages are made up (`bench/corpus.py`), some 36 lines each, all channels, one in {EVERY_BROKEN} with one mistake that its schema tells."""


def heading(each: Table) -> str:
    """What a table is about."""
    what = "all APIs" if each.kind == "mixed" else f"API {each.kind}"
    return f"{each.corpus.size:,} {'file' if each.corpus.size == 1 else 'files'}, {what}"


def _machine() -> list[str]:
    return [
        f"- {_processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"- {platform.python_implementation()} {platform.python_version()}",
    ]


def _idleness(results: Results) -> list[str]:
    """A word of warning when other work kept the processors busy."""
    jobs = [job for each in results.tables for job in each.jobs]
    share = sum(job.cpu for job in jobs) / sum(job.wall for job in jobs)
    if share > BUSY_BELOW:
        return []
    return [
        f"- The machine was busy: the tools had a processor for {share:.0%} of their time. "
        "The ratios in processor time are the better ones."
    ]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or sys.platform


def _versions(results: Results) -> list[str]:
    tools = [f"- {tool.name} {tool.version}: `{tool.called}`" for tool in results.tools if tool.version]
    return [*tools, *(f"- {sentence}" for sentence in results.missing)]
