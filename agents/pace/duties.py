"""Chinese lists of duties: who must do one thing and another, as two sentences under the same "must"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from deepnews.agents.pace.attribution import framed
from deepnews.schemas.base import Language
from deepnews.text import HAN, n_units

_MUST = "应当|必须|应该|须|应"
_DUTY = re.compile(rf"(?<![一相适反供响])(?P<must>{_MUST})(?![用对急变邀付收届])")
_OPENS_DUTY = (
    "(?:建立|健全|完善|制定|采取|加强|落实|保障|履行|承担|遵守|尊重|恪守|明确|组织|统筹|推进|支持|推广|防范|维护|"
    "及时|依法|定期|主动|接受|公开|公布|公示|报告|处置|消除|通知|提供|说明|开展|配备|设置|设立|保存|记录|评估|审核|"
    "加大|扶持|强化|规范|确保|保证)"
)
"""What a further duty begins with: a verb, or an adverb before one; no noun, so that the subject is the one before."""
_CUT = re.compile(rf"，(?:并且?)?(?={_OPENS_DUTY})")
_HANGS = re.compile(r"如果|若|除|只要|只有|不|未|没|无|之?前|(?<!以)后|(?<!及)时|因|由于|虽|尽管|即使|可以|下列|：")
"""What may reach over the cut, or governs only what stands beside it."""
_ADVERBIAL = re.compile(rf"(?:^|{_MUST})(?:依照|按照|根据|依据|遵循|在|为|对|通过|于|自|从|会同)[^，]*$")
"""A last clause that only says by what rule, where or for whom; the duty comes after it."""
_LEAST_CHARS = 8
_ROLE = "者|人|方|部门|机构|机关|单位|组织|企业|公司|银行|平台|政府|委员会|法院|检察院|协会|学校|医院|商户|商家|个人"
_ACTOR = re.compile(
    rf"“?(?P<who>[{HAN}]{{1,10}}?(?:{_ROLE})(?:[、和或及][{HAN}]{{1,10}}?(?:{_ROLE}))?)(?![的之和及与或、者人方员]|{_ROLE})"
)
"""Who acts, at the beginning of a clause before that of the duty (某经营者从事某事，应当……)."""
_NO_SUBJECT = re.compile(
    rf"(?:对|在|为|按|依|根据|遵循|通过|利用|使用|从事|开展|建设|运营(?!者)|经营(?!者)|因|自|从|向|由|凡|并|也|都|均|{_OPENS_DUTY})"
)
"""How words before a "must" begin that name nobody."""
_SUBJECT_CHARS = range(2, 13)
_CARRIED = re.compile(rf"^(?P<who>[{HAN}、]{{0,24}}?)还(?P<must>{_MUST})(?P<mark>“?)(?P<rest>{_OPENS_DUTY}.)")


def split_duty(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """A Chinese duty cut before a further one of the same subject; the second sentence names it and says "must" again.

    None where nobody is named whose duty it is.
    """
    if language != "zh" or body.count("“") > 1:
        return
    for cut in _CUT.finditer(body):
        head, rest = body[: cut.start()], body[cut.end() :].rstrip("。")
        duties = list(_DUTY.finditer(head))
        if len(duties) != 1 or _HANGS.search(head) or _ADVERBIAL.search(head.rsplit("，", 1)[-1]) or _DUTY.search(rest):
            continue
        quoted = head.count("“") > head.count("”")
        if quoted is not rest.endswith(("”", "。”")) or (not quoted and "“" in body):
            continue
        who = _subject(head[: duties[0].start()])
        if who and min(n_units(head, "zh"), n_units(rest, "zh")) >= _LEAST_CHARS:
            yield _two(head, rest, f"{who}还{duties[0]['must']}", quoted=quoted)


def _bound(sentence: str) -> str:
    """Whose duty the sentence tells; empty where it names nobody, or more than one duty."""
    body = framed(sentence, "zh").body
    duties = list(_DUTY.finditer(body))
    return _subject(body[: duties[0].start()]) if len(duties) == 1 else ""


def _subject(before: str) -> str:
    """Who must, by the words before the "must"; empty where they name nobody in a few characters."""
    if "，" in before:
        actor = _ACTOR.match(before)
        return actor["who"] if actor else ""
    who = before.removeprefix("“").rpartition("的")[2]
    return who if len(who) in _SUBJECT_CHARS and "“" not in who and not _NO_SUBJECT.match(who) else ""


def _two(head: str, rest: str, must: str, *, quoted: bool) -> tuple[str, str]:
    """Both duties, the second behind `must`, which names whose it is."""
    if not quoted:
        return f"{head}。", f"{must}{rest}。"
    words = rest.rstrip("”").rstrip("。")
    return f"{head}。”" if head.startswith("“") else f"{head}”。", f"{must}“{words}”。"


def without_carried(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """`after` without a "must" that only says again what held over the comma that stood in `before`."""
    drafted = re.sub("[“”]", "", "".join(before))
    return (*after[:1], *(_uncarried(one, text, drafted) for one, text in pairwise(after)))


def _uncarried(one: str, text: str, drafted: str) -> str:
    found = _CARRIED.match(text)
    if found is None or found["must"] not in one or found["who"] not in ("", _bound(one)):
        return text
    held = re.search(f"，(?:并且?)?{re.escape(found['rest'])}", drafted)
    return text[found.end("must") :] if held else text
