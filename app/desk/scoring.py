"""An article of any origin checked for the page: pasted or uploaded, nothing of it kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from deepnews.app import service
from deepnews.app.desk.intake import Upload, keep_uploads, safe_name
from deepnews.app.desk.reading import Reading, reading_of
from deepnews.app.running import OnEvent
from deepnews.schemas.verification import Companions, Hfr
from deepnews.settings import Settings


class ScoredReading(NamedTuple):
    """The article beside its evidence, and its figures."""

    reading: Reading
    hfr: Hfr
    companions: Companions
    report: bytes
    """The report as one HTML file."""


def score_for_reading(
    article: Upload,
    uploads: Sequence[Upload],
    named: Sequence[str],
    settings: Settings,
    on_event: OnEvent,
    *,
    use_model: bool,
) -> ScoredReading:
    """`article` checked against the sources; raises what `service.score` raises."""
    with tempfile.TemporaryDirectory(prefix="deepnews-") as name:
        place = Path(name)
        named_plainly = article._replace(name=safe_name(article.name))
        path = next(keep_uploads([named_plainly], place / "article").iterdir())
        sources = [*named, *([str(keep_uploads(uploads, place))] if uploads else [])]
        scored = service.score(path, sources, settings, on_event, use_model=use_model)
        service.write_score_report(scored, place / "report.html")
        report = (place / "report.html").read_bytes()
    ledger, draft = scored.score.ledger, scored.score.draft
    reading = reading_of(draft, ledger.claims, (), scored.corpus.by_id)
    return ScoredReading(reading, ledger.hfr, ledger.companions, report)
