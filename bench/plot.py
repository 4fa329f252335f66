"""Cost against size as a picture: seconds over files, both on logarithmic scales."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.results import Table

_TITLES = {"v1": "API v1", "mixed": "all APIs"}
_BOLD = ("msglint", "msglint, all cores", "msglint, 2nd run")


def save(tables: Sequence[Table], file: Path) -> None:
    """Writes the picture: a line for each tool, a panel for messages of one API and one for those of all."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams["svg.hashsalt"] = "msglint"  # the same figures make the same file
    figure, panels = pyplot.subplots(1, len(_TITLES), figsize=(14, 6), sharey=True)
    names = list(dict.fromkeys(job.name for table in tables for job in table.jobs))
    colours = {name: mpl.colormaps["tab20"](at % 20) for at, name in enumerate(names)}
    lines = {}
    for panel, (kind, title) in zip(panels, _TITLES.items(), strict=True):
        of_kind = [table for table in tables if table.kind == kind]
        for name in names:
            points = [(table.corpus.size, job.wall) for table in of_kind if (job := table.job(name))]
            if points:
                (lines[name],) = panel.plot(
                    *zip(*points, strict=True),
                    color=colours[name],
                    marker="o",
                    markersize=4,
                    linewidth=2.2 if name in _BOLD else 1.1,
                    linestyle="-" if name.startswith("msglint") else "--",
                )
        panel.set(xscale="log", yscale="log", title=title, xlabel="files")
        panel.grid(which="major", linewidth=0.4)
    panels[0].set_ylabel("seconds, a whole process")
    figure.legend(lines.values(), lines.keys(), loc="center right", fontsize=9)
    figure.tight_layout(rect=(0, 0, 0.84, 1))
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
