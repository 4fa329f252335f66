"""Milliseconds from a keystroke to its diagnostics, over stdio, on a file of 200 lines.

`python -m bench.editor`; the pause that the server waits for more keystrokes is counted in.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

LINES, KEYSTROKES, WARM = 200, 200, 10
AIM = 100
"""Milliseconds that a keystroke may take."""

_ENTRY = '  - msisdn: ["+447700{:06}"]\n    substitutions: {{name: "Guest {}", pier: "{}"}}\n'


def message(lines: int) -> str:
    """An SMS to as many recipients as make so many lines, with a mistake in the last one."""
    head = "channel: sms\nfrom: HARBOUR\ncontent:\n  type: text\n  text: Hello $(name), pier $(pier).\nto:\n"
    count = (lines - head.count("\n") - 1) // 2
    body = "".join(_ENTRY.format(number, number, number % 9) for number in range(count))
    return f"{head}{body}callbackdata: x\n"


class Wire:
    """The protocol by hand, so that no client library is measured along."""

    def __init__(self, folder: str) -> None:
        words = [sys.executable, "-m", "msglint", "lsp"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)

    def send(self, method: str, params: Any, **more: Any) -> None:
        """Sends a notification, or with an `id` a request."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def until(self, method: str) -> Any:
        """The parameters of the next message of a kind."""
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while line := out.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                raise EOFError("the server is gone")
            told = json.loads(out.read(length))
            if told.get("method") == method:
                return told["params"]


def measure(folder: str) -> list[float]:
    """Milliseconds from each `didChange` to the diagnostics of its version."""
    wire = Wire(folder)
    uri = Path(folder, "message.yaml").resolve().as_uri()
    text = message(LINES)
    row = next(row for row, line in enumerate(text.split("\n")) if "text: Hello" in line)
    wire.send("initialize", {"capabilities": {}}, id=1)
    wire.send("initialized", {})
    item = {"uri": uri, "languageId": "yaml", "version": 0, "text": text}
    wire.send("textDocument/didOpen", {"textDocument": item})
    assert wire.until("textDocument/publishDiagnostics")["diagnostics"]
    taken = []
    for version in range(1, WARM + KEYSTROKES + 1):
        place = {"line": row, "character": 20}
        change = {"range": {"start": place, "end": place}, "text": "a"}
        start = time.perf_counter()
        document = {"uri": uri, "version": version}
        wire.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        published = wire.until("textDocument/publishDiagnostics")
        taken.append((time.perf_counter() - start) * 1000)
        assert published["version"] == version
        assert any(each["code"] == "unknown-field" for each in published["diagnostics"])
    assert wire.process.stdin is not None
    wire.process.stdin.close()
    wire.process.wait(10)
    return taken[WARM:]


def main() -> None:
    """Measures, and says whether the aim is met."""
    with tempfile.TemporaryDirectory() as folder:
        taken = measure(folder)
    middle, slow = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    click.echo(
        f"{LINES} lines, {KEYSTROKES} keystrokes: median {middle:.0f} ms, 95 % within {slow:.0f} ms, "
        f"slowest {max(taken):.0f} ms (aim {AIM} ms)"
    )


if __name__ == "__main__":
    main()
