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
    figure, panels = pyplot.subplots(1, len(_TITLES), figsize=(13, 6), sharey=True)
    for panel, (kind, title) in zip(panels, _TITLES.items(), strict=True):
        of_kind = [table for table in tables if table.kind == kind]
        names = dict.fromkeys(job.name for table in of_kind for job in table.jobs)
        for name in names:
            points = [(table.corpus.size, job.wall) for table in of_kind if (job := table.job(name))]
            mine = name.startswith("msglint")
            panel.plot(
                *zip(*points, strict=True),
                label=name,
                marker="o",
                markersize=4,
                linewidth=2.2 if name in _BOLD else 1.1,
                linestyle="-" if mine else "--",
            )
        panel.set(xscale="log", yscale="log", title=title, xlabel="files")
        panel.grid(which="major", linewidth=0.4)
        panel.legend(fontsize=8)
    panels[0].set_ylabel("seconds, a whole process")
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
