"""Comments that ignore: where they hold, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from msglint.fixer import fix
from msglint.linter import Options, lint
from msglint.settings import DEFAULTS
from msglint.source import Source

OPTIONS = Options.default()
HEAD = 'deliverychannel: sms\ndestination: [{msisdn: ["+447700900101"]}]\n'
BODY = "channels:\n  sms:{comment}\n    text: Hi\n"


def rules(text: str, options: Options = OPTIONS) -> list[str]:
    return [each.rule for each in lint(Source("x.yaml", text), options).diagnostics]


def test_end_of_line() -> None:
    """A comment behind the line takes its finding away, and keeps it as suppressed."""
    text = HEAD + BODY.format(comment="  # msglint: ignore[sms-sender-missing] default sender")
    result = lint(Source("x.yaml", text), OPTIONS)
    assert result.diagnostics == []
    assert [each.rule for each in result.suppressed] == ["sms-sender-missing"]


def test_alone_on_the_line_above() -> None:
    """A comment on a line of its own holds for the next line that is no comment."""
    text = (
        HEAD
        + "channels:\n  # msglint: ignore[sms-sender-missing] default\n  # more\n\n  sms:\n    text: Hi\n"
    )
    assert rules(text) == []


def test_only_that_line() -> None:
    """It holds for no other line."""
    text = "# msglint: ignore[sms-sender-missing] x\n" + HEAD + BODY.format(comment="")
    assert rules(text) == ["unused-suppression", "sms-sender-missing"]


def test_whole_file() -> None:
    """ignore-file holds for all documents of the file."""
    text = "# msglint: ignore-file[sms-sender-missing] default sender\n" + "---\n".join(
        [HEAD + BODY.format(comment="")] * 2
    )
    assert rules(text) == []


def test_several_rules() -> None:
    """One comment may name several rules; the unused one of them is said, and can be taken out."""
    text = HEAD + BODY.format(comment="  # msglint: ignore[sms-sender-missing, too-long] default sender")
    assert rules(text) == ["unused-suppression"]
    fixed = fix(Source("x.yaml", text), OPTIONS)
    assert "ignore[sms-sender-missing] default sender" in fixed.result.source.text
    assert fixed.result.diagnostics == []


def test_unused_comment_is_removed_by_fix() -> None:
    """A comment that ignores nothing goes away with its line, or behind the line."""
    good = HEAD + "channels:\n  sms: {senderid: HARBOUR, text: Hi}\n"
    for text in (
        good.replace("channels:", "channels:  # msglint: ignore[too-long] x"),
        "# msglint: ignore[too-long] x\n" + good,
    ):
        assert rules(text) == ["unused-suppression"]
        assert fix(Source("x.yaml", text), OPTIONS).result.source.text == good


def test_unknown_rule() -> None:
    """A misspelt rule is said with the near one, and mended."""
    text = HEAD + BODY.format(comment="  # msglint: ignore[sms-sender-mising] default")
    assert rules(text) == ["sms-sender-missing", "unknown-suppression"]
    assert fix(Source("x.yaml", text), OPTIONS).result.diagnostics == []


@pytest.mark.parametrize(
    "text",
    [
        "channels:\n  sms:\n    senderid: A\n    text: |\n      Hi\n      # msglint: ignore[too-long] x\n",
        'channels: {sms: {senderid: A, text: "Hi # msglint: ignore[too-long] x"}}\n',
    ],
)
def test_in_a_text_it_is_text(text: str) -> None:
    """Within a block or quotes it is no comment, and that is said."""
    assert rules(HEAD + text) == ["suppression-in-text"]


def test_reason_is_asked_for_in_strict() -> None:
    """A comment without a reason is a finding of the strict preset only."""
    text = HEAD + BODY.format(comment="  # msglint: ignore[sms-sender-missing]")
    strict = OPTIONS._replace(settings=DEFAULTS._replace(everything=True))
    assert rules(text) == []
    assert "suppression-without-reason" in rules(text, strict)


def test_rules_that_are_off_are_not_called_unused() -> None:
    """What the run cannot report may still need its comment elsewhere."""
    text = HEAD + BODY.format(comment="  # msglint: ignore[sms-sender-missing] default")
    off = OPTIONS._replace(settings=DEFAULTS._replace(levels={"sms-sender-missing": None}))
    assert rules(text, off) == []


def test_a_fragment_or_url_is_no_comment() -> None:
    """A `#` within a word starts no comment."""
    assert rules(HEAD + "channels: {sms: {senderid: A, text: x#msglint:ignore}}\n") == []


def test_what_is_wrong_with_a_comment_names_its_document() -> None:
    """In a stream of messages a complaint about a comment is one of the document in which the comment stands."""
    message = 'deliverychannel: sms\ndestination: [{msisdn: ["+447700900101"]}]\n'
    good = message + "channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}\n"
    bad = good.replace("sms\n", "sms  # msglint: ignore[too-lang] why\n", 1)
    found = lint(Source("x.yaml", f"{good}---\n{bad}---\n{good}"), Options.default()).diagnostics
    assert [(each.rule, each.document) for each in found] == [("unknown-suppression", 1)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            "ignroe[sms-text-padded] the blank is wanted",
            "`ignroe` is nothing that msglint knows; did you mean `ignore`?",
        ),
        ("IGNORE[sms-text-padded]", "`IGNORE` is nothing that msglint knows; did you mean `ignore`?"),
        (
            "ignore-files[sms-text-padded]",
            "`ignore-files` is nothing that msglint knows; did you mean `ignore-file`?",
        ),
        (
            "recipients=extern",
            "`recipients=extern` is nothing that msglint knows; did you mean `recipients=external`?",
        ),
        ("api = v1", "`api = v1` is nothing that msglint knows; did you mean `api=v1`?"),
        ("hello", "`hello` is nothing that msglint knows"),
    ],
)
def test_a_comment_that_nobody_understands_is_told(said: str, meant: str) -> None:
    text = f"# msglint: {said}\n{HEAD}channels: {{sms: {{senderid: A, text: Gate 3 is open.}}}}\n"
    result = lint(Source("x.yaml", text), OPTIONS)
    assert [(each.rule, each.message) for each in result.diagnostics] == [("unknown-directive", meant)]
    assert result.bad_messages == 1


@pytest.mark.parametrize(
    "said", ["api=v1", "recipients=external", "api=v1 recipients=external", "  api=v1, see #12"]
)
def test_a_comment_that_is_understood_is_not_told(said: str) -> None:
    text = f"# msglint: {said}\n{HEAD}channels: {{sms: {{senderid: A, text: Gate 3 is open.}}}}\n"
    assert rules(text) == []
