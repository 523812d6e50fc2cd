"""What a reader must be told where an article first has it: who a person is, and what letters stand for.

Done once the sentences stand as they will be read. Offices and meanings are words of the sources; within a quotation
the meaning stands in square brackets, which say that it is not the speaker's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.agents.decompose import statements
from deepnews.agents.frames import speaker_of
from deepnews.agents.meanings import meaning_of
from deepnews.agents.offices import Introduction, introductions
from deepnews.agents.pace.attribution import framed
from deepnews.agents.rules.lexicon import common_stems
from deepnews.agents.rules.persons_zh import OFFICE_ZH
from deepnews.agents.rules.roles import HEADS
from deepnews.agents.settle import settle
from deepnews.quote_marks import MASK
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, Sentence, each_sentence
from deepnews.schemas.facts import Fact
from deepnews.text import outside_quotes, stem

_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Professor)\.? $")
_NEXT = re.compile(r" (?!and\b|or\b|of\b|at\b|for\b|who\b)[a-z]|\.$")
"""After a name: a verb, or the end of the sentence; no office and no other name."""
_TAKEN = re.compile(rf"(?:(?<![\w’'-])[A-Z][\w’'-]*|\band|\bor|\b(?:{HEADS})),? $")
"""Before a name: more of it, an office, or another name."""
_OFFICE_ZH = re.compile(f"(?:先生|女士|同志|{OFFICE_ZH})")
_NAMED_BEFORE_ZH = re.compile("(?:^|[，。；：])(?:据|对|与|和|由)?$")
_BEFORE_COMMA = re.compile(r"(?:According to|The (?:speaker|writer) was) (?:[A-Z]\w+ )?$")
"""What stands before a name that a comma follows."""
_LETTERS = re.compile(r"(?<![\w.(-])(?P<letters>[A-Z]{2,7})(?P<s>s?)(?![\w.’'-]| ?[(\[])")
_KNOWN = frozenset(
    ("AI", "AM", "BBC", "CEO", "CFO", "EU", "GDP", "II", "III", "IMF", "IT", "IV", "NATO", "PM", "TV", "UK", "UN")
) | frozenset(("US", "USA", "VIP", "WHO"))
"""Letters that every reader knows, or that are none."""


def explained(draft: Draft, facts: Sequence[Fact], documents: Mapping[str, SourceDocument]) -> Draft:
    """The draft with the office of each person, and the meaning of each acronym, where it first has them, as far as the
    documents that `facts` come from tell them."""
    sources = {f.doc_id: documents[f.doc_id] for f in facts if f.doc_id in documents}
    told = _Told(draft, {f.fact_id: f for f in facts}, sources)
    return draft.model_copy(update={"blocks": each_sentence(draft.blocks, told.explained)})


class _Told:
    """What the article has told so far; grows from sentence to sentence."""

    def __init__(self, draft: Draft, facts: Mapping[str, Fact], documents: Mapping[str, SourceDocument]) -> None:
        self.language = draft.language
        self.facts = facts
        self.documents = documents
        self.named: set[str] = set()
        self.text = ""
        voices = (speaker_of(f, documents[f.doc_id]) for f in facts.values() if f.doc_id in documents)
        self.voices = {v.split(" ", 1)[-1] if _TITLE.match(f"{v.split(' ')[0]} ") else v for v in voices}

    def explained(self, sentence: Sentence) -> Sentence:
        """The sentence with what it has first explained."""
        text = sentence.text
        fact = self.facts.get(sentence.fact_ids[0]) if sentence.fact_ids else None
        if fact is not None and fact.doc_id in self.documents and not self._is_open(sentence):
            people = introductions(tuple(self.documents.values()), fact.doc_id, self.language)
            for name in (n for n in people if n in outside_quotes(text) and n not in self.named):
                self.named.add(name)
                if words := people[name].within(self.documents[fact.doc_id].text):
                    text = self._with_office(text, name, words)
            text = self._with_meanings(text, fact.doc_id) if self.language == "en" else text
        self.text += f" {sentence.text}"
        return sentence if text == sentence.text else sentence.model_copy(update={"text": text})

    def _is_open(self, sentence: Sentence) -> bool:
        """True where the rules leave a statement to be weighed: words more would weigh too."""
        if framed(sentence.text, self.language).is_frame_only:
            return False
        facts = [self.facts[i] for i in sentence.fact_ids if i in self.facts]
        said = (text for text, _ in statements(sentence.text, self.language))
        return any(settle(t, facts, self.documents, self.language).verdict != "supported" for t in said)

    def _with_office(self, text: str, name: str, words: Introduction) -> str:
        """The text with who `name` is, where it names nothing else beside it."""
        own = outside_quotes(text)
        at = own.find(name)
        before, after = own[:at], own[at + len(name) :]
        if self.language == "zh":
            is_free = _NAMED_BEFORE_ZH.search(before) and not _OFFICE_ZH.match(after)
            return text[:at] + words.beside(name, "zh") + text[at + len(name) :] if is_free else text
        is_free = not _TAKEN.search(_TITLE.sub("", before)) and self._is_person(name, words)
        if not is_free or not (_NEXT.match(after) or (_BEFORE_COMMA.search(before) and after.startswith(","))):
            return text
        told = words.beside(name, "en")
        told = told.rstrip(",") if after[0] in ".," else told
        return text[:at] + told + text[at + len(name) :]

    def _is_person(self, name: str, words: Introduction) -> bool:
        """True for one who speaks in the sources, and for one with an office whose name has no common word in it."""
        is_rare = not any(stem(w.lower()) in common_stems() for w in name.split())
        return name in self.voices or (is_rare and not words.is_body)

    def _with_meanings(self, text: str, doc_id: str) -> str:
        """The text with the meaning of letters that the article has not had before."""
        own, end = outside_quotes(text), 0
        parts: list[str] = []
        for found in _LETTERS.finditer(text):
            letters = found["letters"]
            if letters in self.named or letters in _KNOWN:
                continue
            self.named.add(letters)
            meaning = meaning_of(letters, self.documents, doc_id, is_plural=bool(found["s"]))
            told_before = f"{self.text} {text[: found.start()]}".lower()
            if not meaning or meaning.lower().rstrip("s")[:-1] in told_before:
                continue
            marks = "[]" if own[found.start()] == MASK else "()"
            parts.append(f"{text[end : found.end()]} {marks[0]}{meaning}{marks[1]}")
            end = found.end()
        return "".join(parts) + text[end:]
