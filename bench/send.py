"""Sends 100,000 destinations to a sandbox at 20,000 a second, and fills an outbox with a million.

`python -m bench.send`; says what each second had at the sandbox, the time, and the peak memory.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import httpx

from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

MESSAGE = """\
# msglint: recipients=external
channel: sms
from: HARBOUR
content: {type: text, text: Ferry leaves from pier $(pier).}
"""
SENT, TPS, FILLED = 100_000, 20_000, 1_000_000


def main() -> None:
    """Both measurements."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "message.yaml")
        file.write_text(MESSAGE, encoding="utf-8")
        with running(Settings()) as base:
            _run(folder, base, SENT, TPS)
            stats = httpx.get(f"{base}/_sandbox/stats").json()["per_second"]
        full = [each["destinations"] for each in stats[1:-1]]
        click.echo(f"full seconds: {', '.join(f'{each:,}' for each in full)} destinations")
        click.echo(f"  that is {min(full) / TPS - 1:+.1%} to {max(full) / TPS - 1:+.1%} of {TPS:,}")
        # nobody listens on port 1: all are queued, and the run gives up after some tries
        _run(folder, "http://127.0.0.1:1", FILLED, 1000)


def _run(folder: str, base: str, rows: int, tps: int) -> None:
    recipients = Path(folder, f"{rows}.csv")
    with recipients.open("w", encoding="utf-8") as out:
        out.write("msisdn,pier\n")
        out.writelines(f"+4477{index:08},{index % 9}\n" for index in range(rows))
    words = ["--base-url", base, "--yes", "--isolated", "--tps", str(tps), "--recipients", str(recipients)]
    words += ["--outbox", f"{folder}/{rows}.db", f"{folder}/message.yaml"]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "msglint", "send", *words],
        env={**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    click.echo(f"{rows:,} destinations: {seconds:.1f} s, peak {peak:.0f} MB, exit code {done.returncode}")
    click.echo("  " + done.stdout.strip().splitlines()[-1].strip())


if __name__ == "__main__":
    main()
