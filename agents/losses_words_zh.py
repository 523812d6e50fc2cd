"""Small words of a shortened Chinese sentence: members of a list, qualifiers, 的, and what joins words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from deepnews.agents.rules.tokens import tokens
from deepnews.text import HAN

_MEMBER: Final = rf"[{HAN}A-Za-z\d]{{1,12}}"
_LIST: Final = re.compile(rf"{_MEMBER}(?:、{_MEMBER})+(?:(?:以及|和|或者?|与|及){_MEMBER})?")
_JOINS: Final = re.compile("、|以及|和|或者?|与|及")
_OPEN: Final = re.compile("等|之一|其他|其它|在内")
"""A list with one of these may be told in part."""
_OF_LIST_CHARS: Final = 2
"""Characters by which a member of a list is known, where it begins or ends with more."""
_TWICE: Final = (
    re.compile(rf"(?P<join>和|与|及)(?P<one>[{HAN}]{{2,10}})(?P=join)[{HAN}]{{2,10}}"),
    re.compile(rf"加强对(?:(?!的)[{HAN}、])+?(?:管理|监管|保护|监督)(?=$|[，。；])"),
    re.compile(rf"([{HAN}]{{2,4}})\1"),
)
"""Joined twice by one word; 加强对……管理 without its 的; a word said twice."""
_BINDS: Final = re.compile("应当?|须|不得|必须|禁止|可以")
_LINKS: Final = re.compile(r"(?:用于|附加|规定|从事|涉及|具有|针对)[^，。；]{0,14}$")
"""A verb before 的, whose object and what the whole clause says something of would run together."""
_QUALIFIES: Final = re.compile(
    "强制性|重要|重大|关键|主要|核心|特定|特殊|大型|小型|中小|境外|境内|跨境|公共|个人|敏感|未成年|经营性|非经营性|首次|"
    "临时|紧急|涉密|违法|不良|合法|正当|必要"
)
"""What tells for whom or for what a rule holds; without it the rule would hold for more."""

_HALF_RUN: Final = 3
"""Characters on either side of one that is missing by which a run is known."""
_RUN: Final = re.compile(rf"[{HAN}]{{{2 * _HALF_RUN},}}")
_HAN: Final = re.compile(f"[{HAN}]")
_MAY_GO: Final = frozenset("的地得了着过也又还就都已曾将所并而且则且于在以为可能应须该其各等、")
_HARMLESS: Final = re.compile(
    "进行|有关|相关|以及|并且|同时|必须|应当|需要|已经|其中|内容|方面|情况|时间|期间|本身|完成"
)
"""Words that may come in: they name nothing new."""
_N_HEAD: Final = 2
_ROLE: Final = re.compile(
    rf"(?P<head>[{HAN}]{{0,{_N_HEAD}}}?)(?P<role>经营者|运营者|提供者|处理者|使用者|消费者|劳动者|生产者|销售者|投资者|"
    "所有者|管理者|企业|公司|机构|部门|平台|机关|单位|组织|银行|协会|商户|用户|负责人|人员|法院|政府|委员会)"
)
"""Who bears a duty or a right, with what says which of them is meant."""
_BARE_NUMBER: Final = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?(?![A-Za-z\d])")
_QUOTED_OR_TITLE: Final = re.compile("“[^”]*”|《[^》]*》")
_BEFORE_ROLE: Final = frozenset("的了及和与或并在对将由从向为给让使把被据以按经等该其各任何每某是有")
"""Characters that stand before such a word without saying which is meant."""

_TENTATIVE: Final = re.compile("似乎|看来|看似|或许|也许|大概|恐怕|疑似|涉嫌|据称|据说|据传|号称|自称|声称|所谓|名义上")
"""How a source keeps its distance from what it says next."""
_AFTER: Final = 6
"""Characters after such a word, of which half are told, for it to be missed."""


def drops_a_hedge(told: str, source: str) -> bool:
    """True when what a source only calls so, or takes to be so, is told as a fact."""
    if _TENTATIVE.search(told):
        return False
    after = (source[found.end() : found.end() + _AFTER] for found in _TENTATIVE.finditer(source))
    return any(words and 2 * sum(c in told for c in words) >= len(words) for words in after)


def cuts_a_list(told: str, source: str) -> bool:
    """True when members of a closed list of the source are left out, and neither 等 nor the like says so."""
    for items in _lists(source):
        kept = [item for n, item in enumerate(items) if _is_told(item, told, n, len(items))]
        if 0 < len(kept) < len(items) and not _is_open(told, kept):
            return True
    return False


def _is_told(item: str, told: str, n: int, n_items: int) -> bool:
    """True when the member of a list is told: by its beginning or end, the first and last one by what is next to the
    list, since what else stands there may be no part of it."""
    begins, ends = item[:_OF_LIST_CHARS] in told, item[-_OF_LIST_CHARS:] in told
    return ends if n == 0 else begins if n == n_items - 1 else begins or ends


def _lists(source: str) -> Iterator[list[str]]:
    """Members of the closed lists of a text."""
    for found in _LIST.finditer(source):
        after = source[found.end() - 4 : found.end() + 3]
        if not _OPEN.search(after) and not _OPEN.search(found.group()):
            yield [item for item in _JOINS.split(found.group()) if item]


def _is_open(told: str, kept: list[str]) -> bool:
    """True when the list as told goes on with 等."""
    at = max(told.rfind(item[:_OF_LIST_CHARS]) for item in kept)
    return at >= 0 and _OPEN.search(told[at : at + 20]) is not None


def drops_a_qualifier(told: str, source: str) -> bool:
    """True when the noun that a word of a rule narrows (重要数据的处理者) is told without that word."""
    if not _BINDS.search(source):
        return False
    for found in _QUALIFIES.finditer(source):
        noun = re.match(rf"的?([{HAN}]{{2}})", source[found.end() :])
        if found.group() not in told and noun and noun.group(1) in told:
            return True
    return False


def doubles_a_word(told: str, source: str) -> bool:
    """True for a slip of the pen that the source has not: 和……和……, 加强对……管理, a word said twice."""
    return any(found.group() not in source for slip in _TWICE for found in slip.finditer(told))


def loses_a_link(told: str, source: str) -> bool:
    """True when only 的 was taken out between two words that the source links by it: 限制性条件的决定."""
    edits = SequenceMatcher(None, source, told, autojunk=False).get_opcodes()
    for kind, start, end, *_ in edits:
        beside = source[start - 2 : start] + source[end : end + 2]
        is_between = kind == "delete" and source[start:end] == "的" and re.fullmatch(rf"[{HAN}]{{4}}", beside)
        if is_between and _LINKS.search(source[:start]):
            return True
    return False


def loses_a_character(told: str, source: str) -> str:
    """A run of characters of the source of which one is missing (市内停车项目 for 市路内停车项目); empty for none.

    What only links words or bends them (的, 了, 所) may go.
    """
    half = _HALF_RUN
    places = reversed(range(len(source) - 2 * half))
    gaps = {
        source[i : i + half] + source[i + half + 1 : i + 2 * half + 1]: source[i + half]
        for i in places
        if _HAN.match(source[i + half])
    }
    for run in (found.group() for found in _RUN.finditer(told)):
        for at in range(len(run) - 2 * half + 1):
            near = run[at : at + 2 * half]
            if near in gaps and near not in source and gaps[near] not in _MAY_GO:
                return near
    return ""


def cuts_a_sign(told: str, source: str) -> bool:
    """True when a number stands alone that the source has only as a part of a name with letters (5代 for 5G)."""
    return any(
        not re.search(rf"(?<![A-Za-z\d.]){n}(?![A-Za-z\d])", source)
        and re.search(rf"(?<!\d){n}[A-Za-z]|[A-Za-z]{n}(?!\d)", source)
        for n in map(re.escape, _BARE_NUMBER.findall(told))
    )


def adds_a_word(told: str, source: str) -> str:
    """A word of two characters that `told` puts between words of the source; empty where there is none."""
    for kind, start, end, first, last in SequenceMatcher(None, source, told, autojunk=False).get_opcodes():
        new = told[first:last]
        if kind != "insert" or not re.fullmatch(rf"[{HAN}]{{2}}", new):
            continue
        before, after = source[start - 1 : start], source[start : start + 1]
        if (
            new not in source
            and not _HARMLESS.fullmatch(new)
            and _is_content(new)
            and re.fullmatch(f"[{HAN}]", before)
            and (after or end)
        ):
            return new
    return ""


def _is_content(word: str) -> bool:
    return any(token.has_content and token.text == word for token in tokens(word, "zh"))


def changes_a_role(told: str, source: str) -> str:
    """Who must, may or suffers something in `told` under another name than in `source`: 网络交易经营者 for
    互联网平台经营者; empty where all are the source's own. Both characters before such a word must be the same, unless
    the first of them only joins."""
    for found in _ROLE.finditer(_QUOTED_OR_TITLE.sub(" ", told)):
        name = found.group("head") + found.group("role")
        is_bare = any(c in _BEFORE_ROLE for c in found.group("head")) or len(found.group("head")) < _N_HEAD
        if (found.group("role") if is_bare else name) not in source:
            return name
    return ""
