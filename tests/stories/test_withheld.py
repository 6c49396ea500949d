"""A user whose source texts must not leave the machine, and who wants resolved frames."""

import json
import random
import string
import zipfile

import pytest

from tests.stories.shopping import OWN_RESOLVER, Shop


def _stored(shop: Shop) -> dict[str, bytes]:
    """Return what the sandbox has stored, by name in its bundle."""
    (bundle,) = (shop.root / ".buildtools" / "sandbox" / "bundles").iterdir()
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _texts(files: dict[str, bytes]) -> list[str]:
    maps = [json.loads(data) for name, data in files.items() if name.endswith(".map")]
    return [text for each in maps for text in each.get("sourcesContent") or () if text]


@pytest.mark.parametrize("sources", ["all", "app", "none"])
def test_a_release_sends_the_texts_that_are_wanted(shop: Shop, sources: str) -> None:
    """It is proven either way, and a second run sends nothing new."""
    shop.settings("defaults:\n", f"defaults:\n  upload: {{sources: {sources}}}\n")
    ended = shop.invoke("release")
    proof = shop.ledger()["entries"]["verify"]["outcome"]["proof"]
    first = _stored(shop)
    again = shop.invoke("release")

    assert (0, 0) == (ended.code, again.code), ended.err
    loud = {each["code"] for each in proof["findings"] if each["severity"] != "info"}
    assert loud == OWN_RESOLVER
    assert proof["counts"]["browser frames"] > 3
    assert (sources == "none") == (not _texts(first))
    assert first == _stored(shop)
    assert (", no texts of" in ended.out) == (sources != "all")
    assert (f"upload.sources: {sources}" in ended.err) == (sources != "all")
    assert _local_texts(shop)


def _local_texts(shop: Shop) -> list[str]:
    files = {path.name: path.read_bytes() for path in (shop.root / "out").rglob("*.map")}
    return _texts(files)


def test_a_secret_stops_a_release_before_anything_is_sent(shop: Shop) -> None:
    """It ends with the code of a build that is refused; nothing shows the secret."""
    draw = random.Random("story")
    secret = "npm_" + "".join(draw.choice(string.ascii_letters) for _ in range(36))
    made = next((shop.root / "made" / "web").glob("*.js"))
    made.write_text(f'{made.read_text()}\nvar feed="{secret}";')
    ended = shop.invoke("release")

    assert 0 != ended.code
    assert "npm token in" in ended.err + ended.out
    assert secret not in ended.err + ended.out
    assert not (shop.root / ".buildtools" / "sandbox" / "bundles").exists()


def test_the_pairs_are_written_for_other_programs(shop: Shop) -> None:
    """After a release, whichever CI it is; before one there is nothing to write."""
    early = shop.invoke("status", "--pairs=pairs.json")
    assert 21 == early.code
    assert not (shop.root / "pairs.json").exists()

    shop.invoke("release")
    ended = shop.invoke("status", "--pairs=pairs.json")
    listed = json.loads((shop.root / "pairs.json").read_text())

    assert 0 == ended.code, ended.err
    assert "4 pairs written to pairs.json" in ended.err
    assert ("shop@1.4.0", "local", 4) == (
        *(listed["release"], listed["environment"]),
        len(listed["pairs"]),
    )
