"""Facts selected from passages: the model marks sentence numbers, code cuts the spans; nothing is retyped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from deepnews.agents.openings_zh import LEANS, LINKS, is_owned, n_glued
from deepnews.agents.provisions import MAX_CHARS, grave_case, is_graded, is_in_force, lacks_subject, whole_rules
from deepnews.agents.replies import is_reply
from deepnews.llm import ChatModel, ChatRequest, numbers_in, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.instructions import speaks_to_machine
from deepnews.retrieval.sentences import TextSpan, sentence_spans
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import Passage
from deepnews.schemas.facts import Span

GROUP_CHARS = {"en": 3600, "zh": 1500}
N_PICKS = 6
_LENGTHS = {"en": (45, 420), "zh": (18, 180)}
_OPENERS = {
    "en": re.compile(
        r"^(?:[Hh]owever|[Ii]ndeed|[Mm]oreover|Furthermore|In addition|Also|For example|For instance|Thus|"
        r"Hence|Similarly|Nevertheless|Nonetheless|In fact|In particular|As a result|Of course|Finally|First|"
        r"Second|Third|Instead|"
        r"[Ff]irst of all|[Ii]n the first place|"
        r"Specifically|Conversely|Likewise|By contrast|In contrast|At the same time|On the other hand|In short|"
        r"Firstly|Secondly|Thirdly|Fourthly|Lastly|Overall|Importantly|More broadly|More generally|In conclusion|"
        r"To conclude|To be (?:clear|fair)|Regarding [^,]{3,60}|As regards [^,]{3,60}|In this context|"
        r"As in previous months|Meanwhile|Again|Now|Then|Earlier|Later|Separately|Elsewhere|Since then|Still"
        r"),\s+(?=\S)|"
        r"^(?:And|But|So|Yet|Well|Look|However),?\s+(?:actually,\s+)?(?=\S)|"
        r"^(?:[Yy]ou (?:know|see)|I mean|[Ff]rankly|[Hh]onestly),\s+(?=\S)|"
        r"^(?:Suffice it|Needless) to say,?\s+(?:that\s+)?(?=\S)|"
        r"^(?:As|For reasons(?: that)?) I(?:['’]ll|['’]ve| will| shall| have| had| just| noted| said| mentioned|"
        r" discussed| explained| described| indicated)\b[^,]{0,60},\s+(?=\S)|"
        r"^(?:\w+ ){1,3}(?:days?|weeks?|months?|years?) (?:later|earlier|before|afterwards?),\s+"
        r"(?=(?:on|in) (?:\d|[A-Z]))"
    ),
    "zh": LINKS,
}
_ANAPHORIC = {
    "en": re.compile(
        r"^(?:See|Cf|Ibid|Source|Note|This|That|These|Those|It|They|Them|He|She|His|Her|Hers|Its|Their|Theirs|Such|Both|Neither|Either|"
        r"Another|Others|Here|There|The (?:former|latter|same|above|following)|One|Some of (?:these|those|them)|"
        r"Same|Ditto|Still others|Which|Whose|Including|"
        r"Yes|No|Well|Okay|Thank|Thanks|Please|Let me|Question|Answer|As (?:I|noted|shown|described|mentioned))\b"
    ),
    "zh": LEANS,
}
_POINTS_BACK = {
    "en": re.compile(
        r"^(?:In|At|For|During|After|Before|By|On|When|While|As|Over|Since|Within|With) "
        r"(?![^,]*[A-Z][\w’'-]+ [A-Z][a-z]+\b(?![’']s))[^,]{2,80}, (?:he|she) (?!who\b)|"
        r"^(?:\w+ ){1,3}(?:days?|weeks?|months?|years?) (?:later|earlier|afterwards?)\b|"
        r"^(?:Before long|At first|Soon(?: after(?:wards?)?)?|Eventually|In the end|In time|By then|At the time|"
        r"After that|From then on|Over the next (?:\w+ ){1,2}(?:days|weeks|months|years)),? |"
        r"^(?:As (?:part|a result) of|In (?:light|view) of|Because of|Against|Under|Through|Given|Beyond|Despite|With) "
        r"this (?!(?:year|month|week|quarter|decade|century|spring|summer|autumn|fall|winter)\b)[a-z]+|"
        r"^(?:\S+ ){0,6}(?:(?:such (?!as\b)(?:an? )?|these |those )[a-z]+|"
        r"that (?:day|date|night|morning|evening|week|month|year|moment|point|time|meeting|period)\b|"
        r"(?:that|this|it)(?:['’]s| is| was| to be)(?: not)? the case\b(?! that))|"
        r"^(?:\S+ ){0,12}on the (?:same )?day(?:[,.;]| and\b)|"
        r"^(?:\S+ ){0,20}(?:has|have|had) (?:also )?resulted[.;]?$|"
        r"^(?:When it comes to|As (?:for|to)|Regarding) [^,]{2,40}?,? (?:it|they|he|she) |"
        r"^(?:Like|Unlike|In (?:exchange|return) for|Instead of|Along with) [^,]{2,80}, (?:it|they) (?!is\b|was\b)|"
        r"^(?:(?!(?:the|an?|our|my|no|any)\b)(?:I|[a-z’']+),? ){1,9}(?:of|about|with|for|to|on) (?:it|them)\b"
    ),
    "zh": re.compile(
        r"^(?:在|当|对|自|从|到)[^，。]{2,30}，[他她](?:们)?(?!人)|^第[一二三四五六七八九十](?:种|类|条建议|个(?:办法|方案|选择))是|^.{0,12}(?:上述|前述|这些|那些|此类|该类|这类|该日|当日|同日|那天|那时|此时|届时)|"
        r"^.{0,20}同样的(?!是)|(?:得知|获悉)(?:[。；]|，(?:相隔|距|晚|比))|"
        r"^[一二两三四五六七八九十半数几\d]{1,3}(?:天|日|周|个?星期|个?月|年)(?:之?[后前]|以[后前])|"
        r"^(?:不久(?:之?后|以后)?|此后|随后|其后|起初|起先|当时)[，,]?"
    ),
}
"""Another sentence is meant near the beginning ("concern over such shortages")."""
_QUOTE_OPENS = '"“‘「'
_SELF_CONTAINED_IT = re.compile(
    r"^(?:It (?:is|was) (?:essential|important|clear|likely|unlikely|possible|estimated|expected|too early)|"
    r"It (?:is|was|has been|had been) (?:\w+ )?(?:maintained|alleged|argued|claimed|agreed|accepted|acknowledged|"
    r"decided|announced|hoped|feared|said|reported) (?:(?:by|in) [^,;:]{3,90} )?that\b|"
    r"There (?:is|was|were|are|has|have))\b"
)
_FIRST_PERSON = {
    "en": re.compile(r"\b(?:I|we|We|my|My|our|Our|me|us|I'm|I’m|I've|I’ve|we're|we’re|we've|we’ve|myself|ourselves)\b"),
    "zh": re.compile(r"我们|我方|本公司|我认为|(?<![自本])我(?![国市省县区])|咱"),
}
_ENDINGS = {"en": (".", "!", ".”", '."', ".’", ".)"), "zh": ("。", "！", "。”", "。」")}
_LIST_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[)）]|[-–—•]\s*[a-z]")  # hangs on the words above
_MARKER = re.compile(r"(?:[-–—*+•·▪◦‣●■]|\d{1,2}[.)])\s+(?=[A-Z“\"\u4e00-\u9fff])")
"""What an item of a list opens with."""
_FIGURE_ITEM = {
    "en": re.compile(
        r"(?:[\w&’'()/-]+,? ){1,14}?(?:was|were|is|are|rose|fell|grew|increased|decreased|declined|dropped|totall?ed|"
        r"reached|exceeded|stood|had|has)\b(?=.*\d)[^:;]*$"
    ),
    "zh": re.compile(r"(?=.*\d)(?=.*(?:为|达|超过?|实现|同比|环比|增长|下降|增加|减少|占|降至|升至))[^：；。]+$"),
}
"""An item of a list that is a statement with a figure, as results are announced: it needs no stop."""
_LIST_TAIL = re.compile(r"(?:[:：]|下列(?:情形|条件|行为|规定)之?一?的?[，。]?)$")
_LIST_BROKEN_OFF = re.compile(
    r"[:：]\s*(?:一是|第一|其一|[（(]一[)）])(?!.*(?:二是|第二|其二|[（(]二[)）]))|"
    r": (?:first|firstly|one),? (?!.*\b(?:second|secondly|two|another)\b)",
    re.I,
)
"""A list of which only the first member is there."""
_UNTOLD = re.compile(
    r"\bthis (?:[\w’'-]+ ){0,3}?(standard|criterion|test|question|issue|view|argument|proposal|approach|point|problem|"
    r"conclusion|assumption|situation|process|matter|idea|claim|practice|hypothetical|particular|specific|interview|video|"
    r"clip|photo|picture|image|chart|graphic|post|tweet|thread|story|piece|essay)\b",
    re.I,
)
"""What an earlier sentence told, unless the word stands in this one before."""
_TABLE_ROW = re.compile(r"[^:：;；]{1,60}[:：][^;；]*(?:[;；] ?[^:：;；]{1,60}[:：][^;；]*){4,}")
"""A row of a table with five cells or more: no sentence tells it."""
_DANGLING = re.compile(
    r", (?:however|though|too|as well|therefore|then)\.$|^\[[^\]]{2,60}\] [a-z]|"
    r", (?:however|nevertheless|nonetheless|therefore|by contrast|in contrast|on the other hand|conversely),"
)
"""A word for what stands before, within or behind the sentence."""
_CROSS_REFERENCE = re.compile(
    r"\bthis (?:module|hearing|inquiry|report|paper|section|chapter|speech|talk) "
    r"(?:will|shall|examines|looks at|considers|sets out|picks up)\b|"
    r"\b(?:figure|table|chart|slide|footnote|appendix|exhibit|annex) \d|INQ\d+|\[\d+\]|前款|本条|本章|前条|"
    r"[对依照根据]本(?:法|条例|办法|规定)第|上款",
    re.I,
)


class NoteLine(Record):
    """A sentence as the model sees it; `span` is set when it could become a Fact."""

    text: str
    span: Span | None = None


class NoteGroup(Record):
    """Passages read together in one call."""

    group_id: str
    passage_ids: tuple[str, ...]
    lines: tuple[NoteLine, ...]

    @property
    def n_chars(self) -> int:
        """Source characters this call places before the model."""
        return sum(len(line.text) for line in self.lines)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Spans of the numbered lines, in order."""
        return tuple(line.span for line in self.lines if line.span is not None)


