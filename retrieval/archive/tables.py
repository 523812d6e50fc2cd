"""The tables of an archive in PostgreSQL, and the connection to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from deepnews import __version__
from deepnews.errors import ArchiveError, first_line
from deepnews.postgres import INSTALL, connect
from deepnews.retrieval.archive.records import FORMAT_VERSION, IndexSpec, Origin
from deepnews.schemas.base import Record

if TYPE_CHECKING:
    from langchain_postgres import PGVectorStore

N_EXACT: Final = 20_000
"""Passages up to which every vector is compared; above, pgvector searches an HNSW graph."""
_STATE: Final = "deepnews_index"
_COLUMNS: Final = {
    "doc_id": "TEXT",
    "revision": "TEXT",
    "passage_start": "INTEGER",
    "passage_end": "INTEGER",
    "page": "INTEGER",
    "words": "TEXT",
    "n_terms": "INTEGER",
}


def connected(address: str) -> Any:
    """A connection in which each statement stands alone; raises ArchiveError when the database is out of reach."""
    connection = connect(address, lambda message, hint: ArchiveError(message, hint=hint))
    import psycopg

    try:
        from pgvector.psycopg import register_vector

        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        register_vector(connection)
    except ImportError as error:
        raise ArchiveError("Indexes in PostgreSQL need further packages.", hint=INSTALL) from error
    except psycopg.Error as error:
        connection.close()
        message = f"The database cannot be used: {first_line(error)}."
        raise ArchiveError(message, hint="Check the address, and that the server has pgvector.") from error
    return connection


class Tables(Record):
    """The state row of an archive, and the names of the tables it points to."""

    epoch: int
    format_version: int = FORMAT_VERSION
    generation: int = 0
    made_by: str = __version__
    spec: IndexSpec
    origin: Origin = Origin()

    @property
    def passages(self) -> str:
        """Table of LangChain's vector store."""
        return f"{_STATE}_passages_{self.epoch}"

    @property
    def documents(self) -> str:
        """Table of the documents."""
        return f"{_STATE}_documents_{self.epoch}"

    @property
    def live(self) -> str:
        """View of the passages that count."""
        return f"{_STATE}_live_{self.epoch}"

    @classmethod
    def stored(cls, connection: Any) -> Tables | None:
        """The state of the archive in a database; None when it holds none. Raises ArchiveError for another format."""
        if connection.execute("SELECT to_regclass(%s)", (_STATE,)).fetchone()[0] is None:
            return None
        row = connection.execute(f"SELECT format_version, state FROM {_STATE}").fetchone()
        if row is None:
            return None
        if row[0] != FORMAT_VERSION:
            message = f"The index in the database has format {row[0]}; this program reads format {FORMAT_VERSION}."
            raise ArchiveError(message, hint="Make it anew: deepnews index add ADDRESS SOURCES --rebuild")
        return cls.model_validate_json(row[1])

    @classmethod
    def current(cls, connection: Any, place: str) -> Tables:
        """The state of the archive in a database; raises ArchiveError when it holds none."""
        found = cls.stored(connection)
        if found is None:
            raise ArchiveError(f"There is no index in {place}.", hint=f"Make one: deepnews index add {place} SOURCES")
        return found

    @classmethod
    def make(cls, address: str, connection: Any, spec: IndexSpec, before: Tables | None) -> Tables:
        """New tables; the first ones of a database are at once the archive, others when they are published."""
        made = cls(epoch=before.epoch + 1 if before else 0, spec=spec, generation=before.generation if before else 0)
        made._drop(connection)
        _make_store_table(address, made)
        connection.execute(
            f"CREATE TABLE {made.documents} (key TEXT PRIMARY KEY, revision TEXT NOT NULL, doc_id TEXT NOT NULL, "
            f"copy_of TEXT NOT NULL, n_chars BIGINT NOT NULL, state TEXT NOT NULL, document TEXT NOT NULL, "
            f"profile vector({spec.n_dims}) NOT NULL)"
        )
        connection.execute(f"CREATE INDEX ON {made.documents} (doc_id)")
        connection.execute(f"CREATE INDEX ON {made.passages} (doc_id, revision)")
        connection.execute(f"CREATE INDEX ON {made.passages} USING GIN (to_tsvector('simple', words))")
        connection.execute(
            f"CREATE VIEW {made.live} AS SELECT p.* FROM {made.passages} p "
            f"JOIN {made.documents} d USING (doc_id, revision) WHERE d.copy_of = ''"
        )
        if before is None:
            made._write(connection)
        return made

    def counted(self, connection: Any) -> Tables:
        """The next state, written unless these tables are still hidden."""
        following = self.model_copy(update={"generation": self.generation + 1, "made_by": __version__})
        stored = Tables.stored(connection)
        if stored and stored.epoch == self.epoch:
            following._write(connection)
        return following

    def published(self, connection: Any, origin: Origin) -> Tables:
        """These tables as the archive, written."""
        update = {"generation": self.generation + 1, "made_by": __version__, "origin": origin}
        following = self.model_copy(update=update)
        following._write(connection)
        return following

    def sweep(self, connection: Any, keep: Tables | None) -> None:
        """Take away passages that a kill left behind, and tables that nothing points to."""
        held = {self.epoch, keep.epoch if keep else self.epoch}
        for epoch in range(max(held) + 2):
            if epoch not in held:
                self.model_copy(update={"epoch": epoch})._drop(connection)
        connection.execute(
            f"DELETE FROM {self.passages} p WHERE NOT EXISTS "
            f"(SELECT 1 FROM {self.documents} d WHERE d.doc_id = p.doc_id AND d.revision = p.revision)"
        )

    def has_clusters(self, connection: Any) -> bool:
        """True when vectors are searched by a graph."""
        found = connection.execute("SELECT to_regclass(%s)", (f"{self.passages}_near",)).fetchone()
        return found[0] is not None

    def index_vectors(self, connection: Any) -> None:
        """Make the graph over the vectors where there are too many to compare them all."""
        n = connection.execute(f"SELECT count(*) FROM {self.passages}").fetchone()[0]
        if n > N_EXACT:
            name = f"{self.passages}_near"
            connection.execute(
                f"CREATE INDEX IF NOT EXISTS {name} ON {self.passages} USING hnsw (embedding vector_cosine_ops)"
            )

    def _write(self, connection: Any) -> None:
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {_STATE} (one BOOLEAN PRIMARY KEY CHECK (one), "
            "format_version INTEGER NOT NULL, state TEXT NOT NULL)"
        )
        connection.execute(
            f"INSERT INTO {_STATE} VALUES (true, %s, %s) ON CONFLICT (one) DO UPDATE SET "
            "format_version = EXCLUDED.format_version, state = EXCLUDED.state",
            (self.format_version, self.model_dump_json()),
        )

    def _drop(self, connection: Any) -> None:
        connection.execute(f"DROP VIEW IF EXISTS {self.live}")
        connection.execute(f"DROP TABLE IF EXISTS {self.passages}, {self.documents}")


