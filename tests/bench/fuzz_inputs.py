"""Inputs for the readers that are fuzzed: pieces and random bytes joined, or a whole file with bytes changed."""

from __future__ import annotations

from fuzz_targets import Target
from hypothesis import strategies as st

_Edit = tuple[int, int, bytes]


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Inputs of the shape that the target wants."""
    if target.shape == "mutated":
        edits = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 40), st.binary(max_size=12)), max_size=8)
        return st.builds(_changed, st.sampled_from(target.pieces), edits)
    some = st.sampled_from(target.pieces)
    strange = st.binary(max_size=6) | st.text(max_size=6).map(lambda text: text.encode("utf-8"))
    return st.lists(some | some | some | strange, max_size=40).map(b"".join)


def _changed(whole: bytes, edits: list[_Edit]) -> bytes:
    for begin, n_gone, new in edits:
        place = begin % (len(whole) + 1)
        whole = whole[:place] + new + whole[place + n_gone :]
    return whole
