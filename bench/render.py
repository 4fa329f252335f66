"""The results as text: tables, and the page `RESULTS.md`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.corpus import EVERY_BROKEN
from bench.goals import goals
from bench.growth import Growth
from bench.measure import Job, processor_ratio, ratio
from bench.results import Results, Table

BUSY_BELOW = 0.93
"""Processor time over time, all tools together: below it other work took part of the machine."""


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


def page(results: Results, plot: str) -> str:
    """The whole of `RESULTS.md`; `plot` is the picture beside it."""
    verdict = {True: "met", False: "**missed**", None: "not measured"}
    aims = [f"| {goal.aim} | {goal.figure} | {verdict[goal.met]} |" for goal in goals(results)]
    parts = [
        "# How fast it is",
        f"Made by `{results.command}`. {_METHOD}",
        "## Goals",
        "\n".join(["| goal | figure | |", "| --- | --- | --- |", *aims]),
        f"![Seconds over files, both on logarithmic scales]({plot})",
        "## Where and what",
        "\n".join([*_machine(), *_idleness(results), *_versions(results)]),
    ]
    parts += ["## One file with ever more in it", _growth(results.growths)]
    for each in results.tables:
        parts.append(f"## {heading(each)}")
        parts.append(table(each))
    return "\n\n".join(parts) + "\n"


_METHOD = f"""Every figure is of a whole process, started anew with the files in the
system's cache: the median of several rounds in which all tools run in turn. Seconds depend on the machine and on what else it
does, so read the ratios: each is the median over the rounds of msglint's time by the other's in the same round.
The messages are made up (`bench/corpus.py`), some 36 lines each, all channels, one in {EVERY_BROKEN} with one mistake that its schema tells."""


def _growth(growths: Sequence[Growth]) -> str:
    """Seconds and peak memory of msglint on each size of each kind of file."""
    rows = [("of what", "how many", "seconds", "processor s", "peak MB"), ("---", *["---:"] * 4)]
    for each in growths:
        for size, job in zip(each.sizes, each.jobs, strict=True):
            rows.append((each.name, f"{size:,}", f"{job.wall:.3f}", f"{job.cpu:.3f}", f"{job.peak:.0f}"))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


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
