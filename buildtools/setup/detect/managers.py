"""Which package manager an app is installed and built by: its own word, else its lock file."""

from pathlib import Path

from buildtools.bundlers import KNOWN, Bundler
from buildtools.found.said import Said
from buildtools.setup.detect.manifest import Manifest

_MANAGERS = [each for each in KNOWN if each.manager]


def find(root: Path, package: Manifest, tops: tuple[Manifest, ...]) -> Said[Bundler] | None:
    """Return it by the nearest folder that tells; `tops` are those above, the nearest first.

    None where there is no package.json.
    """
    for each in (package, *tops):
        found = _named(each) or _listed(root, each)
        if found:
            return found
    usual = next(each for each in _MANAGERS if each.manager == "npm")
    return (
        Said(usual, "comes with Node", sure=False)
        if any(each.is_there for each in (package, *tops))
        else None
    )


def _named(package: Manifest) -> Said[Bundler] | None:
    for key in ("packageManager", "devEngines.packageManager.name"):
        word = package.said.at(key)
        name = word.partition("@")[0].strip() if isinstance(word, str) else ""
        for each in _MANAGERS:
            if each.manager == name:
                return Said(each, package.place(key))
    return None


def _listed(root: Path, package: Manifest) -> Said[Bundler] | None:
    folder = root / package.directory
    found = [
        Said(each, name if package.directory == "." else f"{package.directory}/{name}")
        for each in _MANAGERS
        for name in each.lists
        if (folder / name).is_file()
    ]
    if len({each.value.manager for each in found}) < 2:
        return found[0] if found else None
    first, *others = found
    more = ", ".join(each.origin for each in others if each.value is not first.value)
    return Said(first.value, f"{first.origin}, though {more} is there too", sure=False)
