"""Lines of a Markdown file as CommonMark has them, and the front matter before the first of them.

Source: CommonMark 0.31.2, Characters and lines.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_KEY = re.compile(r"""(?:#|["']?[\w.-]+["']?\s*[:=])""")


def lines(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into lines and what ends each; no other character than these two ends one."""
    for found in _LINE.finditer(text):
        if found[0]:
            yield found[1], found[2]


def end_of(text: str) -> str:
    """Return how the first line of a text ends; `\\n` where none does."""
    return next((end for _, end in lines(text) if end), "\n")


def front_matter(text: str) -> int:
    """Count the lines of front matter that a text begins with: `---`, keys, `---`."""
    found = [line.rstrip() for line, _ in lines(text.removeprefix("\ufeff"))]
    rule = found[0] if found else ""
    if rule not in ("---", "+++") or len(found) < 3 or not _KEY.match(found[1]):
        return 0
    ends = {rule, "..."} if rule == "---" else {rule}
    for at, line in enumerate(found[1:], 2):
        if line in ends:
            return at
        if line.startswith("<!--"):  # a comment of Markdown: it was a rule, and a text
            return 0
    return 0
