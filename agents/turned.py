"""What stands beside a statement and bears on it: the next sentence, which turns it ("But ...") or takes it back ("It
never came"), and what stands before it and makes it another's.

A sentence alone is true to its source and misleads all the same where the source goes on to say that it came otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from deepnews.agents.bare_nouns import leans_on_noun
from deepnews.agents.partial_figures import is_half
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.said_before import hangs_on
from deepnews.agents.sentence_search import document_sentences
from deepnews.agents.speakers import is_transcript, turn_at
from deepnews.retrieval.worth import tells_of_others
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span
from deepnews.text import MONTHS_EN, content_units

Turned = Literal["", "doubted", "undone"]
"""Nothing; the next sentence contradicts it, or opens as a contrast on the same matter, or it answers the one before so
itself, or that holds the figure that it is half of; it is taken back, or is not its speaker's own or not whole where it
stands."""

_AGAINST = {
    "en": re.compile(
        r"[\"“]?(?:But|However|Yet|That (?:being )?said|Having said that|Still,|Nevertheless|Nonetheless|Even so|"
        r"What(?:['’]s| is) (?:less|not) (?:\w+ ){0,2}(?:known|understood|clear|told)|"
        r"Not any ?more|In (?:reality|practice|the event)|On the contrary|Unfortunately)\b"
    ),
    "zh": re.compile(r"[“]?(?:但是?|然而|不过|可是|可惜|只是|实际上|事实上)"),
}
_MEANT = r"(?:(?:But|However|Yet|Unfortunately|In the event),? )?(?:[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ii]t|[Tt]hey)"
_ENDED = (
    "rejected|withdrawn|dropped|refused|abandoned|overturned|reversed|defeated|voted down|struck down|quashed|blocked|"
    "cancell?ed|scrapped|shelved|vetoed|dismissed|disproved|refuted|wrong|untrue|false|mistaken|incorrect"
)
_SHARE = (
    r"(?:share|accept|agree with|believe|endorse|support|recogni[sz]e|subscribe to) (?:in )?"
    r"(?:this|that|it|these|those|them|such)(?:(?: [a-z]+){0,2}[.,;]|"
    r"\b(?= (?:view|reading|account|claim|version|description|conclusion|argument|picture|analysis)\b))"
)
"""After "does not": the word of somebody else is not taken for true."""
_DISPUTED = {
    "en": re.compile(
        r"(?!(?:I|We|They|Yes|No|And|If|One)\b)(?:The |An? )?(?:(?!(?:I|we|if)\b)[\w’'.-]+ ){1,7}?"
        rf"(?:(?:do|does|did)(?: not|n['’]t) {_SHARE}|"
        r"(?:disputes?|disputed|den(?:y|ies|ied)|rejects?|rejected|contests?|contested|contradicts?|contradicted) "
        r"(?:this|that|it|these|those)\b)|"
        rf"{_MEANT}(?: [a-z]+)? (?:is|are|was|were|has been|have been) (?:[a-z]+ )?"
        r"(?:disputed|denied|contested|challenged|contradicted)\b|"
        r"(?:But )?(?:I|[Ww]e) (?:disagree|beg to differ)\b"
    ),
    "zh": re.compile(
        "(?:但|然而|不过)?[，,]?[^，。；]{2,16}?(?:不同意|不认同|不接受|否认|反驳|质疑)了?(?:这|那|该|此|上述)"
    ),
}
"""A sentence by which somebody else contradicts the one before."""
_BACK = {
    "en": re.compile(
        rf"{_MEANT} (?:(?:has|have|had|did|does|do)(?:n['’]t| not| never)|never) (?:yet |in fact |ever )?"
        r"(?:been (?:done|met|kept|realised|realized|fulfilled|implemented)|happen|c[ao]me|occur|materiali[sz]e|"
        r"work|last|prove|take place|taken place)|"
        rf"{_MEANT}(?: [a-z]+)? (?:was|were|is|are|(?:has|have|had) been|(?:would )?proved?(?: to be)?|"
        r"turned out(?: to be)?) (?:later |subsequently |then |all |simply |plainly |quite |soon |eventually )?"
        rf"(?:{_ENDED}|not (?:so|true|right|correct|the case))\b|"
        r"(?:But )?(?:[Nn]one of (?:this|that|these|those|it|them) (?:(?:has|have|had) )?(?:ever )?"
        r"(?:happened|c[ao]me|occurred|materiali[sz]ed|(?:is|was) (?:true|so))|[Nn]othing of the (?:sort|kind))\b|"
        r"Not (?:any ?more|so)\b|(?:But )?(?:[Ww]e|I) (?:was|were) wrong\b|"
        r"(?:But|Yet|And|Well,)? ?(?:[Mm]ost likely|[Oo]f course|[A-Za-z][a-z]+ly)? ?[Nn]ot?[.!]|"
        rf"{_MEANT}(?: [a-z]+)? (?:is|are|was|were) not (?:[a-z]+ )?"
        r"(?:reflected|borne out|supported|confirmed|accepted|shared|consistent|"
        r"what (?:the|I|we)|how (?:I|we)|(?:my|our) (?:view|reading|position|evidence|recollection))\b|"
        rf"(?:But )?(?:[Ww]e|I) (?:do not|don['’]t|did not|didn['’]t|cannot|can['’]t|could not) {_SHARE}"
    ),
    "zh": re.compile(
        "(?:但是?|然而|不过|可是|可惜|事实上|实际上)?[，,]?(?:这|那|此|该|上述|前述|其)[^，。；]{0,10}?"
        "(?:(?:并未|没有|尚未|从未|未能|至今未|未)(?:发生|实现|兑现|落实|通过|出现|履行|成真|成为现实|被?采纳|获得?通过)|"
        "(?:均|都|已|随后|后来|最终|全部|又)*(?:被|遭)[^，。；]{0,6}?(?:否决|驳回|撤回|撤销|推翻|取消|拒绝|搁置|放弃)|"
        "(?:是|被证明是)(?:错误的|不实的|虚假的|错的)|(?:与|同)[^，。；]{2,14}(?:不符|不一致|相矛盾)|"
        "(?:得不到|没有得到|未得到|未获)[^，。；]{0,8}(?:证实|支持|印证))|"
        "(?:但是?|然而|不过)?[，,]?(?:我|我们)(?:并)?不(?:这么|这样)(?:看|认为)|"
        "(?:但是?|然而|不过|可是?)?[，,]?(?:其实|恐怕|大概|当然|事实|实际上?)?(?:并非如此|并不是|不是|未必|没有)[。！]"
    ),
}
"""How a sentence takes back the one before it, which it means by a pronoun."""
_RESTATES = {
    "en": re.compile(
        r"\b(?:let me|I(?:['’]ll| will| should)) (?:restate|rephrase|correct (?:that|myself)|put (?:that|it) "
        r"(?:differently|another way))\b|\bI (?:misspoke|stand corrected)\b|^(?:Ah,? )?[Nn]o,? sorry\b|"
        r"\b(?:this|that|these|those) (?:figures?|numbers?|statistics?) (?:fails?|failed|does not|do not|did not) "
        r"(?:to )?(?:tell|show|capture|reflect)\b",
        re.I,
    ),
    "zh": re.compile(
        "(?:我|让我)(?:更正|重说|重新说)一下|我说错了|口误|(?:这|该|上述)(?:一)?(?:数字|数据|比例)(?:并不|不能|未能)(?:反映|说明)"
    ),
}
"""How a speaker takes back what was said a few sentences before, or says that a figure does not tell it all."""
_N_RESTATED = 3
_ONCE = {
    "en": re.compile(
        r"(?:Last (?:month|week|quarter|year|time)|Earlier|Previously|Initially|At first|At one time|Once,|"
        rf"(?:In|As late as|As recently as) (?:{MONTHS_EN}|the (?:previous|last) \w+))\b"
    ),
    "zh": re.compile(
        r"此前|以前|起初|最初|上(?:个?月|周|季度|一?年)|去年|前年|(?:今年)?[一二三四五六七八九十\d]{1,2}月份?[，,]"
    ),
}
_BY_NOW = {
    "en": re.compile(r"(?:By )?(?:[Nn]ow|Today|[Tt]his (?:month|week|quarter|year|time)|These days|Currently)\b"),
    "zh": re.compile("(?:如今|现在|目前|眼下|本月|本周|本季度|今年|这个月|这一次|这次)"),
}
"""How a sentence begins that tells what has become of what the one before it tells of an earlier time."""
_MIXED = {
    "en": re.compile(r"(?:[\w’']+ ){0,3}?(?:think|say|Well|Probably)?,? ?[Yy]es,? (?:and|but) no\b", re.I),
    "zh": re.compile("(?:可以说)?(?:既)?是[，,]?(?:又|也)不是"),
}
"""An answer that is both: what is said to explain it is no plain yes or no."""
_WORRYING = (
    "concerning|concerns? (?:me|us)|(?:an?|some|great|real|serious) (?:\\w+ )?(?:concern|worry|problem|mistake|risk)|"
    "worrying|worrisome|troubling|alarming|disturbing|unacceptable|regrettable|disappointing|dangerous|unfortunate|wrong|untenable"
)
_REGRETS = {
    "en": re.compile(
        rf"(?:It|This|That|These|Those|Such [\w ]{{3,40}}|Th(?:is|at|ese|ose) [\w ]{{3,40}}) "
        rf"(?:is|are|was|were|remains?|seems?)(?: \w+)? (?:{_WORRYING})\b(?! if\b)|"
        r"(?:This|That|It|These|Those) (?:worr(?:y|ies|ied)|concern(?:s|ed)?|troubles?d?|alarm(?:s|ed)?) (?:me|us)\b|"
        r"(?:I|We) (?:am|are|was|were) (?:\w+ )?(?:concerned|worried|troubled|alarmed|uneasy) (?:by|at) (?:this|that)\b"
    ),
    "zh": re.compile(
        "(?:这|那|此|对此)[^。；]{0,12}?(?:令人|让人|使人|感到|表示)?(?:十分|非常|深感|深表|极为|相当|很)?"
        "(?:担忧|担心|忧虑|不安|警惕|遗憾|危险|不可接受|难以接受|严重)"
    ),
}
"""A sentence by which the speaker takes what he has just said for a bad sign."""


def turned_after(span: Span, document: SourceDocument, language: Language) -> Turned:
    """How what stands beside `span` in its paragraph or turn bears on it: see ``Turned``; a mixed answer before it
    ("yes, and no") makes it doubted too."""
    following = _beside(span, document, 1)
    later = (_beside(span, document, step) for step in range(1, _N_RESTATED + 1))
    if _BACK[language].match(following) or any(_RESTATES[language].search(sentence) for sentence in later):
        return "undone"
    before = _beside(span, document, -1)
    if hangs_on(span, document, language) or leans_on_noun(span.text, before, language):
        return "undone"
    if _DISPUTED[language].match(following):
        return "undone" if _is_reported(span.text, language) else "doubted"
    is_against = _AGAINST[language].match(following)
    is_same = set(content_units(span.text, language)) & set(content_units(following, language))
    cut = _cut_before(span, document)
    is_mixed = _MIXED[language].match(before) or is_half(span.text, cut, before, language)
    answers = _AGAINST[language].match(cut.strip())
    has_changed = _ONCE[language].match(span.text) and _BY_NOW[language].match(following)
    return "doubted" if (is_against and is_same) or is_mixed or answers or has_changed else ""


def is_regretted(span: Span, document: SourceDocument, language: Language) -> bool:
    """True for what the next sentence of its source takes for a bad sign ("That is worrying"): no ground for hope."""
    return _REGRETS[language].match(_beside(span, document, 1)) is not None


def _cut_before(span: Span, document: SourceDocument) -> str:
    """What stands in the sentence of `span` before it."""
    sentences = document_sentences(document.text, document.language)
    at = bisect_right(sentences, span.start, key=lambda s: s.start) - 1
    return document.text[sentences[at].start : span.start] if at >= 0 else ""


def _is_reported(text: str, language: Language) -> bool:
    """True for a view that the sentence gives to somebody: what contradicts it is the source's own word."""
    return bool(find_speaker(text, language)) or tells_of_others(text, language)


def _beside(span: Span, document: SourceDocument, step: int) -> str:
    """The sentence `step` after the one that holds the beginning of `span`, without the label of a turn; empty outside
    of its paragraph or turn."""
    sentences = document_sentences(document.text, document.language)
    at = bisect_right(sentences, span.start, key=lambda s: s.start) - 1
    if at < 0 or not 0 <= at + step < len(sentences):
        return ""
    own, other = sentences[at], sentences[at + step]
    start = other.start
    if is_transcript(document):
        turn, others = turn_at(document, own.end - 1), turn_at(document, other.end - 1)
        is_apart, start = turn != others, max(start, others.text_start if others else 0)
    else:
        is_apart = "\n" in document.text[min(own.end, other.end) : max(own.start, other.start)]
    return "" if is_apart else document.text[start : other.end]
