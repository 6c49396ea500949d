"""Shortening: as much of a long line as shows what is in it."""

MOST_TEXT = 400
"""Characters of one line of source, or of one answer, that are kept."""

CUT = "…"
"""Stands where a longer text was cut."""


def shortened(text: str | None, column: int | None = None) -> str | None:
    """Cut a long line of source or answer so that its column, from zero, stays in sight.

    A mark stands where something was cut.
    """
    if text is None or len(text) <= MOST_TEXT:
        return text
    start = min(max((column or 0) - MOST_TEXT // 2, 0), len(text) - MOST_TEXT)
    end = start + MOST_TEXT
    return CUT * bool(start) + text[start:end] + CUT * bool(end < len(text))
