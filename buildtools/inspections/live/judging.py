"""What the answers of a site add up to: a trial for each, and one finding for what went wrong.

Scripts that are wrong in the same way are told together, so that a deploy of another build is one
line and not a hundred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.live.answers import Answer, Seen
from buildtools.inspections.live.expected import Script
from buildtools.proof import trials
from buildtools.proof.trials import ServedFile, Trial
from buildtools.texts.wording import count

CODES: Final[Mapping[ServedFile, str]] = {
    "missing": "served-missing",
    "not-script": "served-not-script",
    "cut-off": "served-cut-off",
    "not-injected": "served-not-injected",
    "other-build": "served-other-build",
    "other-release": "served-other-release",
    "snippet-missing": "served-snippet-missing",
    "rewritten": "served-rewritten",
    "differs": "served-differs",
    "untold": "served-not-compared",
}
"""The finding for each file that is not the right one."""

STALE: Final = "served-encoding-stale"
"""The finding for one that is right in one encoding and not in another."""

_SAYING: Final[Mapping[ServedFile, str]] = {
    "missing": "is not served",
    "not-script": "comes as something else",
    "cut-off": "is not whole",
    "not-injected": "is served as it was before `inject`",
    "other-build": "is of another build",
    "other-release": "is another release's",
    "snippet-missing": "has lost the snippet with its debug ID",
    "rewritten": "is served with other bytes",
    "differs": "is another file",
    "untold": "was not compared",
}

_PLACED: Final = frozenset({"not-injected", "snippet-missing", "rewritten", "differs"})
"""Of these the first byte that differs tells something."""


def tried(seen: Iterable[Seen]) -> Iterator[Trial]:
    """Return a trial of each answer."""
    for one in seen:
        for answer in one.answers:
            passed = None if answer.verdict.file == "untold" else answer.verdict.file == "exact"
            evidence = _evidence(one, answer)
            about = subjects.Url(one.script.pair.pair.url)
            yield Trial("served", about, trials.outcome(passed=passed), evidence, "browser")


def _evidence(one: Seen, answer: Answer) -> trials.Served:
    verdict = answer.verdict
    return trials.Served(
        one.script.address,
        answer.asked,
        answer.encoding,
        answer.status,
        verdict.file,
        answer.size,
        one.expected,
        verdict.offset,
        verdict.here,
        verdict.instead_of,
        verdict.debug_id,
        verdict.release,
        verdict.why,
        {} if verdict.file == "exact" else answer.headers,
    )


def judged(seen: Sequence[Seen]) -> list[Finding]:
    """Find what is wrong with the scripts of a site, each way to be wrong once."""
    walled = [each for one in seen for each in one.answers if each.wall]
    if walled and walled[0].wall:
        return [unreached(seen[0].script.address, walled[0].wall.sentence, walled[0].wall.remedy)]
    if nothing := _nothing(seen):
        return [nothing]
    groups: dict[tuple[str, ServedFile, str], list[tuple[Script, Answer]]] = {}
    for one in seen:
        for code, answer, stale in _wrong(one):
            key = code, answer.verdict.file, answer.leads_to or stale
            groups.setdefault(key, []).append((one.script, answer))
    return [_told(code, extra, wrong) for (code, _, extra), wrong in groups.items()]


def unreached(where: str, sentence: str, remedy: str) -> Finding:
    """Return that nothing of a site was seen, and who stands before it."""
    return finding("site-not-reachable", subjects.Url(where), sentence, remedy)


def elsewhere(asked: str, origin: str) -> Finding:
    """Return that a site leads to another host."""
    return finding(
        "site-leads-elsewhere",
        subjects.Url(asked),
        f"redirects to {origin}, which was not asked",
        f"set site to {origin} in sentry.yml, if that is where users go",
    )


def unaddressed(scripts: Iterable[Script]) -> list[Finding]:
    """Find scripts for browsers whose URL is none of a site."""
    about = [subjects.Url(each.pair.pair.url) for each in scripts]
    if not about:
        return []
    return [
        finding(
            "served-not-compared",
            about[0],
            "has no address on a site",
            "give its output a URL that begins with ~/ or https://",
            also=about[1:],
        )
    ]


def _nothing(seen: Sequence[Seen]) -> Finding | None:
    """Return where a site serves none of several scripts."""
    if len(seen) < 2 or not all(one.files <= {"missing", "not-script"} for one in seen):
        return None
    first = seen[0].answers[0]
    return finding(
        "served-none",
        subjects.Url(seen[0].script.pair.pair.url),
        f"none of the {len(seen)} scripts is served: {_of(first)}",
        CATALOGUE["served-none"].remedy,
        also=[subjects.Url(one.script.pair.pair.url) for one in seen[1:]],
    )


def _of(answer: Answer) -> str:
    why = answer.verdict.why
    return f"it {_SAYING[answer.verdict.file]}" + (f" ({why})" if why else "")


def _wrong(one: Seen) -> Iterator[tuple[str, Answer, str]]:
    """Return each way in which one script is wrong: its code, its answer, the encodings."""
    told: set[ServedFile] = set()
    for answer in one.answers:
        file = answer.verdict.file
        if file == "exact" or file in told:
            continue
        told.add(file)
        if answer.leads_to:
            yield "site-leads-elsewhere", answer, ""
        elif file != "untold" and _is_stale(answer, one):
            same = [each.encoding for each in one.answers if each.verdict.file == file]
            yield STALE, answer, " and ".join(dict.fromkeys(same))
        else:
            yield CODES[file], answer, ""


def _is_stale(answer: Answer, one: Seen) -> bool:
    """Whether one encoding is wrong where the file itself is right.

    Where the host has no file without encoding, any that is right stands for it.
    """
    plain = [each for each in one.answers if each.encoding == "identity"]
    held_to = plain or one.answers
    is_right = any(each.verdict.file == "exact" for each in held_to)
    return is_right and not (plain and answer.encoding == "identity")


def _told(code: str, extra: str, wrong: Sequence[tuple[Script, Answer]]) -> Finding:
    script, answer = wrong[0]
    if code == "site-leads-elsewhere":
        return elsewhere(script.address, extra)
    stale = code == STALE
    also = [subjects.Url(each.pair.pair.url) for each, _ in wrong[1:]]
    others = f"; {count(len(also), 'more script')} too" if also else ""
    return finding(
        code,
        subjects.Url(script.pair.pair.url),
        (f"in {extra} it " if stale else "") + _sentence(answer) + others,
        CATALOGUE[code].remedy,
        also=also,
    )


def _sentence(answer: Answer) -> str:
    verdict = answer.verdict
    said = _SAYING[verdict.file]
    known = f", with the debug ID {verdict.debug_id}" if verdict.debug_id else ""
    why = f": {verdict.why}" if verdict.why else ""
    place = verdict.offset if verdict.file in _PLACED else None
    where = "" if place is None else f"; the first byte that differs is {place}"
    return said + known + why + where
