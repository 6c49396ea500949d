"""Proof on the server: its listing and its look-up have what was sent, and nothing else."""

import uuid
from collections import Counter
from collections.abc import Sequence

from buildtools.api.client import Client
from buildtools.checks import local, server
from buildtools.errors import NotPermitted, again
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.results import InjectedPair, Skipped, Uploaded
from buildtools.values import DebugId

LOOKED_UP = 50
"""Debug IDs asked one by one where the listing covers them all."""

ROLES = {2: "minified_source", 3: "source_map"}
"""File types of a stored bundle that matter here."""

Found = tuple[Counter[str], list[Finding]]


def on_server(client: Client, pairs: Sequence[InjectedPair], uploaded: Uploaded | Skipped) -> Found:
    """Compare the listing, then ask the look-up, in every project."""
    counts: Counter[str] = Counter()
    if isinstance(uploaded, Skipped):
        return counts, [
            finding("not-tried", subjects.Endpoint("the server's listing"), uploaded.reason)
        ]
    findings: list[Finding] = []
    able = client.capabilities()
    for name, offered, check in (
        ("listing", able.listing, _listed),
        ("look_up", able.look_up, _looked_up),
    ):
        if not offered:
            findings.append(finding("not-offered", subjects.Endpoint(name), able.why(name)))
            continue
        for project in client.connection.projects:
            try:
                tried, found = check(client, project, pairs, uploaded)
            except NotPermitted as refusal:
                findings.append(not_permitted(subjects.Endpoint(name, project), refusal))
                continue
            counts.update(tried)
            findings += found
    return counts, findings


def _listed(
    client: Client, project: str, pairs: Sequence[InjectedPair], uploaded: Uploaded
) -> Found:
    """The server lists the bundle and every file in it, and no bundle that was never sent."""
    nobodys = str(uuid.uuid4())
    control = server.control(
        subjects.Bundle(nobodys, project), came_back=_has_bundle(client, project, nobodys)
    )
    missing = [
        finding(
            "bundle-not-listed",
            subjects.Bundle(bundle_id),
            f"the server does not list it in {project}",
            again("upload"),
        )
        for bundle_id in uploaded.bundle_ids
        if not _has_bundle(client, project, bundle_id)
    ]
    if missing:
        return Counter(controls=1), [*control, *missing]
    listed = {
        server.Stored(ROLES.get(file.file_type, "other"), file.file_path, file.parsed_debug_id)
        for bundle_id in uploaded.bundle_ids
        for file in client.bundle_files(project, bundle_id)
    }
    wanted = server.expected(pairs)
    counts = Counter({"files listed": len(wanted), "controls": 1})
    return counts, [*control, *server.unlisted(wanted, listed)]


def _has_bundle(client: Client, project: str, bundle_id: str) -> bool:
    return any(bundle.bundle_id == bundle_id for bundle in client.bundles(project, query=bundle_id))


def _looked_up(
    client: Client, project: str, pairs: Sequence[InjectedPair], uploaded: Uploaded
) -> Found:
    """The look-up that symbolication uses finds our IDs, and does not find a made-up one."""
    del uploaded
    nobodys = DebugId(str(uuid.uuid4()))
    control = server.control(
        subjects.DebugId(nobodys, project=project),
        came_back=bool(client.look_up(project, debug_id=nobodys)),
    )
    asked = local.spread(list(dict.fromkeys(each.debug_id for each in pairs)), LOOKED_UP)
    found = {debug_id for debug_id in asked if client.look_up(project, debug_id=debug_id)}
    counts = Counter({"debug IDs looked up": len(asked), "controls": 1})
    return counts, [*control, *server.not_found(asked, found)]


def not_permitted(about: Subject, refusal: NotPermitted) -> Finding:
    return finding("not-permitted", about, f"not tried: {refusal.what}", refusal.remedy)