def store_of(address: str, tables: Tables) -> PGVectorStore:
    """LangChain's vector store over the passages."""
    from langchain_postgres import PGVectorStore

    return PGVectorStore.create_sync(
        _engine(address),
        _no_embeddings(),
        tables.passages,
        id_column="id",
        metadata_columns=list(_COLUMNS),
        index_query_options=_graph_options(),
    )


def _make_store_table(address: str, tables: Tables) -> None:
    from langchain_postgres import Column

    _engine(address).init_vectorstore_table(
        tables.passages,
        tables.spec.n_dims,
        id_column=Column("id", "TEXT"),
        metadata_columns=[Column(name, kind) for name, kind in _COLUMNS.items()],
        store_metadata=False,
    )


def _engine(address: str) -> Any:
    from langchain_postgres import PGEngine
    from sqlalchemy.pool import NullPool

    rest = address.partition("://")[2]
    return PGEngine.from_connection_string(f"postgresql+psycopg://{rest}", poolclass=NullPool)


def _graph_options() -> Any:
    from langchain_postgres.v2.indexes import HNSWQueryOptions

    return HNSWQueryOptions(ef_search=200)


def _no_embeddings() -> Any:
    """The store is only ever given vectors; asked to embed by itself it says so."""
    from langchain_core.embeddings import Embeddings

    class NoEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise NotImplementedError("vectors are made by the archive's embedder")

        def embed_query(self, text: str) -> list[float]:
            raise NotImplementedError("vectors are made by the archive's embedder")

    return NoEmbeddings()


def as_word(token: str) -> str:
    """A search token as PostgreSQL keeps it: its bytes in hex, so that its own parser cuts nothing."""
    return "x" + token.encode("utf-8", "surrogatepass").hex()[:1000]


def shown(address: str) -> str:
    """The address of a database without its password."""
    parts = urlsplit(address)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"
