"""A disk that is full: said in a sentence, and nothing goes out twice when there is room again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from test_send import _accepted, _message, _outcome, _words

from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

COUNT = 400


def _send(folder: Path, base: str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """A send that may write no file larger than so many bytes: the next write fails, as on a full disk."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    words = _words(folder, base, "--tps", "4000", "--batch-size", "10", str(folder / "message.yaml"))
    return subprocess.run(
        [sys.executable, "-m", "msglint", "send", *words],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limit,
    )


@pytest.mark.parametrize("room", [0, 20_000, 120_000, 400_000, 600_000, 900_000])
def test_nothing_is_sent_twice_and_none_is_lost(room: int, tmp_path: Path) -> None:
    _message(tmp_path, COUNT)
    with running(Settings()) as base:
        done = _send(tmp_path, base, room)
        if done.returncode != 0:
            assert done.returncode == 2, done.stderr
            assert "Traceback" not in done.stderr
            assert len(done.stderr.strip().splitlines()) <= 2, done.stderr
            assert "the outbox cannot be used: " in done.stderr
            assert done.stderr.endswith("; make room, and run the same command again\n")
        first = _accepted(base)
        again = _send(tmp_path, base)
        assert again.returncode in (0, 5), again.stderr
        assert done.returncode == 2 or room == 900_000
        outcome, arrived = _outcome(tmp_path), _accepted(base)
    assert sum(outcome.values()) == COUNT
    assert set(outcome) <= {"accepted", "unknown"}
    assert first - arrived == Counter()
    assert set(arrived.values()) == {1}
    assert outcome["accepted"] <= len(arrived) <= outcome["accepted"] + outcome.get("unknown", 0)
