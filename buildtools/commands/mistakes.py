"""A mistake of ours: its traceback without any secret, and where to report it."""

import os
import platform
import traceback
from typing import Any

from buildtools import __version__
from buildtools.values import Secret, names_a_secret

_SHORTEST_SECRET = 6


def told(mistake: BaseException) -> tuple[str, dict[str, Any]]:
    """Return a mistake as lines for stderr, and as the body of its object.

    Values of variables do not stand in it; what the exception itself says is redacted.
    """
    report = (
        "report it to who publishes your sentry-buildtools, with the traceback: version"
        f" {__version__}, Python {platform.python_version()}, {platform.system()}"
    )
    said = _redacted("".join(traceback.format_exception(mistake)))
    what = _redacted(f"{type(mistake).__name__}: {mistake}")
    lines = f"{said}error: a mistake of buildtools, not of yours: {what}\n  try: {report}"
    return lines, {"error": what, "report": report, "exit_code": 1}


def _redacted(text: str) -> str:
    from buildtools.texts.redaction import redact

    named = (value for name, value in os.environ.items() if names_a_secret(name))
    return redact(text, [Secret(value) for value in named if len(value) >= _SHORTEST_SECRET])
