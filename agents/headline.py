"""The headline: the model's words on a Fact where they pass the checks, else the words of the Fact itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from deepnews.agents.candidates import Bench, drops_subject
from deepnews.agents.deixis import without_deixis
from deepnews.agents.frames import speaker_of
from deepnews.agents.headline_ends import ends
from deepnews.agents.headline_zh import takes_liberties
from deepnews.agents.labels import label_of
from deepnews.agents.losses import new_words
from deepnews.agents.losses_zh import drops_causative
from deepnews.agents.news_value import only_calls
from deepnews.agents.note import is_first_person
from deepnews.agents.rules import objections
from deepnews.agents.rules.inner_speech import inner_speech, keeps_speaker, retells
from deepnews.agents.told_quotes import is_quoting, told_quote
from deepnews.llm import ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.quote_marks import are_closed, with_capital
from deepnews.retrieval.subject import years_in
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Sentence
from deepnews.schemas.facts import Fact
from deepnews.text import content_units, is_stop_word

_PATTERN = {"en": r'^[A-Z][^"“”\\.:?!\n]+[a-z0-9%]$', "zh": r'^[^"“”\\。：？！\n]+$'}
_LENGTH = {"en": (20, 90), "zh": (6, 28)}
_MOST_WHOLE = {"en": 130, "zh": 45}
"""Characters of a sentence that is quoted whole where none can be cut to a headline."""
_LEAST_CUT = {"en": 30, "zh": 8}
_IS_DATE = re.compile(r"[\d\s年月日,]+|(?:On|In|By) \w+ \d{1,2}, \d{4}").fullmatch
_N_TRIES = 3
_MOST_CASES = 2
"""Cases of a Chinese rule before the consequence that a headline tells; one is what it is for."""
_N_ASKED = 5
"""Facts of which the model is asked for a headline; of further ones only their own words are tried."""
_LEADS_ON_ZH = re.compile(
    "对于?|关于|为了?|按照?|根据|依照|违反|未|在|自|由于|因|当|如果?|若|除|从|向|以|随着|通过|任何|经"
)
"""The same in Chinese: a condition, an occasion, what a rule is about."""
_MERE_BEGINNING_ZH = re.compile("(?:[中后时前的者下]|以来|之间|方面|期间)$")
"""How Chinese words end that say nothing yet: when, where or of whom."""
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|must|can|could|may|might|should|do|does|did|says?|said|"
    r"rose|fell|made|took|gave|began|became|found|kept|held|cut|"
    r"[a-z]{2,}ed(?= (?:the|an?|to|by|that|its|their|his|her|in|on|from|for|with|out|up|down|off|all|no|not|at|as|"
    r"over|\d|[£$€])|$))\b"
)
_POINTING = frozenset(("next", "last", "first", "second", "other", "same", "new", "several", "many", "few", "own"))
_CAPITAL = re.compile(r"(?<=[ \-])[A-Z][\w’'-]*")
"""Words within a headline that are written as names; in the Fact, all that are."""
_WORD = re.compile(r"[^\W\d_]+")
_RELATIVE = re.compile(r" (?:that|which|who) [^,;]*$")
"""What only describes the word before it: its verb says nothing of the subject."""
_BINDS = {
    "en": re.compile(r"\b(?:will|would|may|might|could|should|must|can|shall)\b"),
    "zh": re.compile(r"应当?|必须|[须将拟]|可以|不得|准备|计划"),
}
"""What makes of a fact a duty, a plan or a chance."""
_LEADS_ON = re.compile(
    r"(?:Where|When|While|Whilst|Whereas|As|If|Although|Though|Because|Since|Despite|Given|Unless|Until|After|Before|"
    r"According to|In|On|At|By|From|For|With|To|Within|Without|Under|Over|During|Through|Throughout|Among|Amid|Between|"
    r"Against|Following|Like|Unlike|Across|Beyond|Besides|Into|Once|Whether|Not only|Of)\b|[a-z]"
)
"""How a sentence begins that says nothing yet at its first break."""


def write_headline(facts: Sequence[Fact], bench: Bench) -> Sentence:
    """A headline on the first of `facts` for which one passes the checks, or whose own words make one, of a short
    answer all of them; else a Chinese clause with a figure, what one says in the first person, or the first words of
    the first Fact, in quotation marks.

    What a source only quotes of somebody is asked for last, and stands as theirs.
    """
    facts = [f for f in facts if not only_calls(f.text, bench.language)] or facts
    own = [f for f in facts if not is_quoting(f, bench.language)]
    for number, fact in enumerate(own):
        text = _worded(fact, bench) if number < _N_ASKED else ""
        words = "" if text else _own_words(fact, bench.language) or _answer(fact, bench)
        if text or words:
            return _furniture("headline", text or _quoted(with_capital(words), fact, bench), fact)
    told = next(((f, quote) for f in facts if f not in own and (quote := told_quote(f))), None)
    if told is not None and (words := _whole_opening(told[1].words, bench.language)):
        return _furniture("headline", f"“{words}”: {told[1].who}", told[0])
    facts = own or facts
    clause = next(((f, words) for f in facts if (words := _figure_clause(f, bench.language))), None)
    if clause is not None:
        return _furniture("headline", _quoted(clause[1], clause[0], bench), clause[0])
    openings = ((f, _whole_opening(f.text, bench.language)) for f in facts)
    spoken = ((f, w) for f, w in openings if w and not w[0].islower() and _is_timeless(w, bench.language))
    lasting = [f for f in facts if _is_timeless(f.text, bench.language)] or facts
    found = next(spoken, None) or _shortest(lasting, bench.language)
    fact, words = found or (lasting[0], _first_words(lasting[0].text, bench.language))
    return _furniture("headline", _quoted(with_capital(words), fact, bench), fact)


def _answer(fact: Fact, bench: Bench) -> str:
    """The Fact whole where it answers and is short, though somebody speaks of himself; empty otherwise."""
    is_short = fact.fact_id in bench.answers and len(fact.text) <= _MOST_WHOLE[bench.language]
    return fact.text.rstrip(".。") if is_short and _is_timeless(fact.text, bench.language) else ""


def _shortest(facts: Sequence[Fact], language: Language) -> tuple[Fact, str] | None:
    """The shortest of the Facts, where a headline may just hold it whole; None where all are longer."""
    fact = min(facts, key=lambda f: len(f.text))
    return (fact, fact.text.rstrip(".。")) if len(fact.text) <= _MOST_WHOLE[language] else None


def _worded(fact: Fact, bench: Bench) -> str:
    """The model's headline on the Fact; empty when none passes the checks."""
    for attempt in range(_N_TRIES):
        text = str(parsed(bench.model.complete(_request(fact, bench, attempt))).get("headline", "")).strip()
        if _passes(text, fact, bench):
            return text
    return ""


