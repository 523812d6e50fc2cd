"""Candidate sentences for a beat, and the checks that choose among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import JsonValue

from deepnews.agents.articles import with_articles
from deepnews.agents.bylines import is_outlet, is_signed
from deepnews.agents.deixis import hangs_on_a_date, without_deixis, without_same_day
from deepnews.agents.frames import date_text, own_names, speaker_of, with_house_dates, with_it
from deepnews.agents.inside import inside
from deepnews.agents.losses import losses
from deepnews.agents.losses_joins import join_losses
from deepnews.agents.losses_words import word_losses
from deepnews.agents.losses_zh import losses_zh
from deepnews.agents.note import is_first_person
from deepnews.agents.partial_quotes import has_glued_words, quote_copied
from deepnews.agents.plain_words import in_plain_words
from deepnews.agents.reply_grammar import sentence_pattern
from deepnews.agents.rules import objections
from deepnews.agents.rules.inner_speech import loses_speaker
from deepnews.agents.rules.lexicon import stem_set, word_set
from deepnews.agents.rules.list_marks import joins_apart
from deepnews.agents.spelling import misspelt
from deepnews.agents.tense import in_past
from deepnews.llm import ChatModel, ChatRequest, Copying, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.quote_marks import with_curly_quotes
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.text import HAN, RunIndex, content_overlap, content_units, is_near_repeat, outside_quotes

_TEMPERATURES = (0.3, 0.5, 0.7, 0.9)
_COPYING: tuple[Copying, ...] = ("discouraged", "barred", "barred", "barred")
"""How each attempt is kept from copying; the first may still use a phrase of its source."""
_MIN_SIMILARITY = {"en": 0.62, "zh": 0.86}
_MIN_RECALL = 0.4
_SUBJECT_CHARS = 60
_MIN_OPENING = {"en": 0.34, "zh": 0.2}
COPIED = "copy.run"
"""Reason code of a candidate that holds a long run of a source."""
_LENGTH = {"en": (35, 340), "zh": (12, 130)}
_TRAILING = re.compile(
    r"(?P<body>[A-Z][^“”;:]{25,}[^“”;:,]), (?P<who>(?:the |an? )?[^,“”]*[A-Z][^,“”]*?) (?P<verb>said|says)\.$"
)
"""A statement with who makes it at its end."""
_NO_SPEAKER = re.compile(
    r"(?:which|who|that|as|and|but|where|when|while|although|if|because|so|he|she|it|they)(?!\S)", re.I
)
"""How what stands there begins where it is no speaker."""
_BRACKETED = re.compile(r"(?<=“)\[([A-Za-z])\](?=\w)")
"""A first letter that a quotation has changed: “[t]he lock”."""
_LETTER = re.compile(r"(?<![\w’'.&-])[B-HJ-Zb-z](?![\w’'.&-])")
_NOISE = re.compile(r"[，、；,;:：]{2,}|[`{}<>|\\^_]|(?:^| )['’](?: |$)")
"""What no sentence of a newspaper holds: a model that has lost its way."""


class Judged(Record):
    """A candidate and what the checks say of it."""

    text: str
    score: float
    """Higher is better; comparable within one beat."""
    faults: tuple[str, ...] = ()
    """Reason codes that forbid it; empty when it may stand."""
    n_copied_chars: int = 0
    """Characters outside quotation marks that lie in long runs of a source."""

    @property
    def is_plain(self) -> bool:
        """True for a sentence that may stand and quotes nothing."""
        return not self.faults and "“" not in self.text

    @property
    def is_only_copied(self) -> bool:
        """True when nothing is wrong with it but that it copies."""
        return self.faults == (COPIED,)


@dataclass(frozen=True)
class Bench:
    """What is needed to write and to judge sentences; shared by all blocks of a run."""

    model: ChatModel
    index: HybridIndex
    runs: RunIndex
    documents: Mapping[str, SourceDocument]
    facts: Mapping[str, Fact]
    language: Language
    seed: int
    style_notes: str = ""
    n_chars_most: int = 1_000_000
    """Ceiling on the article, so that its evidence stays ten times as long."""
    answers: tuple[str, ...] = ()
    """Facts that must be told, the best answer first."""


def sentence_request(facts: Sequence[Fact], lead_in: str, context: str, bench: Bench, attempt: int) -> ChatRequest:
    """The request for one sentence on `facts` that begins with `lead_in`."""
    sentence: dict[str, JsonValue] = {"type": "string", "pattern": sentence_pattern(lead_in, facts, bench.language)}
    small = bench.model.profile.name == "small"
    return ChatRequest(
        messages=render(
            "draft",
            bench.language,
            facts=[f.text for f in facts],
            lead_in=lead_in,
            context="" if small else context,
            style_notes="" if small else bench.style_notes,
        ),
        stage="draft",
        prompt_id=prompt_id("draft", bench.language),
        json_schema={"type": "object", "properties": {"sentence": sentence}, "required": ["sentence"]},
        max_tokens=130,
        temperature=_TEMPERATURES[attempt % len(_TEMPERATURES)],
        copying=_COPYING[attempt % len(_COPYING)],
        seed=bench.seed + attempt,
    )


def write_candidate(facts: Sequence[Fact], lead_in: str, context: str, bench: Bench, attempt: int) -> str:
    """One sentence by the model, deictic words turned to the document's time; empty when it gave none."""
    reply = parsed(bench.model.complete(sentence_request(facts, lead_in, context, bench, attempt)))
    text = str(reply.get("sentence", "")).strip()
    if not text.startswith(lead_in):
        return ""
    if bench.language == "en":
        text = lead_in + with_articles(text[len(lead_in) :], facts[0].text)
    told = _in_its_time(text, facts[0], lead_in, bench)
    text = with_house_dates(_tidy(told, bench.language), bench.language)
    at = len(lead_in) + 1
    return text[:at] + _inside(text[at:], bench) if lead_in.endswith((" that", ",")) else text


