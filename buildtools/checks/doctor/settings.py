"""Settings: what a variable says otherwise, which file holds, and what git must not keep. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Folder, Setting


def overridden(places: Mapping[str, str], origins: Mapping[str, str]) -> Iterator[Finding]:
    """Find keys that sentry.yml sets and a variable otherwise; `places` are those of sentry.yml."""
    for key, place in places.items():
        by = origins.get(key) or origins.get(f"{key}[0]", "a variable")
        if "(environment)" in by or "(.env" in by:
            yield finding(
                "setting-overridden",
                Setting(key),
                f"{place} sets it, and {by} is what holds",
                f"unset {by.split(' ')[0]}, or take {key} out of sentry.yml",
            )


def shadowed(used: str, above: Sequence[str]) -> Finding | None:
    """Find another file of settings in the folders above, nearest first."""
    if not above:
        return None
    return finding(
        "settings-shadowed",
        Setting("--file"),
        f"{used} is used here; from the folders above it would be {above[0]}",
        f"name the file where both may be meant: --file={used}",
    )


def tracked(paths: Sequence[str], folder: str) -> Finding | None:
    """Find files below the folder of what is kept that git has in its index."""
    if not paths:
        return None
    return finding(
        "state-not-ignored",
        Folder(folder),
        f"git tracks {len(paths)} of its files, such as {paths[0]}",
        f"git rm -r --cached {folder}, and commit that",
    )
