"""The brief: an assignment becomes information needs, and the shift it asks about (if any) its two poles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.evidence import InformationNeed
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.text import units

_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+|(?<=[。？！；：])")
_FROM_TO = {
    "en": re.compile(
        r"\bfrom\s+(?P<a>[^,;:.?]{4,80}?)\s+to\s+(?P<b>[^,;:.?]{4,80}?)(?=[,;:.?]|\s+(?:by|in|and)\b|$)", re.I
    ),
    "zh": re.compile(r"从(?P<a>[^，。；？]{2,30}?)(?:转向|转为|变成|改为|走向)(?P<b>[^，。；？]{2,30})"),
}
_AGAINST = {
    "en": re.compile(r"(?<!\w)(?P<a>[^:;.?]{6,120}?)\s+(?:against|versus|vs\.?)\s+(?P<b>[^:;.?]{6,120})", re.I),
    "zh": re.compile(r"(?P<a>[^：；。？]{2,60}?)(?:对阵|对垒|反对|对决)(?P<b>[^：；。？]{2,60})"),
}
_MEASURES = re.compile(
    r"\b(?:held|hold|set|put|weigh(?:ed)?|measured?|judged?|check(?:ed)?|test(?:ed)?|compared?|follow(?:ed)?)\b"
    r"[^:;.?]*\bagainst\b",
    re.I,
)
"""What is held against something is measured by it, and no party to a dispute."""
_OR = {
    "en": re.compile(r"\bwhether\s+(?P<a>[^,;:.?]{6,120}?)\s+or\s+(?P<b>[^,;:.?]{4,120})", re.I),
    "zh": re.compile(r"是(?P<a>[^，。；？]{2,30}?)还是(?P<b>[^，。；？]{2,30})"),
}
_QUOTED = re.compile(r"[“\"「]([^“”\"「」\n]{4,120})[”\"」]")
MAX_QUESTIONS = 7
"""Questions of one assignment that become sections."""
_CLAUSE = re.compile(r"[,;:.?!]\s+|[，；：。？！、]|[.?!]$")
_LINK = {"en": re.compile(r"^(?:and|but|or)\s+", re.I), "zh": re.compile(r"^(?:以及|并且|而且|和|并|而)")}
_ASKS = {
    "en": re.compile(r"^(?:how|what|who|whom|whose|why|when|where|which|whether)\b", re.I),
    "zh": re.compile(r"如何|怎么|怎样|什么|多少|谁|哪|为何|何时|何以|是否"),
}
_CLAUSE_CHARS = 3
_SUBJECT_CHARS = 60
_PHRASE_UNITS = {"en": 4, "zh": 6}
_WHEN = re.compile(
    r"\s+(?:in|by|since|until|at|as of)\s+"
    r"(?:(?:the|early|mid|late|spring|summer|autumn|fall|winter|end|of|\w+day)[\s-]+)*"
    r"(?:[A-Z][a-z]+ )?(?:\d{1,2},? )?\d{4}$"
)
"""When one end of the story was, which is no part of what it was."""
_ONLY_DATE = re.compile(r"^[\s\w]{0,12}\(?\d{4}\)?.{0,8}$")


class Poles(Record):
    """Two ends between which the story moves or the dispute runs; both empty when the assignment names none."""

    a: str = ""
    b: str = ""

    def __bool__(self) -> bool:
        return bool(self.a and self.b)


def _first_match(pattern: re.Pattern[str], text: str) -> Poles:
    match = pattern.search(text)
    while match is not None:
        a, b = (_WHEN.sub("", match[end].strip()) for end in ("a", "b"))
        told_apart = a.casefold() != b.split(":")[0].strip().casefold()
        if told_apart and not (_ONLY_DATE.match(a) or _ONLY_DATE.match(b) or re.search(r"\d{4}", a + b)):
            return Poles(a=a, b=b)
        match = pattern.search(text, match.start() + 1)
    return Poles()


def shift_poles(assignment: Assignment) -> Poles:
    """What the story turns from and to, as the assignment words it ("from shortages to jobs")."""
    return _first_match(_FROM_TO[assignment.language], f"{assignment.topic} {assignment.angle}")


def dispute_poles(assignment: Assignment) -> Poles:
    """The two sides of a dispute as the assignment words them ("A against B", "whether A or B")."""
    texts = (assignment.angle, assignment.topic)
    for text in (_MEASURES.sub(" ", t) if assignment.language == "en" else t for t in texts):
        for patterns in (_AGAINST, _OR):
            if poles := _first_match(patterns[assignment.language], text):
                return poles
    return Poles()


def own_questions(assignment: Assignment) -> tuple[str, ...]:
    """The sentences and clauses of topic and angle, each a question of its own; the direct questions first."""
    parts = [p.strip() for text in (assignment.topic, assignment.angle) for p in _SENTENCE_END.split(text)]
    useful = [p for p in parts if len(p) >= (6 if assignment.language == "zh" else 15)]
    return tuple(sorted(dict.fromkeys(useful), key=lambda p: not p.endswith(("?", "？"))))


def quoted_phrases(assignment: Assignment) -> tuple[str, ...]:
    """Whole phrases the assignment puts in quotation marks: words its sources must be looked through for; not names."""
    found = (p.strip() for p in _QUOTED.findall(f"{assignment.topic}\n{assignment.angle}"))
    long_enough = (p for p in found if len(units(p, assignment.language)) >= _PHRASE_UNITS[assignment.language])
    return tuple(dict.fromkeys(long_enough))


def listed_questions(assignment: Assignment) -> tuple[str, ...]:
    """The clauses of the topic that ask something ("who set it up, who used it, what it cost"), in their order, each
    worded as a heading, with the question mark of its sentence; where a topic asks in full sentences, these."""
    found = (h for s in _SENTENCE_END.split(assignment.topic) for h in _headings(s.strip(), assignment.language))
    return tuple(dict.fromkeys(found))


def _headings(sentence: str, language: Language) -> Iterator[str]:
    """The clauses of `sentence` that ask something."""
    mark = sentence[-1:] if sentence.endswith(("?", "？")) else ""
    for part in _CLAUSE.split(sentence):
        clause = _LINK[language].sub("", part.strip())
        if _ASKS[language].search(clause) and len(clause) >= _CLAUSE_CHARS:
            yield f"{clause[0].upper()}{clause[1:]}{mark}"


def with_questions(schema: NarrativeSchema, assignment: Assignment) -> NarrativeSchema:
    """The schema with the questions the assignment lists in it, where it has room for them."""
    return schema.asking(listed_questions(assignment)[:MAX_QUESTIONS])


def information_needs(assignment: Assignment, schema: NarrativeSchema) -> tuple[InformationNeed, ...]:
    """The assignment's own questions, then what each slot of `schema` asks, tied to the topic."""
    own = own_questions(assignment)[:8] or (assignment.topic,)
    needs = [InformationNeed(need_id=f"Q{i}", question=q) for i, q in enumerate(own, 1)]
    needs += [InformationNeed(need_id=f"P{i}", question=p) for i, p in enumerate(quoted_phrases(assignment), 1)]
    topic, subject = assignment.topic[:160], _SENTENCE_END.split(assignment.topic)[0][:_SUBJECT_CHARS]
    for slot in schema.slots:
        about = subject if slot.per_question else topic
        question = f"{slot.question} {' '.join(slot.cues[:6])} ({about})"
        role = "" if slot.per_question else slot.role
        needs.append(InformationNeed(need_id=f"S-{slot.role}", question=question, slot=role))
    return tuple(needs)
