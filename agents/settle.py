"""What code alone can say of a claim by given Facts: the rules first, then how much of it stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from pydantic import Field

from deepnews.agents.decompose import statements
from deepnews.agents.deixis import without_deixis
from deepnews.agents.frames import date_text
from deepnews.agents.near_copy import NearCopy
from deepnews.agents.rules import check_sentence, faults, find_quantities
from deepnews.agents.rules.datelines import dateline
from deepnews.agents.rules.described import described_names
from deepnews.agents.rules.grounds import Told
from deepnews.agents.rules.intervals import find_intervals
from deepnews.agents.rules.lexicon import is_held, stem_set, word_set
from deepnews.agents.rules.number_check import matches
from deepnews.agents.rules.other_names import other_names
from deepnews.agents.rules.word_counts import count_finding
from deepnews.quote_marks import MASK
from deepnews.retrieval.sentences import sentence_spans
from deepnews.retrieval.versions import OLD_VERSION, is_old_version
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import Finding
from deepnews.text import content_units, fold, outside_quotes

ENOUGH = {"en": 0.80, "zh": 0.80}
"""Share of a claim's content that must stand in its evidence for `supported` without a model."""
ENOUGH_ALONE = {"en": 0.65, "zh": 0.65}
"""The same where no model is there to be asked; in between a model decides."""
WORTH_ASKING = {"en": 0.20, "zh": 0.15}
"""Share under which nothing is asked: the evidence is about something else."""
ABOUT = {"en": 0.50, "zh": 0.50}
"""Share from which a sentence that was only found, not cited, is about the same thing and may refute."""
NEAR_COPY = {"en": 0.70, "zh": 0.70}
"""Share from which it may refute a name, number or date for not standing in it."""
_MAX_QUOTE_FRAME = {"en": 3, "zh": 6}
"""Content units around a quotation that need not stand in the source: put it this way, at a meeting."""
_PUNCTUATION = re.compile(r"(?<!\d)(?!-\d)[^\w%$£€¥]|[^\w%$£€¥](?!\d)|_")


_LEADS_ON = {
    "en": re.compile(
        r"^\W*(?:however|moreover|meanwhile|indeed|finally|nevertheless|furthermore|additionally|similarly|overall|also|"
        r"in (?:addition|fact|particular|general)|for (?:example|instance)),\s",
        re.I,
    ),
    "zh": re.compile(r"^(?:此外|另外|同时|其中|因此|但是|不过|然而|随后|最终|对此)，"),
}
"""Words that say how a sentence hangs on the one before; without them it says the same."""


class Settled(Record):
    """What rules and overlap say; `open` when they cannot settle it."""

    verdict: Literal["supported", "refuted", "not_enough_info", "open"]
    code: str
    overlap: float = Field(ge=0.0, le=1.0)
    """Share of the claim's own content (frame and reporting verbs left out) that stands in the Facts."""
    findings: tuple[Finding, ...] = ()

    @property
    def fault(self) -> Finding | None:
        """The finding that decided against the claim, a refuting one before others."""
        return next(iter(_faults(self.findings)), None)


def settle(
    text: str,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    *,
    lead_in: str = "",
    told: Told = (),
) -> Settled:
    """The verdict of rules and overlap on `text` by `facts`.

    A whole sentence of the Facts, word for word, needs no rule. Else any fault a rule finds decides. Without one, a
    verbatim quotation in a fitting frame is supported, and so is a claim of whose content at least `ENOUGH` stands in
    the Facts. `told` are the periods that the article tells before it. A sentence that counts words is settled by
    counting again, whatever the Facts say.
    """
    if is_verbatim(text, facts, language):
        return Settled(verdict="supported", code="verbatim", overlap=1.0)
    if counted := _counted(text, facts, documents, language):
        return counted
    findings = check_sentence(text, facts, documents, language, lead_in=lead_in, told=told)
    overlap = supported_share(_without_intervals(text, language) if told else text, facts, documents, language)
    findings = _with_near_copy(text, facts, findings, language)
    against = _faults(findings)
    if against:
        verdict: Literal["refuted", "not_enough_info"] = (
            "refuted" if against[0].verdict == "refuted" else "not_enough_info"
        )
        return Settled(verdict=verdict, code=against[0].code, overlap=overlap, findings=findings)
    if _is_framed_quotation(text, facts, documents, language, findings):
        return Settled(verdict="supported", code="quote.verbatim", overlap=overlap, findings=findings)
    if overlap >= ENOUGH[language]:
        return Settled(verdict="supported", code="overlap", overlap=overlap, findings=findings)
    return Settled(verdict="open", code="open", overlap=overlap, findings=findings)


