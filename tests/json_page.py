"""docs/json.md shows one object of each type as a run has printed it: `nox -s json_page`.

The stories print them; here lists are cut to their first, and the page's examples are written anew.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs/json.md"
_LONGEST = 160
STORIES = (
    *("test_json", "test_explain", "test_roadmap", "test_review", "test_scenarios", "test_live"),
    *("test_before_deploy", "test_strategy", "test_audit", "test_commands", "test_sandbox_command"),
)


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


def examples(folder: Path) -> str:
    """Write a section for each type."""
    parts = []
    for file in sorted(folder.glob("*.json")):
        told = shortened(json.loads(file.read_text(encoding="utf-8")))
        text = json.dumps(told, indent=1, ensure_ascii=False)
        parts.append(f"### `{file.stem}`\n\n```json\n{text}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Run the stories, and write what they printed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *(str(HERE / f"stories/{name}.py") for name in STORIES),
                *(str(HERE / "inspections/explain/test_made_causes.py"),),
                *("-k", "not page_shows"),
            ],
            env=os.environ | {"JSON_EXAMPLES": folder},
            check=False,
        )
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition("## Examples\n")
        PAGE.write_text(f"{head}{mark}\n{examples(Path(folder))}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