def _own_words(fact: Fact, language: Language) -> str:
    """The opening of the Fact where it is a headline: that of a whole sentence, in which nobody speaks of himself, with
    a figure of the Fact if it has any; empty otherwise."""
    words = _whole_opening(fact.text, language)
    has_figure = not fact.quantities or any(q.text in words for q in fact.quantities)
    fits = words and has_figure and not words[0].islower() and _is_timeless(words, language)
    return words if fits and not is_first_person(words, language) else ""


def _is_timeless(text: str, language: Language) -> bool:
    """True when the text does not count from its document, as "this year" and 本法 do."""
    return without_deixis(text, language) == text


def _furniture(sentence_id: str, text: str, fact: Fact) -> Sentence:
    return Sentence(sentence_id=sentence_id, text=text, fact_ids=(fact.fact_id,), kind="furniture")


def _request(fact: Fact, bench: Bench, attempt: int) -> ChatRequest:
    headline: dict[str, JsonValue] = {"type": "string", "pattern": _PATTERN[bench.language]}
    return ChatRequest(
        messages=render("headline", bench.language, fact=fact.text),
        stage="draft",
        prompt_id=prompt_id("headline", bench.language),
        json_schema={"type": "object", "properties": {"headline": headline}, "required": ["headline"]},
        max_tokens=48,
        temperature=(0.2, 0.5, 0.8)[attempt],
        seed=bench.seed + attempt,
    )


def _passes(text: str, fact: Fact, bench: Bench) -> bool:
    low, high = _LENGTH[bench.language]
    if not low <= len(text) <= high or not _is_timeless(text, bench.language):
        return False
    if is_first_person(text, bench.language):
        return False
    if bench.language == "en" and not set(_CAPITAL.findall(text)) <= set(_CAPITAL.findall(f". {fact.text}")):
        return False
    if not _names_in_order(text, fact) or drops_subject(text, text, fact, bench.language):
        return False
    if bench.language == "en" and (new_words(text, fact.text) or not _words_in_order(text, fact.text)):
        return False
    if bench.language == "en" and (", " in text or _new_forms(text, fact.text)):
        return False
    if bench.language == "zh" and (drops_causative(text, fact.text) or takes_liberties(text, fact.text)):
        return False
    if drops_mood(text, fact.text, bench.language):
        return False
    if not _keeps_who(text, fact.text, bench.language) or drops_coming_year(text, fact):
        return False
    return not objections(text, (fact,), bench.documents, bench.language)


def _new_forms(text: str, source: str) -> bool:
    """True for a word of the headline that the source has only as another kind of word: "founder" for "foundering"."""
    there = {w.lower() for w in _WORD.findall(source)}
    mine = (w.lower() for w in _WORD.findall(text))
    return any(f"{w}ing" in there and w not in there and not is_stop_word(w) for w in mine)


