"""`.msglint.yaml`: found upward, checked with place and suggestion, resolved for a path."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_cli import BAD, GOOD, WARNED, msglint, says

from msglint import config
from msglint.config import check
from msglint.errors import ConfigError
from msglint.source import Source


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with messages in two folders."""
    (tmp_path / ".git").mkdir()
    for folder in ("messages", "legacy"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bad.yaml").write_text(BAD)
        (tmp_path / folder / "warned.yaml").write_text(WARNED)
    return tmp_path


def configure(repository: Path, text: str) -> Path:
    (repository / ".msglint.yaml").write_text(text)
    return repository


def found(repository: Path, *arguments: str) -> set[tuple[str, str]]:
    done = msglint("check", ".", "--output-format", "json", *arguments, cwd=repository)
    assert done.stderr == ""
    return {(each["rule"], each["severity"]) for each in json.loads(done.stdout)}


def test_rules_are_switched_off_and_graded(repository: Path) -> None:
    """`off` and a severity hold for all files below."""
    configure(repository, "rules: {sms-sender-missing: off, unknown-field: error}\n")
    assert found(repository) == {("unknown-field", "error")}


def test_command_line_wins(repository: Path) -> None:
    """--severity and --ignore win over the file, --isolated leaves it out."""
    configure(repository, "rules: {sms-sender-missing: off, unknown-field: error}\n")
    assert found(repository, "--severity", "unknown-field=info") == {("unknown-field", "info")}
    assert found(repository, "--isolated") == {("sms-sender-missing", "error"), ("unknown-field", "warning")}


def test_overrides_hold_for_their_files(repository: Path) -> None:
    """An override changes what holds for the files it names."""
    configure(
        repository,
        "overrides:\n  - files: [legacy/]\n    rules: {sms-sender-missing: off, unknown-field: off}\n",
    )
    done = msglint("check", ".", "--output-format", "concise", cwd=repository)
    assert "legacy" not in done.stdout
    assert "messages" in done.stdout


def test_nearest_file_upward(repository: Path) -> None:
    """The nearest configuration holds; above the repository's root nothing is looked for."""
    (repository / "legacy" / ".msglint.yaml").write_text(
        "rules: {sms-sender-missing: off, unknown-field: off}\n"
    )
    configure(repository, "rules: {unknown-field: off}\n")
    assert found(repository) == {("sms-sender-missing", "error")}
    inner = repository / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / "bad.yaml").write_text(WARNED)
    assert msglint("check", "inner/bad.yaml", "--fail-on", "warning", cwd=repository).returncode == 1


def test_exclude(repository: Path) -> None:
    """Excluded files are passed over in a search, checked when named, and not with --force-exclude."""
    configure(repository, "exclude: [legacy/]\n")
    done = msglint("check", ".", "--output-format", "concise", cwd=repository)
    assert "legacy" not in done.stdout
    assert msglint("check", "legacy/bad.yaml", cwd=repository).returncode == 1
    done = msglint("check", "legacy/bad.yaml", "--force-exclude", "--allow-empty", cwd=repository)
    assert done.returncode == 0


def test_extends_a_file_and_a_preset(repository: Path) -> None:
    """A file lays its own over what it extends; `strict` switches all rules on."""
    (repository / "base.yaml").write_text(
        "extends: strict\nrules: {sms-sender-missing: off, unknown-field: error}\n"
    )
    configure(repository, "extends: base.yaml\nrules: {unknown-field: info}\n")
    assert ("unknown-field", "info") in found(repository)
    assert "sms-sender-missing" not in {rule for rule, _ in found(repository)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rulez: {}\n", [".msglint.yaml:1:1", "did you mean `rules`"]),
        ("rules: {sms-sender-mising: off}\n", [":1:9", "did you mean `sms-sender-missing`"]),
        ("rules: {too-long: never}\n", [":1:19", "`never`"]),
        ("rules: {too-long: {max: 3}}\n", ["has no option `max`"]),
        ("api: v3\n", ["`v3`"]),
        ("overrides: [{rules: {}}]\n", ["`files` is missing"]),
        ("account: {tps: many}\n", ["`tps`", "a whole number"]),
        ("extends: pedantic\n", ["pedantic", "recommended, strict"]),
        ("extends: .msglint.yaml\n", ["extends itself"]),
        ("rules: [x\n", ["a bracket is opened here"]),
        ("rules: {too-long: off, too-long: off}\n", ["a second time"]),
        ("- rules\n", ["must be an object"]),
    ],
)
def test_mistakes_have_place_and_suggestion(repository: Path, text: str, words: list[str]) -> None:
    """A configuration that cannot be used is exit code 2 and one sentence with its place."""
    configure(repository, text)
    says(msglint("check", ".", cwd=repository), 2, *words)


def test_a_missing_configuration_file(repository: Path) -> None:
    """--config with a file that is not there: exit code 2 and one sentence."""
    says(msglint("check", ".", "--config", "no.yaml", cwd=repository), 2, "no.yaml")


def test_config_shows_what_holds_and_why(repository: Path) -> None:
    """`msglint config` names each setting's origin."""
    configure(
        repository,
        "extends: strict\nrules: {too-long: info}\naccount: {tps: 10}\noverrides: [{files: [legacy/], rules: {too-long: off}}]\n",
    )
    shown = msglint("config", "messages/bad.yaml", cwd=repository).stdout
    assert "too-long: info  # " in shown
    assert "preset: strict  # preset strict" in shown
    assert "account.tps: 10" in shown
    assert "too-many: error  # default" in shown
    assert "too-long: off" in msglint("config", "legacy/bad.yaml", cwd=repository).stdout


