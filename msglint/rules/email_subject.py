"""E-mail: the subject."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule

_ON = "v2/email"


def _is_no_line(subject: Place) -> bool:
    """Whether a subject is blank, or more than a line."""
    text = subject.value
    return text.__class__ is str and ("\n" in text or "\r" in text or not text.strip())


@rule(
    "email-subject-empty",
    at="content/subject",
    on=_ON,
    severity=Severity.WARNING,
    source="email.md §2.3",
    given=_is_no_line,
)
def subject_empty(subject: Place) -> Iterator[Finding]:
    """
    A mail has an empty subject.

    `content.subject` is mandatory. Mails without one look like spam to readers and to filters.

    ```yaml bad
    ""
    ```

    ```yaml good
    Gate change
    ```
    """
    match subject.value:
        case str(text) if not text.strip():
            yield Finding("the subject is empty")


@rule(
    "email-subject-line-break",
    at=("content/subject", "template/subject"),
    on=_ON,
    severity=Severity.WARNING,
    source="own rule: RFC 5322, a header is one line",
    given=_is_no_line,
)
def subject_line_break(subject: Place) -> Iterator[Finding]:
    r"""
    The subject of a mail holds a line break.

    A subject is one line. YAML blocks (`|`, `>`) end in a line break unless they are written
    `|-` or `>-`.

    ```yaml bad
    "Gate change\n"
    ```

    ```yaml good
    Gate change
    ```
    """
    match subject.value:
        case str(text) if text.strip() and ("\n" in text or "\r" in text):
            at_end = "\n" not in text.rstrip() and "\r" not in text.rstrip()
            hint = "`|-` and `>-` leave the last line break out" if at_end else None
            yield Finding(f"the subject {'ends in' if at_end else 'holds'} a line break", hint=hint)
