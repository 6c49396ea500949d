"""A release whose source maps are not deployed, and how they come back."""

import pytest

from tests.stories.shopping import Shop

QUARANTINE = ".buildtools/quarantine/local"
COMMENT = b"sourceMappingURL="


@pytest.fixture
def careful(shop: Shop) -> Shop:
    """A shop that publishes no source map."""
    shop.settings("local: {server: sandbox}", "local: {server: sandbox, strip: {enabled: true}}")
    return shop


def _public(shop: Shop) -> dict[str, bytes]:
    out = shop.root / "out"
    return {
        str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def test_a_release_publishes_no_source_map(careful: Shop) -> None:
    """Found by others, maps hand out the whole source; the server's own maps may stay."""
    ended = careful.invoke("release")
    files = _public(careful)

    assert ended.code == 0, ended.err
    assert "strip        ok" in ended.out
    assert "3 maps taken away, 3 files changed" in ended.out
    assert ["server/server.js.map"] == [name for name in files if name.endswith(".map")]
    assert not any(COMMENT in data for name, data in files.items() if name.startswith("web/"))
    assert b"//# debugId=" in files["web/page.js"]
    assert not (careful.root / QUARANTINE).exists()


def test_the_same_step_by_step_and_proven_again(careful: Shop) -> None:
    """Between strip and finalize the proof can still be made: the maps are in quarantine."""
    assert careful.invoke("release", "--through=strip").code == 0
    assert (careful.root / QUARANTINE / "files/out/web/page.js.map").is_file()
    again = careful.invoke("verify")

    assert again.code == 0, again.err
    assert careful.invoke("finalize").code == 0
    assert not (careful.root / QUARANTINE).exists()


def test_what_is_deployed_must_be_what_strip_left(careful: Shop) -> None:
    """The control of the proof after strip: another tool writes into the script."""
    careful.invoke("release", "--through=strip")
    script = careful.root / "out/web/page.js"
    script.write_bytes(script.read_bytes() + b"\n")
    (careful.root / "out/web/page.js.map").write_text("{}")
    ended = careful.invoke("verify")

    assert ended.code == 50
    assert "file-changed: out/web/page.js: is not as strip left it" in ended.err
    assert "file-changed: out/web/page.js.map: is not as strip left it" in ended.err


def test_the_quarantine_may_be_kept(shop: Shop) -> None:
    """Some want the maps at hand for as long as the release is out."""
    strip = "strip: {enabled: true, keep: true}"
    shop.settings("local: {server: sandbox}", f"local: {{server: sandbox, {strip}}}")
    assert shop.invoke("release").code == 0

    assert (shop.root / QUARANTINE / "files/out/web/page.js.map").is_file()


def test_without_the_setting_nothing_is_stripped(shop: Shop) -> None:
    """Maps are somebody's to publish; and a release is complete without the step."""
    ended = shop.invoke("release")

    assert ended.code == 0
    assert "strip" not in ended.out
    assert "every step is done" in ended.out
    assert "web/page.js.map" in _public(shop)


def test_strip_by_name_needs_no_setting_and_can_be_undone(shop: Shop) -> None:
    """Typed by hand after the proof, regretted, and the deploy is as it was."""
    assert shop.invoke("release", "--through=verify").code == 0
    before = _public(shop)
    stripped = shop.invoke("strip")
    assert stripped.code == 0, stripped.err
    assert "strip: 3 maps taken away, 3 files changed" in stripped.out
    assert before != _public(shop)
    undone = shop.invoke("strip", "--undo")

    assert undone.code == 0, undone.err
    assert "strip: undone: 6 files back" in undone.out
    assert before == _public(shop)
    assert "strip " not in shop.invoke("status").out
    assert shop.invoke("upload", "verify", "finalize").code == 0


def test_what_finalize_threw_away_cannot_be_given_back(shop: Shop) -> None:
    """It once said that nothing was stripped, with 0, and status called strip skipped for ever."""
    shop.settings("environments:", "  strip: {enabled: true}\nenvironments:")
    assert shop.invoke("release").code == 0
    undone = shop.invoke("strip", "--undo")

    assert undone.code == 21
    assert "finalize emptied the quarantine" in undone.err
    assert "the server has it: bundle bfc0ea98-" in undone.err
    assert "try: build again, which makes the maps anew: invoke release --env=local;" in undone.err
    again = shop.invoke("strip")
    assert "strip: 3 maps taken away, 3 files changed" in again.out
    assert "every step is done" in shop.invoke("status").out
    assert "strip        ok" in shop.invoke("status").out


def test_there_is_nothing_to_give_back_before_strip(shop: Shop) -> None:
    """Asked for nothing, it says so and leaves the ledger alone."""
    shop.invoke("build")
    undone = shop.invoke("strip", "--undo")

    assert undone.code == 0
    assert "nothing was stripped" in undone.out
    assert "strip " not in shop.invoke("status").out


def test_strip_wants_an_upload_and_a_proof(shop: Shop) -> None:
    """Maps that go before they were uploaded are gone for good."""
    shop.invoke("release", "--through=upload")
    before = _public(shop)
    ended = shop.invoke("strip")

    assert ended.code == 22
    assert "invoke release --from=verify --env=local" in ended.err
    assert before == _public(shop)


@pytest.mark.parametrize("step", ["inject", "upload"])
def test_a_step_that_needs_the_maps_says_where_they_are(careful: Shop, step: str) -> None:
    """'File not found' would send the reader on a long walk."""
    careful.invoke("release", "--through=strip")
    ended = careful.invoke(step)

    assert ended.code == 22
    assert "which strip took away" in ended.err
    assert "invoke strip --undo --env=local" in ended.err


def test_the_next_build_finds_everything_in_its_place(careful: Shop) -> None:
    """Bundlers that write only what has changed would leave stripped files behind."""
    careful.invoke("release", "--through=strip")
    careful.settings("build.py", "--version")
    ended = careful.invoke("build")

    assert ended.code == 0, ended.err
    assert not (careful.root / QUARANTINE).exists()
    assert "web/page.js.map" in _public(careful)


def test_a_rehearsal_knows_what_is_stripped(careful: Shop) -> None:
    """Its copy has the quarantine too: the maps are not simply gone."""
    careful.invoke("release", "--through=strip")
    ended = careful.invoke("finalize", "--dry-run")

    assert ended.code == 22
    assert "which strip took away" in ended.err


def test_a_rehearsal_strips_the_copy_only(careful: Shop) -> None:
    """A dry run touches no file of the project."""
    careful.invoke("build")
    before = _public(careful)
    ended = careful.invoke("release", "--dry-run")

    assert ended.code == 0, ended.err
    assert "strip        ok" in ended.out
    assert before == _public(careful)
