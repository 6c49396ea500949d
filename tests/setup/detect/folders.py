"""Small folders of apps that were never built, by the files that tell what they are."""

import json
from pathlib import Path
from typing import Any


def written(root: Path, files: dict[str, Any]) -> Path:
    """Write files below a folder: texts as they are, all else as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
    return root


def package(build: str = "", *needs: str, **more: Any) -> dict[str, Any]:
    """Return a package.json with a script that builds, and what it needs."""
    scripts = {"scripts": {"build": build}} if build else {}
    return {"name": "shop", **scripts, "dependencies": dict.fromkeys(needs, "1.0.0"), **more}
