"""What is known of a text: its diagnostics, its documents, its requests."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timezone

from msglint import config
from msglint.across import Across
from msglint.diagnostics import Diagnostic
from msglint.document import Document
from msglint.errors import MsglintError
from msglint.linter import Options, lint
from msglint.lsp.configuration import Configuration
from msglint.recognition import recognise
from msglint.request import Request
from msglint.secrets import hidden
from msglint.settings import DEFAULTS, Settings
from msglint.source import Source
from msglint.stream import documents
from msglint.walk import CONFIG_FILE


@dataclass(slots=True)
class Analysis:
    """What is known of one text. `trouble` is what is wrong with its configuration, `crash` with msglint.

    A file that is `passed_over` by its configuration has no diagnostics.
    """

    source: Source
    options: Options
    diagnostics: list[Diagnostic] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    passed_over: bool = False
    trouble: str | None = None
    crash: str | None = None

    @property
    def broken(self) -> bool:
        """Whether a part of the text is no YAML, so that nothing is known of it."""
        return any(document.broken for document in self.documents)

    @property
    def settings(self) -> Settings:
        """What holds for the file."""
        return self.options.settings


def analyse(source: Source, configuration: Configuration) -> Analysis:
    """Reads and judges a text. Never raises: a bug of msglint is one sentence in the result."""
    found = Analysis(source, _options(DEFAULTS))
    try:
        settings, found.passed_over, found.trouble = configuration.settings(source.name)
        found.options = _options(settings)
        found.documents = list(documents(source))
        if os.path.basename(source.name) == CONFIG_FILE:
            found.diagnostics = config.check(source)
            return found
        for document in found.documents:
            if not document.broken:
                found.requests += recognise(document, found.options.now, None, settings).requests
        if not found.passed_over:
            found.diagnostics = judged(source, found.options)
    except MsglintError as error:
        found.crash = str(error)
    except Exception as error:
        found.crash = bug(source.name, error)
    return found


def bug(name: str, error: BaseException) -> str:
    """What is said of a bug that a file brings to light; a secret that the error repeats is hidden."""
    return f"{name}: a bug in msglint: {type(error).__name__}: {hidden(str(error))}; please report it"


def judged(source: Source, options: Options) -> list[Diagnostic]:
    """The diagnostics that a run over the folder of the file gives for it."""
    also = Across().look if Across.severity(options.settings) is not None else None
    return lint(source, options, also=also).diagnostics


def _options(settings: Settings) -> Options:
    return Options(datetime.now(timezone.utc), settings=settings, named=False)
