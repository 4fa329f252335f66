"""One long stream of messages in one file, beside the parser that msglint reads with: libyaml, with nobody who listens."""

from __future__ import annotations

import sys

from bench import corpus, ours
from bench.corpus import WORK, Corpus
from bench.measure import Job, interleave

BYTES = 20_000_000
_DIFFERENT = 1000
"""Messages of which the stream is made, over and over."""

_RAW_PARSE = """
import sys
from _ruamel_yaml import CParser
with open(sys.argv[1], "rb") as file:
    CParser(file).raw_parse()
"""


def measure(rounds: int) -> tuple[Job, Job]:
    """Msglint on the stream, and the parser alone."""
    files = make()
    jobs = ours.msglint().job(files, None), _raw(files)
    interleave(jobs, rounds)
    return jobs


def make() -> Corpus:
    """The stream, with no mistake in it; written only when it is not there yet."""
    messages = corpus.make("mixed", _DIFFERENT)
    folder = WORK / "streams" / messages.folder.parent.name
    file = folder / "stream.yaml"
    if not file.exists():
        good = [name for name in messages.files if name not in messages.broken]
        texts = [(messages.folder / name).read_bytes() for name in good]
        once = b"".join(b"---\n" + text for text in texts)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".git").mkdir(exist_ok=True)
        file.write_bytes(once * -(-BYTES // len(once)))
    return Corpus(folder, (file.name,), frozenset())


def _raw(files: Corpus) -> Job:
    (name,) = files.files
    return Job("raw parse", [sys.executable, "-c", _RAW_PARSE, name], files.folder)
