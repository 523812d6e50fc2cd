"""Small documents and indexes of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from deepnews.retrieval.archive.article import spec_for
from deepnews.retrieval.archive.records import Archive, Entry, FileState, Origin
from deepnews.retrieval.archive.update import embedded
from deepnews.retrieval.archive.writer import open_writer
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.load import text_key
from deepnews.schemas.corpus import DocumentLanguage, SourceDocument

TEXTS = {
    "ferry": "The ferry company Norvik delayed the safety refit of its oldest ship for two years. Inspectors had found "
    "cracks in the bow door in March.",
    "harbour": "The harbour board raised its fees by 12 percent. Fishermen protested on the quay before the vote.",
    "weather": "Heavy rain fell over the northern hills. Rivers rose, but the dams held and nobody was hurt at all.",
    "law": "渡轮公司违反安全规定的，由主管部门处五十万元以下罚款。情节严重的，吊销营业执照。",
}


class Samples:
    """Makes entries, and asks archives for them."""

    texts = TEXTS
    embedder = HashingEmbedder(64)
    spec = spec_for("en", embedder)
    origin = Origin(sources=("/somewhere",))

    def entries(self, texts: dict[str, str]) -> list[Entry]:
        """Entries for texts by name."""
        made = []
        for name, text in texts.items():
            key = text_key(text)
            made.append((f"/{name}.txt", FileState(fingerprint=key, text_key=key), document(name, text)))
        return embedded(made, self.embedder, lambda *step: None)

    def found(self, archive: Archive, query: str, top_k: int = 3) -> list[str]:
        """Names of the documents that a search finds, best first."""
        passages = archive.search(query, self.embedder.encode_queries([query])[0], top_k)
        titles = {d.doc_id: d.title for d in archive.documents()}
        return [titles[f.passage.doc_id] for f in passages]


def document(name: str, text: str) -> SourceDocument:
    """A document of that name."""
    language: DocumentLanguage = "zh" if text and 0x3400 < ord(text[0]) < 0xA000 else "en"
    doc_id = hashlib.sha256(f"{name}{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return SourceDocument(
        doc_id=doc_id[:12], path=f"{name}.txt", title=name, text=text, language=language, content_sha256=doc_id
    )


@pytest.fixture
def samples() -> Samples:
    return Samples()


@pytest.fixture
def folder(tmp_path: Path, samples: Samples) -> Path:
    """An index of the sample texts."""
    with open_writer(tmp_path / "index", samples.spec) as writer:
        writer.put(samples.entries(samples.texts))
        writer.finish(samples.origin)
    return tmp_path / "index"
