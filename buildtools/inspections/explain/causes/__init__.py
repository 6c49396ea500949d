"""Causes: why a frame stays minified, or is less than it could be.

The table is data, one row each, in the order in which they are asked: what the frame's text tells,
then the event, the server, a look at the live site, script and map. The first that holds is the
cause. What was ruled out on the way is kept, and what could not be asked is never taken for a no.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from buildtools.inspections.explain.causes import (
    by_debug_id,
    by_url,
    of_event,
    of_files,
    of_site,
    of_text,
)
from buildtools.inspections.explain.causes.evidence import Evidence
from buildtools.inspections.explain.causes.row import About, Cause, Holds, RuledOut, Unasked

ORDER: tuple[Cause, ...] = (
    of_text.NATIVE,
    of_text.BUILTIN,
    of_text.EXTENSION,
    of_text.EVAL,
    of_text.DEV_BUILD,
    of_text.BLOB,
    of_text.WASM,
    of_text.BYTECODE,
    of_text.JAVASCRIPT_URL,
    of_text.IN_PAGE,
    of_text.THIRD_PARTY,
    of_text.PACKAGE,
    of_text.SCRIPT_ERROR,
    of_text.STACKLESS,
    of_text.COLUMN,
    of_event.SDK,
    of_site.NOT_INJECTED,
    of_site.STRIPPED,
    of_files.COMMENT_ONLY,
    of_event.PATH,
    of_event.WORKER,
    of_event.IMAGE,
    by_debug_id.OTHER_PROJECT,
    by_debug_id.NOT_STORED,
    by_debug_id.OTHER_BUILD,
    of_site.OLD_BUILD,
    by_debug_id.LATE,
    by_debug_id.NO_MAP,
    by_debug_id.NO_SCRIPT,
    by_debug_id.EXPIRED,
    by_debug_id.INDEXING,
    by_url.NOTHING,
    by_url.RELEASE,
    by_url.DIST,
    by_url.URL,
    by_url.REFERENCE,
    of_files.WRONG_MAP,
    of_site.REWRITTEN,
    of_site.STALE_ENCODING,
    of_files.UNMAPPED,
    of_files.BROKEN,
    by_url.SCRAPING,
    by_url.NOT_IN_RELEASE,
    of_files.NO_TEXT,
    of_files.DEPENDENCY,
    of_files.FUNCTION,
    of_event.CUT,
    of_event.IN_APP,
)
"""Every cause, in the order of asking."""

BY_CODE: Mapping[str, Cause] = MappingProxyType({cause.code: cause for cause in ORDER})
"""Every cause by its code."""


class Told(msgspec.Struct, frozen=True):
    """What came of asking: the cause, if one was found, and all that was asked before it."""

    cause: Cause | None
    evidence: tuple[str, ...] = ()
    remedy: str = ""
    ruled_out: tuple[tuple[str, str], ...] = ()
    """Codes of what it is not, each with the reason."""
    unasked: tuple[tuple[str, str], ...] = ()
    """Codes of what it may be for all that is known, each with what would have to be asked."""


def tell(evidence: Evidence, about: About = "minified") -> Told:
    """Ask one cause after the other, up to the first that holds."""
    ruled_out: list[tuple[str, str]] = []
    unasked: list[tuple[str, str]] = []
    for cause in ORDER:
        if about not in cause.about:
            continue
        match cause.decide(evidence):
            case Holds(lines, remedy):
                done = tuple(ruled_out), tuple(unasked)
                return Told(cause, lines, remedy or cause.remedy, *done)
            case RuledOut(why):
                ruled_out.append((cause.code, why))
            case Unasked(lacks):
                unasked.append((cause.code, lacks))
    return Told(None, ruled_out=tuple(ruled_out), unasked=tuple(unasked))
