"""Texts in block scalars: the caret stands at the very character, and the swap of typographic signs works there."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixable import STRICT
from test_cli import msglint

from msglint.fixer import fix
from msglint.linter import Options, lint
from msglint.source import Source

OPTIONS = Options(now=STRICT.now)

HEAD = """\
deliverychannel: sms
destination: [{msisdn: ["+447700900101"]}]
channels:
  sms:
    senderid: HARBOUR
    text: """

BLOCKS = {
    "literal": "|\n      Gate 3 is open.\n      Don’t wait – now.\n",
    "literal, blank lines": "|-\n      Gate 3\n\n      Don’t wait\n\n        – now.\n",
    "literal, told indentation": "|1-\n     Don’t wait.\n",
    "literal, a comment": "|-  # – “\n      Don’t wait – now.  # no comment\n",
    "folded": ">-\n      Gate 3 is\n      open. Don’t\n      wait – now.\n",
    "folded, paragraphs": ">-\n      Gate 3.\n\n      Don’t\n\n\n      wait – now.\n",
    "folded, deeper lines": ">-\n      Gate 3:\n        - don’t\n        - wait –\n      now.\n",
    "emoji-wide letters before": "|-\n      ÄÖÜ ñ Don’t wait “now”.\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_carets_and_swaps_in_a_block(block: str, line_end: str, parser: str) -> None:
    """Each sign is shown at its row and column, and all are swapped there, in one fix, without touching a line."""
    text = (HEAD + block).replace("\n", line_end)
    body = (HEAD + block).index("\n", len(HEAD))
    signs = [at for at, sign in enumerate(HEAD + block) if sign in "’–“”" and at > body]
    before = HEAD + block
    wanted = [(before.count("\n", 0, at) + 1, at - before.rfind("\n", 0, at)) for at in signs]
    source = Source("x.yaml", text)
    found = [each for each in lint(source, OPTIONS).diagnostics if each.rule == "sms-unicode-text"]
    assert [source.position(each.start) for each in found] == wanted
    assert [each.end - each.start for each in found] == [1] * len(wanted)
    swapped = before[:body] + before[body:].translate(str.maketrans("’–“”", '\'-""'))
    assert fix(source, OPTIONS, unsafe=True).result.source.text == swapped.replace("\n", line_end)


def test_the_report_shows_the_line_of_the_block(tmp_path: Path) -> None:
    """What a user sees: the line within the block, with the caret under the sign."""
    (tmp_path / "x.yaml").write_text(HEAD + BLOCKS["folded, deeper lines"], encoding="utf-8")
    shown = msglint("check", "x.yaml", cwd=tmp_path).stdout.splitlines()
    assert shown[0].startswith("x.yaml:8:14: warning: `’` (U+2019 ")
    assert shown[1:3] == ["  8 |         - don’t", "    |              ^"]
