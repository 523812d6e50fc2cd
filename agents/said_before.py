"""What stands before a statement in its source and makes it another's: a view reported, a case supposed, a question.

A sentence that goes on with what others say, that works out a case only supposed, or that answers a question, is word
for word its source's and yet says, alone, what nobody there said. The answer of a witness is the plainest case: who is
asked "So the hall was chaos?" and says "Yes. The hall was chaos at times" has taken the questioner's word.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from deepnews.agents.sentence_search import document_sentences
from deepnews.agents.speakers import Turn, asks, is_transcript, turn_at
from deepnews.agents.whose_forecast import is_of_another
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span
from deepnews.text import content_units

_OTHERS = (
    r"(?:[Cc]ritics|[Oo]pponents|[Pp]roponents|[Ss]upporters|[Aa]dvocates|[Ss][kc]eptics|[Cc]ommentators|[Oo]bservers|"
    r"[Dd]etractors|[Dd]efenders|[Ss]ome|[Oo]thers|[Mm]any|[Mm]ost people)"
)
_SAY = (
    r"(?:argued?|say|said|claim(?:ed)?|maintain(?:ed)?|contend(?:ed)?|alleged?|assert(?:ed)?|suggest(?:ed)?|"
    r"believed?|complain(?:ed)?|insist(?:ed)?|fear(?:ed)?|hold|held|think|thought)"
)
_REPORTS = {
    "en": re.compile(
        rf"(?:[\w’']+,? ){{0,3}}?{_OTHERS}(?: (?:[\w’'-]+|of)){{0,5}}? (?:also |have |had |now |often )?{_SAY}\b|"
        r"It (?:is|was|has been|had been|is (?:currently|often|sometimes|widely)) "
        r"(?:argued|said|claimed|maintained|contended|alleged|asserted|suggested|believed|put about)\b|"
        r"(?:The|One|Another|Their|A common|A further) (?:[\w-]+ )?"
        r"(?:argument|claim|allegation|theory|charge|accusation|complaint|contention|fear|story|rumou?r) "
        r"(?:[\w’'-]+ ){0,6}?(?:is|was|goes|went|runs|ran)\b"
    ),
    "zh": re.compile(
        "(?:[^，。；]{0,8}，)?(?:也有人|有人|有些人|一些人|批评者|反对者|支持者|质疑者|外界|坊间|传言|有观点|有意见|有声音|"
        "有(?:业内|专家|学者|评论|媒体)[^，。；]{0,6}?)[^，。；]{0,6}?(?:认为|称|说|主张|声称|质疑|担心|指责|猜测|相信)"
    ),
}
"""A sentence that tells the view of nobody in particular."""
_CLAIMS = {
    "en": re.compile(
        r"(?:The )?(?:[Pp]laintiffs?|[Cc]laimants?|[Dd]efendants?|[Pp]rosecut(?:ion|ors?)|[Aa]ppellants?|"
        r"[Rr]espondents?|[Cc]omplaint|[Ii]ndictment)\b[^.;]{0,60}? "
        r"(?:alleges?|alleged|claims?|claimed|contends?|contended|pleads?|pleaded|submits?|submitted|argues?|argued)\b"
    ),
    "zh": re.compile("^[^，。；：]{0,30}(?:诉称|起诉称|上诉称|辩称|答辩称|反诉称|申请再审称|指控)[^。；]{0,12}[：，]"),
}
"""A party to a case states its side, and goes on to the end of the paragraph."""
_PARTY = {
    "en": re.compile(r"\b(?:plaintiff|claimant|defendant|prosecut|appellant|respondent|court|judge|tribunal)", re.I),
    "zh": re.compile("原告|被告|上诉人|被上诉人|申请人|公诉机关|法院|本院|合议庭"),
}
_SUPPOSES = {
    "en": re.compile(
        r"(?:(?:For (?:example|instance)|Now|So|But|And|Then),? )?(?:suppose|imagine|assume|say,|"
        r"let(?:['’]?s| us) (?:say|suppose|assume|imagine)|consider (?:a|an|the) (?:hypothetical|imaginary))\b",
        re.I,
    ),
    "zh": re.compile("(?:比如|例如|譬如)?[，,]?(?:假设|假如|假定|设想|试想|不妨设想)"),
}
_OWN = {
    "en": re.compile(
        r"(?:But|However|Yet|Still|Nevertheless|Nonetheless|In (?:fact|reality|truth)|Actually|On the contrary|"
        r"That (?:being )?said|Even so)\b|.*\b(?:I|[Ww]e|[Mm]y|[Oo]ur|according to|said|says|found|reported|told)\b",
        re.S,
    ),
    "zh": re.compile("但|然而|不过|可是|其实|事实上|实际上|.*(?:我|我们|本院|表示|指出|回应|回答|显示|记者)"),
}
"""The writer's own voice again, or somebody else's who is named."""
_UNREAL = {
    "en": re.compile(r"\b(?:would|could|might)\b|, that\b.*\band that\b"),
    "zh": re.compile("将会|就会|则会|势必|必然|可能会"),
}
"""What goes on within a view or a case that is not said to be so; a second "that" hangs on the verb before."""
_ASSENTS = {
    "en": re.compile(
        r"(?:(?:I (?:think|suppose|guess)|Well|Oh|Ah)[, ]+)?(?:Yes|Yeah|Yep|No|Correct|Right|Exactly|Absolutely|Indeed|"
        r"Agreed|True|Of course|Sure|That(?:['’]s| is| was) (?:right|correct|fair|true|so)|"
        r"It (?:was|is|did|does))(?:,? (?:sir|madam|my (?:lady|lord)|absolutely|indeed|thank you|[A-Z]\w+))*[.!]$"
    ),
    "zh": re.compile("(?:嗯|啊|哦|呃)?[，,]?(?:是的?|对的?|没错|不是|没有|当然|确实|可以这么说|差不多|好的)[，。！]?$"),
}
"""An answer that is whole in a word; what comes after it answers too."""
_PARTICLE = {
    "en": re.compile(
        r"(?:Correct|Agreed|Absolutely|Exactly|True|Sorry|Sure|Maybe|Possibly|Nor|Or|Also|Difficult to|Hard to|"
        r"Not (?!only|all|every|one|a |until|since|long)|More (?!than)|Less (?!than)|Basically because|"
        r"A (?:\w+ )?(?:amount|bit|few|lot|little)\b|"
        r"(?:I|We|They|He|She) (?:do|did|does|was|were|am|are|is|have|had|has|could|would|can|will|might|may)"
        r"(?:n['’]t| not)?(?:,| yeah\b| indeed\b|[.;]))",
    ),
    "zh": re.compile("(?:是的?|对的?|没错|不是的?|当然|确实是?|不会的?|差不多)[，,]"),
}
"""An answer that is no sentence without its question."""
_BACK = {
    "en": re.compile(
        r"\b(?:it|them|they|him|he|she|"
        r"that(?=(?:['’]s| (?:is|was|were|had|has|would|will|did|does|could|sounds?|might|may)\b|[,.;]))|"
        r"(?:do|did|does|done|doing|of|about|for|with|from|in|on|to|by|had|have|call|called|mean|meant) "
        r"(?:that|this|those|these)(?= (?:in|on|at|when|if|because|before|after|but|and|or|as)\b|[,.;]))\b",
        re.I,
    ),
    "zh": re.compile(
        "(?:这|那)(?:个|件|种|些|样|么|点|里|边)?(?=[是会要就不没也都很做说想，。])|它|(?<!其)他们?(?!人|国)|她们?"
    ),
}
"""A word for what has been named."""
_NAMED = {
    "en": re.compile(
        r"\b(?:the|an?|my|our|his|her|their|your|some|any|no|every|each|all|many|several|both|one|two|three|four|five|"
        r"six|ten|\d[\d,.]*) (?:[\w’'-]+ ){0,3}?[a-z][\w’'-]{2,}|(?<!^)\b[A-Z][\w’'-]{2,}|"
        r"^(?!I\b|We\b|It\b)[A-Z]\w+ (?!is\b)|"
        r"\b[a-z]{3,}(?<!ss)s\b(?! (?:it|that|them|they)\b)|\b(?:people|someone|somebody|anybody|everybody|nobody)\b"
    ),
    "zh": re.compile("[^我们也都就是不没有会要想觉得认为说知道当时现在其实可能应该，]{2,}"),
}
"""Something named that a pronoun after it can stand for."""
_EXPLETIVE = re.compile(
    r"it(?:['’]s|['’]d| is| was| would| will| may| might| has| had| seems?| appears?| takes?| took)"
    r"(?: be| been| to be)?(?: [\w’'-]+){0,5}? (?:to|that|for|who|which|when|how|whether|if)\b|"
    r"it (?:seems?|appears?|takes?|took)\b",
    re.I,
)
"""An "it" that stands for what comes after it."""
_EXHIBIT = {
    "en": re.compile(
        r"\b(?:paragraphs?|page|tab|line) \d+|"
        r"\bthe (?:particular [\w-]+|text|words?|wording|note|passage|figures?) t?here\b|"
        r"\b(?:this|that) (?:e-?mail|letter|document|message|note|text|passage|paragraph|slide|chart|spreadsheet)\b",
        re.I,
    ),
    "zh": re.compile(
        "第[一二三四五六七八九十\\d]+(?:页|段|行)|(?:这|那)(?:封|份|张)(?:信|邮件|文件|材料|表|图)|屏幕上"
    ),
}
"""What lies before the one who is asked, and not before a reader."""
_FILLER = {
    "en": re.compile(r"(?:(?:Yeah|Yep|Yes|Oh|Ah|Well|So|Look|I mean)(?: so)?,? )+", re.I),
    "zh": re.compile("(?:嗯|呃|啊|哦|那么|那个)[，,]?"),
}
"""Words that only begin to speak."""
_NEXT_OF_SOME = {
    "en": re.compile(r"The (?:other|second|third|next|final|last) (?:thing|reason|point|issue|part|aspect|question)\b"),
    "zh": re.compile("(?:另外?一?|第[二三四五]|最后一)(?:个|点|件)(?:事|原因|问题|方面)?(?:是|就是)"),
}
_NOT = {"en": re.compile(r"\b(?:not|never|no|nor)\b|n['’]t\b", re.I), "zh": re.compile("不|没|未|无|非")}
_MOST_BEFORE = 40
"""Sentences before, of the same paragraph or turn, that are looked at."""
_LENT = 0.6
"""Share of the content words after an assent from which they are the question's."""
_LEAST_LENT = 3
_MOST_UNNAMED = 3
"""Content words before a pronoun, none of them named as such, that still leave it without what it stands for."""


