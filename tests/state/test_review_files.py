"""The history of reviews: one file a release, which says the same as long as the same is so."""

import json
from pathlib import Path

import msgspec
import pytest

from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.review.reviewed import Reviewed
from buildtools.state import review_files
from buildtools.target import Target, only
from tests.measured import REVIEWED, changed, measured

HISTORY = "docs/review"
HERE = only("production")


def _load(root: Path) -> list[str]:
    return [each.release for each in review_files.load(root, HISTORY, HERE)]


def test_a_review_is_kept_as_it_was(tmp_path: Path) -> None:
    """Below its environment, by a name that every file system takes."""
    kept = review_files.keep(tmp_path, HISTORY, REVIEWED)

    assert REVIEWED == kept
    assert (REVIEWED,) == review_files.load(tmp_path, HISTORY, HERE)
    assert (tmp_path / "docs/review/production/web%401.4.0.json").is_file()
    assert () == review_files.load(tmp_path, HISTORY, only("staging"))


def test_a_file_is_written_for_those_who_read_its_changes(tmp_path: Path) -> None:
    """A row a line, and whole numbers without a point."""
    review_files.keep(tmp_path, HISTORY, REVIEWED)
    text = (tmp_path / review_files.name_of(HISTORY, REVIEWED)).read_text()

    assert '\n  {"check": "replay", "outcome": "absent", "seen": "no replay' in text
    assert '   "rows": [["@sentry/core", 100002, null], ["@sentry/browser", 28629, null]],' in text
    assert '"value": 166470,' in text
    assert json.loads(text)["format"] == 1
    assert len(text) < 8_000
    assert max(map(len, text.splitlines())) < 320


def test_equal_measurements_change_no_byte(tmp_path: Path) -> None:
    """The day of the first one stays: nothing was learned since."""
    review_files.keep(tmp_path, HISTORY, REVIEWED)
    file = tmp_path / review_files.name_of(HISTORY, REVIEWED)
    before = (file.read_bytes(), file.stat().st_mtime_ns)

    kept = review_files.keep(tmp_path, HISTORY, changed(taken="2027-02-01"))

    assert "2026-11-27" == kept.taken
    assert before == (file.read_bytes(), file.stat().st_mtime_ns)


def test_another_measurement_replaces_the_file_of_its_release(tmp_path: Path) -> None:
    """One file a release: what is so of it, not what once was."""
    review_files.keep(tmp_path, HISTORY, REVIEWED)
    kept = review_files.keep(tmp_path, HISTORY, measured(weight_first_page_gz=34_685))

    assert [kept] == list(review_files.load(tmp_path, HISTORY, HERE))


def test_what_tells_of_a_review_follows_one_that_another_run_has_kept(tmp_path: Path) -> None:
    """Two reviews at once: whoever writes the document last says what the history holds."""
    kept = review_files.keep(tmp_path, HISTORY, REVIEWED)
    theirs = measured(weight_first_page_gz=34_685)
    told: list[Reviewed] = []

    def write(each: Reviewed) -> bool:
        if not told:
            review_files.keep(tmp_path, HISTORY, theirs)
        told.append(each)
        return len(told) == 1

    assert review_files.followed(tmp_path, HISTORY, kept, write)
    assert [kept, *review_files.load(tmp_path, HISTORY, HERE)] == told
    assert not review_files.followed(tmp_path, HISTORY, told[-1], lambda _: False)


def test_reviews_come_in_the_order_in_which_they_were_kept(tmp_path: Path) -> None:
    """Of one day too: releases that end with a commit have no order of their own."""
    for release, taken in (
        ("web@1.0+e2", "2026-11-27"),
        ("web@2.0", "2026-11-20"),
        ("web@1.0+b1", "2026-11-27"),
        ("web@1.0+c3", "2026-11-27"),
    ):
        review_files.keep(tmp_path, HISTORY, changed(release=release, taken=taken))

    assert ["web@2.0", "web@1.0+e2", "web@1.0+b1", "web@1.0+c3"] == _load(tmp_path)

    again = msgspec.structs.replace(measured("web@1.0+e2", secrets=7), taken="2026-11-27")
    review_files.keep(tmp_path, HISTORY, again)

    assert "web@1.0+e2" == _load(tmp_path)[-1]


