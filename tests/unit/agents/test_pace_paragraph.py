"""One paragraph paced anew: only it changes, towards the mode asked for, and its claims stay."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.article_edit import Place
from deepnews.agents.pace.claims import same_claims
from deepnews.agents.pace.objective import rhythm_values
from deepnews.agents.pace.paragraph import paced_paragraph
from deepnews.agents.pace.units import Ground
from deepnews.errors import UsageError
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import PacingMode
from deepnews.scripted_model import ScriptedModel, ScriptLine

DAY = dt.date(2024, 5, 14)


def article(*texts: str, n_paragraphs: int = 2) -> tuple[Draft, Ground]:
    """A block of as many paragraphs, each sentence resting on a Fact that is the sentence itself."""
    text = "\n".join(texts)
    document = SourceDocument(
        doc_id="D", path="m.txt", language="en", text=text, title="Minutes", date=DAY, content_sha256="0" * 64
    )
    facts, sentences = {}, []
    for n, words in enumerate(texts):
        start = text.index(words)
        span = Span(doc_id="D", start=start, end=start + len(words), text=words)
        facts[f"F{n}"] = Fact(fact_id=f"F{n}", spans=(span,), doc_title="Minutes", doc_date=DAY)
        sentences.append(Sentence(sentence_id=f"s{n}", text=words, fact_ids=(f"F{n}",)))
    size = -(-len(sentences) // n_paragraphs)
    made = tuple(Paragraph(sentences=tuple(sentences[i : i + size])) for i in range(0, len(sentences), size))
    head = Sentence(sentence_id="headline", text="Corran", kind="furniture")
    draft = Draft(language="en", headline=head, blocks=(DraftBlock(block_id="B1", paragraphs=made),))
    return draft, Ground(facts, {"D": document}, "en")


def texts(draft: Draft, number: int) -> list[str]:
    return [s.text for s in draft.blocks[0].paragraphs[number].sentences]


@pytest.mark.parametrize("mode", ["quick", "steady", "slow"])
def test_a_flat_paragraph_is_paced_and_says_the_same(flat: tuple[str, ...], mode: PacingMode) -> None:
    draft, ground = article(*flat)
    found = paced_paragraph(draft, Place(0, 1), mode, ground, None, seed=7)
    before, after = texts(draft, 1), [s.text for s in found]
    assert after != before and same_claims(before, after, "en")
    told = [texts(draft, 0), before], [texts(draft, 0), after]
    spread = [rhythm_values(t, "en")["sentence-spread"] for t in told]
    assert spread[1] > 1.5 * spread[0]
    assert {i for s in found for i in s.fact_ids} == {"F3", "F4", "F5"}
    assert len({s.sentence_id for s in found}) == len(found)


def test_what_is_paced_well_enough_is_left_and_said_so() -> None:
    draft, ground = article("The works closed.", "The board met at noon.", n_paragraphs=1)
    with pytest.raises(UsageError, match="nearer to that pacing"):
        paced_paragraph(draft, Place(0, 0), "steady", ground, None, seed=7)


def test_a_sentence_split_before_is_split_again_under_a_name_of_its_own(flat: tuple[str, ...]) -> None:
    draft, ground = article(*flat)
    split = draft.blocks[0].paragraphs[1].sentences
    named = [s.model_copy(update={"sentence_id": i}) for s, i in zip(split, ("s3", "s3/2", "s4"), strict=True)]
    block = draft.blocks[0].model_copy(
        update={"paragraphs": (draft.blocks[0].paragraphs[0], Paragraph(sentences=tuple(named)))}
    )
    found = paced_paragraph(draft.model_copy(update={"blocks": (block,)}), Place(0, 1), "slow", ground, None, seed=7)
    assert len({s.sentence_id for s in found}) == len(found)


def test_a_model_that_changes_a_figure_is_not_heard(flat: tuple[str, ...]) -> None:
    draft, ground = article(*flat[:3], n_paragraphs=1)
    lie = {"sentences": ["The works had lost £9.9 million in the year.", "The mill had borrowed £2 million."]}
    model = ScriptedModel(lines=(ScriptLine(stage="pace", reply=lie),))
    found = paced_paragraph(draft, Place(0, 0), "slow", ground, model, seed=7)
    assert not any("9.9" in s.text for s in found)


def test_a_model_is_asked_of_the_paragraph_alone_and_twice_at_most(flat: tuple[str, ...]) -> None:
    draft, ground = article(*flat)
    model = ScriptedModel(lines=(ScriptLine(stage="pace", reply={"sentences": []}),))
    paced_paragraph(draft, Place(0, 1), "slow", ground, model, seed=7)
    asked = [r.messages[-1].content for r in model.requests]
    assert len(asked) <= 2 and not any(t in a for a in asked for t in texts(draft, 0))
