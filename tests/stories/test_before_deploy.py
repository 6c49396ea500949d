"""What is about to be deployed is looked at: a folder, a tar, an image."""

import json

import pytest

from tests.stories.shopping import Shop
from tests.web.archive import making


@pytest.fixture
def careful(shop: Shop) -> Shop:
    """A shop that publishes no source map."""
    shop.settings("local: {server: sandbox}", "local: {server: sandbox, strip: {enabled: true}}")
    return shop


def test_an_image_is_looked_at_before_it_is_deployed(careful: Shop) -> None:
    """What is wrong in it ends with 60; nothing of it is written into the ledger."""
    early = careful.invoke("live", "--from=out")
    assert 22 == early.code
    assert "live needs the result of build" in early.err

    assert 0 == careful.invoke("release", "--through=strip").code
    status = careful.invoke("status").out
    web = {path.name: path.read_bytes() for path in (careful.root / "out/web").iterdir()}
    image = careful.root / "image.tar"
    layer = [(f"srv/static/{name}", data) for name, data in web.items()]
    image.write_bytes(making.oci([layer]))
    right = careful.invoke("live", f"--from={image}")
    assert (0, "") == (right.code, right.err)
    assert "compared   3 of 3 scripts there byte for byte, in identity" in right.out
    assert "right      what is to be deployed is what was released" in right.out

    image.write_bytes(making.oci([layer, [("srv/static/.wh.page.js", b"")]]))
    wrong = careful.invoke("live", f"--from={image}")
    assert 60 == wrong.code
    assert "error: served-missing: ~/static/page.js: is not there" in wrong.out
    assert "differs    1 error; try: deploy all files of the build" in wrong.out

    told = careful.invoke("live", f"--from={image}", "--json")
    assert 60 == told.code
    assert "served-missing" == json.loads(told.out)["proof"]["findings"][0]["code"]
    assert f"{image} does not hold what was released: 1 error" in told.err
    assert f"invoke live --from={image} --env=local" in told.err
    assert status == careful.invoke("status").out


def test_a_build_with_its_maps_would_publish_them(shop: Shop) -> None:
    """The folder of the output itself, without strip; a copy of it elsewhere is looked at alike."""
    assert 0 == shop.invoke("release", "--through=inject").code
    ended = shop.invoke("live", "--from=out")

    assert 60 == ended.code
    assert "map-public: web/" in ended.out
    assert "would be public at /static/" in ended.out
    assert "take maps out of what is deployed" in ended.out

    nothing = shop.invoke("live", "--from=nowhere.tar")
    assert 21 == nothing.code
    assert "there is nothing at nowhere.tar" in nothing.err
