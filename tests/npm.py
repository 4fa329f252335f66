"""Programs of the npm registry that judge what we write, in a folder that is not kept.

They are installed once, by the first test that needs one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock
from generate import ROOT

NPM = shutil.which("npm")
NODE = shutil.which("node")
FOLDER = ROOT / ".npm-tools"
PACKAGES = (
    "@microsoft/sarif-multitool@5.7.0",
    "@umbrelladocs/rdformat-validator@1.0.1",
    "yaml-language-server@1.25.0",
)


def modules() -> Path:
    """The folder with the packages; where npm is missing the test is skipped, or fails if all tests are wanted."""
    pytest.importorskip("jsonschema_rs", reason="`make portable` does without: once is enough")
    if NPM is None or NODE is None:
        missing = "no node and npm on this machine"
        if os.environ.get("MSGLINT_TESTS") == "all":
            pytest.fail(missing)
        pytest.skip(missing)
    FOLDER.mkdir(exist_ok=True)
    done = FOLDER / "installed.txt"
    with FileLock(FOLDER / "lock"):  # several workers may come at once
        if not done.exists() or done.read_text() != "\n".join(PACKAGES):
            options = ["--silent", "--no-audit", "--no-fund", "--no-package-lock"]
            command = [NPM, "install", "--prefix", str(FOLDER), *options, *PACKAGES]
            subprocess.run(command, check=True, timeout=600, stdin=subprocess.DEVNULL)
            done.write_text("\n".join(PACKAGES))
    return FOLDER / "node_modules"
