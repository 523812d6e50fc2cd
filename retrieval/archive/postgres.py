"""An archive in PostgreSQL with pgvector, shared by a newsroom: passages in LangChain's vector store, the rest in SQL.

A document's row names the revision whose passages count, and is written last, in one transaction; passages of other
revisions are leftovers of a kill and are passed over. An index that is made anew fills tables of its own (an epoch),
which take the place of the old ones when they are whole.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from deepnews.retrieval.archive.postings import K1, B
from deepnews.retrieval.archive.reader import N_QUERY_CHARS
from deepnews.retrieval.archive.records import ArchiveStats, Entry, FileState
from deepnews.retrieval.archive.tables import Tables, as_word, connected, shown, store_of
from deepnews.retrieval.search import SearchScores, joined, vector_share
from deepnews.retrieval.tokenize import search_tokens
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.schemas.evidence import ScoredPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MATCHES: Final = "to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
_N_CANDIDATES: Final = 200
_N_RAREST: Final = 8
"""Terms of a query that name candidates; all of them count in the score."""


class PostgresArchive:
    """An archive in a database, open for reading: always its newest documents.

    Raises ArchiveError when the database is out of reach or holds none.
    """

    def __init__(self, address: str) -> None:
        self._connection = connected(address)
        self._place = shown(address)
        try:
            self._tables = Tables.current(self._connection, self._place)
            self.spec = self._tables.spec
            self._store = store_of(address, self._tables)
        except BaseException:
            self._connection.close()
            raise

    def stats(self) -> ArchiveStats:
        """What the archive holds."""
        t = self._tables
        row = self._one(
            f"SELECT count(*) FILTER (WHERE copy_of = ''), count(*) FILTER (WHERE copy_of <> ''), "
            f"coalesce(sum(n_chars), 0), pg_total_relation_size('{t.passages}') + "
            f"pg_total_relation_size('{t.documents}') FROM {t.documents}"
        )
        return ArchiveStats(
            place=self._place,
            spec=self.spec,
            generation=t.generation,
            made_by=t.made_by,
            n_documents=row[0],
            n_copies=row[1],
            n_passages=self._one(f"SELECT count(*) FROM {t.live}")[0],
            n_chars=int(row[2]),
            n_bytes=row[3],
            search="approximate" if t.has_clusters(self._connection) else "exact",
            origin=t.origin,
        )

    def search(self, query: str, row: Matrix, top_k: int) -> tuple[ScoredPassage, ...]:
        """The `top_k` best passages for a query and its vector, best first; none for an empty query."""
        import numpy as np

        if not query.strip() or top_k < 1:
            return ()
        n = max(_N_CANDIDATES, top_k)
        weights = self._weights(search_tokens(query[:N_QUERY_CHARS]))
        near = self._store.similarity_search_with_score_by_vector([float(x) for x in row], k=n)
        ids = {document.id for document, _ in near} | self._with_words(weights, n)
        found = self._candidates(sorted(i for i in ids if i))
        if not found:
            return ()
        mean_terms = self._mean_terms()
        scores = SearchScores(
            words=np.array([[_bm25(c["words"], weights, mean_terms) for c in found]], dtype=np.float32),
            meaning=np.stack([c["embedding"] for c in found]).astype(np.float32)[None, :, :] @ row,
        )
        total = joined(scores, vector_share(self.spec.embedding_id))[0]
        best = np.argsort(-total, kind="stable")[:top_k].tolist()
        texts = {d.doc_id: d.text for d in self.documents({found[i]["doc_id"] for i in best})}
        kept = [i for i in best if found[i]["doc_id"] in texts]
        passages = [_passage(found[i], texts[found[i]["doc_id"]]) for i in kept]
        scents = [max(0.0, float(total[i])) for i in kept]
        return tuple(ScoredPassage(passage=p, scent=s) for p, s in zip(passages, scents, strict=True))

    def documents(self, doc_ids: Collection[str] | None = None) -> Iterator[SourceDocument]:
        """All searched documents, or those named, in their order."""
        for _, _, document, _ in self._document_rows(doc_ids):
            yield document

    def entries(self, doc_ids: Collection[str]) -> Iterator[Entry]:
        """The named documents with their passages and vectors."""
        import numpy as np

        for key, state, document, profile in self._document_rows(doc_ids):
            statement = f"SELECT * FROM {self._tables.live} WHERE doc_id = %s ORDER BY passage_start"
            rows = self._all(statement, (document.doc_id,))
            vectors = [r["embedding"] for r in rows] or np.zeros((0, self.spec.n_dims), dtype=np.float32)
            passages = tuple(_passage(r, document.text) for r in rows)
            yield Entry(
                key=key,
                state=state,
                document=document,
                passages=passages,
                rows=np.asarray(vectors, dtype=np.float32),
                profile=np.asarray(profile, dtype=np.float32),
            )

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _document_rows(self, doc_ids: Collection[str] | None) -> Iterator[tuple[str, FileState, SourceDocument, Any]]:
        statement = f"SELECT * FROM {self._tables.documents} WHERE copy_of = ''"
        if doc_ids is None:
            rows = self._all(f"{statement} ORDER BY key")
        else:
            found = {r["doc_id"]: r for r in self._all(f"{statement} AND doc_id = ANY(%s)", (list(doc_ids),))}
            rows = [found[i] for i in doc_ids if i in found]
        for r in rows:
            state = FileState.model_validate_json(r["state"])
            yield r["key"], state, SourceDocument.model_validate(json.loads(r["document"])), r["profile"]

    def _weights(self, tokens: Sequence[str]) -> dict[str, float]:
        """Rarity of each word of the query, times how often it asks for it (as BM25 has it)."""
        n = self._one(f"SELECT count(*) FROM {self._tables.live}")[0]
        weights = {}
        for term, times in Counter(map(as_word, tokens)).items():
            statement = f"SELECT count(*) FROM {self._tables.live} WHERE {MATCHES}"
            spread = self._one(statement, (term,))[0]
            if spread:
                weights[term] = times * math.log(1 + (n - spread + 0.5) / (spread + 0.5))
        return weights

    def _mean_terms(self) -> float:
        return float(self._one(f"SELECT coalesce(avg(n_terms), 1) FROM {self._tables.live}")[0]) or 1.0

    def _with_words(self, weights: dict[str, float], n: int) -> set[str]:
        """Ids of the passages that rank best for the rarest words."""
        rarest = sorted(weights, key=lambda t: (-weights[t], t))[:_N_RAREST]
        if not rarest:
            return set()
        query = " | ".join(rarest)
        statement = (
            f"SELECT id FROM {self._tables.live} WHERE {MATCHES} "
            f"ORDER BY ts_rank(to_tsvector('simple', words), to_tsquery('simple', %s)) DESC, id LIMIT %s"
        )
        return {r["id"] for r in self._all(statement, (query, query, n))}

    def _candidates(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of the passages that count."""
        return self._all(f"SELECT * FROM {self._tables.live} WHERE id = ANY(%s) ORDER BY id", (list(ids),))

    def _one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        from psycopg.rows import dict_row

        with self._connection.cursor(row_factory=dict_row) as cursor:
            return list(cursor.execute(statement, values).fetchall())


def _bm25(words: str, weights: dict[str, float], mean_terms: float) -> float:
    terms = words.split()
    norm = K1 * (1 - B + B * len(terms) / mean_terms)
    counts = Counter(terms)
    return sum(weight * counts[t] / (counts[t] + norm) for t, weight in weights.items())


def _passage(row: dict[str, Any], text: str) -> Passage:
    """The passage of a row, cut out of the text of its document."""
    doc_id, start, end = row["doc_id"], row["passage_start"], row["passage_end"]
    name = f"{doc_id}:{start}-{end}"
    return Passage(passage_id=name, doc_id=doc_id, start=start, end=end, text=text[start:end], page=row["page"])
