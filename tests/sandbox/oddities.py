"""JSON of any kind, drawn: what no program writes and somebody sends."""

from hypothesis import strategies as st

MARKUP = "<script>alert('it')</script>"

texts = st.text(st.characters(), max_size=8) | st.sampled_from(
    ["\ud800", "\udfff\ud800", "a\x00b", "\x1b[31m", MARKUP, "\u202e", "http://[", "é" * 9000]
)
"""Any characters: halves of surrogate pairs, NUL and controls among them."""
numbers = st.integers() | st.floats(allow_nan=True, allow_infinity=True)
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