def _counted(
    text: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> Settled | None:
    """What counting again says of a sentence that counts words; None for any other."""
    cited = [t.doc_id for f in facts if f.count for t in f.count.tallies]
    found = count_finding(text, documents, language, cited)
    if found is None:
        return None
    verdict = found.verdict if found.verdict in ("supported", "refuted") else "not_enough_info"
    return Settled(verdict=verdict, code=found.code, overlap=1.0, findings=(found,))


def _without_intervals(text: str, language: Language) -> str:
    """The text without distances in time: whether they are right is reckoned, their words stand in no source."""
    position, kept = 0, []
    for interval in find_intervals(text, language):
        kept.append(text[position : interval.start])
        position = interval.end
    return "".join([*kept, text[position:]])


def overlap_of(text: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language) -> float:
    """The overlap that `settle` finds: 1 for a verbatim text, else the `supported_share`."""
    return 1.0 if is_verbatim(text, facts, language) else supported_share(text, facts, documents, language)


def is_verbatim(text: str, facts: Sequence[Fact], language: Language) -> bool:
    """True when the text is a whole sentence of a Fact, or its opening and a later clause of it, word for word."""
    wanted = _bare(text)
    return bool(wanted) and any(wanted in _bare_pieces(s.text, language) for f in facts for s in f.spans)


@lru_cache(maxsize=4096)
def _bare_pieces(text: str, language: Language) -> frozenset[str]:
    return frozenset(map(_bare, _pieces(text, language)))


def _pieces(text: str, language: Language) -> list[str]:
    """Sentences of a Fact, also without the word that only leads on, and the statements they are cut into."""
    sentences = _sentences(text, language)
    return [
        text,
        *sentences,
        *(_LEADS_ON[language].sub("", s) for s in sentences),
        *(statement for s in sentences for statement, _ in statements(s, language)),
    ]


def _sentences(text: str, language: Language) -> list[str]:
    """Sentences of a Fact, its broken lines joined."""
    text = ("" if language == "zh" else " ").join(line.strip() for line in text.split("\n"))
    return [text[s.start : s.end] for s in sentence_spans(text, language)]


def _bare(text: str) -> str:
    """The text in lower case without spaces and punctuation, signs and points of figures kept."""
    return _PUNCTUATION.sub("", fold(text).casefold())


def _with_near_copy(
    text: str, facts: Sequence[Fact], findings: tuple[Finding, ...], language: Language
) -> tuple[Finding, ...]:
    """The findings with what laying the claim beside its source shows of negation."""
    copy = NearCopy(text, [p for f in facts for s in f.spans for p in _sentences(s.text, language)], language)
    slip = copy.negation_slip()
    if slip is None and copy.abridges:
        return tuple(f for f in findings if not f.code.startswith("negation."))
    return (slip, *findings) if slip else findings


def _faults(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(faults(findings), key=lambda f: f.verdict != "refuted")


def _is_framed_quotation(
    text: str,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    findings: Sequence[Finding],
) -> bool:
    """True for a verbatim quotation, in or right beside the Facts, around which little or nothing else is claimed."""
    quoted = [f.source for f in findings if f.code == "quote.verbatim" and f.source]
    if not quoted or not all(_stands_by(q, facts, documents) for q in quoted):
        return False
    around = outside_quotes(text).replace(MASK, " ")
    frame = set(content_units(_frame_text(facts, documents, language), language))
    held = frame | set(content_units(" ".join(f.text for f in facts), language)) | _reporting(language)
    return len(set(content_units(around, language)) - held) <= _MAX_QUOTE_FRAME[language]


def _stands_by(quoted: Span, facts: Sequence[Fact], documents: Mapping[str, SourceDocument]) -> bool:
    """True when the words stand in a Fact or in its paragraph."""
    for span in (s for f in facts for s in f.spans if s.doc_id == quoted.doc_id):
        low, high = min(span.end, quoted.end), max(span.start, quoted.start)
        document = documents.get(span.doc_id)
        if low >= high or document is None or "\n" not in document.text[low:high]:
            return True
    return False


def supported_share(
    text: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> float:
    """Share of the claim's own content units that the Facts hold, the same word or a synonym; 0 when it has none."""
    wanted = own_units(text, facts, documents, language)
    if not wanted:
        return 0.0
    names = (*described_names(facts, documents, language), *other_names(facts, documents, language))
    told = [text for f in facts for text in (f.text, without_deixis(f.text, language))]
    held = set(content_units(" ".join([*told, *names]), language))
    held |= _counted_alike(text, facts, language)
    return sum(is_held(u, held, language) for u in wanted) / len(wanted)


def _counted_alike(text: str, facts: Sequence[Fact], language: Language) -> set[str]:
    """Content units of the text's quantities that the Facts tell in other words: a fifth and 20 per cent."""
    known = [q for f in facts for s in f.spans for q in find_quantities(s.text, language)]
    found = (q for q in find_quantities(text, language) if any(matches(q, k, text[: q.start]) for k in known))
    return {unit for q in found for unit in content_units(q.text, language)}


def own_units(
    text: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> frozenset[str]:
    """Content units of the text without those of its frame: titles, speakers, publishers, dates, reporting verbs."""
    frame = set(content_units(_frame_text(facts, documents, language), language))
    held = set(content_units(" ".join(f.text for f in facts), language))
    return frozenset(set(content_units(text, language)) - (frame - held) - _reporting(language))


def _reporting(language: Language) -> frozenset[str]:
    return stem_set("reporting_verbs", "en") if language == "en" else word_set("reporting_verbs", "zh")


def _frame_text(facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language) -> str:
    sources = [documents[f.doc_id] for f in facts if f.doc_id in documents]
    parts = [p for d in sources for p in (d.title, d.publisher, d.author, dateline(d.text))]
    parts += [p for f in facts for p in (f.doc_title, f.speaker)]
    parts += [date_text(f.doc_date, language) for f in facts if f.doc_date]
    parts += [OLD_VERSION for d in sources if language == "zh" and is_old_version(d, documents.values())]
    return "\n".join(dict.fromkeys(p for p in parts if p))
