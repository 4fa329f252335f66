"""A secret in a message file is found, and no report repeats it."""

from __future__ import annotations

import json

import pytest
from casefiles import DEFAULT_NOW

from msglint.linter import Options, lint
from msglint.report import FORMATS, Style, report
from msglint.secrets import find, hidden, hidden_in_place
from msglint.settings import DEFAULTS
from msglint.source import Source

STRICT = Options.default()._replace(now=DEFAULT_NOW, settings=DEFAULTS._replace(everything=True))
CANARY = "swordfish7swordfish7"
BASE = 'deliverychannel: sms\ndestination: [{msisdn: ["+447700900101"]}]\n'
BLOCK = "channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}\n"
FILES = {
    "a field": f"{BASE}key: {CANARY}\n{BLOCK}",
    "a field on one line with others": f'{{key: {CANARY}, deliverychannel: sms, textt: "x", channels: {{}}}}\n',
    "a number": f"{BASE}password: 8473627284736272\n{BLOCK}",
    "a number that loses its zero": f"{BASE}password: 08473627284736272\n{BLOCK}",
    "a header": f'{BASE}headers: {{X-Api-Key: "{CANARY}"}}\n{BLOCK}',
    "userinfo": f'{BASE}notifyurl: "https://robot:{CANARY}@hooks.example.com/x"\n{BLOCK}',
    "a query": f'{BASE}notifyurl: "https://hooks.example.com/x?password={CANARY}"\n{BLOCK}',
    "a token in a text": f'{BASE}channels: {{sms: {{senderid: HARBOUR, text: "https://x.example.com/?token={CANARY}"}}}}\n',
    "a value of the wrong form": f'{BASE}notifyurl: "https://robot:{CANARY}@hooks.example.com/x y"\n{BLOCK}',
    "a value that is none of the allowed": f'{BASE}channels: {{sms: {{type: "https://robot:{CANARY}@x.example.com/", text: x}}}}\n',
    "ignored, with another finding in the row": (
        f"# msglint: ignore-file[credential-in-message] of a test\n{{key: {CANARY}, deliverychannel: sms, textt: x, channels: {{}}}}\n"
    ),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("format", FORMATS)
def test_no_report_repeats_a_secret(name: str, format: str) -> None:
    """Whatever else is found in its line."""
    result = lint(Source("x.yaml", FILES[name]), STRICT)
    assert any(each.rule == "credential-in-message" for each in (*result.diagnostics, *result.suppressed))
    shown = report(format)([result], Style())
    assert "swordfish7" not in shown
    assert "8473627284736272" not in json.dumps(shown)


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJzMSJ9.c2lnbmF0dXJlMTIz",
        "-----BEGIN RSA PRIVATE KEY-----",
        "Bearer abcdefghijklmnopqrstuvwx",
        "https://a:b@example.com/",
        "https://example.com/?pwd=open-sesame",
        "https://example.com/?a=b&api_key=0123456789abcdef",
        "AKIAABCDEFGHIJKLMNOP",
    ],
)
def test_shapes(text: str) -> None:
    """Each shape is found and hidden, in place without moving what follows."""
    assert list(find(text))
    assert text not in hidden(f"see {text} there")
    assert len(hidden_in_place(f"see {text} there")) == len(text) + 10


@pytest.mark.parametrize(
    "text",
    [
        "Your key is at the desk, your token is 4711.",
        "https://example.com/?key=gates&token=$(token)",
        "https://example.com/?password={{password}}",
        "rae@example.org",
        "https://example.com/reset-password?step=2",
    ],
)
def test_words_that_only_sound_like_secrets(text: str) -> None:
    """Neither found nor hidden."""
    assert list(find(text)) == []
    assert hidden(text) == text
