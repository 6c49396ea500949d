"""Deploy: the project's own command, on what is proven, without what is none of its business."""

import json
import sys
from pathlib import Path

import pytest

from buildtools.errors import BuildFailed, ConfigurationError, ProofFailed
from buildtools.findings import finding, subjects
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.results import Deployed, Verified
from buildtools.steps.deploy import deploy

PROVEN = Verified(Proof({Count.BROWSER_POSITIONS: 12}))
TELLING = "import json, os; open('told.json', 'w').write(json.dumps(dict(os.environ)))"
ENVIRON = {
    "PATH": "/usr/bin:/bin",
    "SENTRY_AUTH_TOKEN": "sntryu_token",
    "HOST_TOKEN": "of-the-host",
    "AGAIN": "Bearer of-a-header",
}


def run(root: Path, command: str | None, verified: Verified = PROVEN) -> Deployed:
    """Deploy with what a test does not care about filled in."""
    (root / "web").mkdir(exist_ok=True)
    return deploy(
        root,
        "web",
        command,
        ENVIRON,
        verified,
        environment="production",
        release="shop@2",
        dist=None,
        secrets=("sntryu_token", "of-a-header"),
        masked=("of-the-host",),
    )


def test_it_runs_in_the_apps_folder_and_knows_the_release(tmp_path: Path) -> None:
    """Its own secrets it gets; the server's token and the values of headers it does not."""
    left = run(tmp_path, f'{sys.executable} -c "{TELLING}"')
    told = json.loads((tmp_path / "web/told.json").read_text())

    assert Deployed("web") == left
    assert ("shop@2", "of-the-host") == (told["SENTRY_RELEASE"], told["HOST_TOKEN"])
    assert not {"SENTRY_AUTH_TOKEN", "AGAIN"} & set(told)


def test_one_that_fails_is_told_by_its_last_lines_without_a_secret(tmp_path: Path) -> None:
    """The ledger keeps them, and goes from machine to machine."""
    with pytest.raises(BuildFailed) as failure:
        run(tmp_path, "echo of-the-host refused us; exit 3")

    assert 40 == failure.value.exit_code
    assert "exit code 3" in failure.value.evidence
    assert any(line.endswith(" refused us") for line in failure.value.evidence)
    assert "of-the-host" not in str(failure.value.evidence)


def test_without_a_command_the_order_of_things_is_told(tmp_path: Path) -> None:
    """Who asks for it by name has something in mind."""
    with pytest.raises(ConfigurationError) as failure:
        run(tmp_path, None)

    assert "invoke live --wait=300 --env=production" in failure.value.remedy


@pytest.mark.parametrize(
    "verified",
    [
        Verified(Proof({})),
        Verified(Proof({Count.CONTROLS: 1}, (finding("frame-wrong", subjects.File("a"), "no"),))),
    ],
)
def test_what_is_not_proven_is_not_deployed(tmp_path: Path, verified: Verified) -> None:
    """The proof comes first: afterwards users have it."""
    with pytest.raises(ProofFailed):
        run(tmp_path, "touch deployed", verified)

    assert not (tmp_path / "web/deployed").exists()
