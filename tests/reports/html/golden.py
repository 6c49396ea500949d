"""Write the pages that a test compares with: `python -m tests.reports.html.golden`."""

from buildtools.reports.html.page import page
from tests.reports.html.test_page import GOLDEN, REPORTS


def main() -> None:
    """Write every one of them."""
    for name, made in REPORTS.items():
        (GOLDEN / f"{name}.html").write_text(page(made()), encoding="utf-8")


if __name__ == "__main__":
    main()
