"""Attributed quotations cut out of the source: the faithful fallback, never retyped by a model."""

from __future__ import annotations

import re

from deepnews.agents import provisions
from deepnews.agents.deixis import without_deixis
from deepnews.agents.frames import quote_form
from deepnews.agents.note import is_first_person
from deepnews.quote_marks import outside_quotes, with_capital, with_inner_marks
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

MAX_CHARS = {"en": 330, "zh": 120}
_CLAUSE_CHARS = (4, 15)
"""Characters of a clause that may stand outside the marks; fewer than make a copied run."""
_LEAST_QUOTED = 12
_INNER = re.compile(r"[\"“”「」『』]")


def can_quote(fact: Fact, language: Language) -> bool:
    """True when the Fact is one span, short enough, nothing counted, and quotations in it neither open it nor end
    outside it: words that open with a mark are somebody else's."""
    most = provisions.MAX_CHARS if language == "zh" and provisions.is_graded(fact.text) else MAX_CHARS[language]
    is_whole = not _INNER.match(fact.text) and not _INNER.search(outside_quotes(fact.text))
    return fact.count is None and len(fact.spans) == 1 and len(fact.text) <= most and is_whole


def quotation(
    fact: Fact, document: SourceDocument, *, language: Language, opens: bool, turn: int, is_bare: bool = False
) -> str | None:
    """The Fact's own words in quotation marks with who said them and when, `is_bare` without, after other words of
    the same source; None when it cannot be quoted whole."""
    if not can_quote(fact, language):
        return None
    if is_bare and not opens:
        return _quoted(fact.text, language, ends=True)
    form = quote_form(fact, document, language=language, opens=opens, turn=turn)
    words = _without_own_date(fact, document) if opens else fact.text
    return form.replace("{quote}", _quoted(words, language, ends=form.endswith("{quote}")))


def _without_own_date(fact: Fact, document: SourceDocument) -> str:
    """The Fact's words without the day they open with, where it is that of their document; all of them otherwise."""
    first = next(iter(fact.dates), None)
    if first is None or not first.first == first.last == document.date or fact.text[: first.start] not in ("", "On "):
        return fact.text
    rest = fact.text[first.end :].lstrip(" ,，")
    return rest if len(rest) >= _LEAST_QUOTED else fact.text


def clause_quotation(fact: Fact, lead_in: str) -> str | None:
    """A Chinese Fact with its first clause told and the rest quoted: for whom a rule holds, and what it says in its own
    words; None where it has no short first clause, or cannot be quoted."""
    if len(fact.spans) > 1:
        return _person_and_company(fact, lead_in) or _conduct_and_penalty(fact, lead_in)
    told = _clause_and_rest(fact.text) if can_quote(fact, "zh") else ""
    return f"{lead_in}{told}。" if told else None


def _clause_and_rest(text: str) -> str:
    """The first clause told, the rest in quotation marks; empty where the clause is not short."""
    clause, comma, rest = text.partition("，")
    is_short = _CLAUSE_CHARS[0] <= len(clause) <= _CLAUSE_CHARS[1] and not _INNER.search(outside_quotes(rest))
    if not (comma and is_short and len(rest) >= _LEAST_QUOTED) or is_first_person(clause, "zh"):
        return ""
    return f"{without_deixis(clause, 'zh')}，{_quoted(rest, 'zh', ends=False)}"


def _person_and_company(fact: Fact, lead_in: str) -> str | None:
    """A Chinese penalty with the one for companies that act in the same way; None for any other Fact."""
    person, company = fact.spans[0].text, provisions.company_penalty(fact.spans[-1].text)
    if fact.count or not company or _INNER.search(person + company):
        return None
    told = _clause_and_rest(person) or _quoted(person, "zh", ends=False)
    return f"{lead_in}{told}；单位有上述行为的，{_quoted(company, 'zh', ends=False)}。"


def _conduct_and_penalty(fact: Fact, lead_in: str) -> str | None:
    """A Chinese rule that stands in two pieces, the conduct and the penalty, each quoted."""
    texts = [s.text for s in fact.spans]
    if fact.count or sum(map(len, texts)) > provisions.MAX_CHARS or any(_INNER.search(text) for text in texts):
        return None
    return f"{lead_in}{'，'.join(_quoted(text, 'zh', ends=False) for text in texts)}。"


def _quoted(text: str, language: Language, *, ends: bool) -> str:
    """The words in quotation marks, without their full stop where the sentence goes on after them."""
    words = text.rstrip("；;")
    words = with_inner_marks(with_capital(words) if language == "en" else words)
    if not ends:
        return f"“{words.rstrip('.。')}”"
    stop = "" if words[-1] in ".!?。！？" else "." if language == "en" else "。"
    return f"“{words}”{stop}"