def is_first_person(text: str, language: Language) -> bool:
    """True when the sentence speaks as I or we, so that it can only be quoted."""
    return bool(_FIRST_PERSON[language].search(text))


def points_back(text: str, language: Language) -> bool:
    """True when the sentence begins with a word for, or a link to, what was said before it, or means it near there."""
    begins = _ANAPHORIC[language].match(text) or _OPENERS[language].match(text)
    return bool(begins or _POINTS_BACK[language].search(text))


def standing(text: str, start: int, end: int, language: Language, *, opens: bool) -> tuple[int, int] | None:
    """The sentence at `start` to `end` without the connective or article number it opens with, its words verbatim; None
    where it cannot stand alone. `opens`: whether it opens a paragraph."""
    if language == "zh" and is_owned(text, start):
        return None
    is_item = _MARKER.match(text, start, end) is not None and text[end : end + 1] in ("", "\n")
    start, end = _trimmed(text, start, end, language)
    return (start, end) if _stands_alone(text[start:end], language, opens=opens, is_item=is_item) else None


def _trimmed(text: str, start: int, end: int, language: Language) -> tuple[int, int]:
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    start += n_glued(text, start, end) if language == "zh" else 0
    while (opener := _OPENERS[language].match(text[start:end])) and opener.end() < end - start - 10:
        start += opener.end()
    return start, end


