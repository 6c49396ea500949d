"""A ledger and the trials beside it, read for a report: of the current release or an older one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from buildtools.errors import ConfigurationError, DiskRefused, NothingFound, OtherVersion, again
from buildtools.ledger import Ledger, NewerForm, encode
from buildtools.proof import Proof
from buildtools.proof.evidence import Evidence
from buildtools.proof.lines import Kept
from buildtools.results import Looked, Verified
from buildtools.state import ledger_file, ledgers, proof_file
from buildtools.target import Target
from buildtools.texts.wording import listed, meant
from buildtools.values import digest_of

_OF: dict[type, Literal["proof", "live"]] = {Verified: "proof", Looked: "live"}


def read(root: Path, target: Target, release: str | None = None) -> tuple[Ledger, Evidence]:
    """Read a ledger and what lies beside it; without `release` the one that is worked on.

    Raises NothingFound where there is no ledger, or none that can be read, OtherVersion where a
    later version wrote it, DiskRefused when the disk says no.
    """
    try:
        found = ledgers.of(root, target, release) if release else ledger_file.find(root, target)
    except ConfigurationError as fault:
        raise _unreadable(fault) from fault
    if found is None:
        raise _none(root, target, release)
    kept: dict[str, Kept] = {}
    lacking = []
    for of, proof in _proofs(found.ledger):
        try:
            kept[of] = proof_file.load(root / found.name, proof, of)
        except (ConfigurationError, DiskRefused) as fault:
            lacking.append(f"{of}: {'; '.join(fault.evidence) or fault.what}")
    digest = digest_of(encode(found.ledger))
    return found.ledger, Evidence(kept.get("proof"), kept.get("live"), tuple(lacking), digest)


def _proofs(ledger: Ledger) -> Iterator[tuple[Literal["proof", "live"], Proof]]:
    for entry in ledger.entries.values():
        if isinstance(entry.outcome, Verified | Looked):
            yield _OF[type(entry.outcome)], entry.outcome.proof


def _unreadable(fault: ConfigurationError) -> NothingFound | OtherVersion:
    kind = OtherVersion if isinstance(fault.__cause__, NewerForm) else NothingFound
    return kind(fault.what, evidence=fault.evidence, remedy=fault.remedy)


def _none(root: Path, target: Target, release: str | None) -> NothingFound:
    known = ledgers.releases(root, target)
    if release is None:
        return NothingFound(
            f"nothing has run for {target}: there is no ledger to report",
            evidence=[f"none in {ledger_file.name_of(root, target, None)}"],
            remedy=f"carry .buildtools from the job that ran it, or run: {again('build')}",
        )
    names = f"those there are: {listed(known, 5)}" if known else "there are none at all"
    return NothingFound(
        f"there is no ledger of release {release} for {target}{meant(release, known)}",
        evidence=[names],
        remedy="name one of those with --release" if known else f"run: {again('build')}",
    )
