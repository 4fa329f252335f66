"""No credential in what msglint prints, logs, writes, or shows in the list of processes, whatever the command.

Every command runs in a process of its own with canaries for credentials and with all loggers at DEBUG; its output,
all files of its folder, and the command lines of it and its children are searched for them.
"""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from msglint.cli import COMMANDS
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

KEY = "canary-key-6b2f09"
SECRET = "canary: a secret of 32 bytes and more"
SECRET_BASE64 = base64.b64encode(SECRET.encode()).decode()
PASSWORD = "canary-proxy-8e41"
HUB = "canary-hub-secret-5d77"
NEEDLES = [
    form
    for word in (KEY, SECRET, SECRET_BASE64, PASSWORD, HUB, f"harbour:{PASSWORD}")
    for form in (word.encode(), quote(word).encode(), base64.b64encode(word.encode()).rstrip(b"="))
] + [b"eyJ"]  # how each JWT begins

MESSAGE = """\
deliverychannel: sms
destination:
  - msisdn: ["+447700900101"]
channels:
  sms: {senderid: HARBOUR, text: Gate 3 is open.}
"""
BROKEN = MESSAGE.replace("senderid", "sendrid")
LAUNCHER = """\
import logging, os, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from msglint.cli import main
if os.environ.get("CRASH"):
    import msglint.outbox.store
    def crash(*_): raise RuntimeError("a bug")
    msglint.outbox.store.Outbox.counts = crash
    msglint.outbox.store.Outbox.settle = crash
if __name__ == "__main__":
    main()
"""
FAKE_KEYRING = f"def get_password(service, user): return {KEY!r}\n"
FAKE_ERRORS = "class KeyringError(Exception): pass\nclass NoKeyringError(KeyringError): pass\n"


@pytest.fixture(scope="module")
def aside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that are allowed to hold canaries, or have nothing to do with msglint."""
    folder = tmp_path_factory.mktemp("aside")
    (folder / "launch.py").write_text(LAUNCHER, encoding="utf-8")
    for name, content in (("service.key", KEY), ("hub.key", HUB)):
        (folder / name).write_text(content + "\n", encoding="utf-8")
        (folder / name).chmod(0o600)
    (folder / "keyring").mkdir()
    (folder / "keyring" / "__init__.py").write_text(FAKE_KEYRING, encoding="utf-8")
    (folder / "keyring" / "errors.py").write_text(FAKE_ERRORS, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("message.yaml", MESSAGE), ("broken.yaml", BROKEN), ("no.db", "no database")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _environment(aside: Path, credentials: str) -> tuple[dict[str, str], list[str]]:
    """The environment with credentials of a kind, and the options that name the others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MSGLINT_")}
    clean |= {"PYTHONDONTWRITEBYTECODE": "1", "MSGLINT_HUB_SECRET": HUB}
    match credentials:
        case "key":
            return clean | {"MSGLINT_SERVICE_KEY": KEY}, []
        case "token":
            return clean | {"MSGLINT_SERVICE_ID": "S-1", "MSGLINT_SERVICE_SECRET": SECRET_BASE64}, []
        case "file":
            return clean, ["--key-file", str(aside / "service.key")]
    return clean | {"PYTHONPATH": str(aside)}, []


class Watcher(threading.Thread):
    """Reads the command lines of a process and its children for as long as they run."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self.seen: set[bytes] = set()
        self._process = process

    def run(self) -> None:
        while self._process.poll() is None:
            self._look(self._process.pid)
            time.sleep(0.02)

    def _look(self, number: int) -> None:
        try:
            self.seen.add(Path(f"/proc/{number}/cmdline").read_bytes())
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        except OSError:  # it is gone, or this is no Linux
            return
        for each in children:
            self._look(int(each))


def run(
    folder: Path, aside: Path, words: list[str], credentials: str = "key", until: bytes = b"", **more: str
) -> bytes:
    """Runs msglint and looks for canaries everywhere; gives what it wrote to stdout and stderr.

    With `until`, Ctrl-C is pressed as soon as it has written that.
    """
    environment, options = _environment(aside, credentials)
    if words[:1] == ["send"]:
        words = [*words, *options]
    said = aside / "output"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(aside / "launch.py"), "--debug", *words],
            cwd=folder,
            env=environment | more,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        watcher = Watcher(process)
        watcher.start()
        end = time.monotonic() + 60
        while until and process.poll() is None and until not in said.read_bytes():
            assert time.monotonic() < end, said.read_bytes()
            time.sleep(0.05)
        if until:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        finally:
            process.kill()
    output = said.read_bytes()
    watcher.join()
    assert output.strip() or words[0] == "lsp", words
    files = {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    places = {"the output": output, "the list of processes": b"\n".join(watcher.seen), **files}
    for where, content in places.items():
        for needle in NEEDLES:
            assert needle not in content, f"{needle!r} in {where} of {words}: {content[:4000]!r}"
    if Path("/proc/self/cmdline").exists():
        assert watcher.seen
    return output


class Echo(BaseHTTPRequestHandler):
    """Takes every call, and repeats what the caller said: in the reason, a header, and what is written down."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        told: str = self.headers.get("key") or self.headers.get("authorization") or ""
        body = f'{{"response": [{{"code": "1001", "description": "told: {told}", "transid": "{told}"}}]}}'.encode()
        self.send_response(400, f"Bad {told}")
        self.send_header("X-Told", told)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *words: object) -> None:
        pass


@contextmanager
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


def _send(base: str, *more: str) -> list[str]:
    words = ["send", "--base-url", base, "--yes", "--outbox", "outbox.db", "--report", "json:report.json"]
    return [*words, *more, "message.yaml"]


