"""Globs: which paths a pattern of sentry.yml means.

`*` stays within a folder, `**` does not, one without a slash holds at any depth, one that names a
folder holds for all in it, and `[` stands for itself because names of built files contain it.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=256)
def glob(pattern: str) -> re.Pattern[str]:
    """Turn a glob into the expression that its paths match, from end to end."""
    trimmed = pattern.removeprefix("./").strip("/")
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    trimmed = trimmed.removesuffix("/**") if trimmed != "**" else trimmed
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", trimmed)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    expression = "".join(meaning.get(part, re.escape(part)) for part in parts)
    return re.compile(anywhere + expression, re.DOTALL)


def holds(pattern: str, path: str) -> bool:
    """Return whether a glob means a path, or a folder that the path is in."""
    expression = glob(pattern)
    ends = [index for index, letter in enumerate(path) if letter == "/"]
    return any(expression.fullmatch(path[:end]) for end in (len(path), *ends))
