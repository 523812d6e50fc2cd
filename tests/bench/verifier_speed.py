"""Claims a second of the checker of articles over a corpus, beside a cross-encoder that reads every window of it.

Use: python tests/bench/verifier_speed.py SOURCES [N_CLAIMS]

The claims are sentences of the corpus with a word left out, so that none is verbatim. The checker is that of
articles: rules, the embedded model, and the embedding model that the settings name for the search by meaning (its
vectors of the corpus come from the cache, or are made first and not timed). Claims are checked side by side, as in an
article. The naive way runs every pair of a claim and a window of 60 words through the transformer of all-
MiniLM-L6-v2, as a cross-encoder of that size would; it is timed on a few pairs and multiplied out. Both run in one
process. Times are wall and processor seconds: on a shared machine only the latter mean something.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from deepnews.agents.embedded import claim_windows
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.layered import default_verifier
from deepnews.agents.materials import load_materials
from deepnews.agents.recheck import recheck
from deepnews.agents.verify import side_by_side
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.verification import Claim
from deepnews.settings import Settings
from deepnews.weights import embedding_path

N_NAIVE_CLAIMS, N_NAIVE_WINDOWS = 2, 48
N_PARAGRAPHS, N_SENTENCES = 12, 4
MAX_TOKENS = 128


class Clock(NamedTuple):
    """A moment: wall and processor seconds."""

    wall_s: float
    cpu_s: float

    @classmethod
    def now(cls) -> Clock:
        """The present moment."""
        return cls(time.perf_counter(), time.process_time())

    def since(self, n: int) -> Clock:
        """Seconds from this moment to now, for each of `n`."""
        now = Clock.now()
        return Clock((now.wall_s - self.wall_s) / n, (now.cpu_s - self.cpu_s) / n)


def shortened(corpus: Corpus) -> Iterator[str]:
    """Sentences of 8 to 40 words, a word of each left out, in an order drawn once."""
    texts = [
        d.text[s.start : s.end] for d in corpus.documents if d.language == "en" for s in sentence_spans(d.text, "en")
    ]
    kept = [words for t in texts if 8 <= len(words := t.split()) <= 40]
    random.Random(7).shuffle(kept)
    return (" ".join(w for i, w in enumerate(words) if i != len(words) // 2) for words in kept)


def claim(number: int, text: str) -> Claim:
    """The text as a claim that cites nothing."""
    return Claim(claim_id=f"C{number}", sentence_id=f"S{number}", text=text, start=0, end=len(text))


def seconds_per_claim(texts: Sequence[str], search: EvidenceSearch) -> Clock:
    """Of the checker of articles, warm: the first third of the claims opens the model and reads the documents."""
    checker = default_verifier(search, None)

    def check(numbered: tuple[int, str]) -> None:
        number, text = numbered
        checker.check(claim(number, text), ClaimEvidence((), lambda: search.find(text)))

    numbered, n_warm = list(enumerate(texts)), len(texts) // 3
    side_by_side(check, numbered[:n_warm])
    began = Clock.now()
    side_by_side(check, numbered[n_warm:])
    return began.since(len(texts) - n_warm)


def seconds_per_paragraph(texts: Sequence[str], search: EvidenceSearch) -> Clock:
    """Median for a paragraph of four sentences checked again after an edit, the search being open."""
    found = []
    for first in range(0, N_PARAGRAPHS * N_SENTENCES, N_SENTENCES):
        began = Clock.now()
        recheck(" ".join(texts[first : first + N_SENTENCES]), (), (), search)
        found.append(began.since(1))
    return Clock(statistics.median(f.wall_s for f in found), statistics.median(f.cpu_s for f in found))


def naive_seconds_per_claim(texts: Sequence[str], windows: Sequence[str], settings: Settings) -> Clock:
    """Of the transformer on all windows of the corpus, from a sample of them."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = str(embedding_path(settings.data_dir))
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    sample = random.Random(7).sample(list(windows), min(N_NAIVE_WINDOWS, len(windows)))
    with torch.inference_mode():
        _read(texts[0], sample[:1], tokenizer, model)
        began = Clock.now()
        for text in texts[:N_NAIVE_CLAIMS]:
            _read(text, sample, tokenizer, model)
        each = began.since(N_NAIVE_CLAIMS * len(sample))
    return Clock(each.wall_s * len(windows), each.cpu_s * len(windows))


def _read(text: str, windows: Sequence[str], tokenizer: Any, model: Any) -> None:
    """One claim beside each window through the transformer, eight pairs at a time."""
    for first in range(0, len(windows), 8):
        part = list(windows[first : first + 8])
        inputs = tokenizer(
            [text] * len(part), part, truncation=True, max_length=MAX_TOKENS, padding=True, return_tensors="pt"
        )
        model(**inputs)


def report(sources: str, n_claims: int) -> str:
    """All figures, a line each."""
    settings = Settings()
    assignment = Assignment(topic="speed", language="en", sources=(sources,))
    materials = load_materials(assignment, settings, lambda stage, done, total: None)
    corpus, search = materials.corpus, EvidenceSearch(materials.corpus, materials.index, "en")
    texts = [text for text, _ in zip(shortened(corpus), range(n_claims + N_PARAGRAPHS * N_SENTENCES), strict=False)]
    ours = seconds_per_claim(texts[:n_claims], search)
    paragraph = seconds_per_paragraph(texts[n_claims:], search)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    windows = [w for d in corpus.documents for w in claim_windows(d.text, "", n_best=10**6)[1:]]
    naive = naive_seconds_per_claim(texts, windows, settings)
    n_chars = sum(len(d.text) for d in corpus.documents)
    paragraph_ms, paragraph_cpu_ms = 1000 * paragraph.wall_s, 1000 * paragraph.cpu_s
    ratio = naive.cpu_s / ours.cpu_s
    lines = (
        f"{n_chars:,} characters, {len(windows):,} windows, {materials.index.embedding_id}",
        f"claims a second: {1 / ours.wall_s:.1f} wall, {1 / ours.cpu_s:.1f} by processor time",
        f"a paragraph of {N_SENTENCES}: {paragraph_ms:.0f} ms wall, {paragraph_cpu_ms:.0f} ms by processor time",
        f"every window read: {1 / naive.cpu_s:.4f} claims a second by processor time; ratio {ratio:.0f}",
        f"peak memory before the naive way: {peak_mib:.0f} MiB",
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 90))
