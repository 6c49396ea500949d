"""What is public and should not be, and what browsers refuse."""

import base64
import gzip
from typing import Final

from bench.planted.plants.plant import plant, released
from bench.planted.plants.scripts import as_built
from bench.planted.stage import Stage

_POLICY: Final = "default-src 'self'; connect-src 'self'"


def map_of(stage: Stage, name: str = "checkout", end: str = ".js.map") -> bytes:
    """Return a map as it was uploaded, before `strip` took it away."""
    root = stage.ready.injected("new")
    return next((root / "dist/assets").glob(f"{name}-*{end}")).read_bytes()


def _comment(stage: Stage, reference: str) -> None:
    script = stage.site.files[stage.url()].rstrip(b"\n")
    stage.site.put(stage.url(), script + b"\n//# sourceMappingURL=" + reference.encode() + b"\n")


@plant("public map", released)
def _by_name(stage: Stage) -> None:
    stage.site.put(f"{stage.url()}.map", map_of(stage))


@plant("public map by comment only", released)
def _by_comment(stage: Stage) -> None:
    stage.site.put("/maps/hidden-name", map_of(stage))
    _comment(stage, "/maps/hidden-name")


@plant("public map by header only", released)
def _by_header(stage: Stage) -> None:
    stage.site.put("/maps/0001", map_of(stage))
    stage.site.headers.setdefault(stage.url(), {})["SourceMap"] = "/maps/0001"


@plant("public map by the old header only", released)
def _by_old_header(stage: Stage) -> None:
    stage.site.put("/maps/0001", map_of(stage))
    stage.site.headers.setdefault(stage.url(), {})["X-SourceMap"] = "/maps/0001"


@plant("inline map", released)
def _inline(stage: Stage) -> None:
    text = base64.b64encode(map_of(stage)).decode()
    _comment(stage, f"data:application/json;base64,{text}")


@plant("public map of a style sheet", released)
def _of_a_style(stage: Stage) -> None:
    style = stage.url("checkout", ".css")
    stage.site.put(f"{style}.map", map_of(stage, "checkout", ".css.map"))


@plant("raw source public", released)
def _raw_source(stage: Stage) -> None:
    source = stage.read("src/cart.ts")
    stage.site.put("/assets/pricing.worker.ts", source)


@plant("SRI broken", released)
def _integrity(stage: Stage) -> None:
    """The digest of the pages is that of the script before injection."""
    built = stage.ready.built("new") / "dist/index.html"
    old, new = (_integrity_of(page, stage.url()) for page in _pages(stage, built.read_bytes()))
    stage.site.edit_pages(old, new)


def _pages(stage: Stage, built: bytes) -> tuple[str, str]:
    return stage.site.files["/index.html"].decode(), built.decode()


def _integrity_of(page: str, url: str) -> str:
    _, _, behind = page.partition(f'src="{url}" integrity="')
    return behind.partition('"')[0]


@plant("CSP blocks ingest, seen in the answer", released)
def policy_in_the_answer(stage: Stage) -> None:
    """Send a policy that lets pages speak to their own host alone."""
    stage.site.headers["*"]["Content-Security-Policy"] = _POLICY


@plant("CSP in the page blocks ingest", released)
def _policy_in_the_page(stage: Stage) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>'
    stage.site.edit_pages("<title>", meta)


def _bare(stage: Stage) -> None:
    """Serve the released site to somebody who has neither its ledger nor its settings."""
    released(stage)
    stage.forget_the_project()


@plant("audit: public map", _bare)
def _audited_map(stage: Stage) -> None:
    _by_name(stage)


@plant("audit: public map by header only", _bare)
def _audited_header(stage: Stage) -> None:
    _by_header(stage)


@plant("audit: stale .gz", _bare)
def _audited_gzip(stage: Stage) -> None:
    stage.site.packed[stage.url(), "gzip"] = gzip.compress(as_built(stage))
