"""docs/json.md shows one object of each type as a run has printed it: `nox -s json_page`.

The stories print them; here lists are cut to their first, and the page's examples are written anew.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs/json.md"
_LONGEST = 160
_ALL = re.MULTILINE | re.DOTALL
STORIES = ("stories", "inspections/explain/test_made_causes.py")


def shortened(value: Any) -> Any:
    """Return a value with lists cut to their first, and long texts cut."""
    if isinstance(value, dict):
        return {key: shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shortened(each) for each in value[:1]]
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text: str) -> str:
    """Return a text without keys of the sandbox, and without folders of this machine."""
    text = re.sub(r"/tmp/[^\s\"']*/(?=shop|out)", "", text)
    return re.sub(r"(sntryu_|http://)[0-9a-f]{32,}", r"\1…", text)


def sections(text: str) -> dict[str, str]:
    """Read the examples of the page, by type."""
    return {found[1]: found[0] for found in re.finditer(r"### `([\w-]+)`\n.*?^```$\n", text, _ALL)}


def section(file: Path) -> str:
    """Write the example of a type."""
    told = shortened(json.loads(file.read_text(encoding="utf-8")))
    text = json.dumps(told, indent=1, ensure_ascii=False)
    return f"### `{file.stem}`\n\n```json\n{text}\n```\n"


def main(asked: Sequence[str]) -> None:
    """Run the stories, or those that were asked for, and write what they printed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *(asked or (str(HERE / each) for each in STORIES)),
            ],
            env=os.environ | {"JSON_EXAMPLES": folder},
            check=False,
        )
        head, mark, there = PAGE.read_text(encoding="utf-8").partition("## Examples\n")
        new = {file.stem: section(file) for file in Path(folder).glob("*.json")}
        parts = "\n".join(text for _, text in sorted((sections(there) | new).items()))
        PAGE.write_text(f"{head}{mark}\n{parts}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
