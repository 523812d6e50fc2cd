"""Claims a second of the checker of articles over a corpus, beside the embedded model reading every window of it.

Use: python tests/bench/verifier_speed.py SOURCES [N_CLAIMS]

The claims are sentences of the corpus with a word left out, so that none is verbatim. The naive way is timed on a few
claims and windows and multiplied out. Both use the same model, threads and machine, in one process.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Sequence

from deepnews.agents.embedded import EmbeddedScorer, claim_windows
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.layered import default_verifier
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.retrieval.load import load_corpus
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.verification import Claim

N_NAIVE_CLAIMS, N_NAIVE_WINDOWS = 2, 60


def claims(corpus: Corpus, n: int) -> list[Claim]:
    """Sentences of 8 to 40 words, a word of each left out."""
    draw = random.Random(7)
    texts = [
        d.text[s.start : s.end] for d in corpus.documents if d.language == "en" for s in sentence_spans(d.text, "en")
    ]
    kept = [t.split() for t in texts if 8 <= len(t.split()) <= 40]
    chosen = draw.sample(kept, min(n, len(kept)))
    shorter = [" ".join(w for i, w in enumerate(words) if i != len(words) // 2) for words in chosen]
    return [
        Claim(claim_id=f"C{i}", sentence_id=f"S{i}", text=text, start=0, end=len(text))
        for i, text in enumerate(shorter, 1)
    ]


def seconds_per_claim(found: Sequence[Claim], corpus: Corpus) -> float:
    """Of the checker of articles, warm: the first claims open the model and read the documents."""
    search = EvidenceSearch(corpus, build_index(corpus, HashingEmbedder(), cache_dir=None), "en")
    checker = default_verifier(search, None)
    n_warm = len(found) // 3
    for number, claim in enumerate(found):
        if number == n_warm:
            began = time.perf_counter()
        checker.check(claim, ClaimEvidence((), lambda text=claim.text: search.find(text)))
    return (time.perf_counter() - began) / (len(found) - n_warm)


def naive_seconds_per_claim(found: Sequence[Claim], corpus: Corpus) -> tuple[float, int]:
    """Of the model on all windows of the corpus, from a sample of them; and how many windows there are."""
    windows = [w for d in corpus.documents for w in claim_windows(d.text, "", n_best=10**6)[1:]]
    sample = random.Random(7).sample(windows, min(N_NAIVE_WINDOWS, len(windows)))
    scorer = EmbeddedScorer()
    scorer.score([(sample[0], found[0].text)])
    began = time.perf_counter()
    scorer.score([(window, claim.text) for claim in found[:N_NAIVE_CLAIMS] for window in sample])
    return (time.perf_counter() - began) / (N_NAIVE_CLAIMS * len(sample)) * len(windows), len(windows)


if __name__ == "__main__":
    corpus = load_corpus([sys.argv[1]], cache_dir=None)
    found = claims(corpus, int(sys.argv[2]) if len(sys.argv) > 2 else 90)
    ours_s = seconds_per_claim(found, corpus)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    naive_s, n_windows = naive_seconds_per_claim(found, corpus)
    n_chars = sum(len(d.text) for d in corpus.documents)
    sys.stdout.write(
        f"{n_chars:,} characters, {n_windows:,} windows; {1 / ours_s:.1f} claims/s; every window read: "
        f"{1 / naive_s:.3f} claims/s; ratio {naive_s / ours_s:.0f}; peak memory {peak_mib:.0f} MiB\n"
    )
