"""Times msglint beside its peers: `python -m bench.run`, with `--quick` for a first look.

Prints the tables and writes them to `bench/RESULTS.md`, with a plot beside it. Peers that are not installed are
installed below `bench/.work/`; without npm, those from there are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import corpus, floors, growth, ours, peers, plot, render, stream
from bench.corpus import Corpus
from bench.goals import goals
from bench.measure import Job, interleave
from bench.ours import ALONE, MANY, MOST
from bench.results import Results, Table
from bench.tool import Tool

KINDS = (("v1", "v1"), ("v2", "v2"), ("mixed", None))
"""The corpora: those of one API go to the validators too, which take one schema a run."""

SIZES = {1: 15, 100: 9, 1000: 5, 5000: 5, MOST: 2}
"""How many rounds for so many files."""

QUICK_SIZES = {1: 5, 100: 3, 1000: 3}
PAIR_ROUNDS = 9
STREAM_ROUNDS = 3
GROWTH_ROUNDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, and writes the results; 1 when a goal is missed."""
    options = _options(arguments)
    sizes = QUICK_SIZES if options.quick else SIZES
    peers.write_schemas()
    others, missing = peers.peers()
    tools = [*floors.floors(), ours.msglint(), *ours.other_rules(), *ours.quick(), *others]
    results = Results(tools, missing, _command(options))
    for size, rounds in sizes.items():
        for kind, api in KINDS if size < MOST else KINDS[-1:]:
            results.tables.append(_table(kind, api, size, options.rounds or rounds, tools))
            print(
                render.heading(results.tables[-1]),
                render.table(results.tables[-1]),
                sep="\n",
                file=sys.stderr,
            )
    results.pair = _pair(options.rounds or (QUICK_SIZES[1] if options.quick else PAIR_ROUNDS))
    results.stream = stream.measure(STREAM_ROUNDS)
    results.growths = growth.measure(GROWTH_ROUNDS)
    plot.save(results.tables, options.output.with_suffix(".svg"))
    text = render.page(results, options.output.with_suffix(".svg").name)
    options.output.write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(goal.met is not False for goal in goals(results)) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, at most 1000 files")
    parser.add_argument("--rounds", type=int, help="the same number of rounds for every size")
    parser.add_argument(
        "--output", type=Path, default=corpus.HERE / "RESULTS.md", help="default: bench/RESULTS.md"
    )
    return parser.parse_args(arguments)


def _command(options: argparse.Namespace) -> str:
    words = ["python -m bench.run"]
    words += ["--quick"] if options.quick else []
    words += [f"--rounds {options.rounds}"] if options.rounds else []
    return " ".join(words)


def _table(kind: str, api: str | None, size: int, rounds: int, tools: Sequence[Tool]) -> Table:
    files = corpus.make(kind, size, (api,) if api else corpus.APIS)
    _assert_verdict(files)
    edited = corpus.make(f"{kind}-edited", size, (api,) if api else corpus.APIS) if size >= MANY else files
    jobs = [
        tool.job(edited if tool.edits else files, api)
        for tool in tools
        if (api or not tool.needs_schema) and tool.least <= size <= tool.most
    ]
    if size == 1:
        for job in jobs:
            job.run()  # compiles its modules, so that none of the rounds has to
    interleave(jobs, rounds)
    return Table(kind, files, jobs)


def _assert_verdict(files: Corpus) -> None:
    """The broken files of a corpus, and they alone, have errors."""
    command = [
        *ours.msglint_command(),
        "check",
        "--output-format",
        "jsonl",
        "--now",
        corpus.NOW,
        *ALONE,
        ".",
    ]
    done = subprocess.run(command, cwd=files.folder, capture_output=True, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    blamed = {finding["filename"] for finding in found if finding["severity"] == "error"}
    if done.returncode != bool(files.broken) or blamed != files.broken:
        odd = sorted(blamed ^ files.broken)[:5]
        raise SystemExit(f"the corpus {files.folder.name} is not what it should be: {odd} {done.stderr}")


def _pair(rounds: int) -> tuple[Job, Job]:
    """Msglint on one message to one destination, and to a thousand."""
    tool = ours.msglint()
    one, many = (tool.job(files, "v2") for files in corpus.make_pair())
    interleave([one, many], rounds)
    return one, many


if __name__ == "__main__":
    sys.exit(main())
