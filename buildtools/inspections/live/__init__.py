"""Live: does the site serve what was released? Looks and judges, and writes nothing.

The ledger is asked first: where each script of it is, and by which digest it is right. What the
ledger does not know, what is public and what pages forbid is looked for behind that.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from buildtools.checks.served import Releases, nobody_asked
from buildtools.errors import ServerUnreachable
from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of
from buildtools.inspections.live import front as page
from buildtools.inspections.live import judging
from buildtools.inspections.live.answers import Seen, ask, offered, unasked
from buildtools.inspections.live.around import known, targets
from buildtools.inspections.live.expected import Release, released
from buildtools.inspections.live.lookup import by_server
from buildtools.inspections.search import search
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Looked
from buildtools.web.fetching import Bounds
from buildtools.web.reply import Fetcher

__all__ = ["Release", "by_server", "look", "released", "targets"]

log = logging.getLogger("buildtools")

_PAUSE_SECONDS: Final = 3.0


def look(
    fetcher: Fetcher,
    site: str,
    release: Release,
    *,
    releases: Releases = nobody_asked,
    wait_seconds: float = 0,
    record: Record | None = None,
    bounds: Bounds | None = None,
    sent_to: Sequence[str] = (),
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Looked:
    """Look at the first page, then at each script in each encoding, and say what differs.

    For `wait_seconds` at most it is looked at again while the site looks like one that the deploy
    has not reached yet. What was seen last goes into the record. `releases` names the releases that
    the server has a debug ID for. With `bounds` the site is searched as well, for what the ledger
    does not know; `sent_to` are the URLs that the app sends its events to.

    Raises ServerUnreachable where nobody answers.
    """
    record = record or Record()
    end = clock() + wait_seconds
    while True:
        try:
            front, seen, findings = _once(fetcher, release, releases)
        except ServerUnreachable:
            if clock() >= end:
                raise
            findings, waiting_for = [], "an answer"
        else:
            waiting_for = next((each.code for each in findings if _may_pass(each)), "")
            if not waiting_for or clock() >= end:
                break
        log.info("waiting for the site: %s", waiting_for)
        pause(min(_PAUSE_SECONDS, max(end - clock(), 0)))
    record.add(page.tried(front))
    record.extend(judging.tried(seen))
    findings += judging.unaddressed(unasked(release))
    if bounds and any(one.files - {"untold"} for one in seen):
        around = known(release, site, sent_to)
        findings += search(fetcher, around, bounds=bounds, record=record).findings
    for each in findings:
        log.debug("%s: %s: %s: %s", each.severity, each.code, each.subject, each.sentence)
    return Looked(
        Proof(dict(record.counts), tuple(findings)),
        site,
        len(release.scripts),
        sum(one.is_right for one in seen),
        offered(seen),
        front.state == "elsewhere" or any(one.files - {"untold"} for one in seen),
    )


def _may_pass(found: Finding) -> bool:
    row = row_of(found.code)
    return row is not None and row.passing


def _once(
    fetcher: Fetcher, release: Release, releases: Releases
) -> tuple[page.Front, tuple[Seen, ...], list[Finding]]:
    front = page.read(fetcher, release)
    findings = page.judged(front)
    if front.state == "elsewhere":
        return front, (), findings
    seen = ask(fetcher, release, releases)
    return front, seen, findings + judging.judged(seen)
