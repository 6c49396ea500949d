"""Nothing that an SDK sends, however odd, makes the server fall over."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from buildtools.sandbox.artifacts import Artifact, Finder
from buildtools.sandbox.envelope import read_event
from buildtools.sandbox.event_json import event_json
from buildtools.sandbox.symbolicate import Resolvers, symbolicate

MAP = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}'

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def fields(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make objects whose fields are nearly always what they should be."""
    return anything | st.fixed_dictionaries(
        {}, optional={k: v | anything for k, v in known.items()}
    )


text = st.text(max_size=5) | st.sampled_from(["https://h/a.js", "http://[", "app:///a.js", "~"])
number = st.integers(-2, 3)
frame = fields(filename=text, abs_path=text, lineno=number, colno=number, function=text, data=text)
trace = fields(frames=st.lists(frame, max_size=3))
values = st.lists(fields(type=text, value=text, stacktrace=trace), max_size=2)
image = fields(type=st.just("sourcemap"), code_file=text, debug_id=text)
event = st.fixed_dictionaries(
    {"platform": st.sampled_from(["javascript", "node"])},
    optional={
        "exception": fields(values=values) | values,
        "threads": fields(values=values),
        "debug_meta": fields(images=st.lists(image, max_size=2)),
        "tags": anything,
        "sdk": anything,
        "logentry": anything,
        "message": anything,
        "errors": anything,
        "release": anything,
        "fingerprint": anything,
    },
)


class Everything(Finder):
    """Finds the same script and map for whatever is asked."""

    def __init__(self) -> None:
        """Know nothing else."""

    def find(self, kind: str, debug_id: str, url: str) -> Artifact | None:
        """Find it."""
        return Artifact("~/a.js", MAP if kind == "source_map" else b"f()", "url", "here", "a.map")


@given(event)
def test_any_event_can_be_resolved_and_shown(sent: dict[str, Any]) -> None:
    """An event that breaks the server would be lost, and nobody would know."""
    resolved = symbolicate(read_event(json.dumps(sent).encode()), Everything(), Resolvers())
    row: Any = {
        **{"event_id": "0" * 32, "project_id": 1, "received": "", "raw": ""},
        "resolved": json.dumps(resolved),
    }

    assert "0" * 32 == event_json(row)["id"]
