"""What reading a message costs by the builder alone, and with the quick reader in front of it.

`python -m bench.reading`; processor time a file of the mixed corpus, the best of some rounds in turn.
"""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from bench import corpus
from msglint.linter import Options, lint
from msglint.source import Source
from msglint.stream import documents, use_quick

FILES = 1000
ROUNDS = 9


def main() -> None:
    """Measures reading, reading with all places, and the whole verdict."""
    files = corpus.make("mixed", FILES)
    sources = [Source.read(str(files.folder / name)) for name in files.files]
    options = Options(now=datetime.fromisoformat(corpus.NOW), named=False)
    stages: dict[str, Callable[[], object]] = {
        "documents": lambda: [each for source in sources for each in documents(source)],
        "documents and places": lambda: [each.spans for source in sources for each in documents(source)],
        "verdict": lambda: [lint(source, options) for source in sources],
    }
    best: dict[tuple[str, str], float] = defaultdict(lambda: float("inf"))
    gc.disable()
    for _ in range(ROUNDS):
        for reader in ("builder", "quick"):
            use_quick(reader == "quick")
            for stage, run in stages.items():
                began = time.process_time()
                run()
                best[stage, reader] = min(best[stage, reader], time.process_time() - began)
                gc.collect()
    for stage in stages:
        said = (
            f"{reader} {best[stage, reader] / len(sources) * 1e6:6.1f} µs" for reader in ("builder", "quick")
        )
        print(f"{stage:22}{'   '.join(said)}")


if __name__ == "__main__":
    main()
