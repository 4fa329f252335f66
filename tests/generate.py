"""Writes what is generated: `docs/rules.md`, the outputs shown in README.md, the golden outputs.

`python tests/generate.py docs [--check]`, `python tests/generate.py golden`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from click.testing import CliRunner

from msglint.catalog import book
from msglint.cli import cli
from msglint.report import FORMATS

ROOT = Path(__file__).resolve().parent.parent
OUTPUTS = ROOT / "tests" / "outputs"
GOLDEN_FORMATS = tuple(FORMATS)
NO_CI = dict.fromkeys(("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"))
"""What a CI around would change about the output."""

_SHOWN = re.compile(
    r"(<!-- output: msglint (?P<command>[^\n]*) -->\n```text\n).*?(```\n<!-- end -->)", re.DOTALL
)


def run(arguments: str) -> str:
    """What the command line prints on stdout, run at the repository's root."""
    result = CliRunner(env=NO_CI).invoke(
        cli, arguments.split(), catch_exceptions=False, standalone_mode=False
    )
    return result.stdout


def readme() -> str:
    """README.md with the outputs it shows made anew."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return _SHOWN.sub(lambda shown: shown[1] + run(shown["command"]) + shown[3], text)


def goldens() -> dict[Path, str]:
    """The golden output of each format for `tests/outputs/sample.yaml`."""
    return {
        OUTPUTS / f"sample.{name}.txt": run(
            f"check tests/outputs/sample.yaml --now 2026-06-01T00:00:00Z --output-format {name}"
        )
        for name in GOLDEN_FORMATS
    }


def main() -> int:
    """Writes, or with `--check` says what is stale."""
    files = (
        goldens()
        if "golden" in sys.argv
        else {ROOT / "README.md": readme(), ROOT / "docs" / "rules.md": book()}
    )
    stale = []
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
