"""What the CI around a run tells it: the format it reads, the repository's folder, the file for a summary."""

from __future__ import annotations

import os
import sys

import click

from msglint.cli import files
from msglint.errors import InputError
from msglint.report import Style
from msglint.results import FileResult


def format_read_here() -> str | None:
    """The format that the CI around reads from stdout; None elsewhere, and on a terminal."""
    if sys.stdout.isatty():
        return None
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    if os.environ.get("GITLAB_CI") == "true":
        return "gitlab"
    return None


def root() -> str:
    """The folder from which CI names files: the workspace or repository around the current folder, else this one."""
    here = os.getcwd()
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and (here + os.sep).startswith(os.path.join(workspace, "")):
        return workspace
    folder = here
    while not os.path.exists(os.path.join(folder, ".git")):
        folder, before = os.path.dirname(folder), folder
        if folder == before:
            return here
    return folder


def summarise(results: list[FileResult], told: Style) -> None:
    """Adds the findings to the summary of the GitHub job; a summary that cannot be written costs no run."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from msglint.report.markdown import JOB_SUMMARY, job_summary

    try:
        left = JOB_SUMMARY - (os.path.getsize(file) if os.path.exists(file) else 0)
        files.append(file, job_summary(results, told, left))
    except (InputError, OSError) as error:
        click.echo(f"msglint: no job summary: {error}", err=True)
