"""A headless Chromium that opens pages and presses their buttons."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from buildtools.web.chromium import Chromium
from tests.example.programs import environ, find, without_proxies

_PRESS = "setInterval(() => document.getElementById({id})?.click(), 300); 0"
"""Again and again: a page that is not hydrated yet hears nothing. The SDK drops what repeats."""


@dataclass(frozen=True)
class Browser:
    """A running Chromium."""

    chromium: Chromium

    @contextmanager
    def page(self, url: str, button: str = "") -> Iterator[None]:
        """Keep a page open whose button, named by its id, is being pressed."""
        with self.chromium.open(url) as page:
            if button:
                page.evaluate(_PRESS.format(id=json.dumps(button)))
            yield


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a Chromium; a machine without one fails the test, never skips it."""
    given = without_proxies(environ(PATH=os.environ["PATH"]))
    with Chromium.start(find("chromium", "chromium-browser", "google-chrome"), environ=given) as it:
        yield Browser(it)