def drops_coming_year(text: str, fact: Fact) -> bool:
    """True when the headline leaves out the year of which the Fact tells before it has come."""
    coming = {year for year in years_in(fact.text) if fact.doc_date is not None and int(year) > fact.doc_date.year}
    return bool(coming) and not coming & years_in(text)


def drops_mood(text: str, source: str, language: Language) -> bool:
    """True where the source's words up to as many as a headline holds tell a duty, a plan or a chance, and `text` does
    not: "Panel driven by evidence" for "The panel will be driven by evidence". An English "to" tells a plan."""
    binds = _BINDS[language]
    told = binds.search(text) or (language == "en" and re.search(r"\bto [a-z]", text))
    return not told and binds.search(source[: _LENGTH[language][1]]) is not None


def _names_in_order(text: str, fact: Fact) -> bool:
    """False when the headline's names stand in another order than the Fact's: who did it to whom would be turned."""
    places = [(text.find(name), fact.text.find(name)) for name in fact.names if name in text]
    return [b for _, b in sorted(places)] == sorted(b for _, b in places)


def _words_in_order(text: str, source: str) -> bool:
    """True when the headline's words follow each other as in the Fact; else what did what to whom may be turned."""
    there = content_units(source, "en")
    at = 0
    for word in (w for w in content_units(text, "en") if w in there):
        if word not in there[at:]:
            return False
        at = there.index(word, at) + 1
    return True


def _quoted(words: str, fact: Fact, bench: Bench) -> str:
    """The words in quotation marks, and whose they are or where they stand if there is room."""
    document = bench.documents[fact.doc_id]
    label = speaker_of(fact, document) or label_of(document, bench.language)
    if bench.language == "zh":
        is_named = label.startswith("《") and len(words) + len(label) < _LENGTH["zh"][1] + 12
        return f"{label}：“{words}”" if is_named else f"“{words}”"
    is_short = len(words) + len(label) < _MOST_WHOLE["en"] + 30
    return f"“{words}”: {label}" if is_short else f"“{words}”"


def _whole_opening(text: str, language: Language) -> str:
    """The Fact without its stop where it is short, else its words up to the last break that a headline has room for;
    empty without one."""
    low, high = _LEAST_CUT[language], _LENGTH[language][1]
    if len(text) <= high:
        return text.rstrip(".。")
    if (_LEADS_ON_ZH if language == "zh" else _LEADS_ON).match(text):
        return ""
    fitting = (text[:end].rstrip(" ,;:，；：、") for end in ends(text, language) if low <= end <= high - 8)
    closed = (words for words in fitting if are_closed(words) and not _IS_DATE(words))
    says = (words for words in closed if says_something(words, language))
    return next((words for words in says if _keeps_who(words, text, language)), "")


def _figure_clause(fact: Fact, language: Language) -> str:
    """The clause of a Chinese rule with a figure of the Fact, after the conduct that it is for ("处……罚款"), where a
    headline has room for it; empty without one, and where a second case comes before it ("情节严重的")."""
    if language == "en" or not _LEADS_ON_ZH.match(fact.text):
        return ""
    low, high = _LEAST_CUT[language], _LENGTH[language][1] - 8
    clauses = re.split("[，；。：]", fact.text)
    n_cases = [sum(c.endswith("的") for c in clauses[:i]) for i in range(len(clauses))]
    told = [c for c, n in zip(clauses[1:], n_cases[1:], strict=True) if n < _MOST_CASES and not _LEADS_ON_ZH.match(c)]
    fitting = (c for c in told if low <= len(c) <= high and _is_timeless(c, language))
    return next((c for c in fitting if any(q.text in c for q in fact.quantities)), "")


def _keeps_who(words: str, text: str, language: Language) -> bool:
    """False for a statement without the one who makes it in the text, and for that one without the statement."""
    inner = inner_speech(text, language)
    if inner is None:
        return True
    if retells(words, inner, text, language):
        return keeps_speaker(words, inner, language)
    said = set(content_units(words, language)) & set(content_units(inner.said, language))
    return inner.who not in words or bool(said)


def says_something(words: str, language: Language) -> bool:
    """True for English words with a verb of their own; a Chinese clause is taken unless it only begins."""
    if language == "zh":
        return not _MERE_BEGINNING_ZH.search(words)
    return _HAS_VERB.search(_RELATIVE.sub("", words)) is not None


def _points_on(word: str) -> bool:
    return is_stop_word(word) or word in _POINTING


def _first_words(text: str, language: Language) -> str:
    """As many words as a headline has room for, of which the last does not point on."""
    words = text.rstrip(".。")[: _LENGTH[language][1] - 20].rsplit(" ", 1)[0]
    while language == "en" and " " in words and _points_on(words.rsplit(" ", 1)[1]):
        words = words.rsplit(" ", 1)[0]
    return words.rstrip(" ,;:，；：、")
