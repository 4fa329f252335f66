"""RCS: the SMS that is sent where RCS fails."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.measure import sms_parts
from msglint.request import Place
from msglint.rule import rule


@rule(
    "rcs-fallback-long",
    at="options",
    on="v2/rcs",
    severity=Severity.INFO,
    source="rcs.md §6: apply the SMS part count",
    default=False,
)
def fallback_long(options: Place, *, max_parts: int = 1) -> Iterator[Finding]:
    """
    The text of an SMS fallback takes more than one part.

    It is charged as an SMS: one part holds 160 characters of the GSM alphabet, or 70 when a
    single character is outside it.

    ```yaml bad
    smsFallback: true
    smsSenderId: HARBOUR
    text: Your seat is in the blue hall – doors open at eight, and the bar is open from seven on.
    ```

    ```yaml good
    smsFallback: true
    smsSenderId: HARBOUR
    text: Your seat is in the blue hall - doors open at eight, and the bar is open from seven on.
    ```
    """
    match options.value:
        case {"smsFallback": True | "true", "text": str(text)} if 35 < len(text) <= 1024:
            alphabet, units, parts = sms_parts(text)
            if parts > max_parts:
                counted = "septets of the GSM alphabet" if alphabet == "gsm7" else "units of Unicode"
                yield Finding(f"as an SMS the text takes {parts} parts", ("text",), f"{units} {counted}")
