"""Mark the release as released and record its deploy: the step that refuses what is not proven.

Nothing is sent before the proof was judged. A second run changes nothing: a release date that is
set stays, and a deploy that is recorded is not recorded again. What the server accepted is read
back before it counts as done. Source: docs/wire.md#releases.
"""

import logging
import time as clock
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from buildtools.api.endpoints.confirmation import read_back
from buildtools.api.models.answers import DeployRecord, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.checks import commits, field_limits, unanswered
from buildtools.checks.field_limits import Note
from buildtools.errors import BuildtoolsError, OutOfOrder, ProofFailed, ServerRefused, again
from buildtools.findings import Finding, finding, subjects
from buildtools.ledger import cure, unseen
from buildtools.proof import Proof
from buildtools.refusals import live_failure
from buildtools.results import CommitsSet, Finalized, Looked, Skipped, Verified
from buildtools.settings import Deploy
from buildtools.texts.timestamps import in_utc
from buildtools.texts.wording import count, first

log = logging.getLogger("buildtools")

_SHOWN = 5


class FinalizeClient(Protocol):
    """What this step asks of the client."""

    def capabilities(self) -> Capabilities: ...

    def release(self, version: str) -> Release | None: ...

    def explain_missing(self, version: str) -> BuildtoolsError: ...

    def update_release(self, version: str, *, released: str) -> Release: ...

    def deploys(self, version: str) -> tuple[DeployRecord, ...]: ...

    def create_deploy(
        self,
        version: str,
        environment: str,
        *,
        name: str | None,
        url: str | None,
        finished: str,
        projects: Sequence[str],
    ) -> DeployRecord: ...


def finalize(
    client: FinalizeClient,
    version: str,
    projects: Sequence[str],
    verified: Verified,
    *,
    environment: str,
    deploy: Deploy,
    site: str | None,
    now: Callable[[], datetime],
    told: CommitsSet | None = None,
    discard: Callable[[], None] | None = None,
    looked: Looked | None = None,
    pause: Callable[[float], None] = clock.sleep,
) -> Finalized | Skipped:
    """Finalize a release whose proof has no error, and record one deploy to the environment.

    `told` are the commits that an earlier step told the server of; it may count none by now.
    `discard` drops what was taken out of the outputs; it is done once the release is out, and is
    None where that is to be kept. `looked` is what was seen of the live site, where that is
    required.

    Raises ProofFailed when the proof has errors, or when it tried nothing at all; LiveDisagrees
    where the live site serves something else, OutOfOrder where it was not seen; ServerRefused when
    the server took a date or a deploy and does not have it afterwards.
    """
    _refuse_unproven(version, verified.proof, environment)
    if looked:
        _refuse_unseen(looked, environment)
    able = client.capabilities()
    if not able.releases:
        return Skipped(able.why("releases"))
    release = client.release(version)
    if release is None:
        raise client.explain_missing(version)
    time = in_utc(now(), "milliseconds")
    findings = (*_uncounted(release, told), *_set_date(client, release, time, pause))
    deployed: tuple[Finding, ...] = ()
    to = deploy.environment or environment
    if deploy.record:
        deployed = _deployed(client, version, to, deploy, site, time, projects, pause)
    if discard is not None:
        discard()
    where = to if deploy.record and able.deploys else None
    return Finalized(version, where, (*findings, *deployed))


def _deployed(
    client: FinalizeClient,
    version: str,
    environment: str,
    deploy: Deploy,
    site: str | None,
    time: str,
    projects: Sequence[str],
    pause: Callable[[float], None],
) -> tuple[Finding, ...]:
    """Record the deploy where the server has deploys and not this one; say what was noticed."""
    able = client.capabilities()
    if not able.deploys:
        return (unanswered.not_offered(subjects.Endpoint("deploys"), able.why("deploys")),)
    deploy, site, notes = field_limits.fit_deploy(deploy, site)
    if _is_recorded(client, version, environment, deploy.name):
        sentence = f"the deploy to {environment} was recorded before, and is kept as it is"
        return (finding("deploy-kept", subjects.Release(version), sentence),)
    notes += _record(client, version, environment, deploy, site, time, projects)
    _confirm_deploy(client, version, environment, deploy.name, pause)
    log.info("recorded the deploy of %s to %s", version, environment)
    return tuple(_fitted(environment, note) for note in notes)