def _stands_alone(text: str, language: Language, *, opens: bool, is_item: bool) -> bool:
    low, high = _LENGTHS[language]
    if language == "zh" and is_graded(text):
        if not opens:
            return False
        high = MAX_CHARS
    if language == "zh" and is_in_force(text):
        low = len(text)
    ends = text.endswith(_ENDINGS[language]) or (opens and language == "zh" and text.endswith("；"))
    ends = ends or (is_item and _FIGURE_ITEM[language].match(text) is not None)
    if not low <= len(text) <= high or not ends or "\n" in text:
        return False
    if (
        _POINTS_BACK[language].search(text)
        or _LIST_TAIL.search(text)
        or _LIST_BROKEN_OFF.search(text)
        or any(m[1].lower() not in text[: m.start()].lower() for m in _UNTOLD.finditer(text))
        or _DANGLING.search(text)
        or _CROSS_REFERENCE.search(text)
        or _TABLE_ROW.match(text)
    ):
        return False
    if is_reply(text, language) or (language == "zh" and lacks_subject(text)):
        return False
    text = text.lstrip(_QUOTE_OPENS)
    text = text[:1].upper() + text[1:]  # small where an "And" before it has gone
    return not _ANAPHORIC[language].match(text) or bool(_SELF_CONTAINED_IT.match(text))