def hangs_on(span: Span, document: SourceDocument, language: Language) -> bool:
    """True for words that mean something else with what stands before them: told of others or only supposed there, a
    forecast that is another's, within a quotation opened there, or an answer that lives on its question."""
    sentences = document_sentences(document.text, document.language)
    at = bisect_right(sentences, span.start, key=lambda s: s.start) - 1
    if at < 0:
        return False
    own = document.text[sentences[at].start : sentences[at].end]
    turn = turn_at(document, sentences[at].end - 1) if is_transcript(document) else None
    begin = turn.text_start if turn else document.text.rfind("\n", 0, sentences[at].start) + 1
    first = max(at - _MOST_BEFORE, bisect_right(sentences, begin, key=lambda s: s.end))
    begin = max(begin, sentences[first].start) if first < at else begin
    before = [document.text[max(s.start, begin) : s.end] for s in sentences[first:at]]
    if _quoted_on(document.text[begin : span.start], own) or _told_of_others(before, own, language):
        return True
    if is_of_another(before, own, document, language):
        return True
    return turn is not None and _answers(span, before, turn, document, language)


def _quoted_on(before: str, own: str) -> bool:
    """True within a quotation that an earlier sentence opened, where this one has no mark of its own."""
    is_open = any(before.count(a) > before.count(b) for a, b in ("“”", "「」"))
    return is_open and not re.search('[“”「」"]', own)


