"""Draw the page of a report as a picture: `python -m tests.chromium.picture PAGE PICTURE`.

The picture is WebP, of the first screens in light; `nox -s report_picture` draws the example's.
"""

import base64
import sys
from collections.abc import Sequence
from pathlib import Path

from buildtools.web.chromium import Chromium

WIDTH, HEIGHT = 1000, 1750
QUALITY = 80


def picture(page: Path) -> bytes:
    """Return the top of a page as a browser shows it."""
    with Chromium.start() as browser, browser.page() as opened:
        opened.resize(WIDTH, HEIGHT)
        opened.go(page.resolve().as_uri())
        taken = opened.command("Page.captureScreenshot", format="webp", quality=QUALITY)
    return base64.b64decode(taken["data"])


def main(asked: Sequence[str]) -> None:
    """Draw one page into one file."""
    page, file = map(Path, asked)
    file.write_bytes(picture(page))


if __name__ == "__main__":
    main(sys.argv[1:])
