"""What a bundle's entries are made from."""

import base64

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.bundle import entries

MAP = b'{"version":3,"sources":["a.ts"],"mappings":"AAAA"}'
SECTIONED = b'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":' + MAP + b"}]}"


def test_a_reference_leads_from_the_script_to_its_map() -> None:
    """The comment counts where it leads to the map, and only there."""
    script = b"f();\n//# sourceMappingURL=a.js.map\n"

    assert "a.js.map" == entries.reference("~/s/a.js", "~/s/a.js.map", script)
    assert "../maps/a.map" == entries.reference("~/s/a.js", "~/maps/a.map", script)


def test_an_embedded_map_is_given_as_it_is() -> None:
    """It goes into the bundle as a file of its own."""
    data = base64.b64encode(MAP)
    script = b"f();\n//# sourceMappingURL=data:application/json;base64," + data + b"\n"

    assert MAP == entries.embedded_map(script)
    with pytest.raises(SourceMapError):
        entries.embedded_map(b"f();\n")


def test_only_maps_in_sections_become_flat() -> None:
    """A map without sections goes as it is."""
    joined = entries.flat(SECTIONED)

    assert (True, False) == tuple(map(entries.may_have_sections, (SECTIONED, MAP)))
    assert entries.flat(MAP) is None
    assert joined is not None
    assert b"sections" not in joined
