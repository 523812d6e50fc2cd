"""The article as one HTML page without scripts and outside resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deepnews.agents.footnotes import collect_notes, note_words
from deepnews.agents.report import report_environment
from deepnews.agents.report_texts import disclosure, report_texts

if TYPE_CHECKING:
    from deepnews.agents.annex import Annex
    from deepnews.agents.publication import Publication


def article_html(publication: Publication, annex: Annex) -> str:
    """The page: article, notes, sources, disclosure, claims; whatever sources say is escaped."""
    return _rendered("article.html.j2", publication, annex)


def article_body_html(publication: Publication, annex: Annex) -> str:
    """The paragraphs alone, with references to notes ``n1`` and up."""
    return _rendered("body.html.j2", publication, annex)


def _rendered(template: str, publication: Publication, annex: Annex) -> str:
    p = publication
    language = p.draft.language
    return (
        report_environment()
        .get_template(template)
        .render(
            p=p,
            annex=annex,
            notes=collect_notes(p.draft, p.facts, p.corpus),
            note_words=note_words,
            disclosure=disclosure(p.ledger, p.record, language, annex.signatures),
            t=report_texts(language),
            lang="zh-Hans" if language == "zh" else "en",
            gap="" if language == "zh" else " ",
        )
    )
