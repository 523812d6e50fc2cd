"""Claims from a draft: one a sentence, or one a clause where a sentence plainly makes two statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from deepnews.agents.rules import annotate
from deepnews.agents.rules.lexicon import pattern, word_list, word_set
from deepnews.agents.rules.persons_zh import OFFICE_ZH
from deepnews.agents.rules.tokens import tokens
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language, Record
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.verification import Claim
from deepnews.text import TextRange, outside_quotes, quoted_ranges

NotCheckable = Literal["", "question", "transition"]

_CUT = {
    "en": re.compile(
        r"(?:;|,)\s+(?:while|whereas|but|though|although)\s+|;\s+(?:and\s+)?"
        r"|,\s+and\s+(?=(?:he|she|it|they|[Tt]he(?:\s+\w+){1,2}|[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)\s+(?:\w+ly\s+)?"
        r"(?:is|are|was|were|has|have|had|did|will|would|can|could|may|might|must|should|\w{2,}ed|said|says|told|took|gave|"
        r"made|got|held|left|lost|paid|put|ran|sent|sold|wrote|found|fell|rose|grew|went|came|became|began)\b)"
    ),
    "zh": re.compile(r"；(?:而|但是?)?|，(?:而(?![且是不言立])|但是?)"),
}
_DEPENDS = {
    "en": re.compile(r"(?:[Ii]f|[Uu]nless|[Ww]hen|[Aa]lthough|[Tt]hough|[Bb]ecause|[Ss]ince|[Aa]s)\b"),
    "zh": re.compile(r"如果|若|虽然|尽管|由于|因为|既然|只要|只有|除非|当"),
}
"""Openings of a clause that is none without the one after it."""
_AND = re.compile(r",\s+and\b")
_BACK = re.compile(r"\b(?:them|it|this|that|these|those|its|their|his|her|him|one|both|so|too|also)\b", re.I)
_MAX_SUBJECT_CHARS = 5
"""Characters of a pronoun that may open the clause after ", and"."""
_MIN_CLAUSE_CHARS = {"en": 20, "zh": 8}
_MAX_FRAME_CHARS = {"en": 140, "zh": 50}
_MAX_TRANSITION_WORDS = 2
_TRANSITION = {
    "en": re.compile(
        r"(?:then|but|so|and|yet|now|still|that|this|it|these|those|here|there|not|nor|enter|meanwhile|what)\b", re.I
    ),
    "zh": re.compile(r"然而|但|于是|随后|接下来|这|那|此|可是|不过|转折|变化|直到|后来|问题"),
}
_AYE = (
    r"(?:yes|yeah|yea|yep|yup|no|nope|ok|okay|sure|right|true|wow|oh|ah|well|hm+|indeed|exactly|agreed|lol|ha(?:ha)*)"
)
_THAT = "(?:that|it|this)(?:['’]s| is)"
_ASSENT = {
    "en": re.compile(
        rf"(?:{_AYE}[,!. ]*){{1,4}}(?:{_THAT} (?:so )?(?:true|right|correct|interesting|cool|crazy|amazing))?\W*|"
        rf"{_THAT} (?:so )?(?:true|right|correct)\W*|I (?:know|think so|agree)(?: right)?\W*",
        re.I,
    ),
    "zh": re.compile(r"(?:是的?|对|不是|没错|好的?|嗯|哦|确实|当然|的确)[。，！!]*"),
}
"""Words of a reply that only agree or object."""
_VERB_EN = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|will|would|can|could|may|might|must|should|shall|cannot"
    r"|rose|fell|grew|went|came|became|began|took|gave|made|got|kept|held|left|lost|met|paid|put|ran|saw|sent|set|sold|stood"
    r"|spent|told|thought|won|wrote|said|found|felt|led|cut|hit|rises|falls|grows|goes|comes|makes|takes|remains|shows|\w{2,}ed)\b"
    r"|\w{2,}(?:n't|n’t)\b"
)
_OWN_SUBJECT = re.compile(r"^(?:;|,\s+and)\s+(?:the|The|[A-Z][\w'’-]+)\s+(?!that\b)|^，(?![而但])")
"""A clause that begins anew: the date and the speaker of the one before it are not its own."""
_VERB_ZH = re.compile(r"[应须可处罚]")
_DATE_LEAD_EN = re.compile(r"^(?:(?:In|On|By|At|During|Since|As of|From|Between)\s[^,;:]{3,60}),\s+")
_DATE_LEAD_ZH = re.compile(
    r"^(?:在|到|截至)?[^，；：。]{0,16}(?:年|月|日|季度|年底|年初)(?:以来|前后|期间|间|末|初|底|时)?，"
)
_SPEECH_LEAD_EN = re.compile(r"^[^;“\"]{3,}?\bthat\s+|^[Aa]ccording to [^,;]{2,60},\s+")
_SPEECH_LEAD_ZH = re.compile(
    r"^[^；“]{2,}?(?:表示|指出|认为|称|写明|载明|说|强调|规定|显示|写道)[，：]|^(?:据|根据|按照)[^，；]{2,30}，"
)
_QUESTION_END = re.compile(r"[?？][\"'”’」』）)\]]*$")


class DraftClaim(Record):
    """A claim of the draft, and whether there is anything in it to check."""

    claim: Claim
    not_checkable: NotCheckable = ""
    """Why it is not sent to the checker; empty when it is."""

    @property
    def checkable(self) -> bool:
        """True when the claim goes to the checker."""
        return not self.not_checkable


class Placed(NamedTuple):
    """A sentence and where it begins in the body."""

    sentence: Sentence
    start: int


def decompose(draft: Draft) -> tuple[DraftClaim, ...]:
    """Claims of the body in reading order; ``draft.body[claim.start:claim.end]`` lies inside the claim's sentence."""
    found: list[DraftClaim] = []
    for placed in placed_sentences(draft):
        for text, span in statements(placed.sentence.text, draft.language):
            claim = Claim(
                claim_id=f"C{len(found) + 1:03d}",
                sentence_id=placed.sentence.sentence_id,
                text=text,
                start=placed.start + span.start,
                end=placed.start + span.end,
                fact_ids=placed.sentence.fact_ids,
            )
            found.append(DraftClaim(claim=claim, not_checkable=why_not_checkable(claim, draft.language)))
    return tuple(found)