def test_default_api(tmp_path: Path) -> None:
    """`api` decides for a message whose keys do not tell."""
    configure(tmp_path, "api: v1\n")
    (tmp_path / "x.yaml").write_text("expiry: 2030-01-20T18:00:00.000Z\n")
    done = msglint("check", "x.yaml", "--output-format", "concise", cwd=tmp_path)
    assert "`deliverychannel` and `destination` are missing" in done.stdout


def test_init_writes_a_start_that_works(tmp_path: Path) -> None:
    """`msglint init` writes files that check clean, and overwrites nothing."""
    done = msglint("init", cwd=tmp_path)
    assert done.returncode == 0
    done = msglint("check", "messages/", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "No findings in 1 message.\n")
    assert (tmp_path / ".pre-commit-config.yaml").exists()
    says(msglint("init", cwd=tmp_path), 2, "exists already")


def test_init_leaves_an_existing_hook_file(tmp_path: Path) -> None:
    """An existing .pre-commit-config.yaml is left alone, and what to add is shown."""
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    done = msglint("init", cwd=tmp_path)
    assert "add this to it" in done.stdout
    assert "id: msglint" in done.stdout
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_init_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The hook goes to the top, where pre-commit looks for it, with the path from there; so does what to do next."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "spring").mkdir()
    done = msglint("init", "my folder", cwd=tmp_path / "spring")
    assert done.stderr.endswith("next: msglint check 'my folder/messages/'\n")
    hook = (tmp_path / ".pre-commit-config.yaml").read_text()
    assert re.search(r"files: (.*)", hook)[1] == r"^spring/my\ folder/messages/"  # type: ignore[index]
    assert msglint("check", "my folder/messages/", cwd=tmp_path / "spring").returncode == 0


def test_mistakes_of_a_configuration_are_told_at_once(tmp_path: Path) -> None:
    configure(tmp_path, "api: v3\n" + "".join(f"key{at}: 1\n" for at in range(13)))
    (tmp_path / "x.yaml").write_text(BAD)
    lines = msglint("check", "x.yaml", cwd=tmp_path).stderr.splitlines()
    assert lines[0].startswith("msglint: .msglint.yaml:1:6: `api` must be")
    assert [line[:16] for line in lines[1:9]] == [f".msglint.yaml:{row}:" for row in range(2, 10)]
    assert lines[10:] == ["and 4 more"]


def test_baseline(tmp_path: Path) -> None:
    """A baseline hides old findings though lines move, shows new ones, and names stale rows."""
    (tmp_path / "bad.yaml").write_text(BAD)
    assert msglint("check", ".", "--write-baseline", "base.json", cwd=tmp_path).returncode == 0
    assert msglint("check", "bad.yaml", "--baseline", "base.json", cwd=tmp_path).returncode == 0
    (tmp_path / "bad.yaml").write_text("# a new line\n\n" + BAD)
    done = msglint("check", "bad.yaml", "--baseline", "base.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "bad.yaml").write_text(BAD + "expiry: tomorrow\n")
    done = msglint("check", "bad.yaml", "--baseline", "base.json", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("error:") == 1
    assert "[bad-format]" in done.stdout
    (tmp_path / "bad.yaml").write_text(GOOD)
    done = msglint("check", "bad.yaml", "--baseline", "base.json", cwd=tmp_path)
    assert done.returncode == 0
    assert "no longer found: sms-sender-missing in bad.yaml at /channels/sms" in done.stderr
    (tmp_path / "base.json").write_text("{}")
    says(msglint("check", "bad.yaml", "--baseline", "base.json", cwd=tmp_path), 2, "base.json", "no baseline")


def test_statistics(tmp_path: Path) -> None:
    """Counts per rule and channel, and what the SMS of the run cost."""
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.yaml").write_text(
        GOOD.replace('["+447700900101"]', '["+447700900101", "+447700900102"]').replace(
            "Gate 3", "Gate 3 " * 30
        )
    )
    done = msglint("check", ".", "--statistics", cwd=tmp_path)
    assert "     1  sms-sender-missing" in done.stdout
    assert "     2  messages: sms (v1)" in done.stdout
    assert "     3  destinations" in done.stdout
    assert "     5  SMS parts" in done.stdout


def test_fix_is_check_fix(tmp_path: Path) -> None:
    """`msglint fix` mends in place."""
    (tmp_path / "x.yaml").write_text(WARNED)
    assert msglint("fix", "x.yaml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.yaml").read_text() == WARNED.replace("correlationId", "correlationid")


def test_the_code_of_the_united_kingdom_is_not_that_of_its_top_level_domain() -> None:
    [found] = check(Source(".msglint.yaml", "account: {regions: [UK]}\n"))
    assert found.message == "`UK` is no country code such as `GB`"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "extends: recomended",
            "extends: no preset and no file called 'recomended'; did you mean `recommended`?",
        ),
        ("rulez: {}", "`rulez` is no field of the configuration; did you mean `rules`?"),
        ("[]", "the configuration must be an object (`key: value` lines), not a list"),
        (
            "rules: {sms-too-many-parts: {max_parts: many}}",
            "`max_parts` of `sms-too-many-parts` is a whole number, such as `3`",
        ),
        (
            "rules: {sms-too-many-parts: {max_parts: 0}}",
            "`max_parts` of `sms-too-many-parts` is at least 1, such as `3`",
        ),
    ],
)
def test_a_mistake_is_said_in_the_words_of_a_configuration(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / ".msglint.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(said)):
        config.settings(config.load(str(file)), str(tmp_path / "message.yaml"))
