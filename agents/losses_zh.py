"""What a shortened Chinese sentence must not lose or add; the twin of ``losses`` for English.

Chinese sources are often rules, whose force lies in single words: what may, must and must not be done, what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from deepnews.agents.losses_words_zh import (
    adds_a_word,
    changes_a_role,
    cuts_a_list,
    cuts_a_sign,
    doubles_a_word,
    drops_a_hedge,
    drops_a_qualifier,
    loses_a_character,
    loses_a_link,
)
from deepnews.agents.provisions import drops_a_grade
from deepnews.agents.rules.tokens import tokens
from deepnews.text import HAN, content_overlap, outside_quotes

_MARKERS = ("不得|禁止", "可以|可(?!能)", "应当?|必须|须", "不(?!得)|未|没有|无")
"""Words of which a shortening keeps as many as there were."""
_STRONG = re.compile(
    "重大|严重|显著|大幅|全面|有效|必要|积极|坚决|极其|非常|严格|完全|彻底|主要|关键|所有|一切|任何|唯一|首次|最|"
    "依法|依规|立即|及时|随时|定期|长期|终身|永久|成功|顺利"
)
_SEQUEL = re.compile("处分|处罚|罚款|罚金|拘留|没收|警告|责令|吊销|刑事|民事|行政|赔偿|判决|裁定|撤销|驳回")
_ACTS_OF_SPEECH = re.compile(
    "公告|宣布|宣称|声称|表示|认为|承诺|预计|计划|打算|建议|要求|请求|提出|提议|否认|承认|怀疑|担心|威胁|警告"
)
"""Without it what somebody only said, asked or planned would be told as what is."""
_TIME_OF_DAY = re.compile("凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|深夜|当晚|白天")
_OPENING_YEAR = re.compile(r"[^，。；\d]{0,4}(\d{4}年)")
"""The year that a sentence opens with: all that follows is of it."""
_GRAVER = re.compile("情节|严重|拒不改正|依法追究")
"""A case, or a consequence, that stands beside a fine in a rule."""
_VERB = re.compile("(?=([^中共还也都，。；：])([有是为])([^，。；：]))")
"""A verb of one character between two others; 共有40家 is 共40家 as well."""
_LATIN = re.compile("[A-Za-z]{2,}")
_PAIRS = ("《》", "“”", "‘’", "（）", "「」")
_THEN = re.compile(r"[^，。；]{0,10}?(?:就|便|则)(?!是)")
"""How a clause begins that says what follows from the one before it: "晚一天公布，错账就多一天"."""
_OR, _AND = re.compile("或者?"), re.compile("以及|并|和|及(?!时)|与")
_CONTRAST = re.compile("[，；](?:但是?|然而|不过|可是|只是|除非)[，]?(?P<rest>[^。；]+)")
_MIN_CONTRAST_PAIRS = 0.34
"""Share of the pairs of characters of a contrast of which it counts as told."""
_OTHER = re.compile(f"([{HAN}]{{2}})[、，]?(?:和|及|与|或者?|以及)(?:一些|某些|若干|部分)?其[他它]")
"""What others stand beside."""
_OTHERS = re.compile("其[他它]")
_OPEN = re.compile("([一-鿿](?![平同对相])[一-鿿])等(?![级于待候同价额量])")
"""The last word of a list that is left open."""
_CONDITION = re.compile("([一-鿿]{4})的，(?=[^，；。]{0,12}?(?:应当|由|处|可以|不得|必须))")
"""How a condition of a rule ends ("决定实施进一步审查的，应当"): the rule is none without it."""
_LIGHT = frozenset("的了及和与或并且也应其该被将对于在时后前中内为由以等可即须所则而是有这者当若如从向至已要就都还")
"""Characters that may come in alone: they join and place words, and name nothing."""
_IS_TERM = re.compile(rf"(?:(?![{''.join(sorted(_LIGHT))}])[{HAN}])+")
_WORDS_ALONE = frozenset("应须可或及并后前时内中已未不将由为对与和如若因自至")
"""Characters that say by themselves what the word says whose half they are."""
_MIN_CLAUSE = 3
_MIN_KNOWN_CHARACTERS = 0.85
_MIN_KNOWN_PAIRS = 0.55
_MIN_KEPT_PAIRS = 0.5


_CAUSATIVE = re.compile("督促|责令|敦促|责成|促使|引导|鼓励|支持|协助|指导")
_RUN = 4
"""Characters in a row by which one text tells of another."""


def losses_zh(body: str, source: str) -> list[str]:
    """Reason codes of what `body`, a shortening of `source`, loses or adds; empty when nothing was found."""
    own = outside_quotes(body)
    changes = SequenceMatcher(None, source, own, autojunk=False)
    tests = {
        "script.mixed": any(word not in source for word in _LATIN.findall(body)),
        "marks.odd": "…" in own or any(body.count(pair[0]) != body.count(pair[1]) for pair in _PAIRS),
        "modality.count": any(len(re.findall(m, body)) != len(re.findall(m, source)) for m in _MARKERS),
        "word.strong": bool(set(_STRONG.findall(own)) - set(_STRONG.findall(source))),
        "sequel.new": bool(set(_SEQUEL.findall(own)) - set(_SEQUEL.findall(source))),
        "time.new": bool(set(_TIME_OF_DAY.findall(own)) - set(_TIME_OF_DAY.findall(source))),
        "time.lost": (year := _OPENING_YEAR.match(source)) is not None and year[1] not in body,
        "joined.new": "且" in own and "且" not in source,
        "fine.lost": "罚款" in source and "罚款" not in body and _GRAVER.search(body) is not None,
        "verb.lost": any(m[1] + m[3] in own and m[1] + m[3] not in source for m in _VERB.finditer(source)),
        "speech.lost": bool(set(_ACTS_OF_SPEECH.findall(source)) - set(_ACTS_OF_SPEECH.findall(body))),
        "speech.new": bool(set(_ACTS_OF_SPEECH.findall(own)) - set(_ACTS_OF_SPEECH.findall(source))),
        "causative.lost": drops_causative(body, source),
        "or.and": _turns_or_into_and(own, source),
        "contrast.lost": any(_lost_contrasts(body, source)),
        "other.loose": any(m[1] not in body for m in _OTHER.finditer(source) if _OTHERS.search(body)),
        "character.new": _slips_in_a_character(own, source),
        "term.cut": _cuts_a_term(changes, source) or _cuts_a_word(changes, own, source),
        "words.new": _known(own, source) < _MIN_KNOWN_CHARACTERS
        or content_overlap(own, source, "zh") < _MIN_KNOWN_PAIRS,
        "list.open": any(m[1] in own and f"{m[1]}等" not in body for m in _OPEN.finditer(source)),
        "list.cut": cuts_a_list(own, source),
        "qualifier.lost": drops_a_qualifier(own, source),
        "hedge.lost": drops_a_hedge(body, source),
        "word.doubled": doubles_a_word(own, source),
        "link.lost": loses_a_link(own, source),
        "word.new": bool(adds_a_word(own, source)),
        "sign.cut": cuts_a_sign(own, source),
        "character.lost": bool(loses_a_character(own, source)),
        "grade.lost": drops_a_grade(body, source),
        "role.changed": bool(changes_a_role(own, source)),
        "condition.lost": any(m[1] not in body for m in _CONDITION.finditer(source)),
        "consequence.lost": any(_cut_consequences(body, source)),
        "words.lost": content_overlap(source, body, "zh") < _MIN_KEPT_PAIRS,
    }
    return [code for code, found in tests.items() if found]


def drops_causative(told: str, source: str) -> bool:
    """True when `told` gives what the source has somebody bring another to do (督促船工加强管理) without that word:
    the duty would be told as the first one's own."""
    return any(
        found.group() not in told and shares_a_run(told, re.split("[，；。]", source[found.end() :])[0])
        for found in _CAUSATIVE.finditer(source)
    )


