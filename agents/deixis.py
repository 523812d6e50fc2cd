"""Words that count from the day a source was written ("last month"), turned to its time or left out."""

from __future__ import annotations

import re

from deepnews.schemas.base import Language

_DEICTIC = {
    "en": (
        (r"\bthis month['’]s\b", "that month's"),
        (r"\bthis month\b", "that month"),
        (r"\b(?:the )?last month['’]s\b", "the previous month's"),
        (r"\blast month\b", "the month before"),
        (r"\bnext month\b", "the month after"),
        (r"\bthis year['’]s\b", "that year's"),
        (r"\bthis year\b", "that year"),
        (r"\b(?:the )?last year['’]s\b", "the previous year's"),
        (r"\blast year\b", "the year before"),
        (r"\bnext year['’]s\b", "the following year's"),
        (r"\bnext year\b", "the year after"),
        (r"\bthis quarter\b", "that quarter"),
        (r"\blast quarter\b", "the quarter before"),
        (r"\bnext quarter\b", "the quarter after"),
        (r"\bthis week\b", "that week"),
        (r"\blast week\b", "the week before"),
        (r"\bnext week\b", "the week after"),
        (r"\bthis (morning|afternoon|evening|weekend)\b", r"that \1"),
        (r"\blast (weekend|night)\b", r"the \1 before"),
        (r"\btonight\b", "that night"),
        (r"\btoday\b", "that day"),
        (r"\byesterday\b", "the day before"),
        (r"\btomorrow\b", "the day after"),
        (r"\b(?:now|currently|at present|presently)\s+", ""),
        (r",? at this time\b", ""),
        (r"(?<!\bif )\bcurrent\b", "then current"),
    ),
    "zh": (
        (r"今年", "当年"),
        (r"去年", "上一年"),
        (r"明年", "次年"),
        (r"本月", "当月"),
        (r"上个?月", "前一个月"),
        (r"今天|今日", "当天"),
        (r"昨天|昨日", "前一天"),
        (r"明天", "次日"),
        (r"目前|现在|如今", "当时"),
        (r"本市", "该市"),
        (r"本法", "该法"),
        (r"本条例", "该条例"),
        (r"本办法", "该办法"),
        (r"本规定", "该规定"),
        (r"本解释", "该解释"),
    ),
}
_DAY_WORDS = {
    "en": re.compile(
        r"\s*\b(?:(?:early|late|earlier|later) )?"
        r"(?:today|yesterday|tonight|this (?:morning|afternoon|evening))\b(?!['’])",
        re.I,
    ),
    "zh": re.compile("今天|今日|昨天|昨日"),
}
"""A day that only the date of a document could tell."""
_SAME_DAY = re.compile(
    r"(?<!\bof)(?<!\bthan)(?<!\buntil)(?<!\bsince)(?<!\bfor)(?<!\bby)(?<!\bto)(?<!\bfrom)(?<!\bas)(?<!\bearlier)"
    r"(?<!\blater)(?<!\beven)(?<!\bonly)\s+today\b(?!['’])",
    re.I,
)
"""The day a document is of, as an adverb."""
_HANGS = {
    "en": re.compile(
        r"\bthat (?:day|night|morning|afternoon|evening|weekend|week|month|quarter|year)\b|"
        r"\bthe (?:day|night|weekend|week|month|quarter|year) (?:before|after)\b|"
        r"\bthe (?:previous|following) (?:month|year)\b",
        re.I,
    ),
    "zh": re.compile("当[天年月]|次[年日]|[前上]一[天年个月]"),
}
"""What is left of such words where nothing tells the date."""


def without_deixis(text: str, language: Language, *, dated: bool = True) -> str:
    """`text` with words such as "last month" turned to the document's time, outside quotation marks.

    Of a document that is not `dated` words for a day are left out.
    """
    pieces = re.split(r"(“[^”]*”)", text)
    told = [p if p.startswith("“") else _turned(p, language, dated) for p in pieces]
    return "".join(told)


def without_same_day(text: str) -> str:
    """English `text`, whose sentence has told its day, without a second word for it, outside quotation marks."""
    pieces = re.split(r"(“[^”]*”)", text)
    return "".join(p if p.startswith("“") else _SAME_DAY.sub("", p) for p in pieces)


def _turned(text: str, language: Language, dated: bool) -> str:
    if not dated:
        text = _DAY_WORDS[language].sub("", text)
    for pattern, replacement in _DEICTIC[language]:
        text = re.sub(pattern, replacement, text, flags=re.I)
    return text


def hangs_on_a_date(text: str, source: str, language: Language) -> bool:
    """True when the sentence counts from a day that its source only implies ("the week before")."""
    return any(m.group().lower() not in source.lower() for m in _HANGS[language].finditer(text))