def _lines_of(passage: Passage, language: Language) -> tuple[NoteLine, ...]:
    """Its sentences; one that gives orders to the machine tells nothing and is left out."""
    lines = []
    sentences = sentence_spans(passage.text, language)
    rules = whole_rules(passage.text, sentences) if language == "zh" else ((sentence, True) for sentence in sentences)
    for sentence, is_whole in rules:
        if speaks_to_machine(passage.text[sentence.start : sentence.end]):
            continue
        opens = not passage.text[: sentence.start].strip() or passage.text[sentence.start - 1] in "\n。"
        found = standing(passage.text, sentence.start, sentence.end, language, opens=opens)
        found = found or _grave_case(passage.text, sentence, language)
        span = None
        if found and is_whole and not _hangs_on_words_above(passage.text, sentence.start):
            start, end = (passage.start + offset for offset in found)
            span = Span(doc_id=passage.doc_id, start=start, end=end, text=passage.text[slice(*found)])
        lines.append(NoteLine(text=passage.text[sentence.start : sentence.end], span=span))
    return tuple(lines)


def _hangs_on_words_above(text: str, start: int) -> bool:
    """True for an item of a list that goes on the words above it, or may do so: what somebody pleads, or orders."""
    if _LIST_ITEM.match(text[start:]):
        return True
    if not _MARKER.match(text, start):
        return False
    above = [line for line in text[:start].split("\n") if line.strip() and not _MARKER.match(line)]
    return not above or above[-1].rstrip().endswith((":", "："))


def _grave_case(text: str, sentence: TextSpan, language: Language) -> tuple[int, int] | None:
    """The heavier penalty for the conduct of the paragraph before, which the Fact will hold as well."""
    found = grave_case(text, sentence.start) if language == "zh" else None
    if found is None:
        return None
    start, conduct = found
    told = f"{text[conduct.start : conduct.end]}，{text[start : sentence.end]}"
    return (start, sentence.end) if _stands_alone(told, language, opens=True, is_item=False) else None


def note_groups(passages: Sequence[Passage], language: Language) -> tuple[NoteGroup, ...]:
    """Passages packed, in their order, into calls of about GROUP_CHARS characters."""
    packs: list[list[Passage]] = []
    for passage in passages:
        if packs and sum(len(p.text) for p in packs[-1]) + len(passage.text) <= GROUP_CHARS[language]:
            packs[-1].append(passage)
        else:
            packs.append([passage])
    return tuple(
        NoteGroup(
            group_id=f"N{i:03d}",
            passage_ids=tuple(p.passage_id for p in pack),
            lines=tuple(line for p in pack for line in _lines_of(p, language)),
        )
        for i, pack in enumerate(packs, 1)
    )


def note_request(group: NoteGroup, assignment: Assignment, seed: int) -> ChatRequest:
    """The request that asks which numbered sentences of `group` the story needs."""
    numbered = len(group.spans)
    pick: dict[str, JsonValue] = {"type": "integer", "minimum": 1, "maximum": max(1, numbered)}
    picks: dict[str, JsonValue] = {"type": "array", "items": pick, "minItems": 1, "maxItems": N_PICKS}
    return ChatRequest(
        messages=render("note", assignment.language, topic=assignment.topic[:600], lines=group.lines, n_picks=N_PICKS),
        stage="note",
        prompt_id=prompt_id("note", assignment.language),
        json_schema={"type": "object", "properties": {"picks": picks}, "required": ["picks"]},
        max_tokens=60,
        temperature=0.0,
        repeat_penalty=1.0,
        seed=seed,
    )


def note(group: NoteGroup, assignment: Assignment, model: ChatModel, seed: int) -> tuple[Span, ...]:
    """The spans the model picked from `group`, best first; empty when no sentence can stand alone."""
    if not group.spans:
        return ()
    picks = parsed(model.complete(note_request(group, assignment, seed))).get("picks")
    return tuple(group.spans[n - 1] for n in numbers_in(picks, len(group.spans)))
