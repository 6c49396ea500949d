"""Verify: prove that stack traces of this release will resolve.

Three proofs, each counted: on disk (IDs equal in script, snippet and map; sampled positions, where
mappings begin and between, unchanged by injection and, where the sources are, said by these too),
on the server (every file listed, IDs found by its look-up), and a round trip (test events whose
frames come back as their originals). Events are sent while the other proofs go on. Reads files,
asks the server, sends test events; writes nothing; what it tried is its caller's to keep. What
could not be tried is a finding, never a pass.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from buildtools.checks import memory_limits
from buildtools.checks.test_events import Probe
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Injected, Skipped, Stripped, Uploaded, Verified
from buildtools.settings import Verify
from buildtools.steps.verify.client import PairTrials, VerifyClient
from buildtools.steps.verify.on_disk import on_disk
from buildtools.steps.verify.on_server import on_server
from buildtools.steps.verify.originals import AsWas
from buildtools.steps.verify.round_trip import round_trip
from buildtools.steps.verify.sending import EventContext, Sending

__all__ = ["EventContext", "verify"]

log = logging.getLogger("buildtools")


def verify(
    client: VerifyClient,
    trials: PairTrials,
    root: Path,
    injected: Injected,
    uploaded: Uploaded | Skipped,
    settings: Verify,
    context: EventContext,
    stripped: Stripped | None = None,
    directory: str = "",
    resolver: str = "",
    record: Record | None = None,
) -> Verified:
    """Try all three proofs and give what each found; an error in one never hides another.

    Each single try goes into the `record`, which is what the proof's counts are made of.
    Files that were `stripped` since are read as they were, and must be as strip left them. The
    project's own sources are read where they are there, some of them relative to its `directory`.
    `resolver` names what positions are looked up by.
    """
    record = record or Record()
    sent = uploaded.sources if isinstance(uploaded, Uploaded) else "all"
    may_send = settings.events and isinstance(uploaded, Uploaded)
    certain = _certain(trials, AsWas(root, stripped), injected)
    with Sending(client, context, wanted=may_send) as sending:
        findings, probes = on_disk(
            trials, root, injected.pairs, settings, record, stripped, directory, sent, sending.take
        )
        sending.no_more()
        findings += memory_limits.absent(
            resolver, [each.pair.script for each in injected.pairs], loud=True
        )
        # A pair that inject left alone for an error is not among the pairs: its finding speaks.
        findings += [found for found in injected.findings if found.severity == "error"]
        findings += on_server(client, injected.pairs, uploaded, record)
        findings += round_trip(
            client, probes, uploaded, settings, context, record, certain, sending
        )
    for each in findings:
        log.debug("%s: %s: %s: %s", each.severity, each.code, each.subject, each.sentence)
    return Verified(Proof(dict(record.counts), tuple(findings)), resolver)


def _certain(trials: PairTrials, files: AsWas, injected: Injected) -> Callable[[Probe], Probe]:
    """Return what names the function of a frame by all of its script."""

    def certain(probe: Probe) -> Probe:
        each = next(each for each in injected.pairs if each.pair.script == probe.script)
        return trials.name_in_full(each, files.read, probe)

    return certain
