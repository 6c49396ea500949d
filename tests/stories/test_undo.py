"""An injection taken back, as a developer types it."""

from tests.stories.shopping import Shop
from tests.stories.test_commands import fingerprint


def _built(shop: Shop) -> dict[str, str]:
    return {
        path: digest for path, digest in fingerprint(shop.root).items() if path.startswith("out")
    }


def test_inject_undo_gives_back_the_built_files(shop: Shop) -> None:
    """What a bundler wrote can be looked at again, and injected again to the same bytes."""
    shop.invoke("build")
    before = _built(shop)
    shop.invoke("inject")
    after = _built(shop)
    undone = shop.invoke("inject", "--undo")

    assert undone.code == 0, undone.err
    assert before == _built(shop)
    assert before != after
    assert shop.invoke("inject").code == 0
    assert after == _built(shop)


def test_nothing_is_uploaded_of_an_injection_that_was_undone(shop: Shop) -> None:
    """The ledger knows that the IDs are gone."""
    shop.invoke("release", "--through=create")
    shop.invoke("inject", "--undo")
    ended = shop.invoke("upload")

    assert ended.code == 22
    assert "invoke release --from=inject" in ended.err


def test_status_goes_on_from_what_was_undone(shop: Shop) -> None:
    """A step that was undone is to be done: the release is followed from there to its end."""
    shop.invoke("build", "inject")
    shop.invoke("inject", "--undo")
    shown = shop.invoke("status")

    assert "next       invoke release --from=inject --env=local" in shown.out
    assert shop.invoke("release", "--from=inject").code == 0


def test_an_undo_that_is_refused_can_be_tried_again(shop: Shop) -> None:
    """What it takes to undo stays in the ledger until it is done."""
    shop.invoke("build")
    before = _built(shop)
    shop.invoke("inject")
    page = shop.root / "out/web/page.js"
    injected = page.read_bytes()
    page.write_bytes(b"edited by hand")
    refused = shop.invoke("inject", "--undo")
    page.write_bytes(injected)

    assert refused.code == 22
    assert "out/web/page.js" in refused.err
    assert shop.invoke("inject", "--undo").code == 0
    assert before == _built(shop)


def test_there_is_an_injection_to_undo_or_a_refusal(shop: Shop) -> None:
    """Success without an effect would mislead."""
    shop.invoke("build")
    ended = shop.invoke("inject", "--undo")

    assert ended.code == 21
    assert "no injection to undo" in ended.err
