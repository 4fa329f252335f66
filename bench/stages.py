"""Where the time of a file goes: `python -m bench.stages`.

Processor time of each step over the mixed corpus, in microseconds a file, the best of some rounds; each step alone, so
that their sum is below the whole, in which they push each other out of the caches.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import datetime

from bench import corpus
from msglint import judging, quick, stream
from msglint.diagnostics import Judged
from msglint.linter import Options, Task, lint_each
from msglint.recognition import recognise
from msglint.request import Request, meant
from msglint.schema import compiled
from msglint.schema.shape import unknown_keys
from msglint.source import Source
from msglint.walk import files

FILES = 1000
ROUNDS = 9


def main() -> None:
    """Measures the steps from finding the files to the verdict."""
    made = corpus.make("mixed", FILES)
    paths = [str(made.folder / name) for name in made.files]
    sources = [Source.read(path) for path in paths]
    documents = [each for source in sources for each in stream.documents(source) if not each.broken]
    now = datetime.fromisoformat(corpus.NOW)
    requests = [meant(each) for document in documents for each in recognise(document, now).requests]
    options = Options(now=now, named=False)
    steps: dict[str, Callable[[], object]] = {
        "find the files": lambda: list(files([str(made.folder)])),
        "read them": lambda: [Source.read(path) for path in paths],
        "take YAML apart": lambda: [list(stream.documents(source)) for source in sources],
        "  of it the quick reader": lambda: [quick.value(source.text) for source in sources],
        "see which API it is": lambda: [recognise(document, now) for document in documents],
        "judge by schema": lambda: [judging.by_schema(request) for request in requests],
        "  of it jsonschema-rs": lambda: [
            compiled(each.api, each.channel)[1].is_valid(each.value) for each in requests
        ],
        "  of it unknown keys": lambda: [
            unknown_keys(each.value, compiled(each.api, each.channel)[2]) for each in requests
        ],
        "judge by rules": lambda: [_by_rules(request) for request in requests],
        "the whole verdict": lambda: list(lint_each(Task(source, options) for source in sources)),
    }
    gc.disable()
    for name, run in steps.items():
        print(f"{name:26}{_best(run) / FILES * 1e6:7.1f} µs")
        gc.collect()


def _by_rules(request: Request) -> list[Judged]:
    found = judging.by_rules(request)
    request.forget()
    return found


def _best(run: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    main()
