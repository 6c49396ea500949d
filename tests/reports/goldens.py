"""Five runs, and what each format says of them: `python -m tests.reports.goldens` makes all anew.

The ledgers are those of real runs of the shop against a sandbox. What differs from one run to the
next, such as times, ports and made-up IDs, is replaced once, when they are made; what is written
of them is then the same on every machine. The tests only read.
"""

import gzip
import hashlib
import itertools
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from buildtools.ledger import decode
from buildtools.proof import lines
from buildtools.proof.evidence import Evidence
from buildtools.reports.formats import file_of, rendered
from buildtools.reports.full.report import FullReport, full_report
from buildtools.sandbox.serving import serve
from buildtools.values import digest_of
from tests.stories.shopping import Shop, make_shop
from tests.stories.test_commands import change_one_map

HERE = Path(__file__).parent / "golden"
FORMATS = ("terminal", "json", "html", "junit", "markdown", "sarif", "codequality")
LARGE = "many-findings"
_HEAD = 60
"""Lines that are kept of what is said of the large run; the rest is a digest."""

_MANY = 5_000


def _clean(folder: Path) -> Shop:
    shop = _shop(folder)
    assert 0 == shop.invoke("release").code
    return shop


def _warnings(folder: Path) -> Shop:
    """Nothing of the server's events is asked, and something is accepted that is not there."""
    shop = _shop(folder)
    shop.settings("frames: 6}", "frames: 6, events: false}")
    accepted = "  accept: [{code: map-stale, path: old.js, reason: it is old}]\n  server:\n"
    shop.settings("  server:\n", accepted)
    assert 0 == shop.invoke("release").code
    return shop


def _failed_proof(folder: Path) -> Shop:
    """A map on the server is another one, and a script here was changed after its upload."""
    shop = _shop(folder)
    assert 0 == shop.invoke("release", "--through=upload").code
    mappings = b'"mappings": "'
    change_one_map(shop.root / ".buildtools/sandbox", mappings, mappings + b";;;")
    script = shop.root / "out/web/page.js"
    script.write_bytes(script.read_bytes() + b"\n")
    assert 50 == shop.invoke("release", "--from=verify").code
    return shop


def _failed_upload(folder: Path) -> Shop:
    """The server takes no bundle."""
    shop = _shop(folder)
    with serve(folder / "elsewhere", org="acme") as server:
        shop.settings("https://sentry.example", server.url)
        shop.settings("local: {server: sandbox}", "local: {}")
        shop.environ |= {"SENTRY_AUTH_TOKEN": server.token.reveal(), "SENTRY_HTTP_MAX_RETRIES": "0"}
        server.faults.add(method="POST", path="assemble", status=503, times=None)
        assert 30 == shop.invoke("release").code
        _replaced[server.url] = "https://sentry.example"
    return shop


def _many(folder: Path) -> Shop:
    """A build with very many maps that nobody can read."""
    shop = _shop(folder)
    for number in range(_MANY):
        script = shop.root / f"made/web/many/{number // 100}/s{number}.js"
        script.parent.mkdir(parents=True, exist_ok=True)
        name = f"{script.name}.map"
        script.write_text(f"export const n{number} = {number};\n//# sourceMappingURL={name}\n")
        script.with_name(name).write_text('{"version": 3, "mappings": ')
    assert 21 == shop.invoke("release").code
    return shop


RUNS: dict[str, Callable[[Path], Shop]] = {
    "clean": _clean,
    "warnings": _warnings,
    "failed-proof": _failed_proof,
    "failed-upload": _failed_upload,
    LARGE: _many,
}
"""How each is made."""

_replaced: dict[str, str] = {}


def _shop(folder: Path) -> Shop:
    shop = make_shop(folder / "shop")
    shop.settings("  server:\n    url", "  verify: {positions: 24, frames: 6}\n  server:\n    url")
    return shop


def report_of(run: str, *, source: bool = True) -> FullReport:
    """Return what is told of a run, by its files alone."""
    folder = HERE / run
    ledger = decode(gzip.decompress((folder / "ledger.json.gz").read_bytes()))
    trials = folder / "trials.jsonl.gz"
    kept = lines.decode(gzip.decompress(trials.read_bytes())) if trials.exists() else None
    return full_report(
        ledger,
        Evidence(proof=kept, digest=digest_of(run.encode())),
        server="web of acme at sentry.example",
        folder="apps/shop",
        source=source,
        version="1.2.3",
    )


def golden_of(run: str, format_: str) -> str:
    """Return what is kept of a report: all of it, or of a large one its head and a digest."""
    text = rendered(report_of(run), format_)
    if run != LARGE:
        return text
    head = [f"{line[:300]}\n" for line in text.splitlines()[:_HEAD]]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "".join((*head, f"… {len(text.encode())} bytes, SHA-256 {digest}\n"))


def file(run: str, format_: str) -> Path:
    return HERE / run / file_of(format_)


def _steady(text: str) -> str:
    """Replace what another run has otherwise: times, random IDs, names of this machine."""
    for here, everywhere in _replaced.items():
        text = text.replace(here, everywhere)
    text = re.sub(r'("started": )"[^"]*"', r'\1"2026-01-02T03:04:05Z"', text)
    text = re.sub(r'("seconds": )[0-9.]+', r"\g<1>0.25", text)
    text = re.sub(r'("head": )"[0-9a-f]{40}"', r'\1"' + "c" * 40 + '"', text)
    return re.sub(r'("written_by": )"[^"]*"', r'\1"1.2.3"', text)


def _without_random(text: str, known: str) -> str:
    """Number the IDs that the ledger does not know: those of events and of controls."""
    numbers = itertools.count(1)
    seen: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] in known:
            return found[0]
        if found[0] not in seen:
            digits = f"{next(numbers):032x}"
            seen[found[0]] = (
                re.sub(r"^(.{8})(.{4})(.{4})(.{4})", r"\1-\2-\3-\4-", digits)
                if "-" in found[0]
                else digits
            )
        return seen[found[0]]

    an_id = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"
    return re.sub(an_id, numbered, text)


def _keep(run: str, shop: Shop) -> None:
    folder = HERE / run
    folder.mkdir(parents=True, exist_ok=True)
    _replaced.update({str(shop.root): ".", sys.executable: "python"})
    ledger = _steady(next(shop.root.glob(".buildtools/ledgers/*/*/*.json")).read_text())
    _packed(folder / "ledger.json.gz", ledger)
    for trials in shop.root.glob(".buildtools/ledgers/*/*/*.proof.jsonl"):
        _packed(folder / "trials.jsonl.gz", _without_random(_steady(trials.read_text()), ledger))


def _packed(file: Path, text: str) -> None:
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def write(runs: Iterator[str]) -> None:
    """Write what is said of these runs anew."""
    for run in runs:
        for format_ in FORMATS:
            file(run, format_).write_text(golden_of(run, format_), encoding="utf-8", newline="\n")


def main(*asked: str) -> None:
    """Make the runs anew that are named, and write what is said of all."""
    for run in asked:
        with tempfile.TemporaryDirectory() as folder:
            _keep(run, RUNS[run](Path(folder)))
    write(iter(RUNS))


if __name__ == "__main__":
    main(*sys.argv[1:])
