"""Each script of a site in every content coding: are they the same bytes.

What most users get is a compressed variant, and on many hosts that is a file of its own, which may
be of an earlier build. It is asked for by name and undone by hand.
"""

from collections.abc import Sequence
from typing import NamedTuple

from buildtools.checks.served import first_difference
from buildtools.errors import ServerUnreachable
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.live.judging import STALE
from buildtools.machine.threads import pool
from buildtools.web.content_coding import CODINGS
from buildtools.web.crawled import is_a_script
from buildtools.web.fetching import AT_ONCE
from buildtools.web.reply import Fetcher, Reply
from buildtools.web.site_names import shown

_COMPRESSED = CODINGS[1:]


class Compared(NamedTuple):
    """What was compared, and what differs."""

    answers: int = 0
    """How many came in a compressed coding."""
    encodings: tuple[str, ...] = ()
    """Those that the site offers."""
    findings: tuple[Finding, ...] = ()


def compare(site: Fetcher, scripts: Sequence[Reply]) -> Compared:
    """Ask for each script in each coding, and hold it against what came without one.

    A coding that did not come is none that the site has for this file.
    """
    asked = [(script, coding) for script in scripts for coding in _COMPRESSED]
    with pool(AT_ONCE, "encodings") as threads:
        replies = list(threads.map(lambda each: _get(site, each[0].url, each[1]), asked))
    came = [
        (script, reply)
        for (script, coding), reply in zip(asked, replies, strict=True)
        if reply is not None and reply.encoding == coding
    ]
    offered = tuple(each for each in _COMPRESSED if each in {r.encoding for _, r in came})
    stale = [_stale(site.url, *each) for each in came if _differs(*each)]
    return Compared(len(came), ("identity", *offered), tuple(stale))


def _get(site: Fetcher, url: str, coding: str) -> Reply | None:
    try:
        return site.get(url, coding)
    except ServerUnreachable:
        return None


def _differs(script: Reply, reply: Reply) -> bool:
    return bool(reply.broken) or not is_a_script(reply) or reply.body != script.body


def _stale(site: str, script: Reply, reply: Reply) -> Finding:
    if reply.broken and not reply.body:
        how = f"its body {reply.broken}"
    elif not is_a_script(reply):
        how = f"it is no script: status {reply.status}, {reply.shown(reply.kind) or 'no type'}"
    else:
        at = first_difference(reply.body, script.body)
        sizes = f"it has {len(reply.body)} bytes, {len(script.body)} without"
        how = f"{sizes}, and differs from byte {at} on"
    sentence = f"in {reply.encoding} it is another file than without: {how}"
    about = subjects.Url(shown(site, script.url))
    return finding(STALE, about, sentence, CATALOGUE[STALE].remedy)
