"""How far the property tests go: `default` the same few examples every time, `soak` thousands of new ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import postgresql
import pytest
from generate import NO_CI
from hypothesis import HealthCheck, settings

from msglint import events, schema
from msglint.schema.engines import use_native

for _name in NO_CI:  # in CI the tool would choose another format
    os.environ.pop(_name, None)

settings.register_profile(
    "default",
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "soak",
    settings.get_profile("default"),
    max_examples=5000,
    derandomize=False,
    print_blob=True,
)
settings.load_profile("soak" if os.environ.get("MSGLINT_SOAK") == "1" else "default")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The programs of the npm registry that tests/npm.py names, installed."""
    import npm

    return npm.modules()


@pytest.fixture(params=["fast", "pure"])
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs a test with each of the two YAML parsers."""
    if request.param == "fast":
        pytest.importorskip("_ruamel_yaml")
    events.use_pure_parser(request.param == "pure")
    yield request.param
    events.use_pure_parser(False)


@pytest.fixture(params=["native", "portable"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs a test with each of the two validation engines."""
    if request.param == "native":
        pytest.importorskip("jsonschema_rs")
    use_native(request.param == "native")
    schema.compiled.cache_clear()
    yield request.param
    use_native(None)
    schema.compiled.cache_clear()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless browser; tests that ask for it are marked with `browser.needs_chromium`."""
    with browser.chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server; tests that ask for it are marked with `postgresql.needs_postgresql`."""
    with postgresql.server() as running:
        yield running
