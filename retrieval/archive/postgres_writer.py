"""The one writer of an archive in PostgreSQL: passages first, then, in one transaction, the documents naming them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.records import Entry, FileState, IndexSpec, Origin
from deepnews.retrieval.archive.tables import Tables, as_word, connected, shown, store_of
from deepnews.retrieval.archive.writer import check_spec
from deepnews.retrieval.tokenize import search_tokens


@contextmanager
def open_postgres_writer(address: str, spec: IndexSpec, *, anew: bool = False) -> Iterator[PostgresWriter]:
    """The writer of the archive in a database, which is made when there is none; `anew` starts from nothing.

    Raises ArchiveError when the database is out of reach, while another process writes, or for another make.
    """
    connection = connected(address)
    try:
        if not connection.execute("SELECT pg_try_advisory_lock(hashtext('deepnews-index'))").fetchone()[0]:
            hint = "Wait until it has finished; searching goes on meanwhile."
            raise ArchiveError(f"The index in {shown(address)} is being changed by another process.", hint=hint)
        yield PostgresWriter(address, connection, spec, anew=anew)
    finally:
        connection.close()


class PostgresWriter:
    """Changes an archive in a database; every change is there when the call returns."""

    def __init__(self, address: str, connection: Any, spec: IndexSpec, *, anew: bool) -> None:
        self._connection = connection
        self.spec = spec
        self._found = found = Tables.stored(connection)
        if found and not anew:
            check_spec(shown(address), found.spec, spec)
        self._tables = found if found and not anew else Tables.make(address, connection, spec, found)
        self._tables.sweep(connection, keep=found)
        self._store = store_of(address, self._tables)

    @property
    def origin(self) -> Origin:
        """Where the documents come from."""
        return self._tables.origin

    def states(self) -> dict[str, FileState]:
        """What is known of every source, by key."""
        rows = self._connection.execute(f"SELECT key, state FROM {self._tables.documents}").fetchall()
        return {key: FileState.model_validate_json(state) for key, state in rows}

    def put(self, entries: Sequence[Entry]) -> None:
        """Add sources, each in the place of what was known under its key."""
        if not entries:
            return
        revision = uuid.uuid4().hex
        for entry in entries:
            self._put_passages(entry, revision)
        with self._connection.transaction():
            self._forget([e.key for e in entries])
            for entry in entries:
                self._put_document(entry, revision)
            self._tables = self._tables.counted(self._connection)

    def remove(self, keys: Collection[str]) -> None:
        """Take sources out; keys that are not known are passed over."""
        with self._connection.transaction():
            self._forget(list(keys))
            self._tables = self._tables.counted(self._connection)

    def finish(self, origin: Origin) -> None:
        """Note where the documents come from; this is the archive now, and is searched by clusters when it is large."""
        self._tables.index_vectors(self._connection)
        with self._connection.transaction():
            self._tables = self._tables.published(self._connection, origin)
        self._tables.sweep(self._connection, keep=self._found)

    def _forget(self, keys: Sequence[str]) -> None:
        t = self._tables
        gone = f"SELECT revision, doc_id FROM {t.documents} WHERE key = ANY(%s)"
        self._connection.execute(f"DELETE FROM {t.passages} WHERE (revision, doc_id) IN ({gone})", (keys,))
        self._connection.execute(f"DELETE FROM {t.documents} WHERE key = ANY(%s)", (keys,))

    def _put_passages(self, entry: Entry, revision: str) -> None:
        terms = [" ".join(map(as_word, search_tokens(p.text))) for p in entry.passages]
        self._store.add_embeddings(
            texts=[_storable(p.text) for p in entry.passages],
            embeddings=[[float(x) for x in row] for row in entry.rows],
            ids=[f"{revision}:{p.passage_id}" for p in entry.passages],
            metadatas=[
                {
                    "doc_id": p.doc_id,
                    "revision": revision,
                    "passage_start": p.start,
                    "passage_end": p.end,
                    "page": p.page,
                    "words": words,
                    "n_terms": words.count(" ") + bool(words),
                }
                for p, words in zip(entry.passages, terms, strict=True)
            ],
        )

    def _put_document(self, entry: Entry, revision: str) -> None:
        document = json.dumps(entry.document.model_dump(mode="json"))
        values = (entry.key, revision, entry.document.doc_id, entry.state.copy_of, entry.document.n_chars)
        self._connection.execute(
            f"INSERT INTO {self._tables.documents} (key, revision, doc_id, copy_of, n_chars, state, document, profile) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (*values, entry.state.model_dump_json(), document, entry.profile),
        )


def _storable(text: str) -> str:
    """`text` without what a database cannot hold; offsets and passages are cut from the document, not from this."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
