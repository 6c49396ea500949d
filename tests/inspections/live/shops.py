"""A shop that is released, and a site that serves it in memory: a declared double at the seam."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from buildtools.change import Change
from buildtools.errors import ServerUnreachable
from buildtools.inspections.live import Release, look, released
from buildtools.results import Injected, InjectedPair, Looked, Stripped
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply, edits
from buildtools.values import DebugId, Pair, digest_of
from buildtools.web.content_coding import decoded
from buildtools.web.reply import Reply

SITE = "https://shop.example.com/"
NAMES = ("page.js", "chunk-R6QZX3VN.js", "receipt-GDOZV2CS.js")
MADE = Path(__file__).resolve().parents[2] / "stories/shop/made/web"
OTHER = DebugId("11111111-2222-5333-8444-555555555555")
PAGE = '<!doctype html><script type="module" src="/static/page.js"></script>'


class Shop:
    """Three scripts in a folder, as inject left them."""

    def __init__(self, root: Path, url: str = "~/static") -> None:
        self.root, self.url = root, url
        self.built: dict[str, bytes] = {}
        self.content: dict[str, bytes] = {}
        self.injected = Injected(tuple(self._injected(name) for name in NAMES))
        self.stripped: Stripped | None = None

    def _injected(self, name: str) -> InjectedPair:
        built, map_ = (MADE / name).read_bytes(), (MADE / f"{name}.map").read_bytes()
        planned = plan(built, map_)
        assert planned.debug_id
        content = apply(built, planned.script)
        self.built[name], self.content[name] = built, content
        file = self.root / "out" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        pair = Pair(f"out/{name}", f"out/{name}.map", f"{self.url}/{name}", None, "browser")
        return InjectedPair(
            pair,
            planned.debug_id,
            digest_of(content),
            digest_of(map_),
            tuple(edits(planned.script)),
        )

    def id_of(self, name: str) -> DebugId:
        return self.injected.pairs[NAMES.index(name)].debug_id

    def strip(self) -> None:
        """Take the comment that names the map out of every script, and keep what it was."""
        changes = []
        for name, content in self.content.items():
            lines = content.split(b"\n")
            new = b"\n".join(line for line in lines if b"sourceMappingURL" not in line)
            kept = self.root / "kept/out" / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content)
            (self.root / "out" / name).write_bytes(new)
            changes.append(Change(f"out/{name}", digest_of(content), digest_of(new)))
            self.content[name] = new
        self.stripped = Stripped(tuple(changes), "kept")

    def release(self) -> Release:
        return released("shop@2", SITE, self.injected, self.root, self.stripped)

    def site(self) -> "Pages":
        """A site that serves it as it is."""
        return Pages({f"/static/{name}": body for name, body in self.content.items()})


class Pages:
    """A site in memory. `encoded` has other texts for content codings, already compressed."""

    url = SITE

    def __init__(self, files: Mapping[str, bytes], page: str = PAGE) -> None:
        self.files = dict(files)
        self.page = page
        self.headers: dict[str, str] = {}
        self.status: dict[str, int] = {}
        self.encoded: dict[tuple[str, str], bytes] = {}
        self.redirects: dict[str, str] = {}
        self.fallback: bytes | None = None
        self.dead: set[str] = set()
        self.asked: list[tuple[str, str]] = []

    def compress(self) -> None:
        """Offer gzip for every file."""
        for path, body in self.files.items():
            self.encoded[path, "gzip"] = gzip.compress(body)

    def get(self, url: str, encoding: str = "identity") -> Reply:
        asked = urljoin(self.url, url)
        path = unquote(urlsplit(asked).path)
        self.asked.append((path, encoding))
        if path in self.dead or "*" in self.dead:
            raise ServerUnreachable("nobody answers at shop.example.com")
        if path in self.redirects:
            target = self.redirects[path]
            return Reply(asked, asked, 302, {"location": target}, b"", leads_to=target)
        if path == "/" and path not in self.status:
            return self._page(asked, self.page.encode())
        body = self.files.get(path, self.fallback)
        status = self.status.get(path, 404 if body is None else 200)
        if body is None or status != 200:
            return Reply(asked, asked, status, {"content-type": "text/plain"}, b"no")
        if path not in self.files:
            return self._page(asked, body)
        packed = self.encoded.get((path, encoding))
        kind = {"content-type": "text/javascript"} | self.headers
        if packed is None:
            return Reply(asked, asked, 200, kind, body)
        whole = decoded(packed, encoding, 10**7)
        return Reply(asked, asked, 200, kind, whole.body, encoding, len(packed), whole.fault)

    def _page(self, asked: str, body: bytes) -> Reply:
        return Reply(asked, asked, 200, {"content-type": "text/html"} | self.headers, body)


def looked(shop: Shop, site: Pages, **options: object) -> Looked:
    """Look at a site without a wait."""
    return look(site, SITE, shop.release(), **options)  # type: ignore[arg-type]


def codes(seen: Looked) -> list[str]:
    """The codes of what was found."""
    return [each.code for each in seen.proof.findings]
