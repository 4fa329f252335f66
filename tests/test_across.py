"""What one message does not show: findings over a whole body, and over the messages of a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from casefiles import DEFAULT_NOW

from msglint.across import Across
from msglint.diagnostics import Diagnostic, Severity
from msglint.linter import REPEATED_ID, Options, lint
from msglint.settings import DEFAULTS
from msglint.source import Source

ON = Options.default()._replace(
    now=DEFAULT_NOW, settings=DEFAULTS._replace(levels={REPEATED_ID: Severity.INFO})
)
SMS = """\
deliverychannel: sms
correlationid: run-7
destination: [{msisdn: ["+447700900101"]}]
channels: {sms: {senderid: HARBOUR, text: Gate 3 is open.}}
"""
V2 = """\
channel: sms
from: HARBOUR
to:
  - {msisdn: ["+447700900101"], correlationId: run-8}
  - {msisdn: ["+447700900102"], correlationId: run-7}
content: {type: text, text: Lane 4 is closed.}
"""


def found(*texts: str, options: Options = ON) -> list[tuple[str, str, str]]:
    """Filename, pointer, and message of the repeated ids in files called `0.yaml`, `1.yaml`, …"""
    across = Across()
    diagnostics: list[Diagnostic] = []
    for index, text in enumerate(texts):
        diagnostics += lint(Source(f"{index}.yaml", text), options, also=across.look).diagnostics
    return [(each.filename, each.pointer, each.message) for each in diagnostics if each.rule == REPEATED_ID]


class TestRepeatedIds:
    """The same correlation id in two messages of a run."""

    def test_the_second_message_names_the_first(self) -> None:
        """Over two files and two APIs, each later place with the file and line of the first."""
        again = "the id of the message at 0.yaml:2 again: their receipts cannot be told apart"
        assert found(SMS, V2, SMS) == [
            ("1.yaml", "/to/1/correlationId", again),
            ("2.yaml", "/correlationid", again),
        ]

    def test_documents_and_members_of_a_list_are_messages_of_their_own(self) -> None:
        """Within one file too."""
        member = "- " + SMS.replace("\n", "\n  ").rstrip() + "\n"
        assert [pointer for _, pointer, _ in found(member * 2)] == ["/1/correlationid"]
        assert [pointer for _, pointer, _ in found(f"{SMS}---\n{SMS}")] == ["/correlationid"]

    def test_what_is_no_repetition(self) -> None:
        """Empty ids, placeholders, and the same id twice within one message."""
        assert found(SMS.replace("run-7", '""'), SMS.replace("run-7", '""')) == []
        assert found(SMS.replace("run-7", "$(id)"), SMS.replace("run-7", "$(id)")) == []
        assert found(V2.replace("run-8", "run-7")) == []

    def test_only_where_it_is_on(self) -> None:
        """Off by default; on by level, selection, and the strict preset."""
        off = ON._replace(settings=DEFAULTS)
        assert found(SMS, SMS, options=off) == []
        for settings in (
            DEFAULTS._replace(everything=True),
            DEFAULTS._replace(select=frozenset((REPEATED_ID,))),
        ):
            assert len(found(SMS, SMS, options=ON._replace(settings=settings))) == 1

    def test_a_comment_takes_it_away_and_is_never_unused(self) -> None:
        """A run over fewer files must not call the comment needless."""
        ignored = SMS.replace("run-7", f"run-7  # msglint: ignore[{REPEATED_ID}] twins")
        assert found(SMS, ignored) == []
        alone = lint(Source("a.yaml", ignored), ON, also=Across().look).diagnostics
        assert alone == []

    def test_long_names_stay_within_the_message(self) -> None:
        """A message has at most 120 characters, and the end of the name stays."""
        across = Across()
        lint(Source("d/" * 80 + "first.yaml", SMS), ON, also=across.look)
        (again,) = lint(Source("x.yaml", SMS), ON, also=across.look).diagnostics
        assert len(again.message) <= 120
        assert "first.yaml:2" in again.message


def msglint(*arguments: str, cwd: Path) -> str:
    """What `msglint check` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "msglint", "check", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


class TestCommand:
    """The same with files, settings, and a baseline."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Two messages with one id."""
        (tmp_path / "a.yaml").write_text(SMS)
        (tmp_path / "b.yaml").write_text(SMS)
        return tmp_path

    def test_a_run_over_two_files(self, folder: Path) -> None:
        """Silent by default, and after `--fix` said once."""
        assert "No findings" in msglint(cwd=folder)
        wanted = "b.yaml:2:16: info: the id of the message at a.yaml:2 again"
        assert wanted in msglint("--preset", "strict", "--output-format", "concise", cwd=folder)
        fixed = msglint("--select", REPEATED_ID, "--fix", "--output-format", "concise", cwd=folder)
        assert wanted in fixed
        assert "Found 1 info in 1 of 2 messages." in fixed

    def test_configuration_and_baseline(self, folder: Path) -> None:
        """The level of the configuration holds, also for some files only, and a baseline knows the finding."""
        (folder / ".msglint.yaml").write_text(f"rules: {{{REPEATED_ID}: warning}}\n")
        assert "b.yaml:2:16: warning: the id of" in msglint("--output-format", "concise", cwd=folder)
        assert "wrote 1 finding" in msglint("--write-baseline", "known.txt", cwd=folder)
        assert "No findings" in msglint("--baseline", "known.txt", cwd=folder)
        (folder / ".msglint.yaml").write_text(
            f"rules: {{{REPEATED_ID}: warning}}\noverrides: [{{files: [b.yaml], rules: {{{REPEATED_ID}: off}}}}]\n"
        )
        assert "No findings" in msglint(cwd=folder)


class TestBody:
    """How many destinations a list of requests has in all."""

    def bodies(self, *counts: int) -> str:
        """A body with that many destinations in each of its requests."""
        numbers = iter(range(100000, 999999))
        members = []
        for count in counts:
            ids = ", ".join(f'"+447700{next(numbers)}"' for _ in range(count))
            members.append(SMS.replace('"+447700900101"', ids).replace("correlationid: run-7\n", ""))
        return "".join("- " + member.rstrip().replace("\n", "\n  ") + "\n" for member in members)

    def rules(self, *counts: int) -> list[tuple[str, str]]:
        """What is said of such a body, with pointers."""
        diagnostics = lint(Source("x.yaml", self.bodies(*counts)), ON._replace(settings=DEFAULTS)).diagnostics
        return [(each.rule, each.pointer) for each in diagnostics]

    def test_more_than_a_thousand_in_all(self) -> None:
        """Once, on the root; at the limit nothing; a request over the limit is an error of its own."""
        assert self.rules(600, 400) == []
        assert self.rules(600, 300, 101) == [("body-destinations-many", "")]
        assert self.rules(10, 1001) == [("too-many", "/1/destination")]

    def test_a_push_with_more_ids_than_entries(self) -> None:
        """The entries stay below the limit, the ids do not."""
        ids = ", ".join(f"member-{number}" for number in range(1001))
        text = (
            f"deliverychannel: push\nappid: NW20261104\ndestination: [{{userid: [{ids}]}}]\n"
            "channels: {push: {android: {text: Your parcel leaves the depot.}}}\n"
        )
        diagnostics = lint(Source("x.yaml", text), ON._replace(settings=DEFAULTS)).diagnostics
        assert [(each.rule, each.pointer) for each in diagnostics] == [
            ("push-destinations-many", "/destination")
        ]
