"""Whether a page's content security policy lets its SDK send events.

The SDK says nothing where it does not. So an empty envelope is sent to where the SDK sends its own,
which is taken before it leaves the browser; a policy is asked before that.
Source: Content Security Policy Level 3, connect-src; the domain Log of the DevTools Protocol.
"""

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from buildtools.checks import content_policy
from buildtools.findings import Finding
from buildtools.findings.subjects import Url
from buildtools.inspections.browser.taking import OURS
from buildtools.proof import trials
from buildtools.proof.trials import Policy, Trial
from buildtools.web.chromium.page import Page
from buildtools.web.chromium.seen import Entry
from buildtools.web.reply import origin_of

_ASK = """fetch(%s, {method: "POST", mode: "no-cors", body: %s}).then(() => true, () => false)"""
_BODY = json.dumps({"sdk": {"name": OURS}}) + "\n"
_DIRECTIVE = re.compile(r'[Dd]irective: "([^"]*)"')
_REPORT_ONLY = "[Report Only]"


def endpoint(dsn: str | None, tunnel: str | None, page: str) -> str:
    """Return where an SDK posts its envelopes; empty where it has no DSN."""
    if tunnel:
        return urljoin(page, tunnel)
    parts = urlsplit(dsn or "")
    below, _, project = parts.path.rpartition("/")
    if not (parts.hostname and parts.username and project):
        return ""
    host = parts.netloc.rpartition("@")[2]
    key = f"sentry_key={parts.username}&sentry_version=7"
    return f"{parts.scheme}://{host}{below}/api/{project}/envelope/?{key}"


def lets_send(page: Page, at: str, urls: Sequence[str]) -> Iterator[Trial]:
    """Try to send an empty envelope to each of these URLs from a page."""
    for url in urls:
        host = origin_of(url)
        page.evaluate(_ASK % (json.dumps(url), json.dumps(_BODY)))
        page.settle(2.0, quiet=0.1)
        bare = url.partition("?")[0]
        forbids = next(filter(None, (_forbidding(each, bare) for each in page.entries)), "")
        outcome = trials.outcome(passed=not forbids)
        yield Trial("policy", Url(at), outcome, Policy(host, forbids))


def blocked(tried: Sequence[Trial]) -> Iterator[Finding]:
    """Find the hosts that a page may send nothing to."""
    for trial in tried:
        evidence = trial.evidence
        if trial.outcome == "failed" and isinstance(evidence, Policy):
            page = content_policy.Blocked(str(trial.subject), evidence.directive)
            yield from content_policy.blocked([page], [evidence.host])


def _forbidding(entry: Entry, url: str) -> str:
    """Return the directive of an entry of the console that tells of a forbidden URL.

    The host alone would not do: a tunnel has the page's own, whose other files may be forbidden.
    """
    text = entry.text
    if entry.source != "security" or text.startswith(_REPORT_ONLY) or url not in text:
        return ""
    found = _DIRECTIVE.search(text)
    return found[1] if found else ""
