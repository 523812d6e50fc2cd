"""The report: one self-contained HTML file that shows each sentence beside the source it rests on."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from deepnews.agents.footnotes import plain, plain_lines, safe_link
from deepnews.agents.frames import date_text
from deepnews.agents.publication import Publication
from deepnews.agents.report_excerpts import Excerpt, excerpts
from deepnews.agents.report_texts import interval, n_sent, percent, report_texts
from deepnews.agents.sentence_marks import SIGNS, SentenceMark, sentence_marks
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import SkippedSource, SourceDocument
from deepnews.schemas.draft import Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = files("deepnews.prompts").joinpath("templates", "report")


class ShownSentence(Record):
    """A sentence as the report shows it."""

    n: int
    """Its place in the article from 1; names its anchors."""
    sentence: Sentence
    mark: SentenceMark | None
    """None for a headline or standfirst the ledger does not know."""
    excerpts: tuple[Excerpt, ...]


class ShownSource(Record):
    """A document that was read."""

    title: str
    publisher: str
    date: str
    link: str
    path: str
    n_chars: int
    n_sentences: int
    """Sentences of the article that cite it."""


class ShownDisagreement(Record):
    """Two sources side by side."""

    about: str
    note: str
    sides: tuple[tuple[str, Excerpt | None], ...]
    """The value as written, and where it stands."""


def report_html(publication: Publication) -> str:
    """The report as one HTML file without any outside resource; source text is escaped throughout."""
    view = _View(publication)
    template = report_environment().get_template("report.html.j2")
    return template.render(
        p=publication,
        view=view,
        t=report_texts(publication.draft.language),
        lang="zh-Hans" if view.language == "zh" else "en",
        signs=SIGNS,
    )


class _View:
    """What the template reads, worked out from a publication."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.language = publication.draft.language
        self.documents = publication.corpus.by_id
        self.facts: dict[str, Fact] = {f.fact_id: f for f in publication.facts}

    @cached_property
    def shown(self) -> dict[str, ShownSentence]:
        """Headline, standfirst and sentences in reading order, by id."""
        draft = self.publication.draft
        marks = sentence_marks(draft, self.publication.ledger)
        order = [s for s in (draft.headline, draft.standfirst, *draft.sentences) if s]
        return {
            s.sentence_id: ShownSentence(
                n=n,
                sentence=s,
                mark=marks.get(s.sentence_id),
                excerpts=excerpts(self._spans(s, marks.get(s.sentence_id)), self.documents),
            )
            for n, s in enumerate(order, start=1)
        }

    def _spans(self, sentence: Sentence, mark: SentenceMark | None) -> list[Span]:
        """What the checks found and what the sentence cites, each place once."""
        checked = mark.claims if mark else ()
        spans = [s for c in checked for s in c.evidence]
        spans += [f.source for c in checked for f in c.findings if f.source]
        spans += [s for i in sentence.fact_ids if i in self.facts for s in self.facts[i].spans]
        return list(dict.fromkeys(spans))

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """Claims by verdict, in the order they are shown."""
        found = Counter(c.verdict for c in self.publication.ledger.claims)
        return {verdict: found[verdict] for verdict in SIGNS}

    @property
    def interval(self) -> str:
        return interval(self.publication.ledger.hfr, self.language)

    @property
    def n_sent(self) -> int:
        return n_sent(self.publication.ledger.hfr)

    @cached_property
    def sources(self) -> tuple[ShownSource, ...]:
        """Documents that were read, most cited first."""
        cited: Counter[str] = Counter()
        for sentence in self.publication.draft.sentences:
            facts = (self.facts[i] for i in sentence.fact_ids if i in self.facts)
            cited.update({s.doc_id for f in facts for s in f.spans})
        shown = [self._source(d, cited[d.doc_id]) for d in self.publication.corpus.documents]
        return tuple(sorted(shown, key=lambda s: -s.n_sentences))

    def _source(self, document: SourceDocument, n_sentences: int) -> ShownSource:
        return ShownSource(
            title=plain(document.title),
            publisher=plain(document.publisher),
            date=self.date(document.date),
            link=safe_link(document.address),
            path=plain(document.path),
            n_chars=document.n_chars,
            n_sentences=n_sentences,
        )

    @property
    def left_out(self) -> tuple[tuple[str, tuple[SkippedSource, ...]], ...]:
        """Text key and sources of each kind that was not read."""
        corpus = self.publication.corpus
        return tuple(k for k in (("skipped", corpus.skipped), ("duplicates", corpus.duplicates)) if k[1])

    @property
    def gain_points(self) -> str:
        """The gain curve as points of an SVG line, from no characters to all in 40 to 390 by 140 to 10."""
        curve = self.publication.foraging.gain_curve if self.publication.foraging else ()
        if not curve:
            return ""
        most_chars, most_bits = max(1, curve[-1].n_chars), max(1e-9, curve[-1].n_bits)
        places = ((350 * p.n_chars / most_chars, 130 * p.n_bits / most_bits) for p in curve)
        return " ".join(["40,140", *(f"{40 + x:.1f},{140 - y:.1f}" for x, y in places)])

    @cached_property
    def disagreements(self) -> tuple[ShownDisagreement, ...]:
        return tuple(
            ShownDisagreement(
                about=plain(d.about),
                note=plain(d.note),
                sides=tuple((v, self._where(i)) for v, i in zip(d.values, d.fact_ids, strict=True)),
            )
            for d in self.publication.disagreements
        )

    @cached_property
    def corroborated(self) -> tuple[tuple[Excerpt, ...], ...]:
        """For each statement that other voices bear out where it stands, and where they do; each circle once."""
        circles = {frozenset((*f.spans, *f.corroboration)): f for f in self.facts.values() if f.corroboration}
        return tuple(excerpts((*f.spans, *f.corroboration), self.documents) for f in circles.values())

    def _where(self, fact_id: str) -> Excerpt | None:
        fact = self.facts.get(fact_id)
        return next(iter(excerpts(fact.spans, self.documents)), None) if fact else None

    def date(self, date: Any) -> str:
        """A date as the article writes it; empty for none."""
        return date_text(date, self.language) if date else ""

    def percent(self, share: float | None) -> str:
        return percent(share, self.language)

    def number(self, value: float) -> str:
        """A count with separators, or a measure with two decimals."""
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"

    def pages(self, pages: Sequence[int]) -> str:
        """Page or pages as a note names them; empty for none."""
        texts = report_texts(self.language)
        if len(pages) > 1:
            return str(texts["pages"].format(pages=f"{pages[0]}–{pages[-1]}"))
        return str(texts["page"].format(pages=pages[0])) if pages else ""


@cache
def report_environment() -> Environment:
    """The environment for pages, which keeps its templates: everything is escaped, nothing is left undefined."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["csp_hash"] = _csp_hash
    return environment


def compile_report() -> None:
    """Compile the templates of pages now, which else happens as each is used first."""
    for path in _TEMPLATES.iterdir():
        report_environment().get_template(path.name)


def _shown(value: object) -> object:
    """A value as it may stand on the page; text loses what could turn its direction, markup of ours is left alone."""
    return plain_lines(value) if type(value) is str else value


def _template(name: str) -> str:
    return _TEMPLATES.joinpath(name).read_text(encoding="utf-8")


def _csp_hash(content: str) -> str:
    """The source expression that lets exactly this inline style or script run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}"
