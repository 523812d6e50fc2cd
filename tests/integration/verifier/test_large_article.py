"""An article of two million characters is read and checked; every claim is found at its place."""

from __future__ import annotations

import hashlib
from collections import Counter

from deepnews.agents.verify import verify_text
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.corpus import Corpus, SourceDocument

MILL = (
    "Harlow Mill cut 120 jobs on 4 March 2021 after orders for sailcloth fell by 18 percent.\n\n"
    "The mill paid 1,200 euros for the repair of its clock."
)
TRUE = "Harlow Mill cut 120 jobs on 4 March 2021. The mill paid 1,200 euros for the repair of its clock. "
FALSE = "Harlow Mill cut 210 jobs on 4 March 2021. "
N_CHARS = 2_000_000


def test_two_million_characters_are_checked() -> None:
    document = SourceDocument(
        doc_id=hashlib.sha256(MILL.encode()).hexdigest()[:12],
        path="mill.txt",
        title="Mill",
        language="en",
        text=MILL,
        content_sha256="0" * 64,
    )
    corpus = Corpus(documents=(document,))
    paragraph = TRUE * 10
    article = f"{paragraph.strip()}\n\n" * (N_CHARS // len(paragraph) + 1) + FALSE.strip()
    found = verify_text(article, corpus, build_index(corpus, HashingEmbedder(), cache_dir=None), None, "en")
    assert len(article) > N_CHARS
    n_paragraphs = article.count("\n\n")
    assert Counter(c.verdict for c in found.claims) == {"supported": 20 * n_paragraphs, "refuted": 1}
    last = found.claims[-1].claim
    assert (article[last.start : last.end], last.end) == (FALSE.strip(), len(article))
