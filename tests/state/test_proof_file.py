"""The file with trials beside the ledger: private, replaced whole, needed by readers alone."""

import os
import stat
from pathlib import Path

import pytest

from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.proof.record import Record
from buildtools.state import proof_file
from buildtools.state.paths import trials_of
from tests.proof.made import HEAD, one_of_each

PROOF = Proof({Count.CONTROLS: 1})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / ".buildtools/web@1.2.json"


@pytest.fixture
def proof(ledger: Path) -> Proof:
    record = Record()
    record.extend(one_of_each())
    return proof_file.keep(ledger.parents[1], f".buildtools/{ledger.name}", HEAD, record, PROOF)


def test_it_is_named_for_its_ledger(ledger: Path) -> None:
    """A version has dots; only the ending is another one."""
    assert "web@1.2.proof.jsonl" == trials_of(ledger).name


def test_it_can_be_read_elsewhere(ledger: Path, proof: Proof, tmp_path: Path) -> None:
    """Nothing but the two files is carried there."""
    elsewhere = tmp_path / "elsewhere/web@1.2.json"
    elsewhere.parent.mkdir()
    trials_of(ledger).rename(trials_of(elsewhere))

    assert tuple(one_of_each()) == proof_file.load(elsewhere, proof).trials


def test_it_is_for_its_owner_alone(ledger: Path, proof: Proof) -> None:
    """It quotes lines of source."""
    assert proof.evidence
    assert 0o600 == stat.S_IMODE(trials_of(ledger).stat().st_mode)


def test_an_old_file_of_wider_rights_is_replaced(ledger: Path, proof: Proof) -> None:
    """A download of CI may have made it readable by all."""
    trials_of(ledger).chmod(0o644)
    again = proof_file.keep(ledger.parents[1], f".buildtools/{ledger.name}", HEAD, Record(), PROOF)

    assert proof.evidence != again.evidence
    assert () == proof_file.load(ledger, again).trials
    assert 0o600 == stat.S_IMODE(trials_of(ledger).stat().st_mode)


def test_trials_of_another_proof_are_not_taken_for_these(ledger: Path, proof: Proof) -> None:
    """A run may have been killed between the two files, or somebody carried only one."""
    proof_file.keep(ledger.parents[1], f".buildtools/{ledger.name}", HEAD, Record(), PROOF)

    with pytest.raises(ConfigurationError) as told:
        proof_file.load(ledger, proof)
    assert ("web@1.2.proof.jsonl is of another proof than the one in the ledger",) == (
        *told.value.evidence,
    )


def test_a_proof_of_the_version_before_has_none(ledger: Path) -> None:
    """Its counts stand in the ledger, and that is said."""
    with pytest.raises(ConfigurationError, match="no evidence of this proof") as told:
        proof_file.load(ledger, PROOF)

    assert "none was kept when it was made" in told.value.evidence


def _removed(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (_removed, "is not beside the ledger"),
        (_folder, "is a folder"),
        (_pipe, "a pipe or a socket"),
        (_cut, "it is cut off"),
    ],
)
def test_what_is_no_evidence_is_told_and_what_helps(
    ledger: Path, proof: Proof, how: object, sentence: str
) -> None:
    """One thing to do, and no traceback."""
    assert callable(how)
    how(trials_of(ledger))

    with pytest.raises(ConfigurationError) as told:
        proof_file.load(ledger, proof)
    assert any(sentence in line for line in told.value.evidence)
    assert "invoke release --from=verify" in told.value.remedy


def test_a_file_that_may_not_be_read_is_the_machines_fault(ledger: Path, proof: Proof) -> None:
    """A loop of links can be opened by nobody, whatever their rights."""
    file = trials_of(ledger)
    file.unlink()
    file.symlink_to(file.name)

    with pytest.raises(DiskRefused):
        proof_file.load(ledger, proof)


def test_a_disk_that_takes_nothing_is_told_and_ends_no_proof(tmp_path: Path) -> None:
    """The folder's place is taken by a file here. What is proven stands in the ledger."""
    (tmp_path / ".buildtools").write_text("")
    proof = proof_file.keep(tmp_path, ".buildtools/a.json", HEAD, Record(), PROOF)

    assert proof.evidence is None
    assert ["evidence-not-kept"] == [found.code for found in proof.findings]
    assert "a.proof.jsonl cannot be kept beside it" in proof.findings[0].sentence
    assert not proof.errors