def _in_its_time(text: str, fact: Fact, lead_in: str, bench: Bench) -> str:
    """`text` with words that count from the day of the source turned to that day, which `lead_in` may have told."""
    date = bench.documents[fact.doc_id].date
    if bench.language == "en" and date is not None and date_text(date, "en") in lead_in:
        text = without_same_day(text)
    return without_deixis(text, bench.language, dated=date is not None)


def _is_dated(fact: Fact, bench: Bench) -> bool:
    return bench.documents[fact.doc_id].date is not None


def _ended(text: str) -> str:
    """The sentence with one stop at its end, which may stand within quotation marks."""
    text = text.rstrip(" .,;")
    return text if text.endswith((".”", "!”", "?”")) else f"{text}."


def _inside(words: str, bench: Bench) -> str:
    return inside(words, (d.text for d in bench.documents.values()))


def told_as_is(fact: Fact, lead_in: str, bench: Bench) -> str:
    """The Fact's own words after `lead_in`: a candidate without a model, of which what is copied must be quoted."""
    text = _in_its_time(fact.text, fact, lead_in, bench).lstrip(" ,，")
    if bench.language == "zh":
        text = text.replace(" … ", "，")
        return f"{lead_in}{text}" if text.endswith(("。", "。”")) else f"{lead_in}{text.rstrip('，；')}。"
    text = with_articles(attribution_first(_ended(with_curly_quotes(text)), bench), "")
    document = bench.documents[fact.doc_id]
    words = text if is_signed(document) else with_it(text, speaker_of(fact, document), lead_in)
    return f"{lead_in} {_inside(words, bench)}" if lead_in else words


def attribution_first(text: str, bench: Bench) -> str:
    """ "The lock is open, the engineer Ansgar Vane said." as "The engineer Ansgar Vane said that the lock is open."."""
    found = _TRAILING.match(text)
    if found is None or _NO_SPEAKER.match(found["who"].lstrip()):
        return text
    who = found["who"]
    return f"{who[0].upper()}{who[1:]} {found['verb']} that {_inside(found['body'], bench)}."


def _tidy(text: str, language: Language) -> str:
    text = " ".join(text.split()) if language == "en" else text
    text = re.sub(r"\s+([,.;:]|['’]s\b)", r"\1", text)
    text = re.sub(r"\b(the|a|an|of|in|to) \1\b", r"\1", text)
    text = re.sub(r"\ban (?=[bcdfgjkpqtvwz][a-z])", "a ", text)
    text = with_curly_quotes(text)
    text = re.sub(r"[；;，]+。$", "。", text)
    text = re.sub(rf"(?<=[{HAN}]),", "，", text)
    return text[0].upper() + text[1:] if language == "en" and text else text


def judged_variants(
    text: str, facts: Sequence[Fact], lead_in: str, before: Sequence[str], bench: Bench
) -> tuple[Judged, ...]:
    """The candidate as it is; where all that is wrong with it is copying, also in plainer words, and where these copy
    as well, with the copied words quoted."""
    plain = judge(_retold(text, facts[0], lead_in, bench), facts, lead_in, before, bench)
    if not plain.is_only_copied:
        return (plain,)
    plainer = lead_in + in_plain_words(text[len(lead_in) :], bench.language)
    reworded = judge(_retold(plainer, facts[0], lead_in, bench), facts, lead_in, before, bench)
    if not reworded.faults:
        return (reworded,)
    plain = min((plain, reworded), key=lambda j: (len(j.faults), j.n_copied_chars))
    quoted = quote_copied(text, facts[0].text, bench.runs, bench.language, lead_in)
    if not quoted:
        return (plain,)
    told = _retold(with_house_dates(quoted, bench.language), facts[0], lead_in, bench)
    return (plain, judge(told, facts, lead_in, before, bench))