def _refuse_unproven(version: str, proof: Proof, environment: str) -> None:
    """Raise ProofFailed unless something was tried and no error was found."""
    errors = proof.errors
    remedy = f"{again(cure(errors) if errors else 'verify')} --env={environment}"
    if errors:
        raise ProofFailed(
            f"{version} is not finalized: its proof has {count(len(errors), 'error')}",
            evidence=first([_line(error) for error in errors], _SHOWN),
            remedy=remedy,
        )
    if not any(proof.counts.values()):
        raise ProofFailed(
            f"{version} is not finalized: its proof is empty, nothing was tried", remedy=remedy
        )


def _refuse_unseen(looked: Looked, environment: str) -> None:
    """Raise LiveDisagrees where the live site has errors, OutOfOrder where not all was seen."""
    if looked.proof.errors:
        raise live_failure(looked, environment)
    lacking = unseen(looked)
    if lacking is not None:
        why = f": {lacking}" if lacking else ""
        raise OutOfOrder("finalize", "live", environment, how=f"did not see all of it{why},")


def _line(error: Finding) -> str:
    hint = f" ({error.remedy})" if error.remedy else ""
    return f"{error.code}: {error.subject}: {error.sentence}{hint}"


def _uncounted(release: Release, told: CommitsSet | None) -> tuple[Finding, ...]:
    """Return when a server that was told commits counts none; it fetches those of `refs` late."""
    lost = told is not None and told.count > 0 and release.commit_count == 0
    return (commits.not_kept(told),) if told and lost else ()


def _set_date(
    client: FinalizeClient, release: Release, time: str, pause: Callable[[float], None]
) -> tuple[Finding, ...]:
    """Set the release date, once: moving it would change which release comes before which."""
    if release.date_released is None:
        client.update_release(release.version, released=time)
        dated = read_back(
            lambda: client.release(release.version), lambda one: bool(_date(one)), pause
        )
        if not _date(dated):
            raise ServerRefused(
                f"the server took the release date of {release.version}, and has none",
                evidence=["GET of the release tells dateReleased null"],
                remedy=again("finalize"),
            )
        log.info("finalized %s", release.version)
        return ()
    sentence = f"the release date was set before, {release.date_released}, and is kept"
    return (finding("date-kept", subjects.Release(release.version), sentence),)


def _date(release: Release | None) -> str | None:
    return release.date_released if release else None


def _record(
    client: FinalizeClient,
    version: str,
    environment: str,
    deploy: Deploy,
    site: str | None,
    time: str,
    projects: Sequence[str],
) -> tuple[Note, ...]:
    """Record the deploy; without its URL where the server takes no such URL."""
    from buildtools.api.http.response import ValuesRefused

    def record(url: str | None) -> None:
        client.create_deploy(
            version, environment, name=deploy.name, url=url, finished=time, projects=projects
        )

    try:
        record(site)
    except ValuesRefused as refused:
        if site is None or not isinstance(refused.said, dict) or "url" not in refused.said:
            raise
        record(None)
        return (Note("url", f"refused by the server ({refused.detail}), left out", ()),)
    return ()


def _fitted(environment: str, note: Note) -> Finding:
    setting = "deploy.name" if note.field == "name" else "site"
    sentence = f"{note.field} of the deploy: {note.done}"
    remedy = f"change {setting} in sentry.yml"
    also = [subjects.Setting(setting)]
    return finding("deploy-fitted", subjects.Environment(environment), sentence, remedy, also=also)


def _confirm_deploy(
    client: FinalizeClient,
    version: str,
    environment: str,
    name: str | None,
    pause: Callable[[float], None],
) -> None:
    """Look whether the deploy is there: as the release's last one, or in its list."""

    def recorded() -> bool:
        release = client.release(version)
        last = release.last_deploy if release else None
        if last and last.environment == environment and name in (None, last.name):
            return True
        return _is_recorded(client, version, environment, name)

    if not read_back(recorded, bool, pause):
        raise ServerRefused(
            f"the server took the deploy of {version} to {environment}, and does not have it",
            evidence=["neither lastDeploy of the release nor its list of deploys holds it"],
            remedy=f"{again('finalize')}; or deploy.record: false for a server without deploys",
        )


def _is_recorded(client: FinalizeClient, version: str, environment: str, name: str | None) -> bool:
    """True when this deploy is known; a deploy of another name is another deploy."""
    return any(
        known.environment == environment and name in (None, known.name)
        for known in client.deploys(version)
    )
