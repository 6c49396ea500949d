"""What a site has to serve: the scripts of the ledger, as `inject` or `strip` left them.

The ledger alone says by digests what is right. What lies on the disk is read only to tell what is
wrong, and only where it is still the file that the ledger means.
"""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from buildtools.checks import served
from buildtools.errors import NothingFound, SourceMapError
from buildtools.files import disk
from buildtools.results import Injected, InjectedPair, Stripped
from buildtools.values import DebugId, Digest, digest_of
from buildtools.web.reply import origin_of

_KEPT = "/~!$&'()*+,;=:@-._%"
"""Characters that stay in a path as they are."""


class Script(NamedTuple):
    """A script of the release, and where a site has to serve it."""

    pair: InjectedPair
    digest: Digest
    """SHA-1 of what is deployed."""
    address: str
    """URL; empty for a script whose URL is none of a site, such as `app:///a.js`."""

    @property
    def path(self) -> str:
        """The path of its address, percent-decoded."""
        return unquote(urlsplit(self.address).path)


class Release(NamedTuple):
    """What was released for browsers, and where its files are, if they are at hand."""

    name: str
    scripts: tuple[Script, ...]
    root: Path
    stripped: Stripped | None = None

    def known(self, script: Script) -> served.Expected:
        """Return the script's texts as far as they are at hand: it is what others are held to."""
        pair = script.pair
        content = self._read(pair.pair.script)
        injected = self._kept(pair.pair.script) if self._is_stripped(script) else content
        if injected is None or digest_of(injected) != pair.script_digest:
            injected = None
        changed = None
        if content is None or digest_of(content) != script.digest:
            content, changed = None, content
        texts = content, _built(pair, injected), injected
        own = script.digest, pair.debug_id, self.name
        return served.Expected(*own, *texts, self._urls(), changed)

    def _urls(self) -> dict[DebugId, str]:
        return {each.pair.debug_id: each.pair.pair.url for each in self.scripts}

    def has(self, folder: str, path: str) -> bool | None:
        """Whether a URL's path is of a file in a folder of scripts; None where it is not at hand.

        `folder` is the URL's path of the folder.
        """
        beside = next(
            (each for each in self.scripts if each.path.rpartition("/")[0] == folder), None
        )
        if beside is None:
            return None
        there = (self.root / beside.pair.pair.script).parent
        if not there.is_dir():
            return None
        return (there / path.rpartition("/")[2]).is_file()

    def _is_stripped(self, script: Script) -> bool:
        return script.digest != script.pair.script_digest

    def _kept(self, path: str) -> bytes | None:
        return self._read(self.stripped.place(path)) if self.stripped else None

    def _read(self, path: str) -> bytes | None:
        try:
            return disk.read(self.root / path)
        except NothingFound:
            return None


def _built(pair: InjectedPair, injected: bytes | None) -> bytes | None:
    if injected is None:
        return None
    try:
        return pair.script.undone(injected)
    except SourceMapError:
        return None


def released(
    name: str,
    site: str,
    injected: Injected,
    root: Path,
    stripped: Stripped | None = None,
) -> Release:
    """Return what a site has to serve of a release."""
    left = digests(injected, stripped)
    scripts = tuple(
        Script(each, left[each.pair.script], address(site, each.pair.url))
        for each in injected.pairs
        if each.pair.kind == "browser"
    )
    return Release(name, scripts, root, stripped)


def digests(injected: Injected, stripped: Stripped | None) -> dict[str, Digest]:
    """Return the digest of each script as it is deployed, by its path in the project."""
    left = {file.path: file.after for file in stripped.files} if stripped else {}
    return {
        each.pair.script: left.get(each.pair.script) or each.script_digest
        for each in injected.pairs
    }


def address(site: str, url: str) -> str:
    """Return where a site serves a script: `~` is its own origin. Empty where it is served nowhere.

    Browsers ask for `[slug]` as `%5Bslug%5D`; hosts know both.
    """
    if url.startswith("~/"):
        return origin_of(site) + quote(url[1:], safe=_KEPT.replace("%", ""))
    if url.startswith(("http://", "https://")):
        return quote(url, safe=_KEPT)
    return ""
