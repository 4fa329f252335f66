"""Apple Messages for Business: the dates of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import below, has_placeholder
from msglint.schema.words import code

_FORM = "channels/AppleBusinessChat/interactiveData/data/dynamic/data"
_ON = "v1/apple-messages"
_DATE_PARTS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "M": "%m", "dd": "%d", "d": "%d"}

DATE_FORMAT = "MM/dd/yyyy"
"""How a `datePicker` page writes its dates when `dateFormat` does not say."""


@rule(
    "apple-form-date-malformed",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Form, options.dateFormat",
)
def date_malformed(form: Place) -> Iterator[Finding]:
    """
    A date of a `datePicker` page is not written as its `dateFormat` says.

    The dates follow `dateFormat`, and `MM/dd/yyyy` where there is none: month before day.

    ```yaml bad
    pages:
      - pageIdentifier: "0"
        type: datePicker
        subtitle: When did you buy it?
        options: {minimumDate: 2024-01-31}
    ```

    ```yaml good
    pages:
      - pageIdentifier: "0"
        type: datePicker
        subtitle: When did you buy it?
        options: {minimumDate: 01/31/2024}
    ```
    """
    for path, options in below(form.value, "pages", "*", "options"):
        pattern = _pattern(options)
        for key in ("startDate", "minimumDate", "maximumDate") if pattern else ():
            text = options.get(key)
            if isinstance(text, str) and text and not has_placeholder(text) and day_of(text, pattern) is None:
                shown = options.get("dateFormat") or DATE_FORMAT
                yield Finding(f"{code(text)} is no date written as `{shown}`", (*path, key))


@rule(
    "apple-form-dates-crossed",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Form, options.minimumDate, options.maximumDate",
)
def dates_crossed(form: Place) -> Iterator[Finding]:
    """
    The earliest date of a `datePicker` page is after the latest one.

    No day is left to choose. Without `maximumDate` the latest is today, so a page that asks for
    a day to come needs one.

    ```yaml bad
    pages:
      - pageIdentifier: "0"
        type: datePicker
        subtitle: When shall we come?
        options: {minimumDate: 09/01/2027}
    ```

    ```yaml good
    pages:
      - pageIdentifier: "0"
        type: datePicker
        subtitle: When shall we come?
        options: {minimumDate: 09/01/2027, maximumDate: 12/31/2027}
    ```
    """
    for path, options in below(form.value, "pages", "*", "options"):
        pattern = _pattern(options)
        first = day_of(options.get("minimumDate"), pattern) if pattern else None
        if first is None:
            continue
        if options.get("maximumDate"):
            last, message = day_of(options["maximumDate"], pattern), "later than `maximumDate`"
        else:
            tomorrow = form.request.now.date() + timedelta(days=1)  # as it is somewhere on earth already
            last, message = tomorrow, "a day to come, and without `maximumDate` today is the latest"
        if last is not None and first > last:
            yield Finding(message, (*path, "minimumDate"))


def _pattern(options: Any) -> str:
    """How `strptime` calls the date format of a page; empty where it cannot say it."""
    if not isinstance(options, dict):
        return ""
    format = options.get("dateFormat") or DATE_FORMAT
    if not isinstance(format, str):
        return ""
    letters = set(re.findall(r"[A-Za-z]+", format))
    if "%" in format or not any("y" in part for part in letters) or letters - _DATE_PARTS.keys():
        return ""
    return re.sub(r"[A-Za-z]+", lambda part: _DATE_PARTS[part[0]], format)


def day_of(text: Any, pattern: str) -> date | None:
    """The day that a text names by a pattern of `strptime`, or None."""
    try:
        return datetime.strptime(text, pattern).date() if isinstance(text, str) else None
    except ValueError:
        return None
