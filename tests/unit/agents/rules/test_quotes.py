"""Quotations: where they stand and whether they are verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.rules import check_sentence, find_quotations, find_verbatim
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

SOURCE = (
    "The harbour was, in his words, “a mess of rope and rust”; nobody paid. We can’t wait — not now, she said.\n"
    "他表示：「合同已经终止，\n不再续签」。"
)


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("a mess of rope and rust", "a mess of rope and rust"),
        ("a mess of rope,", "a mess of rope"),
        ("A mess … rust", "a mess of rope and rust"),
        ("[N]obody [in the port] paid.", "nobody paid"),
        ("We can't wait—not now", "We can’t wait — not now"),
        ("合同已经终止，不再续签", "合同已经终止，\n不再续签"),
        ("合同……续签", "合同已经终止，\n不再续签"),
        ("a mess of ropes", None),
        ("mess of rope and dust", None),
        ("rope … mess", None),
        ("合同终止", None),
        ("…", None),
    ],
)
def test_verbatim(quotation: str, words: str | None) -> None:
    found = find_verbatim(quotation, SOURCE)
    assert (SOURCE[found[0] : found[1]] if found else None) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "it is over" and “all is ‘well’ now”.', ["it is over", "all is ‘well’ now"]),
        ("The firms' duty isn't theirs.", []),
        ("He called it ‘the firms’ last duty’.", ["the firms’ last duty"]),
        ("他说：“好的”，又说「很好」。《数据条例》不是引语。", ["好的", "很好"]),
        ("An unclosed “mark\nends here.", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    found = find_quotations(text, "en")
    assert [q.text for q in found] == expected
    assert all(text[q.start : q.end] == q.text for q in found)


def _document(doc_id: str, text: str) -> SourceDocument:
    return SourceDocument(doc_id=doc_id, path=doc_id, title="Minutes", text=text, content_sha256="0" * 64)


def test_a_quotation_is_shown_its_place() -> None:
    document, other = _document("a", SOURCE), _document("b", "Someone called it “the last straw”.")
    words = "The harbour was, in his words, “a mess of rope and rust”"
    fact = Fact(fact_id="F001", spans=(Span(doc_id="a", start=0, end=len(words), text=words),))
    documents = {"a": document, "b": other}
    (verbatim,) = [f for f in check_sentence("It was “a mess of rope”.", [fact], documents, "en") if f.source]
    assert verbatim.verdict == "supported"
    assert verbatim.source is not None
    assert SOURCE[verbatim.source.start : verbatim.source.end] == verbatim.source.text == "a mess of rope"
    codes = {f.code: f.verdict for f in check_sentence("It was “the last straw”.", [fact], documents, "en")}
    assert codes["quote.other_document"] == "not_enough_info"
    codes = {f.code: f.verdict for f in check_sentence("It was “a heap of rope”.", [fact], documents, "en")}
    assert codes["quote.altered"] == "refuted"


@given(st.text(alphabet=st.sampled_from("ab c“”\"'‘’「」『』\n…[]."), max_size=40))
def test_offsets_are_right_and_nothing_crashes(text: str) -> None:
    assert all(text[q.start : q.end] == q.text for q in find_quotations(text, "en"))
    found = find_verbatim(text, text)
    assert found is None or 0 <= found[0] <= found[1] <= len(text)