def _retold(text: str, fact: Fact, lead_in: str, bench: Bench) -> str:
    """The sentence in the past tense where a dated document speaks for itself."""
    return lead_in + in_past(text[len(lead_in) :]) if _reports_the_past(fact, bench) else text


def _reports_the_past(fact: Fact, bench: Bench) -> bool:
    """True for a dated English document that speaks for itself; what a person says keeps its tense."""
    document = bench.documents[fact.doc_id]
    return bench.language == "en" and document.date is not None and (not document.author or is_outlet(document))


def drops_subject(text: str, body: str, fact: Fact, language: Language) -> bool:
    """True when the sentence keeps none of the names, or too few of the words, that the Fact opens with: whose case
    it is would be lost."""
    opening = fact.text[:_SUBJECT_CHARS]
    names = [name for name in fact.names if name in opening]
    named = any(part in body for name in names for part in name.split())
    return (bool(names) and not named) or content_overlap(opening, text, language) < _MIN_OPENING[language]


def _ends_in_abbreviation(text: str, source: str) -> bool:
    """True when the sentence breaks off in the middle of an abbreviation of the source ("of a U")."""
    last = re.search(r"\b([A-Z])[.”\"]*$", text)
    return last is not None and re.search(rf"\b{last.group(1)}\.(?:[A-Z]\.| [A-Z])", source) is not None


@lru_cache(maxsize=4)
def _own_words(language: Language) -> frozenset[str]:
    """Content of the instruction and its example, which is no part of any story; reporting verbs left out."""
    messages = render("draft", language, facts=(), lead_in="", context="", style_notes="")
    reporting = stem_set("reporting_verbs", "en") if language == "en" else word_set("reporting_verbs", "zh")
    return frozenset(content_units(messages[0].content, language)) - reporting


def _leaks(body: str, source: str, bench: Bench) -> bool:
    """True when the candidate tells what stands in the instruction and not in the Fact (the mills of its example)."""
    new = set(content_units(body, bench.language)) - set(content_units(source, bench.language))
    return len(new & _own_words(bench.language)) > (bench.language == "zh")


def _losses(body: str, fact: Fact, bench: Bench) -> list[str]:
    """What the candidate loses or adds: in either language whose statement it is, and a comma told as "and"."""
    document = bench.documents[fact.doc_id]
    lost = loses_speaker(body, fact.text, own_names(fact, document), bench.language)
    found = ["speaker.lost"] if lost else []
    found += ["list.joined"] if joins_apart(outside_quotes(body), fact.text, bench.language) else []
    if bench.language == "zh":
        return [*found, *losses_zh(body, fact.text)]
    return [*found, *losses(body, fact, document), *word_losses(body, fact.text), *join_losses(body, fact.text)]


def judge(text: str, facts: Sequence[Fact], lead_in: str, before: Sequence[str], bench: Bench) -> Judged:
    """The candidate with its score and every fault that forbids it."""
    source = " ".join(f.text for f in facts)
    body = _BRACKETED.sub(r"\1", text[len(lead_in) :] if text.startswith(lead_in) else text)
    faults = [f.code for f in objections(text, facts, bench.documents, bench.language, lead_in=lead_in)]
    similarity = float(bench.index.similarity([body], [source])[0, 0])
    recall = content_overlap(source, body, bench.language)
    precision = content_overlap(body, source, bench.language)
    n_copied_chars = bench.runs.copied_chars(outside_quotes(text))
    low, high = _LENGTH[bench.language]
    faults += ["form.length"] if not low <= len(text) <= high else []
    faults += ["form.first_person"] if is_first_person(outside_quotes(text), bench.language) else []
    faults += ["likeness.low"] if similarity < _MIN_SIMILARITY[bench.language] else []
    faults += ["recall.low"] if recall < _MIN_RECALL else []
    faults += [COPIED] if n_copied_chars else []
    faults += ["subject.dropped"] if drops_subject(text, body, facts[0], bench.language) else []
    faults += ["form.glued"] if bench.language == "en" and has_glued_words(body, source) else []
    texts = [d.text for d in bench.documents.values()]
    faults += ["form.misspelt"] if bench.language == "en" and any(misspelt(body, source, texts)) else []
    faults += ["repeat"] if any(is_near_repeat(body, b) for b in before) else []
    faults += ["prompt.leak"] if _leaks(body, source, bench) else []
    score = similarity + 0.4 * precision + 0.2 * recall - 0.5 * n_copied_chars / max(1, len(text))
    faults += _losses(body, facts[0], bench)
    is_noisy = _NOISE.search(body) or set(_LETTER.findall(body)) - set(_LETTER.findall(source))
    faults += ["form.noise"] if is_noisy else []
    undated = not _is_dated(facts[0], bench) and hangs_on_a_date(outside_quotes(text), source, bench.language)
    faults += ["date.untold"] if undated else []
    faults += ["form.cut"] if bench.language == "en" and _ends_in_abbreviation(text, source) else []
    return Judged(text=text, score=score, faults=tuple(faults), n_copied_chars=n_copied_chars)
