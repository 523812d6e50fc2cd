"""Chinese lists of duties: who must do one thing and another, as two sentences under the same "must"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from deepnews.schemas.base import Language
from deepnews.text import n_units

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
_CARRIED = re.compile(rf"^还(?P<must>{_MUST})(?P<mark>“?)(?P<rest>{_OPENS_DUTY}.)")


def split_duty(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """A Chinese duty cut before a further one of the same subject; the second sentence says "must" again."""
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
        if min(n_units(head, "zh"), n_units(rest, "zh")) >= _LEAST_CHARS:
            yield _two(head, rest, duties[0]["must"], quoted=quoted)


def _two(head: str, rest: str, must: str, *, quoted: bool) -> tuple[str, str]:
    if not quoted:
        return f"{head}。", f"还{must}{rest}。"
    words = rest.rstrip("”").rstrip("。")
    return f"{head}。”" if head.startswith("“") else f"{head}”。", f"还{must}“{words}”。"


def without_carried(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """`after` without a "must" that only says again what held over the comma that stood in `before`."""
    drafted = re.sub("[“”]", "", "".join(before))
    return (*after[:1], *(_uncarried(one, text, drafted) for one, text in pairwise(after)))


def _uncarried(one: str, text: str, drafted: str) -> str:
    found = _CARRIED.match(text)
    if found is None or found["must"] not in one:
        return text
    held = re.search(f"，(?:并且?)?{re.escape(found['rest'])}", drafted)
    return text[found.end("must") :] if held else text