def _told_of_others(before: list[str], own: str, language: Language) -> bool:
    """True for what goes on with a view or a case of the sentence before, or with the side of a party to a case."""
    if not before or _OWN[language].match(own):
        return False
    if _SUPPOSES[language].match(before[-1]):
        return True
    if any(_CLAIMS[language].match(b) for b in before):
        return not _PARTY[language].search(own)
    return bool(_REPORTS[language].match(before[-1]) and _UNREAL[language].search(own))


def _answers(span: Span, before: list[str], turn: Turn, document: SourceDocument, language: Language) -> bool:
    """True for an answer that a reader without its question cannot understand, or would take for the answerer's own."""
    question = _asked(turn, document)
    if not question:
        return False
    filler = _FILLER[language].match(span.text)
    text = span.text[filler.end() :] if filler else span.text
    text = text[:1].upper() + text[1:]
    if _EXHIBIT[language].search(text) or _NEXT_OF_SOME[language].match(text):
        return True
    if any(not _ASSENTS[language].match(b) for b in before if b.strip()):
        return False
    if _PARTICLE[language].match(text) or _means_the_question(text, language):
        return True
    if not document.text[turn.text_start : span.start].strip():
        return False
    own = set(content_units(text, language))
    lent = len(own & set(content_units(question, language)))
    return lent >= max(_LEAST_LENT, _LENT * len(own)) and not _NOT[language].search(text)


def _means_the_question(text: str, language: Language) -> bool:
    """True where a pronoun stands for what nothing before it in the answer names."""
    for back in _BACK[language].finditer(text):
        before = text[: back.start()]
        if _NAMED[language].search(before) or len(content_units(before, language)) > _MOST_UNNAMED:
            return False
        if not (language == "en" and _EXPLETIVE.match(text, back.start())):
            return True
    return False


def _asked(turn: Turn, document: SourceDocument) -> str:
    """The last sentence of the turn before, where it is one that asks."""
    last = turn_at(document, turn.start - 1) if turn.start else None
    if last is None or not asks(last.speaker, document) or asks(turn.speaker, document):
        return ""
    sentences = document_sentences(document.text[last.text_start : turn.start].strip(), document.language)
    return document.text[last.text_start : turn.start].strip()[sentences[-1].start :] if sentences else ""
