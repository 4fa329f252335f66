"""The outputs kept in `tests/outputs` are what the reports make; `make golden` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from generate import ROOT, goldens


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outputs name their file as seen from the repository's root."""
    monkeypatch.chdir(ROOT)
    for name in [*os.environ]:
        if name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS"):
            monkeypatch.delenv(name)


def test_the_kept_outputs_are_fresh() -> None:
    """Every format, character by character."""
    made = goldens()
    kept = {path: Path(path).read_text(encoding="utf-8") for path in made}
    assert made == kept