def placed_sentences(draft: Draft) -> Iterator[Placed]:
    """Body sentences with their offsets in `draft.body`."""
    n_gap = 0 if draft.language == "zh" else 1
    position = 0
    for paragraph in (p for block in draft.blocks for p in block.paragraphs):
        for sentence in paragraph.sentences:
            yield Placed(sentence, position)
            position += len(sentence.text) + n_gap
        position += 2 - n_gap


def statements(sentence: str, language: Language) -> tuple[tuple[str, TextRange], ...]:
    """Statements of a sentence, each with the frame it stands in, and its span in the sentence."""
    if not sentence.strip():
        return ()
    parts = _clauses(sentence, language)
    first = parts[0]
    frame = "" if len(parts) == 1 else _frame(sentence[: first.end], language)
    found = [(sentence[first.start : first.end], first)]
    for before, part in pairwise(parts):
        clause = sentence[part.start : part.end]
        own = _OWN_SUBJECT.search(f"{sentence[before.end : part.start]}{clause}")
        found.append((f"{'' if own else _carried(frame, clause, language)}{clause}", part))
    return tuple(found)


def _clauses(sentence: str, language: Language) -> list[TextRange]:
    """Ranges of the coordinate clauses; the whole sentence when any of them is not a statement of its own."""
    start = len(sentence) - len(sentence.lstrip())
    whole = TextRange(start, len(sentence.rstrip()))
    if len(quoted_ranges(sentence)) and len(outside_quotes(sentence).replace(MASK, "")) < 0.4 * len(sentence):
        return [whole]
    ranges: list[TextRange] = []
    for cut in _cuts(outside_quotes(sentence), language):
        ranges.append(TextRange(start, cut.start()))
        start = cut.end()
    ranges.append(TextRange(start, whole.end))
    return ranges if all(_states(sentence[r.start : r.end], language) for r in ranges) else [whole]


