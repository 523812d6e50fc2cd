"""Who tells what a claim retells: the speaker of the Fact that holds its words, where several are read together."""

from __future__ import annotations

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import stem_set, word_set
from deepnews.agents.rules.quotes import find_quotations, find_verbatim
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.rules.tokens import sentences
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.text import content_units

_MIN_SHARE = 0.5
"""Share of the claim's content that a Fact must have to be what the claim retells."""
_NEARLY = 0.2
"""Facts that have so much less of it may be meant as well."""
_MIN_QUOTED_CHARS = {"en": 12, "zh": 5}


def tellers(text: str, claimed: str, grounds: Grounds) -> list[str]:
    """Speakers of the Facts that `text`, which lets `claimed` speak, retells.

    Empty where no Fact has enough of it, where one of those names no speaker, and where the nearest names `claimed`.
    """
    retold = _retold(text, claimed, grounds)
    if not retold or _names(claimed, retold[0].text, grounds.language):
        return []
    found = [_speakers(f, grounds) for f in retold]
    return list(dict.fromkeys(w for who in found for w in who)) if all(found) else []


def _retold(text: str, claimed: str, grounds: Grounds) -> list[Fact]:
    """The Facts that hold its quotation, else those that share most of its content, the nearest first."""
    quoting = [f for f in grounds.facts if _holds_quotation(text, f, grounds.language)]
    if quoting:
        return quoting
    language = grounds.language
    verbs = stem_set("reporting_verbs", "en") if language == "en" else word_set("reporting_verbs", "zh")
    wanted = set(content_units(text.replace(claimed, " ", 1), language)) - verbs
    shares = [(len(wanted & set(content_units(f.text, language))), f) for f in grounds.facts]
    most = max((n for n, _ in shares), default=0)
    if not wanted or most < _MIN_SHARE * len(wanted):
        return []
    near = [(n, f) for n, f in shares if n >= most - _NEARLY * len(wanted)]
    return [f for _, f in sorted(near, key=lambda pair: -pair[0])]


def _holds_quotation(text: str, fact: Fact, language: Language) -> bool:
    long = [q.text for q in find_quotations(text, language) if len(q.text) >= _MIN_QUOTED_CHARS[language]]
    return any(find_verbatim(q, fact.text) for q in long)


def _names(claimed: str, text: str, language: Language) -> bool:
    words = [claimed] if language == "zh" else [w for w in claimed.split() if w[0].isupper()]
    return any(w in text for w in words)


def _speakers(fact: Fact, grounds: Grounds) -> list[str]:
    """Whom the Fact lets speak, and who wrote the document that tells it."""
    language = grounds.language
    named = [w for span in fact.spans for s in sentences(span.text, language) if (w := find_speaker(s, language))]
    known = named + ([fact.speaker] if fact.speaker else [])
    documents = (grounds.documents.get(span.doc_id) for span in fact.spans)
    return known + [d.author for d in documents if d and d.author] if known else []
