"""What the source of a message shows before its texts are gathered: one look at it costs less than one at each text."""

from __future__ import annotations

from msglint.regexes import regex
from msglint.request import Place, Request

_OPEN = regex(r"\$(?!\(\w{1,60}\))")


def may_have(place: Place, mark: str) -> bool:
    """Whether any text of the request that a place belongs to may have a mark, which has no blank and no quote."""
    source = place.request.once(_verbatim)
    return source is None or (mark[0] in source and mark in source)  # one character is found ten times sooner


def are_closed(place: Place) -> bool:
    """Whether each `$` of a request's document surely begins a placeholder whose `)` stands in the same text."""
    return place.request.once(_are_closed)


def _verbatim(request: Request) -> str | None:
    """The source of a request's document, None where its texts may have what does not stand there: by escapes."""
    document = request.document
    source = document.source.text[document.start : document.end]
    return None if "\\" in source or not source else source


def _are_closed(request: Request) -> bool:
    source = request.once(_verbatim)
    return source is not None and not _OPEN.search(source)