def test_reviews_that_branches_have_kept_apart_come_by_their_releases(tmp_path: Path) -> None:
    """1.10 behind 1.9; git and the disk's times are not asked."""
    for release in ("web@1.10", "web@1.9", "web@1.9-rc"):
        file = tmp_path / review_files.name_of(HISTORY, changed(release=release))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(review_files.encode(changed(release=release)))

    assert ["web@1.9", "web@1.9-rc", "web@1.10"] == _load(tmp_path)


def test_findings_are_kept_as_far_as_there_is_room(tmp_path: Path) -> None:
    """What has no room is counted, so nothing reads as fewer."""
    many = tuple(
        finding(
            "home-path-in-build", File(f"{at}.js"), "s", also=[File(f"{n}.map") for n in range(9)]
        )
        for at in range(40)
    )
    kept = review_files.keep(tmp_path, HISTORY, changed(findings=many))

    assert 10 == len(kept.findings)
    assert 400 == sum(1 + len(each.also) + each.unnamed for each in kept.findings)
    assert (kept,) == review_files.load(tmp_path, HISTORY, HERE)
    assert kept == review_files.keep(tmp_path, HISTORY, changed(findings=many))


def test_apps_of_one_repository_have_folders_of_their_own(tmp_path: Path) -> None:
    """Two apps may release the same version."""
    review_files.keep(tmp_path, HISTORY, changed(app="shop"))

    assert (tmp_path / "docs/review/shop+production/web%401.4.0.json").is_file()
    assert 1 == len(review_files.load(tmp_path, HISTORY, Target("shop", "production")))
    assert [] == _load(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "truncated"),
        ("", "truncated"),
        ('{"format": 2, "tools": {"buildtools": "9.1"}}', "written by version 9.1"),
        ('{"format": 1}', "missing required field"),
        ('{"format": 1, "x": ' + "[" * 100_000, "nested deeper"),
        ('{"format": 1, "type": "uploaded"}', "Invalid value"),
    ],
)
def test_a_file_that_is_no_review_is_named(tmp_path: Path, text: str, why: str) -> None:
    """Trends that leave one out without a word would be wrong."""
    file = tmp_path / "docs/review/production/web%401.4.0.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)

    for act in (
        lambda: review_files.load(tmp_path, HISTORY, HERE),
        lambda: review_files.keep(tmp_path, HISTORY, REVIEWED),
    ):
        with pytest.raises(ConfigurationError, match=r"web%401\.4\.0\.json cannot be read") as told:
            act()
        assert why in told.value.evidence[0]
        assert "git checkout" in told.value.remedy
    assert text == file.read_text()


def test_the_review_of_another_environment_is_told(tmp_path: Path) -> None:
    """A file that was copied would count as one of this history."""
    review_files.keep(tmp_path, HISTORY, REVIEWED)
    (tmp_path / "docs/review/production").rename(tmp_path / "docs/review/staging")

    with pytest.raises(ConfigurationError, match="cannot be read") as told:
        review_files.load(tmp_path, HISTORY, only("staging"))
    assert ("it is the review of production",) == told.value.evidence


def test_without_a_release_there_is_nothing_to_keep(tmp_path: Path) -> None:
    """A review of no release would be replaced by the next one."""
    with pytest.raises(ConfigurationError, match="no release") as told:
        review_files.keep(tmp_path, HISTORY, changed(release=""))
    assert "invoke build" in told.value.remedy


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """Not as a history that is empty: a file in its place, a name that the disk takes not."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "review").write_text("a file")
    with pytest.raises(ConfigurationError, match="docs/review/production is no folder"):
        _load(tmp_path)
    with pytest.raises(DiskRefused):
        review_files.load(tmp_path, "x" * 300, HERE)


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    """A page that explains the folder may lie there."""
    review_files.keep(tmp_path, HISTORY, REVIEWED)
    (tmp_path / "docs/review/production/README.md").write_text("# Reviews")

    assert ["web@1.4.0"] == _load(tmp_path)


def test_a_number_that_is_none_is_not_written(tmp_path: Path) -> None:
    """JSON has no word for it, and a file that nobody can read would be left."""
    wrong = msgspec.structs.replace(REVIEWED.figures[0], value=float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        review_files.keep(tmp_path, HISTORY, changed(figures=(wrong,)))
    assert [] == _load(tmp_path)
