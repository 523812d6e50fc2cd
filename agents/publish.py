"""The outputs of a run: article.md, article.docx and report.html."""

from __future__ import annotations

from deepnews.agents.article_docx import article_docx
from deepnews.agents.article_markdown import article_markdown
from deepnews.agents.publication import Publication
from deepnews.agents.report import report_html
from deepnews.agents.run_folder import ARTICLE, ARTICLE_DOCX, REPORT, RunFolder

__all__ = ["Publication", "article_docx", "article_markdown", "report_html", "write_outputs"]


def write_outputs(folder: RunFolder, publication: Publication) -> None:
    """Write article and report into `folder`; raises RunError naming the file when the disk refuses."""
    parts = (publication.draft, publication.facts, publication.corpus, publication.ledger, publication.record)
    folder.write_text(ARTICLE, article_markdown(*parts))
    folder.write_bytes(ARTICLE_DOCX, article_docx(*parts))
    folder.write_text(REPORT, report_html(publication))
