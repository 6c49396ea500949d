"""Writers: tools that are known to put text before code after its map was made.

Only texts that a tool writes itself stand here, each read off its real output. Where one of them
stands exactly where a map is off by its length, the map is moved without asking.
"""

import re
from typing import NamedTuple


class Writer(NamedTuple):
    """A tool and the text it writes."""

    name: str
    text: re.Pattern[str]


WRITERS = (
    # 11.x writes it by webpack and esbuild into each server entry, 10.x when asked to; a list of
    # the packages it watches stands in the older form.
    Writer(
        "Sentry's SDK (its build-time instrumentation)",
        re.compile(
            r";\(function\(\)\{var g=globalThis\.__SENTRY_ORCHESTRION__=globalThis\."
            r"__SENTRY_ORCHESTRION__\|\|\{\};g\.bundler=g\.bundler\|\|new Set\(\);\}\)\(\);"
            r"|\(globalThis\.__SENTRY_ORCHESTRION__=globalThis\.__SENTRY_ORCHESTRION__\|\|\{\}\)"
            r"\.bundler=\[(?:\"[^\"\\]*\"(?:,\"[^\"\\]*\")*)?\];"
        ),
    ),
    Writer(
        "a plugin of Sentry's (its debug ID)",
        re.compile(
            r";?!?(?:function\(\)|\(\(?\)?=>)?\{try\{[^\n]{0,400}?sentry-dbid-[0-9a-f-]{36}"
            r"[^\n]{0,60}?catch\(\w*\)\{\}\}(?:\(\)|\)\(\))?;?"
        ),
    ),
)


def known(text: str) -> str | None:
    """Name who wrote a text, all of it; None when nobody is known to."""
    bare = text.strip()
    return next((each.name for each in WRITERS if each.text.fullmatch(bare)), None)
