"""What follows from a change and is not ours to change: each is told, with what to do."""

from collections.abc import Iterator, Mapping

from buildtools.change import Change
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.derived import digest_search
from buildtools.sourcemaps.derived.followers import Owners
from buildtools.sourcemaps.derived.update.site import Left, Site, is_for_bundler
from buildtools.sourcemaps.pairing import is_script
from buildtools.texts.wording import count


def policies(site: Site) -> dict[bytes, str]:
    """Find the digests of policies in the files that configure the site, and say where each is."""
    found: dict[bytes, str] = {}
    for path in site.settings():
        if path not in site.changed and path not in site.there:
            for token in digest_search.in_policy(site.files.read(path)):
                found.setdefault(token.value, path)
    return found


def digests_elsewhere(
    policies: Mapping[bytes, str], left: Mapping[str, Left], owners: Owners
) -> Iterator[Finding]:
    """Return findings about policies and of files that name the old content of a file."""
    for value, path in policies.items():
        for script in owners.of.get(value, ())[:1]:
            sentence = f"its Content-Security-Policy allows {script} by the digest it had before"
            remedy = "compute it after inject, or allow scripts by 'self' or a nonce"
            yield finding(
                "csp-hash-kept", subjects.File(path), sentence, remedy, also=[subjects.File(script)]
            )
    for path, each in left.items():
        known = [token for token in each.tokens if token.value in owners.of]
        if known:
            named = f"the {known[0].algorithm} that {owners.of[known[0].value][0]} had before"
            sentence = f"it holds {named}, and was left: {each.why}"
            cuts = is_script(path) and any(token.tag for token in known) and not each.whole
            code = "size-kept" if cuts else "digest-kept"
            also = [subjects.File(owners.of[known[0].value][0])]
            yield finding(code, subjects.File(path), sentence, each.remedy, also=also)


def for_other_bundlers(site: Site, given: Mapping[str, Change]) -> Iterator[Finding]:
    """Return findings on scripts that are a library's source: another bundler takes it apart."""
    found = [
        path
        for path, each in given.items()
        if is_script(path) and path not in site.plain and is_for_bundler(each.new)
    ]
    if found:
        sentence = (
            f"marked for another bundler, which will drop debug IDs: {count(len(found), 'script')}"
        )
        remedy = "inject what that bundler writes, and leave this output out of build.outputs"
        yield finding(
            "use-client-directive",
            subjects.File(found[0]),
            sentence,
            remedy,
            also=map(subjects.File, found[1:]),
        )