def _cuts(text: str, language: Language) -> list[re.Match[str]]:
    """Where clauses meet; in Chinese also before a person who is said to speak."""
    found = [m for m in _CUT[language].finditer(text) if not _goes_back(m, text)]
    if language == "zh":
        taken = {m.start() for m in found}
        found += [m for m in _before_speaker_zh().finditer(text) if m.start() not in taken]
    return sorted(found, key=lambda m: m.start())


def _goes_back(cut: re.Match[str], text: str) -> bool:
    """True where the clause after ", and" speaks of what stands before it: "and it refused one of them"."""
    return _AND.match(cut.group()) is not None and _BACK.search(text, cut.end() + _MAX_SUBJECT_CHARS) is not None


@lru_cache(maxsize=1)
def _before_speaker_zh() -> re.Pattern[str]:
    surnames = "".join(word_list("surnames", "zh"))
    verbs = "|".join(sorted(word_set("reporting_verbs", "zh"), key=lambda v: (-len(v), v)))
    place = "(?:在[^，。；：]{1,12}?[上中时里])?"
    return re.compile(
        rf"，(?=(?:{OFFICE_ZH})?[{surnames}][\u4e00-\u9fff]{{1,2}}{place}(?:只|也|还|则|又|当场|随后)?(?:{verbs}))"
    )


def _states(clause: str, language: Language) -> bool:
    """True when the clause is long enough and has a verb that can carry a statement."""
    if len(clause) < _MIN_CLAUSE_CHARS[language] or _DEPENDS[language].match(clause):
        return False
    if language == "en":
        return bool(_VERB_EN.search(clause)) and not _VERB_EN.match(clause)
    return any(t.tag.startswith(("v", "l", "i")) for t in tokens(clause, "zh")) or bool(_VERB_ZH.search(clause))


def _frame(clause: str, language: Language) -> str:
    """The opening that dates and attributes what follows; empty when the clause has none."""
    speech = (_SPEECH_LEAD_ZH if language == "zh" else _SPEECH_LEAD_EN).match(clause)
    if speech and len(speech.group()) <= _MAX_FRAME_CHARS[language] and _reports(speech.group(), language):
        return speech.group()
    dated = (_DATE_LEAD_ZH if language == "zh" else _DATE_LEAD_EN).match(clause)
    return dated.group() if dated and annotate(dated.group(), language, None).dates else ""


def _reports(text: str, language: Language) -> bool:
    return language == "zh" or bool(pattern("reporting_verbs", language).search(text)) or text.startswith("According")


def _carried(frame: str, clause: str, language: Language) -> str:
    """The frame for a later clause; nothing when the clause has a speaker or a date of its own."""
    own = clause[:60] if language == "en" else clause[:20]
    if not frame or pattern("reporting_verbs", language).search(own) or annotate(own, language, None).dates:
        return ""
    return frame


def why_not_checkable(claim: Claim, language: Language) -> NotCheckable:
    """Why there is nothing to check; empty for every claim of a sentence that cites Facts.

    Without Facts a question asserts nothing, and a few linking words without name, figure, date or quotation
    ("Then came the turn.") only lead on. Everything else is checked, also where it looks like an opinion.
    """
    if claim.fact_ids:
        return ""
    if _QUESTION_END.search(claim.text.strip()):
        return "question"
    if _ASSENT[language].fullmatch(claim.text.strip()):
        return "transition"
    if not _TRANSITION[language].match(claim.text.strip()):
        return ""
    note = annotate(claim.text, language, None)
    specific = note.quantities or note.dates or note.names or quoted_ranges(claim.text)
    n_words = sum(t.has_content for t in tokens(claim.text, language))
    return "transition" if n_words <= _MAX_TRANSITION_WORDS and not specific else ""
