"""Persons whom a Chinese text introduces, by their office or because they speak: no dictionary knows rare names."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from deepnews.agents.rules.lexicon import word_list, word_set
from deepnews.agents.rules.tokens import tokens

OFFICE_ZH = (
    "局长|科长|处长|厅长|部长|司长|市长|省长|县长|区长|镇长|所长|院长|校长|行长|厂长|会长|社长|组长|队长|主席|主任|董事长|"
    "总经理|总监|总裁|经理|董事|监事|书记|秘书|委员|工程师|律师|记者|分析师|研究员|教授|法官|检察官|司机|护士|医生|代表|专家|编辑|发言人"
)
_SPEAKS = (
    "说|称|表示|指出|认为|介绍|解释|强调|回应|写道|答复|回答|提出|透露|回顾|汇报|提醒|建议|询问|追问|要求|主张|承认|否认|证实|"
    "赞成|反对|没有|在|的|对|则|还"
)
_NAME = r"[\u4e00-\u9fff]{2,3}"
_BY_OFFICE = re.compile(rf"(?:{OFFICE_ZH})(?P<name>{_NAME}?)(?={_SPEAKS}|[，。、；：（“]|出席|主持|签|代|兼|宣布|要)")
_TELLS = "说|称|表示|指出|认为|解释|回应|强调|写道"
_AS_SPEAKER = re.compile(
    rf"(?:^|[。！？；”\n])\s*(?P<name>{_NAME}?)(?=(?:在[^，。]{{1,20}})?(?:{_TELLS})[，：:“])", re.M
)
_LABEL = re.compile(rf"^(?P<name>{_NAME})[:：]", re.M)
_BEFORE_OFFICE = re.compile(rf"(?P<name>{_NAME})（[^（）]{{0,20}}(?:{OFFICE_ZH})")
_MIN_SEEN = 2
_MIN_INTRODUCED = 3


@lru_cache(maxsize=512)
def persons(text: str) -> frozenset[str]:
    """Names of persons in a Chinese text, of two or three characters that begin with a surname."""
    surnames = word_set("surnames", "zh")
    stop = word_set("generic_speakers", "zh") | word_set("name_stop", "zh") | word_set("light_words", "zh")
    seen: Counter[str] = Counter()
    for regex in (_BY_OFFICE, _AS_SPEAKER, _LABEL, _BEFORE_OFFICE):
        seen.update(m["name"] for m in regex.finditer(text))
    return frozenset(
        n for n, times in seen.items() if n not in stop and _may_name(n) and _is_known(n, times, text, surnames)
    )


def _is_known(name: str, times: int, text: str, surnames: frozenset[str]) -> bool:
    """True for a surname and two occurrences; a rare surname must be introduced more often."""
    if name[0] in surnames:
        return times >= _MIN_SEEN or text.count(name) >= _MIN_SEEN
    return times >= _MIN_INTRODUCED


def _may_name(name: str) -> bool:
    """False for an office, and for a word that the dictionary knows as something else."""
    words = tokens(name, "zh")
    is_plain_word = len(words) == 1 and not words[0].tag.startswith("nr")
    return not is_plain_word and not _is_office(name)


def _is_office(name: str) -> bool:
    return bool(re.search(rf"{OFFICE_ZH}|公司|银行|法院|[该本其此这那]", name)) or name in word_list(
        "name_suffixes", "zh"
    )


def persons_in(text: str, known: frozenset[str]) -> list[tuple[int, int]]:
    """Ranges of the known names in a text, longer names first, none inside another."""
    found: list[tuple[int, int]] = []
    for name in sorted(known, key=lambda n: (-len(n), n)):
        for m in re.finditer(re.escape(name), text):
            if all(m.end() <= a or m.start() >= b for a, b in found):
                found.append(m.span())
    return sorted(found)
