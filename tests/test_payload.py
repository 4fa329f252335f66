"""`msglint payload`: the bytes that are sent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings

MESSAGE = """\
deliverychannel: sms
destination:
  - msisdn: ["+447700900101"]
channels:
  sms: {senderid: HARBOUR, text: "It's Grüße – $HOME `id` \\\\ 😀"}
"""
BODY = (
    '{"deliverychannel":"sms","destination":[{"msisdn":["+447700900101"]}],'
    '"channels":{"sms":{"senderid":"HARBOUR","text":"It\'s Grüße – $HOME `id` \\\\ 😀"}}}\n'
)


def _payload(*words: str) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-m", "msglint", "payload", "--isolated", *words]
    return subprocess.run(start, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def message(tmp_path: Path) -> str:
    file = tmp_path / "message.yaml"
    file.write_text(MESSAGE, encoding="utf-8")
    return str(file)


def test_a_body_is_one_line_with_its_endpoint_aside(message: str) -> None:
    done = _payload("--region", "eu", message)
    assert (done.returncode, done.stdout) == (0, BODY)
    assert done.stderr == "POST https://api.eu.webexconnect.io/resources/v1/messaging\n"


def test_indented_it_means_the_same(message: str) -> None:
    assert json.loads(_payload("--indent", message).stdout) == json.loads(BODY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such.yaml"], "no such file"),
        (["--curl", "{}"], "--curl needs --region"),
        (["--region", "ue", "{}"], "no region called 'ue'"),
        (["--base-url", "http://api.example.com", "{}"], "https"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], told: str, message: str) -> None:
    done = _payload(*(word.replace("{}", message) for word in words))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_curl_command_sends_the_same_bytes_and_names_no_key(message: str) -> None:
    with running(Settings()) as base:
        shown = _payload("--curl", "--base-url", base, message)
        assert "sandbox-key" not in shown.stdout
        assert shutil.which("sh")
        if shutil.which("curl") is None:  # then at least the shell must read the body as one word
            words = subprocess.run(
                [
                    "sh",
                    "-c",
                    shown.stdout.partition("| curl")[2].replace(" --request", "printf '%s\\n' --request"),
                ],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            assert BODY in words.stdout
            return
        environment = {**os.environ, "MSGLINT_SERVICE_KEY": "sandbox-key"}
        subprocess.run(["sh", "-c", shown.stdout], env=environment, capture_output=True, check=True)
        assert len(httpx.get(f"{base}/_sandbox/messages").json()) == 1
