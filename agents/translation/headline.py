"""The headline of a translated article: news that the article tells, never the words of the assignment's request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from deepnews.agents.candidates import Bench
from deepnews.agents.deixis import without_deixis
from deepnews.agents.frames import speaker_of
from deepnews.agents.note import is_first_person, points_back
from deepnews.agents.pace.places import is_device
from deepnews.agents.translation.framing import plain, spoken
from deepnews.agents.translation.prepare import in_chinese
from deepnews.agents.translation.sentence import Told
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.draft import Sentence

MOST_CHARS: Final = 36
"""Characters of a headline."""
_LEAST_CHARS: Final = 5
_LEADS_ON: Final = re.compile("(?:但|而|又|也|还|不过|然而|因此|所以|此外|其中)(?![^，]{0,2}是)")
_POINTS: Final = re.compile("[这此那该其]|一样|上述")
"""What only the sentence before it explains."""
_HEADLINE_QUOTE: Final = re.compile(r"“(?P<words>[^“”]+)”: (?P<who>[^“”]+)")
_BREAK: Final = re.compile(r"[。！？；\n]")
_REQUEST: Final = re.compile(
    "^(?:请|要)?(?:你)?(?:用[^，。]{1,12})?(?:写|还原|讲述|分析|梳理|报道|说明|解释|描述|调查|追踪|复盘|回顾|探讨|介绍|总结)"
    "(?:一下|一篇[^，。：]{0,16}[：，])?"
)
"""How an assignment asks for the article."""


class _News(NamedTuple):
    """What could stand as a headline."""

    text: str
    sentence: Sentence
    rank: tuple[bool, bool, bool, bool, float]
    """Whether it is the English headline as a whole, of its Fact, without a day to count from, and with a figure; how
    sure the model is."""


def spoken_headline(headline: Sentence) -> str:
    """The English words to be translated for a headline: of a quotation with its speaker the words alone."""
    quoted = _HEADLINE_QUOTE.fullmatch(headline.text)
    return f"{quoted['words'].rstrip('.')}." if quoted else headline.text


def chinese_headline(
    own: Sentence, body: Sequence[Sentence], told: Mapping[str, Told], assignment: Assignment, bench: Bench
) -> Sentence:
    """The English headline `own` in Chinese where it was told; else the best of what the Chinese `body` tells that is
    short enough and stands alone, with whose words it is; only without any what the assignment is about."""
    english = [s.model_copy(update={"text": s.original}) for s in body if s.original in told]
    found = [n for s in (own, *english) for n in _news(s, own, told, bench)]
    if found:
        best = max(found, key=lambda news: news.rank)
        update = {"text": best.text, "original": best.sentence.text, "fact_ids": best.sentence.fact_ids}
        return own.model_copy(update=update)
    return own.model_copy(update={"text": _topic(assignment), "original": own.text})


def _news(sentence: Sentence, own: Sentence, told: Mapping[str, Told], bench: Bench) -> Iterator[_News]:
    """The sentence as a headline; nothing where it was not told, or cannot stand as one."""
    is_own = sentence is own
    english = spoken_headline(sentence) if is_own else sentence.text
    if english not in told or (not is_own and is_device(english, "en")):
        return
    words = told[english].text.removeprefix(spoken(english).frame).rstrip("。")
    who = _who(sentence, bench)
    is_plain = is_own and english == sentence.text
    text = words if is_plain or not who else f"{who}：{words}"
    if not (len(words) >= _LEAST_CHARS and len(text) <= MOST_CHARS and stands(words, has_speaker=text != words)):
        return
    is_timeless = without_deixis(words, "zh") == words
    same_fact = is_own or bool(set(sentence.fact_ids) & set(own.fact_ids))
    has_figure = re.search(r"\d", words) is not None
    yield _News(text, sentence, (is_plain, same_fact, is_timeless, has_figure, told[english].sure))


def _who(sentence: Sentence, bench: Bench) -> str:
    """Whose words the sentence tells, in Chinese; empty for what a document tells."""
    facts = [bench.facts[i] for i in sentence.fact_ids if i in bench.facts]
    speakers = {speaker_of(f, bench.documents[f.doc_id]) for f in facts if f.doc_id in bench.documents}
    return in_chinese(speakers.pop()) if len(speakers) == 1 else ""


def stands(words: str, *, has_speaker: bool) -> bool:
    """True for words that need no sentence before them, nor somebody who says "we" and is not named."""
    if _BREAK.search(words) or _POINTS.search(words) or _LEADS_ON.match(words) or points_back(words, "zh"):
        return False
    return has_speaker or not is_first_person(words, "zh")


def _topic(assignment: Assignment) -> str:
    """What the assignment is about, without the words that ask for the article."""
    topic = _REQUEST.sub("", _BREAK.split(plain(assignment.topic).strip())[0]).strip("，：、 ")
    return topic if len(topic) <= MOST_CHARS else re.split("[，：、]", topic)[0][:MOST_CHARS]
