"""Proof on the server: its listing and its look-up have what was sent, and nothing else."""

import logging
import uuid
from collections.abc import Sequence

from buildtools.api.models.answers import Found
from buildtools.checks import unanswered, uploaded_files
from buildtools.checks.sampling import spread
from buildtools.errors import NotPermitted, again
from buildtools.findings import Finding, finding, subjects
from buildtools.proof.record import Record
from buildtools.proof.trials import Check, Trial
from buildtools.results import InjectedPair, Skipped, Uploaded
from buildtools.steps.verify.client import VerifyClient
from buildtools.values import DebugId

_counts = logging.getLogger("buildtools.counted")

LOOKED_UP = 50
"""Debug IDs asked one by one where the listing covers them all."""

ROLES = {2: "minified_source", 3: "source_map"}
"""File types of a stored bundle that matter here."""

CHECKS: dict[str, Check] = {"listing": "listed-file", "look_up": "look-up"}


def on_server(
    client: VerifyClient,
    pairs: Sequence[InjectedPair],
    uploaded: Uploaded | Skipped,
    record: Record,
) -> list[Finding]:
    """Compare the listing, then ask the look-up, in every project, and give what was found.

    What was asked, and what came back, goes into the record.
    """
    if isinstance(uploaded, Skipped):
        record.extend(_untried(name, uploaded.reason) for name in CHECKS)
        about = subjects.Endpoint("the server's listing")
        return [unanswered.not_tried(about, uploaded.reason)]
    findings: list[Finding] = []
    able = client.capabilities()
    for name, offered, check in (
        ("listing", able.listing, _listed),
        ("look_up", able.look_up, _looked_up),
    ):
        if not offered:
            record.add(_untried(name, able.why(name)))
            findings.append(unanswered.not_offered(subjects.Endpoint(name), able.why(name)))
            continue
        for project in client.connection.projects:
            try:
                findings += check(client, project, pairs, uploaded, record)
            except NotPermitted as refusal:
                record.add(_untried(name, refusal.what, project))
                findings.append(unanswered.not_permitted(subjects.Endpoint(name, project), refusal))
    return findings


def _untried(name: str, why: str, project: str = "") -> Trial:
    return unanswered.untried(CHECKS[name], subjects.Endpoint(name, project), why)


def _listed(
    client: VerifyClient,
    project: str,
    pairs: Sequence[InjectedPair],
    uploaded: Uploaded,
    record: Record,
) -> list[Finding]:
    """The server lists the bundle and every file in it, and no bundle that was never sent."""
    unknown = str(uuid.uuid4())
    made_up = subjects.Bundle(unknown, project)
    came_back = _has_bundle(client, project, unknown)
    record.add(uploaded_files.control_trial(made_up, project, "listing", came_back=came_back))
    findings = [*uploaded_files.control(made_up, came_back=came_back)]
    there = {each: _has_bundle(client, project, each) for each in uploaded.bundle_ids}
    record.extend(uploaded_files.bundle(project, each, there=is_) for each, is_ in there.items())
    missing = [
        finding(
            "bundle-not-listed",
            subjects.Bundle(bundle_id),
            f"the server does not list it in {project}",
            again("upload"),
        )
        for bundle_id, is_there in there.items()
        if not is_there
    ]
    wanted = uploaded_files.expected(pairs)
    if missing:
        record.extend(uploaded_files.unlisted_files(project, wanted))
        return [*findings, *missing]
    listed = {
        uploaded_files.Stored(
            ROLES.get(file.file_type, "other"), file.file_path, file.parsed_debug_id
        )
        for bundle_id in uploaded.bundle_ids
        for file in client.bundle_files(project, bundle_id)
    }
    record.extend(uploaded_files.listing(project, wanted, listed))
    return [*findings, *uploaded_files.unlisted(wanted, listed)]


def _has_bundle(client: VerifyClient, project: str, bundle_id: str) -> bool:
    return any(bundle.bundle_id == bundle_id for bundle in client.bundles(project, query=bundle_id))


def _looked_up(
    client: VerifyClient,
    project: str,
    pairs: Sequence[InjectedPair],
    uploaded: Uploaded,
    record: Record,
) -> list[Finding]:
    """The look-up that symbolication uses finds our IDs, and does not find a made-up one."""
    del uploaded
    unknown = DebugId(str(uuid.uuid4()))
    made_up = subjects.DebugId(unknown, project=project)
    came_back = bool(client.look_up(project, debug_id=unknown))
    record.add(uploaded_files.control_trial(made_up, project, "look-up", came_back=came_back))
    control = uploaded_files.control(made_up, came_back=came_back)
    asked = spread(list(dict.fromkeys(each.debug_id for each in pairs)), LOOKED_UP)
    answers: dict[DebugId, list[str]] = {}
    for each in asked:
        answers[each] = _answer(client.look_up(project, debug_id=each))
        _counts.debug("%s: %d of %s", "debug ID", len(answers), len(asked))
    record.extend(uploaded_files.look_ups(project, answers))
    found = {debug_id for debug_id, answer in answers.items() if answer}
    return [*control, *uploaded_files.not_found(asked, found)]


def _answer(found: Sequence[Found]) -> list[str]:
    """Return what came without the addresses that it is at."""
    return [" ".join(filter(None, (each.type, each.id, each.resolved_with))) for each in found]