def shares_a_run(told: str, words: str) -> bool:
    """True where four characters in a row of `words` stand in `told`."""
    return any(words[i : i + _RUN] in told for i in range(len(words) - _RUN + 1))


def _cut_consequences(body: str, source: str) -> Iterator[str]:
    """Clauses that the shortening drops although it tells what they follow from, which then stands as a fact."""
    for before, after in pairwise(re.split("[，；。”“]+", source)):
        if len(before) > _MIN_CLAUSE and before in body and _THEN.match(after) and after not in body:
            yield after


def _lost_contrasts(body: str, source: str) -> Iterator[str]:
    """What a source sets against its own statement, of which next to nothing is told."""
    for found in _CONTRAST.finditer(source):
        if content_overlap(found["rest"], body, "zh") < _MIN_CONTRAST_PAIRS:
            yield found.group()


def _turns_or_into_and(body: str, source: str) -> bool:
    fewer = len(_OR.findall(body)) < len(_OR.findall(source))
    return fewer and len(_AND.findall(body)) > len(_AND.findall(source))


def _slips_in_a_character(body: str, source: str) -> bool:
    """True when a single character was put in or changed in the middle of the source's words ("处明" for "处理"), or
    two were changed to others that the source has nowhere ("反托勒执法机构")."""
    there, here = ("".join(re.findall(rf"[{HAN}\w]", text)) for text in (source, body))
    edits = SequenceMatcher(None, there, here, autojunk=False).get_opcodes()
    added = [(there[i1:i2], here[j1:j2]) for kind, i1, i2, j1, j2 in edits if kind in ("insert", "replace")]
    known = _LIGHT | set(there)
    return any(
        (len(new) == 1 and new not in _LIGHT) or (len(old) == len(new) == 2 and not known & set(new))
        for old, new in added
    )


def _cuts_a_term(changes: SequenceMatcher[str], source: str) -> bool:
    """True when a word was taken out of the middle of a term: 网络安全 for 网络数据安全."""
    for kind, start, end, *_ in changes.get_opcodes():
        around = source[start - 1 : start] + source[end : end + 1]
        if kind == "delete" and end - start == 2 and _IS_TERM.fullmatch(around + source[start:end]):
            return True
    return False


def _cuts_a_word(changes: SequenceMatcher[str], body: str, source: str) -> bool:
    """True when of a word of two characters one is left, by itself: "的要，" of "的需要，"."""
    kept = {a + n: b + n for a, b, size in changes.get_matching_blocks() for n in range(size)}
    for word in tokens(source, "zh"):
        left = [kept[at] for at in range(word.start, word.end) if at in kept]
        if word.end - word.start == 2 and len(left) == 1 and body[left[0]] not in _WORDS_ALONE:
            around = (body[left[0] - 1 : left[0]], body[left[0] + 1 : left[0] + 2])
            if not any(_IS_TERM.fullmatch(c) for c in around):
                return True
    return False


def _known(body: str, source: str) -> float:
    """Share of the Chinese characters of `body` that stand in `source`; 1 when it has none."""
    characters = re.findall(f"[{HAN}]", body)
    return sum(c in source for c in characters) / len(characters) if characters else 1.0
