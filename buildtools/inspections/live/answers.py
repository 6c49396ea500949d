"""Each script of a release, asked of a site in every encoding and held against what was released.

A compressed variant is a file of its own on many hosts, and may be an old one: so each is asked for
by name, decoded by hand and compared byte for byte.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from buildtools.bundlers import all_of
from buildtools.checks import served
from buildtools.checks.served import Releases, Verdict
from buildtools.errors import ServerUnreachable
from buildtools.inspections.live.expected import Release, Script
from buildtools.machine import threads
from buildtools.progress import counting
from buildtools.proof.trials import ServedFile
from buildtools.values import digest_of
from buildtools.web.reply import Fetcher, Reply, origin_of
from buildtools.web.walls import Wall

ENCODINGS: Final = ("identity", "gzip", "br", "zstd")

AT_ONCE: Final = 6
"""Requests to a site at once, as many as a browser makes."""

CACHES: Final = (
    *("age", "x-cache", "cf-cache-status", "x-vercel-cache"),
    *all_of(lambda each: each.cache_headers),
)
"""Headers that tell whether a cache answered."""
_TELLING: Final = (
    *CACHES,
    "cache-control",
    "content-type",
    "etag",
    "last-modified",
    "server",
    "via",
    "x-served-by",
)
"""Headers that tell of caches and hosts, and hold no secret."""

_GONE: Final = (503, 429)
"""Answers that say nothing of the file: the site is busy."""


_LEFT_UNREAD: Final = ("is larger than", "unpacks to more than")
"""Of a body that we did not read to its end: what came of it would seem to be cut off."""


class Answer(NamedTuple):
    """What came for one script in one encoding."""

    asked: str
    encoding: str
    status: int
    verdict: Verdict
    size: int
    headers: dict[str, str]
    leads_to: str = ""
    """The origin that a redirect leads to, where that is another one."""
    wall: Wall | None = None


class Seen(NamedTuple):
    """A script, and what came of it: one answer for each encoding that was offered."""

    script: Script
    expected: int | None
    """Bytes that it should have."""
    answers: tuple[Answer, ...]

    @property
    def files(self) -> frozenset[ServedFile]:
        return frozenset(each.verdict.file for each in self.answers)

    @property
    def is_right(self) -> bool:
        return self.files == {"exact"}


def telling(reply: Reply) -> dict[str, str]:
    """Return the headers of an answer that tell of caches and hosts, as they may be shown."""
    return {name: reply.shown(reply.headers[name]) for name in _TELLING if name in reply.headers}


def ask(
    fetcher: Fetcher,
    release: Release,
    releases: Releases,
    scripts: Sequence[Script] | None = None,
) -> tuple[Seen, ...]:
    """Ask for each script that has an address, a few at once; in their order.

    Raises ServerUnreachable where nobody answers the first one.
    """
    wanted = [each for each in scripts or release.scripts if each.address]
    if not wanted:
        return ()
    first = _seen(fetcher, release, releases, wanted[0], strict=True)
    if any(each.wall for each in first.answers):
        return (first,)  # the others stand behind it too
    with threads.pool(AT_ONCE, "asking a site") as pool:
        others = pool.map(partial(_seen, fetcher, release, releases), wanted[1:])
        others = counting(others, "script", len(wanted) - 1)
        return (first, *others)


def _seen(
    fetcher: Fetcher, release: Release, releases: Releases, script: Script, *, strict: bool = False
) -> Seen:
    """Ask for one script in each encoding; what comes a second time as it came first tells nothing.

    The script is read from disk only where something else than the released one came.
    """
    judge = _Judge(release, script, releases)
    answers: list[Answer] = []
    for encoding in ENCODINGS:
        try:
            reply = fetcher.get(script.address, encoding)
        except ServerUnreachable as failure:
            if strict and not answers:
                raise
            answers.append(_unheard(encoding, failure))
            break
        answer = judge.answer(reply, encoding)
        if encoding == reply.encoding or not answers or _is_news(answer, answers):
            answers.append(answer)
        if answer.wall or answer.leads_to:
            break
    return Seen(script, judge.size, tuple(answers))


def _is_news(answer: Answer, before: Sequence[Answer]) -> bool:
    """Whether an answer in another encoding than was asked for differs from those before."""
    return answer.verdict not in [each.verdict for each in before]


def _unheard(encoding: str, failure: ServerUnreachable) -> Answer:
    return Answer(encoding, "", 0, Verdict("untold", failure.what), 0, {})


class _Judge:
    """Judges what came for one script."""

    def __init__(self, release: Release, script: Script, releases: Releases) -> None:
        self._release, self._script, self._releases = release, script, releases
        self._known: served.Expected | None = None

    @property
    def size(self) -> int | None:
        """The bytes that the script should have, where that had to be looked at."""
        content = self._known.content if self._known else None
        return None if content is None else len(content)

    def answer(self, reply: Reply, encoding: str) -> Answer:
        wall = reply.wall
        verdict = Verdict("untold", wall.sentence) if wall else self._verdict(reply)
        return Answer(
            encoding,
            reply.encoding,
            reply.status,
            verdict,
            len(reply.body),
            telling(reply),
            "" if wall else origin_of(reply.leads_to),
            wall,
        )

    def _verdict(self, reply: Reply) -> Verdict:
        if reply.leads_to or reply.status in _GONE:
            return Verdict("untold", f"the site answers {reply.status}")
        if reply.status != 200:
            return Verdict("missing", f"the site answers {reply.status}")
        if digest_of(reply.body) == self._script.digest and not reply.broken:
            return Verdict("exact")
        self._known = self._known or self._release.known(self._script)
        if reply.broken and (not reply.body or reply.broken.startswith(_LEFT_UNREAD)):
            return Verdict("untold", f"its body {reply.broken}")
        return served.classify(reply.body, self._known, reply.kind, self._releases)


def offered(seen: Sequence[Seen]) -> tuple[str, ...]:
    """Return the encodings that a site has sent, in our order and then in theirs."""
    came = dict.fromkeys(
        each.encoding for one in seen for each in one.answers if each.verdict.file != "untold"
    )
    ours = (each for each in ENCODINGS if each in came)
    return (*ours, *(each for each in came if each and each not in ENCODINGS))


def unasked(release: Release) -> Iterator[Script]:
    """Find the scripts that have no address on a site."""
    return (each for each in release.scripts if not each.address)
