"""Sends an example to a sandbox on this machine, and shows what arrived there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import httpx

from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

MESSAGE = Path(__file__).with_name("sms.yaml")


def main() -> int:
    """The exit code of `msglint send`."""
    with running(Settings()) as base, tempfile.TemporaryDirectory() as folder:
        words = ["send", "--base-url", base, "--yes", "--outbox", f"{folder}/outbox.db", str(MESSAGE)]
        click.echo(f"msglint {' '.join(words)}")
        environment = {**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"}
        code = subprocess.run(
            [sys.executable, "-m", "msglint", *words], env=environment, check=False
        ).returncode
        for each in httpx.get(f"{base}/_sandbox/messages").json():
            click.echo(f"{each['address']} has it on {each['channel']}, transaction {each['transid']}")
    return code


if __name__ == "__main__":
    sys.exit(main())
