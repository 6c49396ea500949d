"""Markdown that is written: texts of others in it steer nothing, and formatters leave it alone."""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\*<|\[\]~]|(?<!\w)_|_(?!\w)")
_BEGINNING = re.compile(
    r"^(\d{0,9})((?<=\d)[.)](?= |$)|(?<!\d)(?:#+(?= |$)|[-+](?= |$)|-+$|=+$|>))"
)
"""What begins a heading, a list, a quote or an underline."""

Cell = str | int | float | None
"""None is shown as a dash: there is none."""


def plain(text: str) -> str:
    """Write a text so that Markdown reads it as text; what stands in backticks stays code."""
    words = " ".join(text.split())
    pieces = words.split("`")
    if len(pieces) % 2 == 0:
        return _escaped(words).replace("`", "\\`")
    return "`".join(
        piece.replace("|", "\\|") if at % 2 else _escaped(piece) for at, piece in enumerate(pieces)
    )


def code(text: str) -> str:
    """Write a text as code, in a table too."""
    words = " ".join(text.split())
    marks = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    gap = " " if "`" in words[:1] + words[-1:] else ""
    return f"{marks}{gap}{words.replace('|', chr(92) + '|')}{gap}{marks}" if words else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a table; columns of numbers stand to the right, with commas between thousands.

    Cells of text are Markdown already.
    """
    every = list(rows)
    rules = ["---:" if _is_of_numbers(every, at) else "---" for at in range(len(columns))]
    lines = [[plain(column) for column in columns], rules]
    lines += [[_cell(cell) for cell in row] for row in every]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """Write a list, an item a line."""
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(*parts: str) -> str:
    """Join what is not empty, blank lines between."""
    return "\n\n".join(part for part in parts if part)


def _is_of_numbers(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    cells = [row[at] for row in rows if row[at] is not None]
    return bool(cells) and all(isinstance(each, int | float) for each in cells)


def _cell(cell: Cell) -> str:
    match cell:
        case None | "":
            return "–"
        case float() if not cell.is_integer():
            return f"{cell:,.1f}" if abs(cell) >= 1 else f"{cell:.3g}"
        case int() | float():
            return f"{cell:,.0f}"
        case _:
            return cell


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    return _BEGINNING.sub(r"\1\\\2", escaped)
