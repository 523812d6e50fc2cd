"""The article as Markdown with footnotes; nothing a source says can become markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from deepnews.agents.annex import Annex
from deepnews.agents.footnotes import Note, Notes, collect_notes, note_words, plain
from deepnews.agents.report_texts import disclosure, report_texts
from deepnews.agents.sentence_marks import SentenceMark, sentence_marks
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import ClaimLedger

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~#]|&(?=#?\w{1,32};))")
_AT_START: Final = re.compile(r"^(?:([-+])(?=[-+\s]|$)|(\d{1,9})([.)])(?=\s|$))")


def escaped(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it stands: no HTML, link, image, heading or list."""
    safe = _SPECIAL.sub(r"\\\1", plain(text))
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", safe)


def article_markdown(
    draft: Draft,
    facts: Sequence[Fact],
    corpus: Corpus,
    ledger: ClaimLedger,
    record: RunRecord,
    annex: Annex | None = None,
) -> str:
    """The article: headline, standfirst, blocks with footnote references, footnotes, disclosure; then the annex.

    Every sentence stands in it once; one with a red or without any claim carries its reason visibly, unless a person
    has signed for it.
    """
    notes = collect_notes(draft, facts, corpus)
    signatures = annex.signatures if annex else ()
    page = _Page(notes, sentence_marks(draft, ledger, signatures), draft.language)
    parts = [f"# {page.marked(draft.headline)}"]
    parts += [f"*{escaped(draft.standfirst.text)}*{page.mark(draft.standfirst)}"] if draft.standfirst else []
    parts += [part for block in draft.blocks for part in page.block(block)]
    parts += [_definition(note, draft.language) for note in notes.notes]
    parts += _sources(annex, draft.language) if annex else []
    parts += ["---", f"*{escaped(disclosure(ledger, record, draft.language, signatures))}*"]
    parts += _claims(annex, draft.language) if annex else []
    return "\n\n".join(parts) + "\n"


class _Page:
    """Sentences with their references and marks."""

    def __init__(self, notes: Notes, marks: Mapping[str, SentenceMark], language: Language) -> None:
        self.notes = notes
        self.marks = marks
        self.language = language
        self.texts = report_texts(language)

    def block(self, block: DraftBlock) -> list[str]:
        heading = [f"## {escaped(block.heading)}"] if block.heading.strip() else []
        return heading + [self.paragraph(p) for p in block.paragraphs]

    def paragraph(self, paragraph: Paragraph) -> str:
        gap = "" if self.language == "zh" else " "
        return gap.join(self.sentence(s) for s in paragraph.sentences).rstrip()

    def sentence(self, sentence: Sentence) -> str:
        references = "".join(f"[^{n}]" for n in self.notes.numbers.get(sentence.sentence_id, ()))
        mark = self.mark(sentence)
        closing = " " if mark and self.language == "zh" else ""  # bold closes only before a space
        return f"{escaped(sentence.text)}{references}{mark}{closing}"

    def marked(self, sentence: Sentence) -> str:
        return f"{escaped(sentence.text)}{self.mark(sentence)}"

    def mark(self, sentence: Sentence) -> str:
        words = unverified(self.marks.get(sentence.sentence_id), self.language)
        return f" **[{escaped(words[1:-1])}]**" if words else ""


def unverified(mark: SentenceMark | None, language: Language) -> str:
    """The bracketed words that stand behind a red sentence; empty for any other."""
    if mark is None or not mark.is_red:
        return ""
    texts = report_texts(language)
    reasons = texts["semicolon"].join(plain(r).rstrip(".。") for r in mark.reasons(texts["no_claim"]))
    return str(texts["unverified"].format(reason=reasons))


def _definition(note: Note, language: Language) -> str:
    return f"[^{note.number}]: {_words(note, language)}"


def _words(note: Note, language: Language) -> str:
    words = "".join(escaped(text) if of_source else text for text, of_source in note_words(note, language))
    if note.link:
        return f"{words} <{note.link}>"
    where = f" ({escaped(note.path)})" if language == "en" else f"（{escaped(note.path)}）"
    return f"{words}{where if note.path else ''}"


def _sources(annex: Annex, language: Language) -> list[str]:
    if not annex.sources:
        return []
    return [f"## {report_texts(language)['sources']}", "\n".join(f"- {_words(n, language)}" for n in annex.sources)]


def _claims(annex: Annex, language: Language) -> list[str]:
    """The claims as a table."""
    texts = report_texts(language)
    rows = [(r.claim_id, r.shown, r.text, r.reason) for r in annex.claims]
    lines = [" | ".join(escaped(cell) for cell in row) for row in [texts["annex_columns"], *rows]]
    lines.insert(1, " | ".join(["---"] * len(texts["annex_columns"])))
    return [f"## {texts['annex']}", "\n".join(f"| {line} |" for line in lines)]
