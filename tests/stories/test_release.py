"""A release engineer's journey: one command, and the same as seven."""

import shutil
from pathlib import Path

import pytest

from buildtools.ledger import decode
from buildtools.proof.counts import total
from buildtools.proof.trials import Frame
from buildtools.results import Verified
from buildtools.state import proof_file
from buildtools.state.paths import ledger_of, trials_of
from buildtools.target import only
from tests.stories.shopping import Shop, make_shop

STEPS = ("build", "inject", "create", "set-commits", "upload", "verify", "finalize")


def test_one_command_releases_and_proves(shop: Shop) -> None:
    """The promise: finalized means proven, browser and server, with counts of what was tried."""
    ended = shop.invoke("release", "--env=local")

    assert ended.code == 0, ended.err
    assert "finalized  every step is done" in ended.out
    assert "browser: 3 pairs" in ended.out
    assert "node: 1 pair," in ended.out
    counts = shop.ledger()["entries"]["verify"]["outcome"]["proof"]["counts"]
    assert counts["browser frames"] > 0
    assert counts["node frames"] > 0
    assert counts["files listed"] == 8
    assert counts["debug IDs looked up"] == 4
    assert counts["controls"] > 0


def test_every_frame_can_be_shown_tomorrow_and_no_step_needs_that(shop: Shop) -> None:
    """What was seen lies beside the ledger; torn, it stops neither `status` nor `finalize`."""
    assert shop.invoke("release", "--through=verify").code == 0
    ledger = shop.root / ledger_of(only("local"), "shop@1.4.0")
    proof = decode(ledger.read_bytes()).entries["verify"].outcome
    assert isinstance(proof, Verified)
    kept = proof_file.load(ledger, proof.proof)
    frames = [each.evidence for each in kept.trials if isinstance(each.evidence, Frame)]
    text = trials_of(ledger).read_bytes()
    trials_of(ledger).write_bytes(text[: len(text) // 2])

    assert () == kept.left_out
    assert total(proof.proof.counts, "frames") == len(frames)
    for each in frames:
        assert each.resolved
        assert each.shown
        assert each.event_id
        assert each.expected.text == each.shown.text
        assert each.expected.line == each.shown.line
    assert b"http://" not in text
    assert shop.invoke("status").code == 0
    ended = shop.invoke("finalize")
    assert ended.code == 0, ended.err


def test_seven_processes_leave_the_ledger_of_one(tmp_path: Path) -> None:
    """CI runs the steps in jobs of their own; nothing may hang on one process's memory."""
    together, apart = make_shop(tmp_path / "a" / "shop"), make_shop(tmp_path / "b" / "shop")
    assert together.invoke_cold("release").code == 0
    for step in STEPS:
        ended = apart.invoke_cold(step)
        assert ended.code == 0, ended.err

    left = [shop.ledger() for shop in (together, apart)]
    for ledger in left:
        # How densely a bundle is packed hangs on the time that the link leaves.
        for packed in ledger["entries"]["upload"]["outcome"]["bundles"]:
            assert packed.pop("bytes") > 0
            assert len(packed.pop("checksum")) == 40
        # Events and made-up things have new IDs in each proof, and so has the text that tells them.
        assert len(ledger["entries"]["verify"]["outcome"]["proof"].pop("evidence")) == 40
    assert left[0] == left[1]


def test_a_release_is_continued_where_it_stopped(shop: Shop) -> None:
    """A job that was cut goes on with the next step, not from the beginning."""
    assert shop.invoke("release", "--through=inject").code == 0
    assert "next       invoke release --from=create --env=local" in shop.invoke("status").out
    assert shop.invoke("release", "--from=create").code == 0

    assert "every step is done" in shop.invoke("status").out


def test_a_second_release_records_no_second_deploy(shop: Shop) -> None:
    """A re-run in CI must not send another mail to every author."""
    shop.invoke("release")
    again = shop.invoke("release")

    assert again.code == 0, again.err
    assert "deploy-kept" in str(shop.ledger()["entries"]["finalize"]["outcome"]["findings"])


def test_a_rebuild_is_injected_again(shop: Shop) -> None:
    """A build writes files without IDs: what was uploaded before is not what would be deployed."""
    shop.invoke("release")
    assert shop.invoke("build").code == 0
    too_early = shop.invoke("finalize")

    assert too_early.code == 22
    assert "try: invoke release --from=inject --env=local" in too_early.err


def test_upload_before_inject_names_the_command(shop: Shop) -> None:
    """The commonest slip of a chained pipeline."""
    shop.invoke("build")
    ended = shop.invoke("upload")

    assert ended.code == 22
    assert "invoke release --from=inject --env=local" in ended.err


def test_a_file_touched_after_inject_is_noticed(shop: Shop) -> None:
    """Another tool that writes into the build after us breaks every position of the file."""
    shop.invoke("build", "inject")
    script = shop.root / "out/web/page.js"
    script.write_bytes(script.read_bytes() + b"\n// minified once more\n")
    ended = shop.invoke("upload")

    assert ended.code == 22
    assert "out/web/page.js" in ended.err
    assert "try: invoke release --env=local" in ended.err


def test_a_file_touched_after_upload_fails_the_proof(shop: Shop) -> None:
    """What is deployed must be what was uploaded, byte for byte."""
    shop.invoke("release", "--through=upload")
    script = shop.root / "out/web/page.js"
    script.write_bytes(script.read_bytes() + b"\n")
    ended = shop.invoke("verify")

    assert ended.code == 50
    assert "file-changed: out/web/page.js" in ended.err


def test_a_failing_build_ends_the_release_with_its_last_words(shop: Shop) -> None:
    """The bundler's own message is what the developer needs to see."""
    ended = shop.invoke("release", SHOP_EXIT="3")

    assert ended.code == 40
    assert "building shop@1.4.0" in ended.err
    assert "build        FAILED" in ended.out


def test_a_failure_policy_of_warn_is_loud_and_ends_with_0(shop: Shop) -> None:
    """Some teams never let an upload stop a deploy; it must still be seen."""
    shop.settings("local: {server: sandbox}", "local: {server: sandbox, on_failure: warn}")
    ended = shop.invoke("release", SHOP_EXIT="3")

    assert ended.code == 0
    assert "error: " in ended.err
    assert ended.err.splitlines()[-1].startswith("FAILED at build; on_failure is warn")
    assert ended.out.splitlines()[-1] == ended.err.splitlines()[-1]
    assert ended.out.endswith("later: invoke release --env=local\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["--from=verify", "--through=build"], "comes after", id="wrong way round"),
        pytest.param(["--from=bild"], "bild is no step", id="unknown"),
    ],
)
def test_an_impossible_part_of_the_release_is_explained(
    shop: Shop, words: list[str], sentence: str
) -> None:
    """Nothing runs when the question makes no sense."""
    ended = shop.invoke("release", *words)

    assert ended.code == 20
    assert sentence in ended.err
    assert not (shop.root / "out").exists()


def test_a_release_that_cannot_be_named_leaves_nothing(shop: Shop) -> None:
    """No ledger, no build: the setting is wrong, and that is all there is to say."""
    shop.settings("shop@{package.version}", "shop@{git.tag}")
    ended = shop.invoke("release")

    assert ended.code == 20
    assert "{git.tag}" in ended.err
    assert ended.out == ""
    assert not (shop.root / "out").exists()


def test_a_build_that_fails_keeps_the_release_before(shop: Shop) -> None:
    """What is live is still what the ledger tells of."""
    assert shop.invoke("release").code == 0
    package = shop.root / "package.json"
    package.write_text(package.read_text().replace("1.4.0", "1.5.0"))

    assert shop.invoke("release", SHOP_EXIT="1").code == 40
    shown = shop.invoke("status").out
    assert "release shop@1.5.0 for local" in shown
    assert "build        FAILED" in shown
    assert "kept       what was done for shop@1.4.0" in shown
    assert "finalized" not in shown
    assert "finalize" in shop.ledger()["entries"]


def test_nothing_goes_on_with_the_last_release_after_a_build_that_failed(shop: Shop) -> None:
    """A chain that does not stop at the failure would send what was never built, and end with 0."""
    assert shop.invoke("release", "--through=inject").code == 0
    package = shop.root / "package.json"
    package.write_text(package.read_text().replace("1.4.0", "1.5.0"))
    assert shop.invoke("build", SHOP_EXIT="1").code == 40

    assert shop.invoke("create").code == 22
    assert "not as inject left it" in shop.invoke("inject", "--undo").err
    assert shop.invoke("build").code == 0
    assert "release shop@1.5.0" in shop.invoke("status").out


def test_another_distribution_is_another_release(shop: Shop) -> None:
    """Two builds of one version for two stores are kept apart, when one of them fails too."""
    assert shop.invoke("release", "--through=inject").code == 0
    shop.settings("  build:\n", "  dist: store\n  build:\n")
    assert shop.invoke("build", SHOP_EXIT="1").code == 40

    assert "dist store" in shop.invoke("status").out
    assert "inject" in shop.ledger()["entries"]


def test_a_release_of_nothing_goes_on_with_nothing(shop: Shop) -> None:
    """No screen of a ledger that is not there."""
    ended = shop.invoke("release", "--from=upload")

    assert (ended.code, ended.out) == (22, "")


def test_an_injection_with_errors_ends_there(shop: Shop) -> None:
    """Nothing is sent of a release that the proof would refuse for the same error."""
    shop.invoke("build")
    one, other = shop.root / "out/web/page.js.map", shop.root / "out/server/server.js.map"
    for number, path in enumerate((one, other)):
        named = f'{{"debugId":"{number}5ec4e72-0000-4000-8000-000000000000",'
        path.write_text(named + path.read_text().lstrip()[1:])
    for path, number in ((one, 1), (other, 0)):
        script = path.with_suffix("")
        named = f"\n//# debugId={number}5ec4e72-0000-4000-8000-000000000000\n"
        script.write_text(script.read_text() + named)
    ended = shop.invoke("inject")
    shown = shop.invoke("status").out

    assert ended.code == 21
    assert ended.err.count("(debug-id-mismatch)") == 2
    assert "inject       FAILED" in shown
    assert "next       invoke release --env=local" in shown


def test_a_release_that_never_began_shows_no_screen(shop: Shop) -> None:
    """The screen of the release before would look like a success."""
    assert shop.invoke("release").code == 0
    shop.settings("    outputs:", "    directory: gone\n    outputs:")
    ended = shop.invoke("release")

    assert ended.code == 20
    assert ended.out == ""


def test_status_sees_that_a_built_file_changed(shop: Shop) -> None:
    """It once said that every step was done, while verify and upload would have refused."""
    assert shop.invoke("release").code == 0
    before = shop.invoke("status").out
    script = shop.root / "out/web/page.js"
    script.write_bytes(script.read_bytes() + b"\n")
    after = shop.invoke("status").out
    shutil.rmtree(shop.root / "out")

    assert "every step is done" in before
    assert "changed    out/web/page.js, since these steps" in after
    assert "next       invoke release --env=local" in after
    assert "every step is done" in shop.invoke("status").out


def test_every_command_names_the_same_cure_for_a_map_that_is_gone(shop: Shop) -> None:
    """Three commands once named three steps, and only a fourth one helped."""
    assert shop.invoke("release", "--through=upload").code == 0
    (shop.root / "out/web/page.js.map").unlink()
    told = [shop.invoke(task) for task in ("upload", "verify", "status")]
    cures = [
        line.split("  ")[-1].removeprefix("try: ").removeprefix("next ").strip()
        for each in told
        for line in (each.out + each.err).splitlines()
        if "try:" in line or "  next " in line
    ]

    assert [22, 50, 0] == [each.code for each in told]
    assert {"invoke release --env=local"} == set(cures)


def test_positions_of_a_build_that_came_injected_are_not_counted(shop: Shop) -> None:
    """There is no state before to compare with, and a count would claim there was."""
    shop.settings("    command:", "    # command:")
    assert shop.invoke("build").code == 21
    shop.settings("    # command:", "    command:")
    assert shop.invoke("release", "--through=inject").code == 0
    shutil.rmtree(shop.root / ".buildtools")
    shop.settings("    command:", "    # command:")
    ended = shop.invoke("release", "--json")
    proof = shop.ledger()["entries"]["verify"]["outcome"]["proof"]

    assert ended.code == 0, ended.err
    assert "positions-not-compared" in {found["code"] for found in proof["findings"]}
    assert not proof["counts"].get("browser positions")


def test_a_release_that_is_not_its_commit_is_told(shop: Shop) -> None:
    """Twice other code as one release: nobody could tell whose errors stand under it."""
    shop.settings('release: "shop@{package.version}"', "release: auto")
    shop.commit("let git name it")
    assert "tree-dirty" not in shop.invoke("release").out
    (shop.root / "build.py").write_text((shop.root / "build.py").read_text() + "\n# once more\n")
    changed = shop.invoke("build")
    noticed = " ".join(shop.invoke("status").out.split())

    assert changed.code == 0
    assert "warning: tree-dirty: " in noticed
    assert "1 file differs from it: build.py" in noticed
    assert "release-replaced" not in noticed
    with (shop.root / "made/web/page.js").open("a") as file:
        file.write("\nconsole.log('once more');\n")
    again = " ".join(shop.invoke("release").out.split())
    assert "release-replaced: " in again
    assert "went up before with other code: 1 script of 4 changed since" in again
