"""What the project aims at, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass

from bench.growth import DOCUMENTS, Growth
from bench.measure import Job, processor_ratio, ratio
from bench.ours import ALL_CORES, ALL_RULES, MOST, ONE_CHANGED, SECOND_RUN, WITHOUT_RULES
from bench.results import Results
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
GROWTH = 1.15
STEP_RATIO = 5
"""For four times as much: 4.2 is linear, 16 quadratic."""

FLAT = 1.2
MANY_PEAK_MB = 150.0


@dataclass(frozen=True)
class Goal:
    """What was aimed at, what came out, and whether it was met (None: not measured)."""

    aim: str
    figure: str
    met: bool | None


def goals(results: Results) -> list[Goal]:
    """The goals of the project, and how they came out."""
    least = min(table.corpus.size for table in results.tables)
    most = max(table.corpus.size for table in results.tables if table.corpus.size < MOST)
    usual = [table for table in results.tables if table.corpus.size <= most]
    jobs = [*(job for each in usual for job in each.jobs), *(results.pair or ())]
    peak = max(job.peak for job in jobs if job.name == "msglint")
    return [
        *(_ratio_goal(results, least, "msglint", peer, limit) for peer, limit in ONE_FILE.items()),
        *(_ratio_goal(results, most, ALL_CORES, peer, limit) for peer, limit in MANY_FILES.items()),
        _rules_goal(results, most),
        *_cache_goals(results, most),
        *_destinations(results),
        *_stream(results),
        *_growth(results, most),
        *map(_step, results.growths),
        *(_flat(each) for each in results.growths if each.name == DOCUMENTS),
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


def _growth(results: Results, size: int) -> list[Goal]:
    """Whether a file costs the same among very many as among many, and how much memory they take."""
    few, many = (
        {table.corpus.size: table for table in results.tables if table.kind == "mixed"}.get(each)
        for each in (size, MOST)
    )
    found = [
        (name, few.job(name), many.job(name)) for name in ("msglint", ALL_CORES) if few is not None and many
    ]
    pairs = [(name, one, other) for name, one, other in found if one and other]
    if not pairs:
        return []
    costs = [(name, one.wall / size * 1e6, other.wall / MOST * 1e6) for name, one, other in pairs]
    said = "; ".join(f"{name} {least:.0f} µs and {most:.0f} µs" for name, least, most in costs)
    peak = max(job.peak for _, _, job in pairs)
    return [
        Goal(
            f"{MOST:,} files: time per file at most {GROWTH:g} × that at {size:,}",
            f"{said}: {max(most / least for _, least, most in costs):.2f} ×",
            all(most <= GROWTH * least for _, least, most in costs),
        ),
        Goal(
            f"{MOST:,} files: peak memory at most {MANY_PEAK_MB:.0f} MB",
            f"{peak:.0f} MB",
            peak <= MANY_PEAK_MB,
        ),
    ]


def _step(growth: Growth) -> Goal:
    """Whether time grows with a file and no faster."""
    *_, before, largest = growth.sizes
    return Goal(
        f"{largest:,} {growth.name}: at most {STEP_RATIO:g} × the time of {before:,}, above that of {growth.sizes[0]:,}",
        f"{growth.last_step:.2f} × in processor time",
        growth.last_step <= STEP_RATIO,
    )


def _flat(growth: Growth) -> Goal:
    """Whether a stream of any length takes the same memory."""
    least, most = growth.jobs[0].peak, growth.jobs[-1].peak
    return Goal(
        f"{growth.sizes[-1]:,} documents in one file: peak memory at most {FLAT:g} × that of {growth.sizes[0]:,}",
        f"{most:.0f} MB and {least:.0f} MB",
        most <= FLAT * least,
    )


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
