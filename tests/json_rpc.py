"""A small client of a language server over stdio: what an editor says, and what it hears."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

SECONDS = 60


class Client:
    """Starts a server, answers what it asks for, keeps its diagnostics."""

    def __init__(self, command: list[str], folder: Path, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._last = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        workspace = {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}
        text = {
            "completion": {"completionItem": {"snippetSupport": True}},
            "hover": {"contentFormat": ["markdown"]},
        }
        told = {"workspace": workspace, "textDocument": text}
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=told)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=settings)

    def tell(self, method: str, **params: Any) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request and gives its result."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        deadline = time.monotonic() + SECONDS
        while True:
            message = self._next(deadline)
            if message.get("id") == self._last and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def open(self, uri: str, text: str) -> list[dict[str, Any]]:
        """Opens a document and gives the diagnostics of it."""
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        deadline = time.monotonic() + SECONDS
        while uri not in self.diagnostics:
            self._next(deadline)
        return self.diagnostics[uri]

    def end(self) -> None:
        """Ends the server as an editor does."""
        self.ask("shutdown")
        self.tell("exit")
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join(10)
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                pipe.close()

    def _next(self, deadline: float) -> dict[str, Any]:
        message = self._heard.get(timeout=max(deadline - time.monotonic(), 0.1))
        match message:
            case {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}}:
                self.diagnostics[uri] = found
            case {"method": "workspace/configuration", "id": id, "params": {"items": items}}:
                self._send({"id": id, "result": [self.settings.get(each["section"]) for each in items]})
            case {"method": _, "id": id}:
                self._send({"id": id, "result": None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while head := pipe.readline():
            length = int(head.partition(b":")[2])
            while pipe.readline().strip():
                pass
            self._heard.put(json.loads(pipe.read(length)))