CREDENTIALS = ["key", "token", "file", "keyring"]

ARGUMENTS: dict[str, list[list[str]]] = {
    "check": [["message.yaml", "broken.yaml"], ["--output-format", "json", "--statistics", "broken.yaml"]],
    "fix": [["broken.yaml"]],
    "rule": [[], ["too-long"]],
    "schema": [["v1"], ["--bundle", "bundle"]],
    "send": [["--region", "eu", "--dry-run", "message.yaml"], ["--region", "nowhere", "message.yaml"]],
    "outbox": [
        *([word, "--outbox", "outbox.db"] for word in ("list", "show", "export")),
        ["resume", "--outbox", "outbox.db", "--yes"],
        ["list", "--outbox", "no.db"],
    ],
    "receipts": [["--port", "0", "--outbox", "outbox.db"], ["--port", "0", "--outbox", "no.db"]],
    "payload": [["message.yaml"], ["--curl", "--region", "eu", "message.yaml"]],
    "config": [["message.yaml"]],
    "sandbox": [["--port", "0", "--hub-secret-env", "MSGLINT_HUB_SECRET"], ["--port", "0", "--key", ""]],
    "completion": [["bash"]],
}
"""Words for each command; one that is new runs with what `_words` thinks of until it has its own."""


SERVERS = {"sandbox": b"http://", "receipts": b"http://"}
"""What the commands that do not end by themselves say when they are ready."""


def _words(name: str) -> list[list[str]]:
    return ARGUMENTS.get(name, [["--help"], [], ["message.yaml"]])


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_shows_a_credential(name: str, folder: Path, aside: Path) -> None:
    if name in ("outbox", "receipts"):
        with echo() as base:
            run(folder, aside, _send(base))  # an outbox with something in it
    for words in _words(name):
        run(folder, aside, [name, *words], until=SERVERS.get(name, b""))


@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_a_send_that_succeeds(credentials: str, folder: Path, aside: Path) -> None:
    settings = Settings(key=KEY, service_id="S-1", service_secret=SECRET_BASE64)
    with running(settings) as base:
        output = run(folder, aside, _send(base), credentials)
    assert b"accepted" in output
    assert b"httpcore" in output, "the loggers were not at DEBUG"


@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_a_platform_that_repeats_the_credentials(credentials: str, folder: Path, aside: Path) -> None:
    with echo() as base:
        output = run(folder, aside, _send(base), credentials)
    assert b"accepted" in output
    assert b"*****" in output


@pytest.mark.parametrize("credentials", CREDENTIALS[:2])
def test_a_bug_shows_no_credential_in_its_trace(credentials: str, folder: Path, aside: Path) -> None:
    with running(Settings(key="another-key")) as base:
        output = run(folder, aside, _send(base), credentials, CRASH="1")
    assert b"Traceback" in output
    assert b"RuntimeError" in output


@pytest.mark.parametrize("credentials", CREDENTIALS[:2])
def test_credentials_that_the_platform_refuses(credentials: str, folder: Path, aside: Path) -> None:
    with running(Settings(key="another-key")) as base:
        assert b"7001" in run(folder, aside, _send(base), credentials)


@pytest.mark.parametrize("fault", ["drop-after", "half", "garbage", "500"])
def test_replies_that_are_none(fault: str, folder: Path, aside: Path) -> None:
    with running(Settings(key=KEY, faults={fault: 1.0})) as base:
        assert b"unknown" in run(folder, aside, _send(base))


def test_no_connection(folder: Path, aside: Path) -> None:
    """It is tried again and again, until somebody presses Ctrl-C."""
    output = run(folder, aside, _send(f"http://127.0.0.1:{_free_port()}"), until=b"going on in")
    assert b"no connection" in output
    with echo() as base:  # which speaks no TLS
        run(folder, aside, _send(base.replace("http:", "https:"), "--outbox", "tls.db"), until=b"going on in")
    run(folder, aside, _send("https://no-such-host.invalid", "--outbox", "name.db"), until=b"going on in")


@pytest.mark.parametrize(
    "proxy", ["http://harbour:{0}@127.0.0.1:{1}", "gopher://harbour:{0}@127.0.0.1", "http://[:{0}"]
)
def test_the_password_of_a_proxy(proxy: str, folder: Path, aside: Path) -> None:
    with echo() as base:  # which is no proxy either
        port = base.rpartition(":")[2]
        url = proxy.format(PASSWORD, port)
        output = run(folder, aside, _send("https://api.example.com"), until=b"going on in", HTTPS_PROXY=url)
    assert b"proxy" in output.lower() or b"no connection" in output


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"MSGLINT_SERVICE_KEY": f"{KEY} with a blank"}, []),
        ({"MSGLINT_SERVICE_ID": "S-1"}, []),
        ({"MSGLINT_SERVICE_KEY": f"{KEY}\u00e9"}, []),
        ({"MSGLINT_SERVICE_KEY": KEY * 600}, []),
        ({}, ["--outbox", "no.db"]),
        ({}, ["--key-file", "no-such.key"]),
        ({}, ["--report", f"json:{'no-such-folder'}/report.json"]),
        ({"SSL_CERT_FILE": "no.db"}, []),
    ],
)
def test_usage_that_is_wrong(
    environment: dict[str, str], words: list[str], folder: Path, aside: Path
) -> None:
    with running(Settings(key=KEY)) as base:
        run(folder, aside, _send(base, *words), until=b"", **environment)


def test_a_secret_that_is_no_base64(folder: Path, aside: Path) -> None:
    output = run(folder, aside, _send("http://127.0.0.1:1"), "token", MSGLINT_SERVICE_SECRET=f"{KEY}!")
    assert b"no base64" in output or b"not base64" in output
